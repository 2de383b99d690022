"""How well confidence fits accuracy at a temperature: reliability bins, ECE, MCE and the Brier score.

The confidence of an example is the probability of its likeliest class. These numbers describe a fit and are
not what is fitted: ECE has no single minimum, and it is 0 for a classifier that always gives the shares of
the classes.

References
----------
C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, section 2.
A. de Moivre, "Miscellanea Analytica", 1730 (mean deviation of a number of hits; P. Diaconis, S. Zabell 1991).
E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927 (the bands).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds

if TYPE_CHECKING:
    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats, Mask

BINS = 15

SAME = 1e-12
"""Difference of confidences that is rounding: the same weights summed in another order differ by less."""

NORMAL = 1.959963984540054
"""97.5% quantile of the standard normal distribution."""


@dataclass(frozen=True)
class ReliabilityBin:
    """Examples of similar confidence.

    Attributes
    ----------
    low, high : float
        Least and largest confidence in the bin.
    examples : int
        Their number.
    confidence : float
        Mean confidence.
    accuracy : float
        Share of them whose likeliest class is the true one.
    band : Bounds
        95% interval of the accuracy (Wilson's score interval).
    """

    low: float
    high: float
    examples: int
    confidence: float
    accuracy: float
    band: Bounds

    @property
    def gap(self) -> float:
        """Confidence less accuracy: positive where the classifier is over-confident."""
        return self.confidence - self.accuracy


@dataclass(frozen=True)
class Reliability:
    """Calibration of a classifier at one temperature.

    Attributes
    ----------
    bins : tuple of ReliabilityBin
        By rising confidence.
    brier : float
        Mean of Σ (p − 1{true class})² over the classes, in [0, 2].
    """

    bins: tuple[ReliabilityBin, ...]
    brier: float

    @property
    def examples(self) -> int:
        """Number of examples."""
        return sum(one.examples for one in self.bins)

    @property
    def ece(self) -> float:
        """Expected calibration error: mean of |confidence − accuracy| of the bins, each by its examples."""
        return sum(one.examples * abs(one.gap) for one in self.bins) / self.examples

    @property
    def chance_ece(self) -> float:
        """Mean ECE of a calibrated classifier whose examples have the mean confidence of their bins.

        It comes of chance alone, and is some per cent too high where bins are wide.
        """
        return sum(mean_deviation(one.examples, one.confidence) for one in self.bins) / self.examples

    @property
    def mce(self) -> float:
        """Maximum calibration error: the largest |confidence − accuracy| of a bin."""
        return max(abs(one.gap) for one in self.bins)

    @property
    def confidence(self) -> float:
        """Mean confidence of the examples."""
        return sum(one.examples * one.confidence for one in self.bins) / self.examples

    @property
    def accuracy(self) -> float:
        """Share of the examples whose likeliest class is the true one."""
        return sum(one.examples * one.accuracy for one in self.bins) / self.examples


def reliability(labelled: LabelledLogits, temperature: float, bins: int = BINS) -> Reliability:
    """Return the calibration at τ in [0, ∞].

    Parameters
    ----------
    labelled : LabelledLogits
    temperature : float
    bins : int
        Number of bins, of equally many examples each. Examples of the same confidence share a bin, so that
        there may be fewer.

    Examples
    --------
    >>> from tauscope.core.calibration.labelled import LabelledLogits
    >>> four = LabelledLogits(np.array([[1.0, 0.0]] * 4), np.array([0, 0, 0, 1]))
    >>> round(reliability(four, 1.0).ece, 4), round(reliability(four, 0.0).ece, 4)
    (0.0189, 0.25)
    """
    confidence, brier = confidence_and_brier(labelled, temperature)
    return Reliability(reliability_bins(confidence, labelled.right, bins), brier)


def confidence_and_brier(labelled: LabelledLogits, temperature: float) -> tuple[Floats, float]:
    """Return the confidence of each example, shape (N,), and the Brier score, at τ in [0, ∞]."""
    confidence, squares = np.empty(len(labelled)), 0.0
    for rows in labelled.blocks():
        p = _probabilities(labelled, rows, temperature)
        confidence[rows] = p.max(axis=0)
        of_label = p[labelled.labels[rows], np.arange(p.shape[1])]
        p *= p
        squares += float((p.sum(axis=0) - 2 * of_label + 1).sum())
    return confidence, squares / len(labelled)


def reliability_bins(confidence: Floats, right: Mask, bins: int = BINS) -> tuple[ReliabilityBin, ...]:
    """Return bins of equally many examples, by rising confidence, none of which parts equal confidences.

    Bins end at quantiles of the confidence, as `numpy.quantile` gives them; an example on an end belongs to
    the bin above. So do those of netcal and, but for examples on an end, of scikit-learn.

    Parameters
    ----------
    confidence : (N,) float64
    right : (N,) bool
        Whether the likeliest class is the true one.
    bins : int
        Number of bins asked for, at least 1.
    """
    order = np.argsort(confidence, kind="stable")
    risen, hits = confidence[order], right[order]
    # Number of examples below the quantile k/bins, in whole numbers: ⌈k (N − 1)/bins⌉.
    cuts = -(-np.arange(1, bins) * (len(risen) - 1) // bins)
    # Each cut moves to the beginning of the examples that are as confident as the first one after it.
    begins = np.unique([0, *np.searchsorted(risen, risen[cuts] - SAME).tolist()])
    ends = [*begins[1:].tolist(), len(risen)]
    return tuple(
        _bin(risen[low:high], hits[low:high]) for low, high in zip(begins.tolist(), ends, strict=True)
    )


def wilson(share: float, examples: int) -> Bounds:
    """Return Wilson's 95% score interval of a probability of which `share` of the examples was seen.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(0.5, 10)]
    [0.2366, 0.7634]
    """
    square = NORMAL * NORMAL / examples
    middle = share + square / 2
    half = NORMAL * math.sqrt(share * (1 - share) / examples + square / (4 * examples))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    # At the ends rounding could leave the share itself outside.
    return Bounds(max(0.0, min(low, share)), min(1.0, max(high, share)))


def mean_deviation(trials: int, p: float) -> float:
    """Return the mean of |hits − trials · p| where each trial is a hit with probability p (de Moivre).

    Examples
    --------
    >>> mean_deviation(1, 0.5), round(mean_deviation(2, 0.5), 4), mean_deviation(5, 1.0)
    (0.5, 0.5, 0.0)
    """
    if not 0 < p < 1:
        return 0.0
    above = min(math.floor(trials * p) + 1, trials)  # the least number of hits above the mean
    ways = math.lgamma(trials + 1) - math.lgamma(above + 1) - math.lgamma(trials - above + 1)
    return 2 * above * math.exp(ways + above * math.log(p) + (trials - above + 1) * math.log1p(-p))


def _bin(confidence: Floats, right: Mask) -> ReliabilityBin:
    """Return the bin of these examples, whose confidence rises."""
    accuracy = float(right.mean())
    low, high = float(confidence[0]), float(confidence[-1])
    mean = min(max(float(confidence.mean()), low), high)
    return ReliabilityBin(low, high, len(right), mean, accuracy, wilson(accuracy, len(right)))


def _probabilities(labelled: LabelledLogits, rows: slice, temperature: float) -> Floats:
    """Softmax at τ in [0, ∞] of some examples, shape (C, examples)."""
    weights = labelled.weights(rows, labelled.beta(temperature))
    weights /= weights.sum(axis=0)
    return weights
