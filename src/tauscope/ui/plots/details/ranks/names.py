"""Names of classes beside their dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.ui.theme import Theme

NAMED = 8
"""Most classes that are named."""

GAP = 4
"""Least pixels between two names side by side."""


def paint_names(
    painter: QPainter,
    labels: Sequence[str],
    dots: Sequence[QPointF],
    others: Sequence[QRectF],
    rect: QRectF,
    theme: Theme,
    *,
    below: bool,
) -> list[QRectF]:
    """Write names beside or over their dots, where they cover neither dots nor `others`.

    Parameters
    ----------
    painter : QPainter
    labels : sequence of str
        The most important first.
    dots : sequence of QPointF
        One for each label.
    others : sequence of QRectF
        Areas that are taken.
    rect : QRectF
        Where names may stand; they may reach out of it by a text height.
    theme : Theme
    below : bool
        Whether names stand below their dots, as under a curve that rises, or above.

    Returns
    -------
    list of QRectF
        `others` with the areas of the names.
    """
    font, base = theme.font(0.87), theme.base
    taken = list(others)
    for text, at in list(zip(labels, dots, strict=True))[:NAMED]:
        wide = marks.text_width(text, font)
        for left in (at.x() + 0.35 * base, at.x() - wide / 2, at.x() - wide + 0.35 * base):
            box = QRectF(left, at.y() + (0.35 if below else -1.5) * base, wide, 1.15 * base)
            free = rect.adjusted(0, -base, base, 0).contains(box) and not any(map(box.contains, dots))
            if free and not any(map(box.intersects, taken)):
                foot = QPointF(left, box.bottom() - 0.25 * base)
                marks.write_on(painter, foot, text, font, theme, Qt.AlignmentFlag.AlignLeft)
                taken.append(box.adjusted(-GAP, 0, GAP, 0))
                break
    return taken
