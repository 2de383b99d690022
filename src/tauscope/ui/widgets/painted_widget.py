"""A widget that paints itself, in sizes that follow the text of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme


class PaintedWidget(QWidget):
    """Base of widgets whose `sizeHint` and `paintEvent` use `_theme`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.updateGeometry()
        self.update()
