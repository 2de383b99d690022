"""Tick labels of pyqtgraph's axes, painted as a figure needs them: text that is anchored where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from tauscope.ui.plots import marks

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme

TICK_FONT = 0.9

_ALIGNED = {
    "left": (Qt.AlignmentFlag.AlignRight, QRectF.right),
    "right": (Qt.AlignmentFlag.AlignLeft, QRectF.left),
}


def tick_labels(axis: Any, font: QFont) -> list[tuple[QRectF, str]]:
    """Where the labels of an AxisItem stand, in its pixels; measuring makes it as wide as they need."""
    paper = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(paper)
    painter.setFont(font)
    specifications = axis.generateDrawSpecs(painter)
    painter.end()
    return [(rect, text) for rect, _, text in specifications[2]] if specifications else []


def paint_axis(painter: QPainter, axis: Any, theme: Theme) -> None:
    """Write the tick labels of an AxisItem; its lines are in the card's colour and left out."""
    font = theme.font(TICK_FONT)
    metrics = QFontMetricsF(font)
    align, edge = _ALIGNED.get(axis.orientation, (Qt.AlignmentFlag.AlignHCenter, None))
    for rect, text in tick_labels(axis, font):
        across = edge(rect) if edge else rect.center().x()
        baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        at = axis.mapToParent(QPointF(across, baseline))
        marks.write(painter, at, text, font, theme.colours.muted, align)
