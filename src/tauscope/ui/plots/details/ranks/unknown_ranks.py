"""Listed classes of which only bounds of the rank are known, drawn over all ranks that they may have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_percentage
from tauscope.core.text.labels import one_line
from tauscope.ui.painting import marks
from tauscope.ui.plots.details.ranks.cut_lines import areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.ranking import Ranking, RankSpan
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.plots.details.ranks.cut_lines import CutLine
    from tauscope.ui.theme import Theme

NAME, LONGEST = 0.87, 18
"""Size of a name in text heights, and its most characters."""

CAP = 0.4
"""Half the length of the stroke at an end, and the length of an arrow's head, in text heights."""

BAND = 0.2
"""Opacity of the area between two bounds of the probability."""

NEAR = 5.0
"""Distance in pixels within which the mouse points at a mark."""


class SpanMark(NamedTuple):
    """The area of a class over its ranks and its probability.

    Attributes
    ----------
    span : RankSpan
    area : QRectF
        As high as the bounds of its probability are apart; of no height where that is known.
    is_open : bool
        True if it may have a higher rank than the axis.
    """

    span: RankSpan
    area: QRectF
    is_open: bool

    def near(self, point: QPointF) -> bool:
        """Return True if the mouse at `point` is on the mark."""
        return self.area.adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(point)


def placed(found: Ranking, frame: Frame) -> list[SpanMark]:
    """Return the marks of the classes whose probability is on the axis."""
    rect, placed_ = frame.rect, list[SpanMark]()
    for span in found.spans:
        is_open = span.last is None or span.last > found.count
        last = found.count if span.last is None else min(span.last, found.count)
        left, right = (frame.x.pixel(math.log10(rank)) for rank in (span.first, last))
        low, high = (frame.y.pixel(math.log10(p)) if p > 0 else math.inf for p in span.p)
        if high <= rect.bottom():
            area = QRectF(QPointF(left, high), QPointF(right, min(low, rect.bottom())))
            placed_.append(SpanMark(span, area, is_open))
    return placed_


def paint(
    painter: QPainter,
    spans: Sequence[SpanMark],
    picture: Picture,
    lines: Sequence[CutLine],
    frame: Frame,
    theme: Theme,
) -> list[QRectF]:
    """Paint the marks with their names; return the areas that are taken by them."""
    taken = areas(lines, frame.rect)
    own: list[QRectF] = []
    for mark in spans:
        colour = _colour(mark.span, picture, theme)
        _paint_area(painter, mark, colour, theme)
        text = _word(mark.span, picture)
        box = _free_box(text, mark.area, [*taken, *own], frame.rect, theme)
        own.append(mark.area.adjusted(-2, -3, 2, 3))
        if box is not None:
            foot = QPointF(box.left(), box.bottom() - 0.25 * theme.base)
            marks.write(painter, foot, text, theme.font(NAME), colour, Qt.AlignmentFlag.AlignLeft)
            own.append(box)
    return own


def _colour(span: RankSpan, picture: Picture, theme: Theme) -> QColor:
    return QColor(theme.colours.accent if span.row == picture.recorded_row else theme.colours.muted)


def _word(span: RankSpan, picture: Picture) -> str:
    """What is written at a mark: that the class was chosen, or its name."""
    if span.row == picture.recorded_row:
        return picture.document.source.abilities.recorded_word
    return one_line(picture.logits.labels[span.row])[:LONGEST]


def _paint_area(painter: QPainter, mark: SpanMark, colour: QColor, theme: Theme) -> None:
    area, cap = mark.area, CAP * theme.base
    shade = QColor(colour)
    shade.setAlphaF(BAND)
    painter.fillRect(area, shade)
    painter.setPen(theme.pen(colour))
    painter.drawLine(area.topLeft(), area.topRight())
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.drawLine(area.topLeft() - QPointF(0, cap), area.bottomLeft() + QPointF(0, cap))
    if mark.is_open:
        tip = QPointF(area.right(), area.center().y())
        for side in (-1, 1):
            painter.drawLine(tip, tip + QPointF(-cap, side * cap))
    else:
        painter.drawLine(area.topRight() - QPointF(0, cap), area.bottomRight() + QPointF(0, cap))


def _free_box(text: str, area: QRectF, taken: Sequence[QRectF], rect: QRectF, theme: Theme) -> QRectF | None:
    """Area for a name in a mark, below, above or beside it, where it covers nothing; None without room."""
    base = theme.base
    wide, high = marks.text_width(text, theme.font(NAME)), 1.15 * base
    lefts = (area.left() + 0.4 * base, area.center().x() - wide / 2, area.right() - wide)
    inside = [area.top() + 0.1 * base] if area.height() > high + 0.2 * base else []
    tops = (*inside, area.bottom() + 0.3 * base, area.top() - high - 0.1 * base)
    beside = (
        area.right() + 0.5 * base,
        max(area.top(), min(area.center().y(), rect.bottom() - high) - high / 2),
    )
    places = (*((left, top) for top in tops for left in lefts), beside)
    boxes = (QRectF(left, top, wide, high) for left, top in places)
    free = (
        box
        for box in boxes
        if rect.contains(box) and not any(map(box.adjusted(-2, 0, 2, 0).intersects, taken))
    )
    return next(free, None)


def words(span: RankSpan, picture: Picture) -> str:
    """Say what is known of the rank of a class, and its probability."""
    label = one_line(picture.logits.labels[span.row])[:LONGEST]
    name = f"“{label}”"
    if span.row == picture.recorded_row:
        name += f", {picture.document.source.abilities.recorded_word}"
    return f"{name}\n{rank_words(span)}\n{written(span.p, screen_percentage)}"


def rank_words(span: RankSpan) -> str:
    """Say between which ranks a class is.

    Examples
    --------
    >>> from tauscope.core.bounds import Bounds
    >>> from tauscope.document.picture.ranking import RankSpan
    >>> [rank_words(RankSpan(3, 21, last, Bounds(0.1, 0.2))) for last in (None, 512)]
    ['rank unknown: below 20', 'rank unknown: 21 to 512']
    """
    ranks = f"below {span.first - 1:,}" if span.last is None else f"{span.first:,} to {span.last:,}"
    return f"rank unknown: {ranks}"
