"""A widget that paints itself, in sizes that follow the text of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme


class PaintedWidget(QWidget):
    """Base of widgets whose `sizeHint` and `paint` use `_theme`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the widget; an error in `paint` leaves no painter on it."""
        del event
        with QPainter(self) as painter:
            self.paint(painter)

    def paint(self, painter: QPainter) -> None:
        """Paint all of the widget."""
        raise NotImplementedError
