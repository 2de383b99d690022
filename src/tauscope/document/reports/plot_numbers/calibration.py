"""Tables of the numbers that the plots of calibration draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.errors import InputError
from tauscope.document.reports.plot_data import Numbers
from tauscope.document.studies.calibration import (
    at_1,
    at_dial,
    bootstrap,
    ece_curve,
    fit,
    nll_curve,
    settings,
)
from tauscope.document.studies.calibration_studies import HISTOGRAM
from tauscope.document.studies.labelled_examples import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.picture.picture import Picture
    from tauscope.document.reports.tables.table_formats import Cell
    from tauscope.document.studies.calibration import LatestResult
    from tauscope.document.studies.calibration_studies import CalibrationCurve

R = TypeVar("R")


def _value(late: LatestResult[R]) -> R:
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
    """Table of the bins at τ = 1 and at the dial's τ, with ECE, what chance makes of it, and MCE."""
    headers = (
        "temperature",
        "lowest_confidence",
        "highest_confidence",
        "examples",
        "confidence",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
        "ece",
        "ece_by_chance",
        "mce",
    )
    rows = [
        (
            *(at.temperature, one.low, one.high, one.examples, one.confidence, one.accuracy, *one.band),
            *(at.reliability.ece, at.reliability.chance_ece, at.reliability.mce),
        )
        for at in (_value(picture.once(at_1)), _value(picture.once(at_dial)))
        for one in at.reliability.bins
    ]
    return _with_fit(picture, headers, rows)


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
    return _with_fit(picture, headers, rows)


def nll_numbers(picture: Picture) -> Numbers:
    """Table of the negative log-likelihood over τ; the last rows are τ = 1, the dial's τ and τ*.

    All of it is that of the examples that are measured, also at a τ* that was fitted on others.
    """
    curve, fitted, of = _value(picture.once(nll_curve)), _value(picture.once(fit)), picture.once(examples)
    marked = [("τ = 1", 1.0, _value(picture.once(at_1)).nll)]
    now = _value(picture.once(at_dial))
    marked.append(("dial", now.temperature, now.nll))
    if fitted.temperature is not None:
        held_out = of.labelled is not None and of.fitted is not None
        nll = nll_at(of.labelled, fitted.temperature) if held_out else fitted.nll  # type: ignore[arg-type]
        marked.append(("τ*", fitted.temperature, nll))
    return _curve_numbers(picture, "nll_nats", curve, marked)


def ece_numbers(picture: Picture) -> Numbers:
    """Table of ECE over τ; the last rows are τ = 1 and the dial's τ."""
    one, now = _value(picture.once(at_1)), _value(picture.once(at_dial))
    marked = [("τ = 1", 1.0, one.reliability.ece), ("dial", now.temperature, now.reliability.ece)]
    return _curve_numbers(picture, "ece", _value(picture.once(ece_curve)), marked)


def _curve_numbers(
    picture: Picture, name: str, curve: CalibrationCurve, marked: list[tuple[str, float, float]]
) -> Numbers:
    pairs = zip(curve.temperatures.tolist(), curve.values.tolist(), strict=True)
    rows = [*(("curve", *pair) for pair in pairs), *marked]
    return _with_fit(picture, ("at", "temperature", name), rows)


def _with_fit(picture: Picture, headers: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Numbers:
    """Add columns on the examples, on τ* and on its 95% intervals, which are the same in each row."""
    fitted, of, late = _value(picture.once(fit)), picture.once(examples), picture.once(bootstrap)
    # That of another seed or split is shown until the new one is done, but not told to other programs.
    sampled = late.value if late.is_current else None
    nothing = (math.nan, math.nan)
    low, high = fitted.interval or nothing
    sampled_low, sampled_high = nothing if sampled is None else sampled.interval
    columns: dict[str, Cell] = {
        "measured_on": of.name,
        "bins": settings(picture).bins,
        "fitted_temperature": math.nan if fitted.temperature is None else fitted.temperature,
        "fitted_temperature_low": low,
        "fitted_temperature_high": high,
        "bootstrap_low": sampled_low,
        "bootstrap_high": sampled_high,
        "bootstrap_samples": 0 if sampled is None else sampled.samples,
        "seed": settings(picture).seed,
    }
    same = tuple(columns.values())
    return Numbers((*headers, *columns), [(*row, *same) for row in rows])
