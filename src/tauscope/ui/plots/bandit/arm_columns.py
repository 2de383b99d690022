"""Columns of the arms: where each stands, the range of the values above and of the chances below."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from tauscope.core.numbers import plain_number
from tauscope.ui.painting.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.subjects.bandit_numbers import BanditNumbers

REACH = 2.5
"""Standard deviations above and below the mean that a violin shows."""

WHISKER = 2.0
"""Standard errors of an estimate above and below it that its whisker shows."""

VIOLIN, LINE, BAR = 0.74, 0.72, 0.66
"""Widths of a violin, of the line of a true value and of a bar, in columns."""

_POINTS = 25


class Column(NamedTuple):
    """One column of the plot.

    Attributes
    ----------
    row : int or None
        Row of the arm; None for all arms without a column of their own.
    label : str
    colour : int or None
        Number of the class colour; None for grey.
    chance : float
        Probability to be chosen next.
    cut : float
        Probability without any cut, of an arm that the chain cut; else 0.
    """

    row: int | None
    label: str
    colour: int | None
    chance: float
    cut: float

    @property
    def is_cut(self) -> bool:
        """True if a knob cut the arm."""
        return self.cut > 0 and not self.chance


def columns_of(picture: Picture, numbers: BanditNumbers) -> tuple[Column, ...]:
    """Return the columns of a picture, one for each class that it draws."""
    boltzmann = numbers.settings.policy == "boltzmann"
    named = [one.row for one in picture.drawn if one.row is not None]
    others = max(0.0, 1.0 - float(numbers.chances[named].sum()))
    return tuple(
        Column(
            one.row,
            one.label,
            one.colour,
            others if one.row is None else float(numbers.chances[one.row]),
            one.cut if boltzmann else 0.0,
        )
        for one in picture.drawn
    )


def value_range(numbers: BanditNumbers, rows: Sequence[int], *, true_values: bool) -> tuple[float, float]:
    """Return the range of the axis of rewards, which ends at ticks so that it seldom changes during a run.

    Hidden values do not show in the range: it holds the estimates with their whiskers, and what rewards are
    likely at first.
    """
    low, high = -3.0, 3.0
    if true_values:
        values = numbers.values[list(rows)]
        low, high = float(values.min()) - REACH, float(values.max()) + REACH
    estimates, errors = numbers.estimates[list(rows)], numbers.standard_errors[list(rows)]
    whiskers = WHISKER * np.where(np.isfinite(errors), errors, 0.0)
    low, high = min(low, float((estimates - whiskers).min())), max(high, float((estimates + whiskers).max()))
    step = _tick_step(high - low, 10)
    return step * math.floor(low / step), step * math.ceil(high / step)


def value_ticks(low: float, high: float, room: float) -> list[tuple[float, str]]:
    """Return values and labels of the ticks from `low` to `high` that fit into `room` text heights."""
    most = max(1, round(room / 1.5))
    step = _tick_step(high - low, most)
    if math.floor(high / step) == math.ceil(low / step):  # one tick alone is no scale
        step = _tick_step(high - low, 2 * most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    digits = max(0, -math.floor(math.log10(step)))
    values = [round(step * number, digits) for number in range(first, last + 1)]
    return [(value, plain_number(value + 0.0).replace("-", "−")) for value in values]


def _tick_step(span: float, most: int) -> float:
    """Smallest of 1, 2, 5, 10 … that divides a span into at most `most` parts."""
    decade = 10.0 ** math.floor(math.log10(span / most))
    return next(decade * step for step in (1.0, 2.0, 5.0, 10.0) if span / (decade * step) <= most)


@cache
def _outline() -> tuple[tuple[float, float], ...]:
    """Standard deviations above the mean, and the density there relative to that at the mean."""
    heights: Floats = np.linspace(-REACH, REACH, _POINTS)
    return tuple(zip(heights.tolist(), np.exp(-0.5 * heights**2).tolist(), strict=True))


def violin(frame: Frame, place: int, value: float) -> QPainterPath:
    """Return the shape of N(value, 1): at each height as wide as rewards are likely."""
    path, half = QPainterPath(), VIOLIN / 2
    left = [frame.point(place - half * p, value + z) for z, p in _outline()]
    right = [frame.point(place + half * p, value + z) for z, p in reversed(_outline())]
    path.moveTo(left[0])
    for point in (*left[1:], *right):
        path.lineTo(point)
    path.closeSubpath()
    return path


def column_rect(frame: Frame, place: int, top: float, bottom: float) -> QRectF:
    """Rectangle of a whole column between two heights in pixels."""
    x = frame.x
    return QRectF(QPointF(x.pixel(place - 0.5), top), QPointF(x.pixel(place + 0.5), bottom))
