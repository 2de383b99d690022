"""Copies figures to the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import image_of, png

CLIPBOARD_DPI = 192
"""Resolution of the copied image: twice that of a screen."""


def copy_picture(figure: Figure) -> None:
    """Copy a figure to the clipboard: as an image, and as a PNG that carries the session."""
    data = QMimeData()
    data.setImageData(image_of(figure, CLIPBOARD_DPI))
    data.setData("image/png", png(figure, CLIPBOARD_DPI))
    QGuiApplication.clipboard().setMimeData(data)
