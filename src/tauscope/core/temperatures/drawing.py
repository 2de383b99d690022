"""Schedules that are drawn by hand: a stroke over another schedule, and few points that tell the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.temperatures.schedules import Drawn, Schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

MOST_POINTS = 40
"""Most points of a schedule after a stroke: few enough to be dragged one by one."""

_TOLERANCE = 0.03
"""Difference in ln τ that is not drawn: a hand trembles more."""

_LEAST = 1e-4
"""Temperature below which all are alike to `fitted`."""


def redrawn(schedule: Schedule, steps: int, stroke: Sequence[tuple[float, float]]) -> Drawn:
    """Return a schedule with a stroke of the hand over it; before and after the stroke it stays.

    Parameters
    ----------
    schedule : Schedule
        Schedule before the stroke, finite.
    steps : int
        Number of steps.
    stroke : sequence of (float, float)
        Step and temperature, above 0, of each point where the hand was, in the order of time: a hand that
        goes back draws over what it drew.

    Examples
    --------
    >>> from tauscope.core.temperatures.schedules import Linear
    >>> redrawn(Linear(1.0, 1.0), 5, [(2, 0.5), (3, 0.5)]).points
    ((0.0, 1.0), (1.0, 1.0), (2.0, 0.5), (3.0, 0.5), (4.0, 1.0))
    """
    temperatures = schedule.temperatures(steps).copy()
    places = np.arange(steps)
    spots = [(round(step), temperature) for step, temperature in stroke]
    for (start, first), (end, last) in zip(spots[:1] + spots, spots, strict=False):
        between = (places >= min(start, end)) & (places <= max(start, end))
        (low, lower), (high, upper) = sorted(((start, math.log(first)), (end, math.log(last))))
        temperatures[between] = np.exp(np.interp(places[between], (low, high), (lower, upper)))
        if 0 <= end < steps:
            temperatures[end] = last
    return fitted(temperatures)


def fitted(temperatures: Floats) -> Drawn:
    """Return few points, at most `MOST_POINTS`, on whose lines these temperatures lie.

    Examples
    --------
    >>> fitted(np.array([4.0, 3.0, 2.0, 2.0])).points
    ((0.0, 4.0), (2.0, 2.0), (3.0, 2.0))
    """
    places = np.arange(len(temperatures), dtype=np.float64)
    wanted = np.log(temperatures.clip(min=_LEAST))
    kept = sorted({0, len(temperatures) - 1})
    while len(kept) < MOST_POINTS:
        drawn = np.interp(places, places[kept], temperatures[kept])
        away = np.abs(np.log(drawn.clip(min=_LEAST)) - wanted)
        farthest = int(away.argmax())
        if away[farthest] <= _TOLERANCE:
            break
        kept = sorted({*kept, farthest})
    return Drawn(tuple((float(place), float(temperatures[place])) for place in kept))
