"""The root of a rising function of a positive number, by Newton's method inside a bracket."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = 200
_STRIDE, _FARTHEST = 8.0, 1e100
_NEAR = 1e-15
_PATIENCE = 8
"""Steps from one side after which the bracket is halved, fewer and fewer of them where that goes on."""


def rising_root(
    function: Callable[[float], tuple[float, float]], start: float, lowest: float, highest: float
) -> float:
    """Return the positive number at which `function` rises through 0.

    Parameters
    ----------
    function : callable
        Gives the value and the slope at a number.
    start : float
        A first guess, brought into the bounds.
    lowest, highest : float
        Bounds of the root, positive.

    Returns
    -------
    float
        The root to the last few digits; a bound if there is none between the bounds.

    Examples
    --------
    >>> rising_root(lambda x: (x**3 - 8, 3 * x * x), 1.0, 1e-9, 1e9)
    2.0
    """
    guess = min(max(start, lowest), highest)
    low, high, stride = lowest, highest, _STRIDE
    one_sided, patience, was_below = 0, _PATIENCE, None
    for _ in range(_STEPS):
        value, slope = function(guess)
        if value == 0:
            break
        below = value < 0
        low, high = (guess, high) if below else (low, guess)
        one_sided = one_sided + 1 if below is was_below else 0
        was_below = below
        trial = guess - value / slope if slope > 0 and math.isfinite(slope) else math.nan
        if not guess / stride <= trial <= guess * stride:
            # Newton's method leaps where the function is almost level: go that way, in strides that grow.
            trial = guess * stride if below else guess / stride
            stride = min(stride * stride, _FARTHEST)
        if one_sided >= patience:
            # An exponential tail is climbed by steps of one size, which may be many.
            trial, one_sided, patience = math.nan, 0, max(1, patience // 2)
        if not low < trial < high:
            trial = math.sqrt(low) * math.sqrt(high)
        if abs(trial - guess) <= _NEAR * guess or not low < trial < high:
            guess = trial
            break
        guess = trial
    return guess
