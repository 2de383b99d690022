"""Cover over a part of a plot whose truth a lesson has not revealed yet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme

WORDS = ("after you reveal", "hidden", "")
"""Text on the cover at more and less length."""


def paint_veil(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """Cover an area, hatch it, and say when it is shown."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colours.card)
    painter.drawRect(area)
    marks.hatch(painter, area, 45, theme.pen(theme.colours.grid, theme.hairline), spread=9.0)
    font = theme.font()
    text = next(text for text in WORDS if marks.text_width(text, font) < area.width() - theme.base)
    if text:
        width = marks.text_width(text, font) + theme.base
        box = QRectF(area.center().x() - width / 2, area.center().y() - theme.base, width, 2 * theme.base)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(box)
        at = box.center()
        at.setY(at.y() + 0.35 * theme.base)
        marks.write(painter, at, text, font, theme.colours.muted)
