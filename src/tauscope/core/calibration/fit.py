"""The temperature at which true classes are likeliest, with its interval.

The mean negative log-likelihood is convex in β = 1/τ, so that it has one minimum: Newton's method finds it,
held inside a bracket that bisection shrinks. Its two ends are results as well: where every true class has the
largest logit of its row, ever lower temperatures fit ever better; where true classes have no larger logits
than others on average, the best answer is to know nothing, τ = ∞.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.calibration.labelled import MASKED
from tauscope.core.calibration.likelihood import impossible_label, likelihood, nll_at, nothing
from tauscope.core.calibration.roots import rising_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats

CHI_SQUARED = 3.841458820694124
"""95% quantile of χ² with one degree of freedom, as far as twice the log-likelihood may fall."""

HOTTEST, COLDEST = 1e-280, 1e280
"""Inverse temperatures of the gaps between which a minimum is looked for."""


MANY, SOME = 40_000, 10_000
"""Number of examples from which on a fit begins where about so many of them have their minimum."""

USUAL_PASSES = 16
"""Number of passes over all examples of a usual fit with its interval."""


class Minimum(Enum):
    """Where the negative log-likelihood has its minimum."""

    INSIDE = "inside"
    AT_ZERO = "at zero"
    AT_INFINITY = "at infinity"
    EVERYWHERE = "everywhere"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class TemperatureFit:
    """The temperature that fits labelled logits best.

    Attributes
    ----------
    minimum : Minimum
        INSIDE (0, ∞); AT_ZERO where every true class has the largest logit; AT_INFINITY where true classes
        have no larger logits than others on average; EVERYWHERE where all logits of each row are equal;
        NOWHERE where a true class has the logit −∞, so that no temperature gives it a probability.
    temperature : float or None
        τ*, in [0, ∞]; None for EVERYWHERE and NOWHERE.
    nll : float
        Mean negative log-likelihood at τ*, in nats.
    interval : Bounds or None
        Temperatures whose likelihood ratio to τ* is not rejected at 5%; None with τ*.
    impossible_row : int or None
        The first example whose true class has the logit −∞, from 0; of examples that were taken from a set
        its number there.
    """

    minimum: Minimum
    temperature: float | None
    nll: float
    interval: Bounds | None
    impossible_row: int | None = None


def fit_temperature(
    labelled: LabelledLogits, progress: Callable[[float], object] = lambda _: None
) -> TemperatureFit:
    """Return the temperature at which the true classes are likeliest.

    Parameters
    ----------
    labelled : LabelledLogits
    progress : callable
        Called after each block of examples with the fraction that is done, as far as that is known.

    Examples
    --------
    Three of four are right, so that the odds at τ* are 3 : 1 and 1/τ* = ln 3.

    >>> from tauscope.core.calibration.labelled import LabelledLogits
    >>> four = LabelledLogits(np.array([[1.0, 0.0]] * 4), np.array([0, 0, 0, 1]))
    >>> f"{1 / fit_temperature(four).temperature:.6f} {np.log(3):.6f}"
    '1.098612 1.098612'
    """
    row = impossible_label(labelled)
    if row is not None:
        number = row if labelled.rows is None else int(labelled.rows[row])
        return TemperatureFit(Minimum.NOWHERE, None, math.inf, None, number)
    if not labelled.gaps[labelled.gaps > MASKED].any():
        return TemperatureFit(Minimum.EVERYWHERE, None, nll_at(labelled, 1.0), None)
    tell = _BlockCounter(progress, sum(1 for _ in labelled.blocks()))
    beta = best_inverse_temperature(labelled, tell=tell, start=_guess(labelled))
    minimum = Minimum.AT_INFINITY if beta == 0 else Minimum.AT_ZERO if beta == math.inf else Minimum.INSIDE
    temperature = labelled.temperature(beta)
    nll = nll_at(labelled, temperature)
    return TemperatureFit(minimum, temperature, nll, _interval(labelled, beta, nll, tell))


class _BlockCounter:
    """Reports the progress of a fit, whose number of passes over all examples is not known beforehand."""

    def __init__(self, progress: Callable[[float], object], blocks: int) -> None:
        self._progress, self._done, self._whole = progress, 0, USUAL_PASSES * blocks

    def __call__(self) -> None:
        self._done += 1
        self._progress(min(0.99, self._done / self._whole))


def _guess(labelled: LabelledLogits) -> float:
    """Return an inverse temperature with which to begin: that of some of many examples, else a usual one."""
    if len(labelled) < MANY:
        return labelled.unit
    some = labelled.among(np.arange(0, len(labelled), len(labelled) // SOME))
    beta = best_inverse_temperature(some)
    return labelled.beta(some.temperature(beta)) if 0 < beta < math.inf else labelled.unit


def best_inverse_temperature(
    labelled: LabelledLogits,
    weights: Floats | None = None,
    tell: Callable[[], object] = nothing,
    start: float | None = None,
) -> float:
    """Return the inverse temperature of the gaps at the minimum, in [0, ∞].

    Parameters
    ----------
    labelled : LabelledLogits
        Without a true class of logit −∞.
    weights : (N,) float64, optional
        How often each example counts.
    tell : callable
        Called after each block of examples.
    start : float, optional
        An inverse temperature near the minimum.
    """
    counted = labelled.label_gaps if weights is None else labelled.label_gaps[weights > 0]
    if not counted.any():
        return math.inf
    rounding = 4 * np.finfo(np.float64).eps * float(-counted.mean())
    if likelihood(labelled, 0.0, weights, tell).slope >= -rounding:
        return 0.0

    def slope(beta: float) -> tuple[float, float]:
        found = likelihood(labelled, beta, weights, tell)
        # A sum has no more digits: passes that follow only tell one rounding from another.
        return 0.0 if abs(found.slope) <= rounding / 2 else found.slope, found.curvature

    return rising_root(slope, labelled.unit if start is None else start, HOTTEST, COLDEST)


def _interval(labelled: LabelledLogits, beta: float, least: float, tell: Callable[[], object]) -> Bounds:
    """Temperatures at which twice the log-likelihood is at most `CHI_SQUARED` below its maximum."""
    allowed = least + CHI_SQUARED / (2 * len(labelled))

    def above(trial: float) -> tuple[float, float]:
        found = likelihood(labelled, trial, tell=tell)
        over = found.nll - allowed
        return 0.0 if abs(over) <= 4 * np.finfo(np.float64).eps * allowed else over, found.slope

    def below(trial: float) -> tuple[float, float]:
        value, slope = above(trial)
        return -value, -slope

    coldest, hottest = math.inf, 0.0
    reach = _reach(labelled, beta, tell)
    if beta < math.inf:
        guess = max(2 * beta, labelled.unit) if reach is None else beta + reach
        coldest = rising_root(above, guess, max(beta, HOTTEST), COLDEST)
    if beta > 0 and likelihood(labelled, 0.0, tell=tell).nll > allowed:
        guess = min(beta / 2, labelled.unit) if reach is None else max(beta - reach, beta / 2)
        hottest = rising_root(below, guess, HOTTEST, min(beta, COLDEST))
    return Bounds(labelled.temperature(coldest), labelled.temperature(hottest))


def _reach(labelled: LabelledLogits, beta: float, tell: Callable[[], object]) -> float | None:
    """Return how far the ends of the interval are from its middle if the likelihood were a normal density."""
    if not 0 < beta < math.inf:
        return None
    curvature = likelihood(labelled, beta, tell=tell).curvature
    reach = math.sqrt(CHI_SQUARED / (len(labelled) * curvature)) if curvature > 0 else math.inf
    return reach if 0 < reach < beta else None
