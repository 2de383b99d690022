"""How much of the planned time has passed, as a line under the head of the presenter's window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tauscope.ui.theme import Theme

HEIGHT = 3


class PassedBar(QWidget):
    """A line that fills with the time; in the accent once there is none left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._share = theme, 0.0
        self.setFixedHeight(HEIGHT)

    @property
    def share(self) -> float:
        """Share of the time that has passed, at most 1."""
        return min(self._share, 1.0)

    def show_time(self, passed: float, planned: float) -> None:
        """Show seconds that have passed, of those that are planned; 0 for no plan, which hides the line."""
        self.setVisible(planned > 0)
        self._share = passed / planned if planned > 0 else 0.0
        self.setAccessibleName(f"{100 * self._share:.0f}% of the time has passed")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line and what has passed of it."""
        del event
        colours, box = self._theme.colours, QRectF(self.rect())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.border)
            painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
            box.setWidth(self.share * box.width())
            painter.setBrush(colours.accent if self._share >= 1 else colours.muted)
            painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
