"""Calibration without a window: the request, and a report of the fitted temperature and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tauscope.core.calibration.bootstrap import Bootstrap, bootstrap, usual_samples
from tauscope.core.calibration.fit import Minimum, TemperatureFit, fit_temperature
from tauscope.core.calibration.labelled import split
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import reliability
from tauscope.core.domain import Interval, Whole
from tauscope.core.draws.sampling import SEED
from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.document.files.opening import read_labelled_file, read_labelled_standard_input
from tauscope.document.reports.report import json_number
from tauscope.document.reports.tables.text_table import table_lines
from tauscope.document.studies.calibration_words import best_sentence, interval_ends, short_temperature

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.bounds import Bounds
    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.calibration.reliability import Reliability, ReliabilityBin
    from tauscope.sources.labelled.labelled_set import LabelledSet

HOLDOUT = Interval("the share that is held out", 0.0, 1.0)
BIN_COUNT = Whole("the number of bins", 1, 1000)
SAMPLES = Whole("the number of samples", 20, 100_000)

USUAL = "usual"
"""Word for the number of samples that the window takes."""

STANDARD = "-"
"""Name of standard input in place of a file's."""

_ACCURACY = "The temperature does not change which class is likeliest, so accuracy stays as it is."
_FITTED = (Minimum.INSIDE, Minimum.AT_ZERO, Minimum.AT_INFINITY)


@dataclass(frozen=True)
class CalibrationRequest:
    """Examples, and how they are to be calibrated.

    Attributes
    ----------
    examples : LabelledSet
    holdout : float or None
        Share of the examples that is measured and not fitted; None to fit and measure all of them.
    bins : int
        Number of bins of ECE and MCE.
    samples : int or None
        Number of bootstrap samples; 0 for none, None for as many as the window takes of so many examples.
    seed : int
        Seed of the holdout and of the bootstrap.
    """

    examples: LabelledSet
    holdout: float | None = None
    bins: int = 15
    samples: int | None = 0
    seed: int = 0

    def calibration(self, tell: Callable[[float], None] = lambda _: None) -> Calibration:
        """Fit the temperature, and measure at 1 and there.

        Parameters
        ----------
        tell : callable
            Told the share of the bootstrap that is done.

        Raises
        ------
        InputError
            If the examples cannot be split.
        """
        fitted = measured = self.examples.labelled
        if self.holdout is not None:
            fitted, measured = split(fitted, self.holdout, self.seed)
        fit = fit_temperature(fitted)
        samples = usual_samples(len(fitted)) if self.samples is None else self.samples
        sampled = None
        if samples and fit.minimum in _FITTED:
            sampled = bootstrap(fitted, fit, seed=self.seed, samples=samples, tell=tell)
        at_best = None if fit.temperature is None else _measures(measured, fit.temperature, self.bins)
        at_1 = _measures(measured, 1.0, self.bins)
        return Calibration(self, len(fitted), len(measured), fit, samples, sampled, at_1, at_best)


@dataclass(frozen=True)
class Measures:
    """Mean negative log-likelihood in nats, and the calibration, at one temperature."""

    nll: float
    reliability: Reliability


@dataclass(frozen=True)
class Calibration:
    """The fitted temperature, and what it changes.

    Attributes
    ----------
    request : CalibrationRequest
    fitted, measured : int
        Numbers of examples.
    fit : TemperatureFit
    samples : int
        Number of bootstrap samples that were asked for.
    bootstrap : Bootstrap or None
        None if there is no fitted temperature or no bootstrap was asked for.
    at_1, at_best : Measures, Measures or None
        At τ = 1 and at the fitted τ; None if there is no such τ.
    """

    request: CalibrationRequest
    fitted: int
    measured: int
    fit: TemperatureFit
    samples: int
    bootstrap: Bootstrap | None
    at_1: Measures
    at_best: Measures | None

    @property
    def sentence(self) -> str:
        """Why there is no fitted temperature, or why it is 0 or ∞; empty if it is inside."""
        return "" if self.fit.minimum is Minimum.INSIDE else best_sentence(self.fit, self.fitted)

    def report(self) -> dict[str, Any]:
        """Return all numbers, fit for JSON."""
        fit, request = self.fit, self.request
        found = {
            "temperature": None if fit.temperature is None else json_number(fit.temperature),
            "interval": _pair(fit.interval),
            "minimum": fit.minimum.value,
            "sentence": self.sentence or None,
            **_entries(self.at_best),
            **{f"{name}_at_1": value for name, value in _entries(self.at_1).items()},
            "accuracy": self.at_1.reliability.accuracy,
        }
        return found | {
            "examples": len(request.examples),
            "classes": request.examples.labelled.classes,
            "recognised": request.examples.recognised,
            "notes": list(request.examples.notes),
            "holdout": None
            if request.holdout is None
            else {
                "share": request.holdout,
                "seed": request.seed,
                "fitted": self.fitted,
                "measured": self.measured,
            },
            "bootstrap": None
            if not self.samples
            else {
                "samples": self.samples,
                "seed": request.seed,
                "interval": None if self.bootstrap is None else _pair(self.bootstrap.interval),
            },
        }

    def text(self) -> str:
        """Return a heading, the temperature and a table for readers."""
        rows = [("", "at τ = 1", "at τ*"), *self._rows()]
        blocks = [self._heading, self._temperature, "\n".join(table_lines(rows)), _ACCURACY]
        return "\n\n".join(blocks)

    @property
    def _heading(self) -> str:
        examples = self.request.examples
        parts = [examples.shape_in_words, examples.recognised]
        if self.request.holdout is not None:
            parts.append(f"fitted on {self.fitted:,}, measured on the other {self.measured:,}")
            parts.append(f"seed {self.request.seed}")
        return "   ".join(parts)

    @property
    def _temperature(self) -> str:
        fit = self.fit
        if fit.temperature is None or fit.interval is None:
            return self.sentence
        best = f"{self.sentence}\n" if self.sentence else f"τ* = {short_temperature(fit.temperature)}   "
        lines = [f"{best}95% interval: {_between(fit.interval)}"]
        if self.bootstrap is not None:
            low, high = self.bootstrap.interval
            said = f"all have {short_temperature(low)}" if low == high else _between(self.bootstrap.interval)
            lines.append(f"{self.samples:,} bootstrap samples, seed {self.request.seed}: {said}")
        return "\n".join(lines)

    def _rows(self) -> list[tuple[str, str, str]]:
        def row(name: str, write: Callable[[Measures], str]) -> tuple[str, str, str]:
            return name, write(self.at_1), "–" if self.at_best is None else write(self.at_best)

        return [
            row("mean NLL in nats", lambda at: screen_number(at.nll, 4)),
            row("ECE", lambda at: screen_percentage(at.reliability.ece)),
            row("ECE by chance", lambda at: screen_percentage(at.reliability.chance_ece)),
            row("MCE", lambda at: screen_percentage(at.reliability.mce)),
            row("Brier score", lambda at: screen_number(at.reliability.brier, 4)),
            row("mean confidence", lambda at: screen_percentage(at.reliability.confidence)),
            row("accuracy", lambda at: screen_percentage(at.reliability.accuracy)),
        ]


def requested_calibration(
    file: str, holdout: str | None, bins: str, bootstrap: str | None, seed: str
) -> CalibrationRequest:
    """Make a request of command-line arguments; the file is read.

    Raises
    ------
    InputError
        If an argument or the file cannot be read.
    """
    share = None if holdout is None else HOLDOUT.parse(holdout)
    count, samples = BIN_COUNT.parse(bins), 0 if bootstrap is None else _samples(bootstrap)
    number = SEED.parse(seed)
    examples = read_labelled_standard_input() if file == STANDARD else read_labelled_file(Path(file))
    return CalibrationRequest(examples, share, count, samples, number)


def _samples(text: str) -> int | None:
    """Read the number of bootstrap samples; None for the usual one."""
    return None if text == USUAL else SAMPLES.parse(text)


def _measures(labelled: LabelledLogits, temperature: float, bins: int) -> Measures:
    return Measures(nll_at(labelled, temperature), reliability(labelled, temperature, bins))


def _entries(at: Measures | None) -> dict[str, Any]:
    """Return the measures at one temperature fit for JSON, null where there is no temperature."""
    if at is None:
        return dict.fromkeys(("nll", "ece", "ece_by_chance", "mce", "brier", "confidence", "bins"))
    of = at.reliability
    return {
        "nll": json_number(at.nll),
        "ece": of.ece,
        "ece_by_chance": of.chance_ece,
        "mce": of.mce,
        "brier": of.brier,
        "confidence": of.confidence,
        "bins": [_bin_entry(one) for one in of.bins],
    }


def _bin_entry(one: ReliabilityBin) -> dict[str, Any]:
    return {
        "low": one.low,
        "high": one.high,
        "examples": one.examples,
        "confidence": one.confidence,
        "accuracy": one.accuracy,
        "band": list(one.band),
    }


def _pair(interval: Bounds | None) -> list[float | str] | None:
    return None if interval is None else [json_number(end) for end in interval]


def _between(interval: Bounds) -> str:
    return " to ".join(interval_ends(interval))
