"""The scale under a verdict: how far a prediction was from the truth, beside that of no change."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from tauscope.ui.theme import Theme
from tauscope.ui.widgets.painted_widget import PaintedWidget

TICK_AT = 0.65
"""Place of the tick of no change on the line, as a share of its length."""


class MissScale(PaintedWidget):
    """A line from exact at the left over "no change", with a ring at the miss."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_share(self, share: float | None) -> None:
        """Show a miss as a share of that of no change; hide without one."""
        self.setVisible(share is not None)
        if share is not None:
            self._share = share
            self.setAccessibleName(f"Miss: {100 * share:.0f}% of that of no change")
            self.update()

    def sizeHint(self) -> QSize:
        """Height of the line and of the words below it."""
        return QSize(round(10 * self._theme.base), round(2.4 * self._theme.base))

    def paint(self, painter: QPainter) -> None:
        """Paint the line, the ring and the words."""
        colours, base = self._theme.colours, self._theme.base
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, left, right = 0.7 * base, 0.5 * base, self.width() - 0.5 * base
        tick = left + TICK_AT * (right - left)
        # Farther than the end of the line the ring stands at its end.
        ring = min(left + self._share * (tick - left), right)
        painter.setPen(self._theme.pen(colours.border, 3))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setPen(self._theme.pen(colours.accent, 3))
        painter.drawLine(QPointF(left, y), QPointF(ring, y))
        painter.setPen(self._theme.pen(colours.muted, 1.5))
        painter.drawLine(QPointF(tick, y - 0.45 * base), QPointF(tick, y + 0.45 * base))
        painter.setPen(self._theme.pen(colours.accent, 2))
        painter.setBrush(colours.card)
        painter.drawEllipse(QPointF(ring, y), 0.42 * base, 0.42 * base)
        painter.setFont(self._theme.font(0.85))
        painter.setPen(colours.muted)
        below = QRectF(0, 1.25 * base, self.width(), 1.15 * base)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "exact")
        width = painter.fontMetrics().horizontalAdvance("no change")
        start = min(tick - width / 2, self.width() - width)
        below.setLeft(start)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "no change")
