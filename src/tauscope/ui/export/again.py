"""Puts figures on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import image_of, png

CLIPBOARD_DPI = 192
"""Twice what a screen has."""


def copy_picture(figure: Figure) -> None:
    """Put a figure on the clipboard: an image for every program, and a PNG with the session inside."""
    data = QMimeData()
    data.setImageData(image_of(figure, CLIPBOARD_DPI))
    data.setData("image/png", png(figure, CLIPBOARD_DPI))
    QGuiApplication.clipboard().setMimeData(data)
