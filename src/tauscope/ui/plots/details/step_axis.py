"""Axes of plots over the steps of a run: round ticks, and the line at the present step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from tauscope.core.numbers import screen_tick
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import GAP, TICK_FONT, TICK_ROOM

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


LONG = 1e9
"""Number from which on a tick is written with an exponent."""


def round_ticks(low: float, high: float, room: float) -> list[tuple[float, str]]:
    """Ticks at round numbers that cover the range from `low` to `high`.

    Parameters
    ----------
    low, high : float
        Finite, `low` at most `high`.
    room : float
        Length of the axis in text heights.

    Examples
    --------
    >>> round_ticks(0.0, 1.54, 9.0)
    [(0.0, '0'), (0.5, '0.5'), (1.0, '1'), (1.5, '1.5'), (2.0, '2')]
    >>> [text for _, text in round_ticks(0.0, 3.5e200, 9.0)]
    ['0', '1e200', '2e200', '3e200', '4e200']
    """
    high = high if high > low else low + max(1.0, abs(low))
    most = max(1, math.floor(room / TICK_ROOM / 1.3))
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (power * one for one in _ROUND):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= most or step == 10 * power:
            break
    return [(number * step, _tick(number * step)) for number in range(first, last + 1)]


def _tick(value: float) -> str:
    if 1000 <= abs(value) < LONG and value == round(value):
        return f"{value:,.0f}".replace("-", "−")
    return screen_tick(value).replace("e+", "e").replace("-", "−")


def bottom_room(theme: Theme) -> float:
    """Height in pixels of the numbers under the axis of steps."""
    return 1.3 * theme.base + GAP * theme.base


def paint_cursor(painter: QPainter, frame: Frame, theme: Theme, step: int, steps: int, width: float) -> None:
    """Paint the line at the present step with its number, and the ends of the axis where there is room.

    Parameters
    ----------
    painter : QPainter
    frame : Frame
    theme : Theme
    step, steps : int
        The present step, and the last one.
    width : float
        Width of the plot in pixels: no number goes beyond it.
    """
    y = frame.rect.bottom() + (1.0 + GAP) * theme.base
    taken: list[tuple[float, float]] = []
    if 0 <= step <= steps:
        x = frame.x.pixel(step)
        painter.setPen(theme.pen(theme.colours.accent))
        painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom() + 0.3 * theme.base))
        taken.append(_edges(x, f"{step:,}", theme, width, present=True))
        _write_number(painter, taken[0][0], y, f"{step:,}", theme, present=True)
    gap = 0.5 * theme.base
    for end, texts in ((steps, (f"{steps:,} steps", f"{steps:,}")), (0, ("0",))):
        for text in texts:
            left, right = _edges(frame.x.pixel(end), text, theme, width, present=False)
            if all(right + gap < first or left - gap > last for first, last in taken):
                taken.append((left, right))
                _write_number(painter, left, y, text, theme, present=False)
                break


def _edges(x: float, text: str, theme: Theme, width: float, *, present: bool) -> tuple[float, float]:
    """Left and right edge of a number under the axis, centred at `x` where the plot has room for that."""
    half = marks.text_width(text, theme.font(TICK_FONT, strong=present)) / 2
    centre = max(min(x, width - half - 1), half)
    return centre - half, centre + half


def _write_number(
    painter: QPainter, left: float, y: float, text: str, theme: Theme, *, present: bool
) -> None:
    font = theme.font(TICK_FONT, strong=present)
    colour = theme.colours.accent if present else theme.colours.muted
    marks.write(painter, QPointF(left, y), text, font, colour, Qt.AlignmentFlag.AlignLeft)


def spread(wanted: list[float], apart: float, low: float, high: float) -> list[float]:
    """Move places apart as little as possible, in the order in which they are.

    Parameters
    ----------
    wanted : list of float
    apart : float
        Least distance between two places.
    low, high : float
        Where places may lie; if there is too little room, the last ones lie beyond `high`.

    Examples
    --------
    >>> spread([5.0, 5.5, 20.0], 2.0, 0.0, 30.0)
    [4.25, 6.25, 20.0]
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    blocks: list[tuple[float, int]] = []
    for rank, number in enumerate(order):
        mean, count = wanted[number] - rank * apart, 1
        while blocks and blocks[-1][0] >= mean:
            before, size = blocks.pop()
            mean, count = (before * size + mean * count) / (size + count), size + count
        blocks.append((mean, count))
    means = [mean for mean, count in blocks for _ in range(count)]
    top = max(low, high - (len(wanted) - 1) * apart)
    found = [0.0] * len(wanted)
    for rank, (number, mean) in enumerate(zip(order, means, strict=True)):
        found[number] = float(min(max(mean, low), top) + rank * apart)
    return found
