"""A frame around what scrolls, while it has the focus."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractScrollArea


def paint_focus_frame(area: QAbstractScrollArea) -> None:
    """Paint a frame in the accent colour inside the viewport, if the area has the focus.

    It takes no room of its own: text does not move when the focus comes or goes.
    """
    if area.hasFocus():
        with QPainter(area.viewport()) as painter:
            painter.setPen(area.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(area.viewport().rect().adjusted(0, 0, -1, -1))
