"""The axis of temperatures of a schedule: logarithmic, with a stop at each end for 0 and ∞ where needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.numbers import screen_tick
from tauscope.core.temperatures import scale
from tauscope.ui.plots.base.axes import TICK_ROOM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.values import Floats

STOP = 0.25
"""Decades between the last temperature and the stop for 0 or ∞."""

AROUND = 0.2
"""Decades above and below all temperatures."""

LEAST_DECADES = 1.6
"""Fewest decades, so that there is room to draw in."""

FARTHEST = 1e-6, 1e6
"""Temperatures beyond which all are drawn at the ends."""

_MANTISSAS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))


class TemperatureAxis(NamedTuple):
    """Range of τ, in powers of ten.

    Attributes
    ----------
    low, high : float
        Ends of the logarithmic part.
    zero, infinite : bool
        Whether there is a stop for τ = 0 below, and for τ = ∞ above.
    """

    low: float
    high: float
    zero: bool = False
    infinite: bool = False

    @classmethod
    def of(cls, temperatures: Iterable[float]) -> TemperatureAxis:
        """Return the axis on which these temperatures lie."""
        every = list(temperatures)
        finite = [math.log10(min(max(one, FARTHEST[0]), FARTHEST[1])) for one in every if 0 < one < math.inf]
        low, high = min(finite, default=-1.0) - AROUND, max(finite, default=0.0) + AROUND
        more = max(0.0, LEAST_DECADES - (high - low)) / 2
        return cls(low - more, high + more, 0.0 in every, math.inf in every)

    @property
    def span(self) -> tuple[float, float]:
        """Both ends, with the stops."""
        return self.low - STOP * self.zero, self.high + STOP * self.infinite

    def places(self, temperatures: Floats) -> Floats:
        """Place of each temperature; one beyond an end is at this end."""
        with np.errstate(divide="ignore"):
            logs = np.log10(temperatures)
        inside = logs.clip(self.low, self.high)
        inside[temperatures == 0] = self.span[0]
        inside[np.isinf(temperatures)] = self.span[1]
        return np.asarray(inside)

    def place(self, temperature: float) -> float:
        """Place of one temperature."""
        return float(self.places(np.array([temperature]))[0])

    def temperature(self, place: float) -> float:
        """Temperature at a place, as a hand means it: above 0, finite, with three digits."""
        return scale.rounded(10.0 ** min(max(place, self.low), self.high))

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Ticks that fit on an axis `room` text heights long."""
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        for mantissas in _MANTISSAS:
            values = [mantissa * 10.0**power for power in powers for mantissa in mantissas]
            found = [value for value in values if self.low <= math.log10(value) <= self.high]
            if len(found) * TICK_ROOM * 1.2 <= room:
                break
        every = max(1, math.ceil(len(found) * TICK_ROOM / max(room, 1.0)))
        stops = [(self.span[0], "0")] * self.zero + [(self.span[1], "∞")] * self.infinite
        low, high = self.span
        apart = TICK_ROOM * (high - low) / max(room, 1.0)
        ticks = [
            (math.log10(value), screen_tick(value))
            for value in found[::every]
            if all(abs(math.log10(value) - place) >= apart for place, _ in stops)
        ]
        return [*ticks, *stops]
