"""Studies of labelled logits: the fit of τ, its bootstrap, calibration at one τ, and numbers over τ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from tauscope.core.calibration.bootstrap import Bootstrap, bootstrap, usual_samples
from tauscope.core.calibration.fit import TemperatureFit, fit_temperature
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import (
    Reliability,
    confidence_and_brier,
    reliability,
    reliability_bins,
)
from tauscope.document.picture.study import Progress, Study
from tauscope.document.studies.labelled_examples import FEW, LARGE

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats, Integers

R = TypeVar("R")

FINE, COARSE = 141, 25
"""Points of a curve over τ."""

NEARBY = 1.4
"""Ratio to the temperature of the least value within which points of a coarse curve are closer together."""

MANY_EXAMPLES = 100_000
"""Number of examples above which a bootstrap takes seconds to draw them."""

HISTOGRAM = 20
"""Number of bins, equally wide, of the histogram of confidence."""


class CalibrationAt(NamedTuple):
    """Calibration at one temperature.

    Attributes
    ----------
    temperature : float
    reliability : Reliability
    histogram : (HISTOGRAM,) int64
        Number of examples by their confidence, in bins of equal width from 0 to 1.
    nll : float
        Mean negative log-likelihood in nats; ∞ where a true class has probability 0.
    """

    temperature: float
    reliability: Reliability
    histogram: Integers
    nll: float


class CalibrationCurve(NamedTuple):
    """Curve of one number, NLL or ECE, over τ.

    Attributes
    ----------
    temperatures, values : (n,) float64
        Temperatures rise evenly in log τ; NLL may be ∞.
    """

    temperatures: Floats
    values: Floats

    def at(self, temperature: float) -> float:
        """Return the value at a temperature on the axis, from the straight line between two points."""
        return float(np.interp(math.log(temperature), np.log(self.temperatures), self.values))


@dataclass(frozen=True)
class CalibrationStudy(Study[R]):
    """Base of studies of labelled logits, which are compared by identity: a source returns the same object.

    Attributes
    ----------
    labelled : LabelledLogits
    """

    labelled: LabelledLogits

    @property
    def size(self) -> int:
        """Number of logits."""
        return len(self.labelled) * self.labelled.classes

    @property
    def at_once(self) -> bool:
        """True for few logits."""
        return self.size <= FEW

    def weight(self, result: R) -> int:  # noqa: ARG002  # the protocol's signature
        """Count large examples, which a kept study keeps in memory, as several results."""
        return 1 + self.size // LARGE

    def titled(self, title: str) -> str:
        """Return a title for the notice of a study that takes long; "" for the others."""
        return title if self.size >= LARGE else ""


@dataclass(frozen=True)
class TemperatureFitting(CalibrationStudy[TemperatureFit]):
    """The fit of the temperature."""

    @property
    def slot(self) -> Hashable:
        """There is one fit at a time."""
        return "calibrating temperature"

    @property
    def title(self) -> str:
        """What is being done."""
        return self.titled("Fitting τ")

    def result(self, progress: Progress) -> TemperatureFit:
        """Fit the temperature."""
        progress(0.0)
        return fit_temperature(self.labelled, progress)


@dataclass(frozen=True)
class Bootstrapping(CalibrationStudy[Bootstrap]):
    """Bootstrap: fits of samples that are drawn from the examples.

    Attributes
    ----------
    fitted : TemperatureFit
        The fit of all examples.
    seed : int
        Seed of the generator that draws the samples.
    """

    fitted: TemperatureFit
    seed: int

    @property
    def slot(self) -> Hashable:
        """There is one bootstrap at a time."""
        return "bootstrap of τ*"

    @property
    def title(self) -> str:
        """What is being done."""
        examples = len(self.labelled)
        return f"Fitting τ to {usual_samples(examples):,} samples" if self.takes_long else ""

    @property
    def takes_long(self) -> bool:
        """True where slopes of large examples are computed first, or many examples are drawn."""
        return self.size >= LARGE or len(self.labelled) >= MANY_EXAMPLES

    @property
    def rest(self) -> float:
        """Seconds for which the dial has to rest before the study begins."""
        return 0.3

    @property
    def at_once(self) -> bool:
        """False, for each sample is fitted."""
        return False

    def result(self, progress: Progress) -> Bootstrap:
        """Return the 95% percentile interval and the number of samples."""

        def tell(fraction: float) -> None:
            progress(fraction)

        return bootstrap(self.labelled, self.fitted, seed=self.seed, tell=tell)


@dataclass(frozen=True)
class CalibrationMeasuring(CalibrationStudy[CalibrationAt]):
    """Calibration at one temperature.

    Attributes
    ----------
    temperature : float
        τ in [0, ∞].
    bins : int
        Number of bins of the reliability diagram.
    role : str
        `AT_1` or `AT_DIAL`.
    """

    temperature: float
    bins: int
    role: str

    @property
    def slot(self) -> Hashable:
        """The role."""
        return self.role

    def result(self, progress: Progress) -> CalibrationAt:
        """Measure reliability, the histogram of confidence, and the negative log-likelihood."""
        progress(0.0)
        confidence, brier = confidence_and_brier(self.labelled, self.temperature)
        progress(0.5)
        bins = reliability_bins(confidence, self.labelled.right, self.bins)
        histogram = np.histogram(confidence, HISTOGRAM, (0.0, 1.0))[0]
        progress(0.8)
        nll = nll_at(self.labelled, self.temperature)
        return CalibrationAt(self.temperature, Reliability(bins, brier), histogram, nll)


@dataclass(frozen=True)
class OverTemperatures(CalibrationStudy[CalibrationCurve]):
    """Computes NLL or ECE over temperatures.

    Attributes
    ----------
    low, high : float
        First and last temperature, inside (0, ∞).
    near : float
        Temperature around which points lie close together, such as τ*.
    bins : int
        Number of bins of ECE; 0 for the negative log-likelihood.
    """

    low: float
    high: float
    near: float = 1.0
    bins: int = 0

    @property
    def slot(self) -> Hashable:
        """There is one curve of each number at a time."""
        return "ECE over τ" if self.bins else "NLL over τ"

    @property
    def at_once(self) -> bool:
        """False, for a curve takes as long as many temperatures."""
        return False

    @property
    def title(self) -> str:
        """What is being done."""
        return self.titled(f"Computing {self.slot}")

    def result(self, progress: Progress) -> CalibrationCurve:
        """Compute the number at each temperature."""
        temperatures = self._grid()
        count = len(temperatures)
        values = np.empty(count)
        for number, temperature in enumerate(temperatures.tolist()):
            progress(number / count)
            values[number] = (
                reliability(self.labelled, temperature, self.bins).ece
                if self.bins
                else nll_at(self.labelled, temperature)
            )
        return CalibrationCurve(temperatures, values)

    def _grid(self) -> Floats:
        """Temperatures, rising: evenly in log τ, and close together where the number is least."""
        even = np.geomspace(self.low, self.high, FINE if self.size < LARGE else COARSE)
        if self.size < LARGE:
            return even
        close = self.near * np.geomspace(1 / NEARBY, NEARBY, COARSE // 2 + 1)
        return np.unique(np.concatenate([even, close[(close > self.low) & (close < self.high)]]))
