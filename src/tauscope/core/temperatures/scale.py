"""The scale of the dial and of the axis of the curves: τ in [0, ∞] against a position in [0, 1].

Position 0 is τ = 0 and position 1 is τ = ∞. Between them log τ runs from 0.01 to 100, with a gap at each end,
so that the stops at 0 and ∞ are reached on purpose only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.values import Floats

LOWEST, HIGHEST = 0.01, 100.0
GAP = 0.05
DECADES = math.log10(HIGHEST / LOWEST)
STEP = 0.05
"""One step of the arrow keys, in decades of τ."""

DETENT = 0.006
"""Largest distance in position from τ = 1 at which a dragged hand means 1 exactly."""

TICKS = (0.0, 0.1, 1.0, 10.0, math.inf)
"""Temperatures with a label on the scale."""


def position(temperature: float) -> float:
    """Position of τ in [0, 1]; a finite τ off the scale has the position of the nearer end of log τ.

    Examples
    --------
    >>> [position(temperature) for temperature in (0, 1.0, math.inf)]
    [0.0, 0.5, 1.0]
    """
    if temperature in (0, math.inf):
        return float(temperature > 0)
    decades = math.log10(temperature / LOWEST) / DECADES
    return GAP + (1 - 2 * GAP) * min(1.0, max(0.0, decades))


def temperature_at(place: float) -> float:
    """Temperature at a position, to three significant digits; the outer half of each gap means its stop.

    Examples
    --------
    >>> [temperature_at(place) for place in (0.0, 0.5, 0.6, 1.0)]
    [0.0, 1.0, 2.78, inf]
    """
    if place < GAP / 2:
        return 0.0
    if place > 1 - GAP / 2:
        return math.inf
    decades = min(1.0, max(0.0, (place - GAP) / (1 - 2 * GAP)))
    return rounded(LOWEST * 10 ** (DECADES * decades))


def hand_temperature(place: float) -> float:
    """Temperature that a hand dragged to this position means: `temperature_at`, with a detent at τ = 1.

    Examples
    --------
    >>> hand_temperature(0.504), temperature_at(0.504)
    (1.0, 1.04)
    """
    return 1.0 if abs(place - position(1.0)) < DETENT else temperature_at(place)


def rounded(temperature: float, digits: int = 3) -> float:
    """Round to significant digits; three are as many as a hand on a dial can set."""
    return float(f"{temperature:.{digits}g}")


def stepped(temperature: float, steps: float) -> float:
    """Return the temperature some steps away on a grid of `STEP` decades, which holds 1 exactly.

    Past the ends of the grid come the stops, 0 and ∞.

    Parameters
    ----------
    temperature : float
        Start, in [0, ∞].
    steps : float
        Number of grid steps, down if negative; a fraction makes the grid finer.

    Examples
    --------
    >>> stepped(1.0, 1), stepped(stepped(1.0, 1), -1), stepped(0.01, -1), stepped(math.inf, -1)
    (1.12, 1.0, 0.0, 100.0)
    """
    if steps == 0:
        return temperature
    if not LOWEST <= temperature <= HIGHEST:
        return _stepped_outside(temperature, upward=steps > 0)
    fineness = min(1.0, abs(steps))
    grid = STEP * fineness
    here = math.log10(temperature) / grid
    # A tenth of a grid step forgives the rounding of the last step.
    first = math.floor(here + 0.1) if steps > 0 else math.ceil(here - 0.1)
    target = 10 ** (grid * (first + math.copysign(max(1.0, abs(steps)), steps)))
    slack = 10 ** (grid / 10)
    if not LOWEST / slack <= target <= HIGHEST * slack:
        return math.inf if steps > 0 else 0.0
    # A finer grid needs more digits, or a step would be lost in the rounding.
    return rounded(target, 3 + math.ceil(-math.log10(fineness)))


def _stepped_outside(temperature: float, *, upward: bool) -> float:
    """Return the next end or stop of the scale, from a stop or from a τ that is off the scale."""
    if temperature < LOWEST:
        return LOWEST if upward else 0.0
    return math.inf if upward else HIGHEST


def grid(count: int) -> Floats:
    """Temperatures of the curves, shape (count + 2,): 0, `count` on the scale evenly in log τ, and ∞."""
    return np.concatenate([[0.0], np.geomspace(LOWEST, HIGHEST, count), [math.inf]])


def positions(temperatures: Floats) -> Floats:
    """Position of each temperature, shape (T,)."""
    return np.array([position(float(temperature)) for temperature in temperatures])
