"""Tables of the numbers that the plots of calibration draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tauscope.core.errors import InputError
from tauscope.document.reports.plot_data import Numbers
from tauscope.document.studies.calibration import at_1, at_dial, ece_curve, fit, nll_curve
from tauscope.document.studies.calibration_studies import HISTOGRAM

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration import Late
    from tauscope.document.studies.calibration_studies import CalibrationCurve

R = TypeVar("R")


def _value(late: Late[R]) -> R:
    """Return the value of the present examples.

    Raises
    ------
    InputError
        If there is none, or none yet.
    """
    if late.value is None or not late.is_current:
        raise InputError(late.trouble or "The calibration is still being computed.")
    return late.value


def reliability_numbers(picture: Picture) -> Numbers:
    """Table of the bins at τ = 1 and at the dial's τ."""
    headers = (
        "temperature",
        "lowest_confidence",
        "highest_confidence",
        "examples",
        "confidence",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
    )
    rows = [
        (at.temperature, one.low, one.high, one.examples, one.confidence, one.accuracy, *one.band)
        for at in (_value(picture.once(at_1)), _value(picture.once(at_dial)))
        for one in at.reliability.bins
    ]
    return Numbers(headers, rows)


def confidence_numbers(picture: Picture) -> Numbers:
    """Table of bins of confidence: number and share of the examples at the dial's τ and at τ = 1."""
    now, one = _value(picture.once(at_dial)), _value(picture.once(at_1))
    headers = ("from", "to", "examples", "share", "examples_at_1", "share_at_1")
    rows = []
    for number, (count, before) in enumerate(
        zip(now.histogram.tolist(), one.histogram.tolist(), strict=True)
    ):
        total = now.reliability.examples
        low, high = number / HISTOGRAM, (number + 1) / HISTOGRAM
        rows.append((low, high, count, count / total, before, before / total))
    return Numbers(headers, rows)


def nll_numbers(picture: Picture) -> Numbers:
    """Table of the negative log-likelihood over τ; the last rows are τ = 1, the dial's τ and τ*."""
    curve, fitted = _value(picture.once(nll_curve)), _value(picture.once(fit))
    marked = [("τ = 1", 1.0, _value(picture.once(at_1)).nll)]
    now = _value(picture.once(at_dial))
    marked.append(("dial", now.temperature, now.nll))
    if fitted.temperature is not None:
        marked.append(("τ*", fitted.temperature, fitted.nll))
    return _curve_numbers("nll_nats", curve, marked)


def ece_numbers(picture: Picture) -> Numbers:
    """Table of ECE over τ; the last rows are τ = 1 and the dial's τ."""
    one, now = _value(picture.once(at_1)), _value(picture.once(at_dial))
    marked = [("τ = 1", 1.0, one.reliability.ece), ("dial", now.temperature, now.reliability.ece)]
    return _curve_numbers("ece", _value(picture.once(ece_curve)), marked)


def _curve_numbers(name: str, curve: CalibrationCurve, marked: list[tuple[str, float, float]]) -> Numbers:
    pairs = zip(curve.temperatures.tolist(), curve.values.tolist(), strict=True)
    rows = [*(("curve", *pair) for pair in pairs), *marked]
    return Numbers(("at", "temperature", name), rows)
