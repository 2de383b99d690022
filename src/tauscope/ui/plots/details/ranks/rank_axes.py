"""Axes of the rank plot: ranks and probabilities, both logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from tauscope.ui.painting.polygons import polygon

if TYPE_CHECKING:
    from PySide6.QtGui import QPolygonF

    from tauscope.core.values import Floats
    from tauscope.document.picture.ranking import Ranking

LN_10 = math.log(10.0)
HIGHEST, LOWEST = -2, -8
"""Decades between which the axis of p ends."""

EACH = 10
"""Most ranks of which each may have a tick."""


def falling_line(xs: Floats, ys: Floats, bottom: float) -> QPolygonF:
    """Return a line through points given by their pixels, which ends where it falls below `bottom`.

    It is not left to a clip, which an SVG does not have.
    """
    inside = int(np.count_nonzero(ys <= bottom))
    line = polygon(xs[:inside], ys[:inside])
    if 0 < inside < len(ys):
        (x, other_x), (y, other_y) = (
            xs[inside - 1 : inside + 1].tolist(),
            ys[inside - 1 : inside + 1].tolist(),
        )
        line.append(QPointF(x + (other_x - x) * (bottom - y) / (other_y - y), bottom))
    return line


def lowest_decade(found: Ranking) -> int:
    """Decade at which the axis of p ends: that of the least likely class at τ = 1, within limits.

    Where not all classes are listed, the class of the last rank is as likely as it can be.
    """
    tail = found.tail_at_1
    log_p = found.at_1.log_p[-1] if tail is None else np.log(np.maximum(tail.most[-1], 1e-300))
    if found.spans:
        # The least likely listed class, which comes after others.
        log_p = min(float(log_p), float(found.at_1.log_p[-1]))
    least = max(float(log_p) / LN_10, float(LOWEST))
    return min(math.floor(least), HIGHEST)


def p_ticks(lowest: int, room: float) -> list[tuple[float, str]]:
    """Ticks at powers of ten from `lowest` to 1, as many as fit into `room` text heights."""
    step = next((step for step in (1, 2, 4) if -lowest / step * 1.6 <= room), 8)
    return [(decade, _power(decade)) for decade in range(0, lowest - 1, -step)]


def _power(decade: int) -> str:
    return f"{10.0**decade:g}" if decade >= HIGHEST else f"10⁻{'⁰¹²³⁴⁵⁶⁷⁸⁹'[-decade]}"


def rank_ticks(count: int, room: float, width: Callable[[str], float]) -> list[tuple[float, str]]:
    """Ticks at 1, 10, 100 … and at the last rank, or at all of few ranks, as many as have room.

    Parameters
    ----------
    count : int
        The last rank.
    room : float
        Length of the axis.
    width : callable
        Returns the width of a text, in the same unit.

    Examples
    --------
    >>> [text for _, text in rank_ticks(50_000, 100.0, lambda text: 5.0 * len(text))]
    ['1', '100', '50,000']
    """
    ranks = list(range(1, count)) if count <= EACH else [10**power for power in range(len(str(count - 1)))]
    for step in range(1, len(ranks) + 1):
        # The last ticks give way to the last rank where they are near.
        for kept in ([*ranks[::step], count], [*ranks[::step][:-1], count]):
            ticks = [(math.log10(rank), f"{rank:,}") for rank in kept]
            if _are_apart(ticks, room / max(math.log10(count), 0.1), width):
                return ticks
    return [(math.log10(count), f"{count:,}")]


def _are_apart(ticks: list[tuple[float, str]], unit: float, width: Callable[[str], float]) -> bool:
    """Return True if no two ticks touch; `unit` is the length of a decade."""
    return all(
        (other - one) * unit >= (width(name) + width(next_name)) / 2 + width("0")
        for (one, name), (other, next_name) in pairwise(ticks)
    )
