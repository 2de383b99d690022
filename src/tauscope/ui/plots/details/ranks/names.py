"""Names of classes beside their dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.ui.painting import marks
from tauscope.ui.plots.details.ranks.cut_lines import areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.ui.plots.details.ranks.cut_lines import CutLine
    from tauscope.ui.theme import Theme

NAMED = 8
"""Most classes that are named."""

GAP = 4
"""Least pixels between two names side by side."""


def paint_names(
    painter: QPainter,
    labels: Sequence[str],
    dots: Sequence[QPointF],
    lines: Sequence[CutLine],
    rect: QRectF,
    theme: Theme,
    *,
    below: bool,
) -> None:
    """Write names beside or over their dots, where they cover neither dots nor lines.

    Parameters
    ----------
    painter : QPainter
    labels : sequence of str
        The most important first.
    dots : sequence of QPointF
        One for each label.
    lines : sequence of CutLine
    rect : QRectF
        Where names may stand; they may reach out of it by a text height.
    theme : Theme
    below : bool
        Whether names stand below their dots, as under a curve that rises, or above.
    """
    font, base = theme.font(0.87), theme.base
    taken = areas(lines, rect)
    for text, at in list(zip(labels, dots, strict=True))[:NAMED]:
        wide = marks.text_width(text, font)
        for left in (at.x() + 0.35 * base, at.x() - wide / 2, at.x() - wide + 0.35 * base):
            box = QRectF(left, at.y() + (0.35 if below else -1.5) * base, wide, 1.15 * base)
            free = rect.adjusted(0, -base, base, 0).contains(box) and not any(map(box.contains, dots))
            if free and not any(map(box.intersects, taken)):
                foot = QPointF(left, box.bottom() - 0.25 * base)
                marks.write(painter, foot, text, font, theme.colours.text, Qt.AlignmentFlag.AlignLeft)
                taken.append(box.adjusted(-GAP, 0, GAP, 0))
                break
