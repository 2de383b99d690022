"""Scales of the bars: height of the bar of a probability, and ticks of the axis beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SCALES = {
    "whole": "0 to 100%",
    "fitted": "Fitted to the Bars",
    "logarithmic": "Logarithmic",
}
"""Name of each scale, and its title."""

DECADES = 6
"""Decades of a logarithmic scale: always from 0.0001% to 100%, so that plots can be compared."""

ENDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Probabilities at which a fitted scale may end: few, so that it seldom changes while the dial turns."""

TICK_ROOM = 1.3
"""Room that a tick needs, in heights of its text."""


@dataclass(frozen=True)
class BarScale:
    """A scale from probabilities to heights of bars.

    Attributes
    ----------
    name : str
        One of `SCALES`.
    end : float
        Probability at the upper end of the axis.
    """

    name: str = "whole"
    end: float = 1.0

    @classmethod
    def of(cls, name: str, probabilities: Iterable[float]) -> BarScale:
        """Return the scale called `name` for bars, ghosts and pins of these probabilities.

        Examples
        --------
        >>> BarScale.of("fitted", [0.13, 0.09])
        BarScale(name='fitted', end=0.2)
        """
        if name != "fitted":
            return cls(name)
        largest = max(probabilities, default=1.0)
        return cls(name, next((end for end in ENDS if largest <= end), 1.0))

    def at_least(self, end: float) -> BarScale:
        """Return this scale, or the one that ends at `end` if this one ends lower and is fitted.

        Examples
        --------
        >>> BarScale("fitted", 0.2).at_least(0.5)
        BarScale(name='fitted', end=0.5)
        """
        return BarScale(self.name, end) if self.end < end else self

    def height(self, p: float) -> float:
        """Height of a bar as a share of the axis, from 0 to 1.

        Examples
        --------
        >>> [BarScale("logarithmic").height(p) for p in (1.0, 1e-3, 1e-6, 0.0)]
        [1.0, 0.5, 0.0, 0.0]
        """
        if self.name == "logarithmic":
            return 0.0 if p <= 0 else min(max(1 + math.log10(p) / DECADES, 0.0), 1.0)
        return min(p / self.end, 1.0)

    def probability(self, height: float) -> float:
        """Probability of a bar that fills this share of the axis."""
        return 10.0 ** (DECADES * (height - 1)) if self.name == "logarithmic" else height * self.end

    def ticks(self, room: float = math.inf) -> list[tuple[float, str]]:
        """Heights and labels of the ticks that fit on an axis `room` text heights long.

        Examples
        --------
        >>> BarScale("fitted", 0.2).ticks()
        [(0.0, '0%'), (0.25, '5%'), (0.5, '10%'), (0.75, '15%'), (1.0, '20%')]
        """
        logarithmic = self.name == "logarithmic"
        counts = (DECADES, 3, 2, 1) if logarithmic else (4, 2, 1)
        count = next((count for count in counts if count * TICK_ROOM <= room), 1)
        heights = [step / count for step in range(count + 1)]
        return [(height, f"{100 * self.probability(height):.4g}%") for height in heights]

    def text(self, p: float) -> str | None:
        """Text in per cent with two digits, of a p that one decimal would round away; else None."""
        if self.name == "whole" or not 0 < p < (0.0005 if self.end == 1.0 else 0.005):
            return None
        return f"{100 * p:.2g}%" if p >= 10.0**-DECADES else f"<{100 * 10.0**-DECADES:.4f}%"
