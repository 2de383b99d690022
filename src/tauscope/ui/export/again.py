"""Exports without a dialog: the last one again, and the clipboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from tauscope.document.document import Document
from tauscope.document.requests import ExportRequest
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import image_of, png
from tauscope.ui.export.write import write

CLIPBOARD_DPI = 192
"""Twice what a screen has."""


def export_again(
    request: ExportRequest, document: Document, selection: tuple[int, ...] = ()
) -> ExportRequest:
    """Write the last figure again, with what is shown now; it takes the place of the old file.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    new = replace(request, document=document)
    write(new, selection)
    return new


def copy_picture(figure: Figure) -> None:
    """Put a figure on the clipboard: an image for every program, and a PNG with the session inside."""
    data = QMimeData()
    data.setImageData(image_of(figure, CLIPBOARD_DPI))
    data.setData("image/png", png(figure, CLIPBOARD_DPI))
    QGuiApplication.clipboard().setMimeData(data)
