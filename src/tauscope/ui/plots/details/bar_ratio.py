"""The ratio of two selected classes, drawn large between their bars, with the formula that gives it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from tauscope.core.bounds import Bounds, written
from tauscope.core.numbers import screen_logit, screen_ratio, screen_temperature
from tauscope.core.text.labels import one_line
from tauscope.document.formulas import formula, name
from tauscope.document.picture.class_ratio import class_ratio, entry_ratio, has_group
from tauscope.ui.formulas.line import SMALL
from tauscope.ui.formulas.stacked import Box, stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.core.logits import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

SIZES = (2.2, 1.7, 1.3, 1.0)
"""Sizes of the ratio, the first that has room."""

FORMULA = 1.1
"""Size of the formula below it, at most."""

NAME = 12
"""Letters of a name in the formula."""

LEAST = 1.6
"""Text heights between two bars' ends from which on an arrow joins them."""


def _is_cut(picture: Picture, row: int) -> bool:
    grouped = picture.prepared.grouped
    number = -1 if grouped is None else int(grouped.members.numbers[row])
    return picture.is_cut(row) if number < 0 else picture.is_group_cut(number)


def ratio_text(picture: Picture, row: int, other: int) -> str:
    """How many times likelier one class is than another, as in "7.39 ×"."""
    return f"{written(entry_ratio(picture, row, other), screen_ratio)} ×"


def ratio_formula(picture: Picture, row: int, other: int) -> str:
    """The formula of the ratio: p of one class over p of the other, and e to the gap of logits over τ.

    Where the chain cuts one of the two, or heats otherwise than the dial says, the fraction stands alone, as
    for a group, which has no logit of its own.
    """
    values = picture.logits.values
    above, below = (f"p_{name(one_line(picture.prepared.name_of(which))[:NAME])}" for which in (row, other))
    ratio = f"{above}/{below}"
    if _is_cut(picture, other):
        return formula(f"{ratio} = ∞: cut")
    if has_group(picture, row, other) or picture.is_cut(row):
        return formula(ratio)
    undecided = isinstance(class_ratio(picture, row, other), Bounds)
    if undecided or picture.temperature not in (0, picture.final.temperature):
        return formula(ratio)
    gap = float(values[row]) - float(values[other]) if math.isfinite(values[other]) else math.inf
    return formula(f"{ratio} = e^({screen_logit(gap)}/{screen_temperature(picture.temperature)})")


class BarRatio:
    """Finds room between two bars, or above the lower ones, and paints the ratio there."""

    def __init__(self, theme: Theme, frame: QRectF) -> None:
        self._theme, self._frame = theme, frame

    def paint(
        self,
        painter: QPainter,
        picture: Picture,
        rows: tuple[int, int],
        bars: tuple[QRectF, QRectF] | None,
        taken: Sequence[QRectF],
    ) -> None:
        """Paint the ratio.

        Parameters
        ----------
        painter : QPainter
        picture : Picture
        rows : (int, int)
            The likelier class first.
        bars : (QRectF, QRectF) or None
            Their bars; None where one of them is among the others that have one bar together.
        taken : sequence of QRectF
            Rectangles to keep clear of: all bars with their numbers.
        """
        theme = self._theme
        for size in SIZES:
            number = stacked(ratio_text(picture, *rows), theme.font(size, strong=True))
            # Of a formula the superscripts are the smallest text.
            least = theme.smallest / SMALL
            font = theme.font(max(least, min(FORMULA, 0.75 * size)))
            below = stacked(ratio_formula(picture, *rows), font)
            for parts in ([number, below], [number]):
                place = self._place(parts, bars, taken)
                if place is not None:
                    self._paint_at(painter, parts, place, bars, taken)
                    return
        self._paint_at(painter, [number], self._frame, None, taken)

    def _size(self, parts: Sequence[Box]) -> tuple[float, float]:
        gap = 0.5 * self._theme.base
        height = sum(part.above + part.below for part in parts) + gap * (len(parts) - 1)
        return max(part.width for part in parts) + 0.8 * self._theme.base, height + 0.3 * self._theme.base

    def _place(
        self, parts: Sequence[Box], bars: tuple[QRectF, QRectF] | None, taken: Sequence[QRectF]
    ) -> QRectF | None:
        """The free rectangle nearest to the middle between the two bars; None where there is none."""
        (width, height), frame = self._size(parts), self._frame
        middle = frame.center()
        if bars is not None:
            one, other = bars
            middle = QPointF((one.center().x() + other.center().x()) / 2, (one.top() + other.top()) / 2)
        step = max(4.0, 0.5 * self._theme.base)
        lefts = _around(middle.x() - width / 2, frame.left(), frame.right() - width, step)
        tops = _around(middle.y() - height / 2, frame.top(), frame.bottom() - height, step)
        if not (lefts.size and tops.size):
            return None
        away = np.hypot(lefts[:, None] + width / 2 - middle.x(), tops + height / 2 - middle.y())
        # A place is taken where the same rectangle overlaps it across and down: a product counts these.
        across = _overlaps(lefts, width, [(other.left(), other.right()) for other in taken])
        down = _overlaps(tops, height, [(other.top(), other.bottom()) for other in taken])
        away[across @ down.T > 0] = math.inf
        column, line = divmod(int(away.argmin()), len(tops))
        found = QRectF(float(lefts[column]), float(tops[line]), width, height)
        return found if math.isfinite(away[column, line]) else None

    def _paint_at(
        self,
        painter: QPainter,
        parts: Sequence[Box],
        place: QRectF,
        bars: tuple[QRectF, QRectF] | None,
        taken: Sequence[QRectF],
    ) -> None:
        theme, colours = self._theme, self._theme.colours
        if bars is not None:
            self._paint_arrow(painter, bars, place, taken)
        if not theme.clear:
            patch = QPainterPath()
            patch.addRoundedRect(place, 4, 4)
            painter.fillPath(patch, colours.card)
        y = place.top() + 0.15 * theme.base
        for part, colour in zip(parts, (colours.text, colours.muted), strict=False):
            y += part.above
            part.paint(painter, QPointF(place.center().x() - part.width / 2, y), colour)
            y += part.below + 0.5 * theme.base

    def _paint_arrow(
        self, painter: QPainter, bars: tuple[QRectF, QRectF], place: QRectF, taken: Sequence[QRectF]
    ) -> None:
        """Paint an arrow from the end of the higher bar across, and down to the number over the lower one.

        There is none where the ratio stands in its way, so that only the tip would be seen.
        """
        theme = self._theme
        high, low = sorted(bars, key=lambda bar: bar.top())
        x = low.center().x()
        end = min(other.top() for other in (low, *taken) if other.left() <= x <= other.right())
        end -= 0.3 * theme.base
        covered = place.left() <= x <= place.right() and place.top() < end < place.bottom() + theme.base
        if covered or end - high.top() < LEAST * theme.base:
            return
        start = high.right() if high.center().x() < x else high.left()
        painter.setPen(theme.pen(theme.colours.muted, 0.6 * theme.line))
        painter.drawLine(QPointF(start, high.top()), QPointF(x, high.top()))
        painter.drawLine(QPointF(x, high.top()), QPointF(x, end))
        tip = 0.35 * theme.base
        for side in (-tip, tip):
            painter.drawLine(QPointF(x, end), QPointF(x + side, end - tip))


def _around(wanted: float, low: float, high: float, step: float) -> Floats:
    """Positions from `low` to `high`, the wanted one among them if it lies there."""
    if high < low:
        return np.zeros(0)
    start = min(max(wanted, low), high)
    before, after = int((start - low) / step), int((high - start) / step)
    return start + step * np.arange(-before, after + 1, dtype=np.float64)


def _overlaps(starts: Floats, length: float, spans: Sequence[tuple[float, float]]) -> Floats:
    """(n, k) 1 where the stretch of this length from one of n starts overlaps one of k spans, else 0."""
    low, high = np.array(spans).reshape(-1, 2).T
    return ((starts[:, None] < high) & (starts[:, None] + length > low)).astype(float)
