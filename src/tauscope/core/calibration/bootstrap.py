"""How much the fitted temperature depends on which examples happened to be there: the bootstrap.

Examples are drawn again with replacement, and each sample is fitted. The fits lie close together: the slope
of the negative log-likelihood, a sum over examples, is therefore computed once for every example at a few
inverse temperatures there, and the root of a sample's slope is found on the polynomial through its values. A
sample whose root lies outside those temperatures is fitted on its own.

References
----------
B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentile interval).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.polynomial import chebyshev

from tauscope.core.bounds import Bounds
from tauscope.core.calibration.fit import Minimum, TemperatureFit, best_inverse_temperature
from tauscope.core.calibration.likelihood import slopes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats

MOST_SAMPLES, FEWEST_SAMPLES = 2000, 200
"""Number of samples for few examples, and for very many. From seed to seed the ends of the interval vary by
1.5% of its width with 2,000 samples, by 6% with 200."""

DRAWS = 500_000_000
"""Most examples that a bootstrap draws in all its samples by default, which takes some ten seconds."""

_NODES = (6, 12, 24, 48)
_PRECISION = 1e-9
_NEAR = 1e-14
_STEPS = 60
_MARGIN = 0.75
_TAIL = 0.025


def usual_samples(examples: int) -> int:
    """Return the default number of samples in a bootstrap of this many examples.

    Examples
    --------
    >>> [usual_samples(examples) for examples in (500, 250_000, 1_000_000, 100_000_000)]
    [2000, 2000, 500, 200]
    """
    return min(MOST_SAMPLES, max(FEWEST_SAMPLES, DRAWS // examples))


class Bootstrap(NamedTuple):
    """The 95% percentile interval of the temperatures that fit samples of the examples.

    Attributes
    ----------
    samples : int
        Number of samples.
    interval : Bounds
    """

    samples: int
    interval: Bounds


def bootstrap(
    labelled: LabelledLogits,
    fit: TemperatureFit,
    *,
    seed: int,
    samples: int | None = None,
    tell: Callable[[float], None] = lambda _: None,
) -> Bootstrap:
    """Return the interval of the bootstrap; parameters are those of `bootstrap_temperatures`."""
    found = bootstrap_temperatures(labelled, fit, seed=seed, samples=samples, tell=tell)
    return Bootstrap(len(found), percentile_interval(found))


def bootstrap_temperatures(
    labelled: LabelledLogits,
    fit: TemperatureFit,
    *,
    seed: int,
    samples: int | None = None,
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
    samples : int, optional
        Number of samples; `usual_samples` of the examples if not given.
    tell : callable
        Told the share that is done, in [0, 1]; it may raise to stop the work.
    """
    rng = np.random.default_rng(seed)
    surface = _Slopes.around(labelled, fit, tell)
    betas = np.empty(usual_samples(len(labelled)) if samples is None else samples)
    near: dict[int, Floats] = {}
    for number in range(len(betas)):
        drawn = np.bincount(rng.integers(len(labelled), size=len(labelled)), minlength=len(labelled))
        weights = drawn.astype(np.float64)
        coefficients = None if surface is None else surface.coefficients(weights)
        if coefficients is None:
            betas[number] = best_inverse_temperature(labelled, weights)
        else:
            near[number] = coefficients
        tell((number + 1) / len(betas))
    if surface is not None and near:
        betas[list(near)] = surface.roots(np.array(list(near.values())).T)
    return np.sort([labelled.temperature(beta) for beta in betas.tolist()])


def percentile_interval(temperatures: Floats) -> Bounds:
    """Return the 95% percentile interval of fitted temperatures, which rise.

    Its ends are temperatures of samples, so that ∞ stays ∞.
    """
    last = len(temperatures) - 1
    low, high = math.floor(_TAIL * last), math.ceil((1 - _TAIL) * last)
    return Bounds(float(temperatures[low]), float(temperatures[high]))


class _Slopes:
    """Slopes of every example at Chebyshev nodes around the interval of the inverse temperature.

    Parameters
    ----------
    labelled : LabelledLogits
    low, high : float
        Ends of the inverse temperatures, positive.
    nodes : int
        Number of nodes.
    tell : callable
        Told 0 before each node; it may raise to stop the work.
    """

    def __init__(
        self,
        labelled: LabelledLogits,
        low: float,
        high: float,
        nodes: int,
        tell: Callable[[float], None],
    ) -> None:
        self._low, self._high = low, high
        places = chebyshev.chebpts1(nodes)
        betas = low + (places + 1) / 2 * (high - low)
        self._at_nodes = np.empty((nodes, len(labelled)))
        for row, beta in zip(self._at_nodes, betas.tolist(), strict=True):
            tell(0.0)
            row[:] = slopes(labelled, beta)
        self._to_coefficients = np.linalg.inv(chebyshev.chebvander(places, nodes - 1))
        self._signs = chebyshev.chebvander(np.array([-1.0]), nodes - 1)[0]

    @classmethod
    def around(
        cls, labelled: LabelledLogits, fit: TemperatureFit, tell: Callable[[float], None]
    ) -> _Slopes | None:
        """Return slopes at enough nodes around the interval of the fit for exact polynomials.

        None if that takes more nodes than `_NODES` allows, or if the interval has no end. The temperatures
        reach beyond the interval by three quarters of its width: with many examples, one sample in a million
        has its root farther out.
        """
        if fit.minimum is not Minimum.INSIDE or fit.interval is None:
            return None
        low, high = labelled.beta(fit.interval.high), labelled.beta(fit.interval.low)
        if not 0 < low < high < math.inf:
            return None
        margin = _MARGIN * (high - low)
        low, high = max(low - margin, low / 2), high + margin
        for nodes in _NODES:
            found = cls(labelled, low, high, nodes, tell)
            if found.is_exact:
                return found
        return None

    @property
    def is_exact(self) -> bool:
        """True if the last coefficients of the examples are negligible beside the mean slope's change."""
        last = np.abs(self._to_coefficients[-2:] @ self._at_nodes).mean(axis=1).max()
        mean = self._at_nodes.mean(axis=1)
        return bool(last <= _PRECISION * (mean.max() - mean.min()))

    def coefficients(self, weights: Floats) -> Floats | None:
        """Return Chebyshev coefficients of the weighted slope; None if the slope has no root in range."""
        found: Floats = self._to_coefficients @ (self._at_nodes @ weights)
        at_low, at_high = float(found @ self._signs), float(found.sum())
        return found if at_low < 0 < at_high else None

    def roots(self, coefficients: Floats) -> Floats:
        """Return the inverse temperatures at which slopes are 0; shape (samples,).

        Parameters
        ----------
        coefficients : (nodes, samples) float64
            Chebyshev coefficients of slopes that rise through 0 in range.
        """
        derivatives = chebyshev.chebder(coefficients)
        low, high = np.full((2, coefficients.shape[1]), [[-1.0], [1.0]])
        places = (low + high) / 2
        for _ in range(_STEPS):
            values = chebyshev.chebval(places, coefficients, tensor=False)
            low, high = np.where(values < 0, places, low), np.where(values < 0, high, places)
            trials = places - values / chebyshev.chebval(places, derivatives, tensor=False)
            trials = np.where((low < trials) & (trials < high), trials, (low + high) / 2)
            moved, places = np.abs(trials - places).max(), trials
            if moved <= _NEAR:
                break
        return np.asarray(self._low + (places + 1) / 2 * (self._high - self._low))
