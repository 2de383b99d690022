"""How much the fitted temperature depends on which examples happened to be there: the bootstrap.

Examples are drawn again with replacement, and each sample is fitted. Of many examples the fits lie close
together: the slope of the negative log-likelihood, a sum over examples, is then computed once for every
example at a few inverse temperatures there, and the root of a sample's slope is found on the polynomial
through its values. A sample whose root lies outside those temperatures is fitted on its own.

References
----------
B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentile interval).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev

from tauscope.core.bounds import Bounds
from tauscope.core.calibration.fit import Minimum, TemperatureFit, best_inverse_temperature
from tauscope.core.calibration.likelihood import slopes
from tauscope.core.calibration.roots import rising_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats

SAMPLES = 200
_NODES = 12
_MANY = 2000
_MARGIN = 0.75
_TAIL = 0.025


def bootstrap_temperatures(
    labelled: LabelledLogits,
    fit: TemperatureFit,
    *,
    seed: int,
    samples: int = SAMPLES,
    tell: Callable[[float], None] = lambda _: None,
) -> Floats:
    """Return the fitted temperature of each sample, rising; shape (samples,).

    Parameters
    ----------
    labelled : LabelledLogits
    fit : TemperatureFit
        The fit of `labelled`; its minimum is INSIDE, AT_ZERO or AT_INFINITY.
    seed : int
        Seed of numpy's `default_rng`, which draws the examples.
    samples : int
    tell : callable
        Told the share that is done, in [0, 1]; it may raise to stop the work.
    """
    rng = np.random.default_rng(seed)
    surface = None
    if fit.minimum is Minimum.INSIDE and fit.interval is not None and len(labelled) >= _MANY:
        surface = _Slopes(labelled, labelled.beta(fit.interval.high), labelled.beta(fit.interval.low))
    found = np.empty(samples)
    for number in range(samples):
        drawn = np.bincount(rng.integers(len(labelled), size=len(labelled)), minlength=len(labelled))
        weights = drawn.astype(np.float64)
        beta = None if surface is None else surface.root(weights)
        if beta is None:
            beta = best_inverse_temperature(labelled, weights)
        found[number] = labelled.temperature(beta)
        tell((number + 1) / samples)
    return np.sort(found)


def percentile_interval(temperatures: Floats) -> Bounds:
    """Return the 95% percentile interval of fitted temperatures, which rise.

    Its ends are temperatures of samples, so that ∞ stays ∞.
    """
    last = len(temperatures) - 1
    low, high = math.floor(_TAIL * last), math.ceil((1 - _TAIL) * last)
    return Bounds(float(temperatures[low]), float(temperatures[high]))


class _Slopes:
    """Slopes of every example at Chebyshev nodes around the interval of the inverse temperature."""

    def __init__(self, labelled: LabelledLogits, low: float, high: float) -> None:
        margin = _MARGIN * (high - low)
        self._low, self._high = max(low - margin, low / 2), high + margin
        nodes = chebyshev.chebpts1(_NODES)
        betas = self._low + (nodes + 1) / 2 * (self._high - self._low)
        self._at_nodes = np.array([slopes(labelled, beta) for beta in betas.tolist()])
        self._to_coefficients = np.linalg.inv(chebyshev.chebvander(nodes, _NODES - 1))

    def root(self, weights: Floats) -> float | None:
        """Return the inverse temperature at which the weighted slope is 0; None if it is not in range."""
        coefficients = self._to_coefficients @ (self._at_nodes @ weights)
        derivative = chebyshev.chebder(coefficients)
        if not chebyshev.chebval(-1.0, coefficients) < 0 < chebyshev.chebval(1.0, coefficients):
            return None
        width = self._high - self._low

        def slope(beta: float) -> tuple[float, float]:
            place = 2 * (beta - self._low) / width - 1
            value = float(chebyshev.chebval(place, coefficients))
            return value, float(chebyshev.chebval(place, derivative)) * 2 / width

        return rising_root(slope, (self._low + self._high) / 2, self._low, self._high)
