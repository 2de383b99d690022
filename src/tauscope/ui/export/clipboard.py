"""Figures for the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import image_of, png

CLIPBOARD_DPI = 192
"""Resolution of the copied image: twice that of a screen."""


def clipboard_data(figure: Figure) -> QMimeData:
    """Return a figure for the clipboard: as an image, and as a PNG that carries the session."""
    data = QMimeData()
    data.setImageData(image_of(figure, CLIPBOARD_DPI))
    data.setData("image/png", png(figure, CLIPBOARD_DPI))
    return data
