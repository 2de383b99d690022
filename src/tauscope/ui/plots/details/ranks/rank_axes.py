"""Axes of the rank plot: ranks and probabilities, both logarithmic."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.document.picture.ranking import Ranking

LN_10 = math.log(10.0)
HIGHEST, LOWEST = -2, -8
"""Decades between which the axis of p ends."""


def polygon(xs: Floats, ys: Floats) -> QPolygonF:
    """Return a line through points given by their pixels."""
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def lowest_decade(found: Ranking) -> int:
    """Decade at which the axis of p ends: that of the least likely class at τ = 1, within limits."""
    least = max(float(found.at_1.log_p[-1]) / LN_10, float(LOWEST))
    return min(math.floor(least), HIGHEST)


def p_ticks(lowest: int, room: float) -> list[tuple[float, str]]:
    """Ticks at powers of ten from `lowest` to 1, as many as fit into `room` text heights."""
    step = next((step for step in (1, 2, 4) if -lowest / step * 1.6 <= room), 8)
    return [(decade, _power(decade)) for decade in range(0, lowest - 1, -step)]


def _power(decade: int) -> str:
    return f"{10.0**decade:g}" if decade >= HIGHEST else f"10⁻{'⁰¹²³⁴⁵⁶⁷⁸⁹'[-decade]}"


def rank_ticks(count: int) -> list[tuple[float, str]]:
    """Ticks at 1, 10, 100 … and at the last rank; at all of few ranks."""
    if count <= 10:
        return [(math.log10(rank), str(rank)) for rank in range(1, count + 1)]
    powers = [10**power for power in range(len(str(count)))]
    # The last power of ten gives way to the last rank where that is near.
    kept = [rank for rank in powers if rank * 2.5 < count]
    return [(math.log10(rank), f"{rank:,}") for rank in (*kept, count)]
