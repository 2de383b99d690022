"""Temperatures of a turn of the dial: from one τ to another by equal ratios, as on its logarithmic scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.temperatures.scale import HIGHEST, LOWEST

if TYPE_CHECKING:
    from tauscope.core.values import Floats

_BEYOND, _LARGEST = 10.0, 1e307


def turned_temperatures(start: float, end: float, count: int) -> Floats:
    """Return `count` temperatures from `start` to `end`, shape (count,).

    Neighbours have equal ratios. 0 and ∞ are no ratio away from anything: one that is an end is the first or
    last temperature, and its neighbour is the end of the dial's scale, 0.01 or 100 (or ten times beyond the
    other end, if that is not on the scale).

    Parameters
    ----------
    start, end : float
        In [0, ∞].
    count : int
        At least 4.

    Examples
    --------
    >>> turned_temperatures(0.1, 10.0, 5).round(6).tolist()
    [0.1, 0.316228, 1.0, 3.162278, 10.0]
    >>> turned_temperatures(math.inf, 1.0, 4).round(6).tolist()
    [inf, 100.0, 10.0, 1.0]
    """
    stops = (0.0, math.inf)
    first, last = _beside(start, end), _beside(end, start)
    between = np.geomspace(first, last, count - (start in stops) - (end in stops))
    return np.concatenate([[start] * (start in stops), between, [end] * (end in stops)])


def _beside(temperature: float, other: float) -> float:
    """Return the temperature itself, or for 0 and ∞ the one next to it on the way to `other`."""
    if temperature == 0:
        return min(LOWEST, max(other / _BEYOND, math.ulp(0.0)))
    if temperature == math.inf:
        return max(HIGHEST, min(other * _BEYOND, _LARGEST)) if math.isfinite(other) else HIGHEST
    return temperature
