"""Readouts of the calibration: what a temperature changes of a classifier, and what it leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.calibration.fit import Minimum
from tauscope.core.numbers import (
    screen_number,
    screen_percentage,
    screen_probability,
    screen_temperature,
)
from tauscope.document.formulas import with_formulas
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.studies.calibration import at_1, at_dial, fit
from tauscope.document.studies.calibration_words import (
    best_text,
    bootstrap_words,
    interval_words,
    is_fit_stopped,
    nats,
)
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_texts import Readout
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.calibration.fit import TemperatureFit
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration_studies import CalibrationAt

AT_1 = " at τ = 1"

ALL_TIE = "below τ = ∞"
"""Note on the accuracy at τ = ∞, where all classes tie."""


def _at_infinity(picture: Picture) -> bool:
    return math.isinf(picture.document.temperature)


def _now(picture: Picture, write: Callable[[CalibrationAt], str]) -> str:
    """Write a number at the dial's τ, or the last one while it is computed; a dash if there will be none.

    That of τ before stays on screen, so that nothing flickers while the dial turns; its note says so.
    """
    found = picture.once(at_dial)
    if found.value is None or found.trouble:
        return NONE if found.trouble else ELLIPSIS
    return write(found.value)


def _before(picture: Picture, write: Callable[[CalibrationAt], str]) -> str:
    """Write the number at τ = 1, or at which τ the number before it is while the dial's is computed."""
    now, found = picture.once(at_dial), picture.once(at_1)
    if now.value is not None and not now.is_current:
        return f"τ = {screen_temperature(now.value.temperature)} {ELLIPSIS}"
    return "" if found.value is None or not found.is_current else f"{write(found.value)}{AT_1}"


def _nll(at: CalibrationAt) -> str:
    return f"{nats(at.nll)} nats"


def _ece(at: CalibrationAt) -> str:
    return screen_percentage(at.reliability.ece)


def _brier(at: CalibrationAt) -> str:
    brier = at.reliability.brier
    return screen_probability(brier) if 0 < brier < 5e-5 else screen_number(brier, 4)


def _confidence(at: CalibrationAt) -> str:
    return screen_percentage(at.reliability.confidence)


def _accuracy(at: CalibrationAt) -> str:
    return screen_percentage(at.reliability.accuracy)


def _best(picture: Picture) -> str:
    found = picture.once(fit)
    if found.value is None or not found.is_current:
        return NONE if found.trouble else ELLIPSIS
    return best_text(found.value)


def _best_note(picture: Picture) -> str:
    found = picture.once(fit)
    if is_fit_stopped(picture):
        return "stopped: Fit τ again"
    if found.value is None or not found.is_current:
        return ""
    if found.value.minimum is Minimum.EVERYWHERE:
        return "every τ fits alike"
    if found.value.interval is None:
        return f"{_impossible(found.value)}: true logit −∞"
    sampled = bootstrap_words(picture)
    return f"95%: {interval_words(found.value.interval)}{', ' if sampled else ''}{sampled}"


def _impossible(fitted: TemperatureFit) -> str:
    """Name the example whose true class has the logit −∞."""
    return f"example {(fitted.impossible_row or 0) + 1:,}"


def _short_best_note(picture: Picture) -> str:
    """Write the interval that is computed first, where there is no room with its share."""
    found = picture.once(fit).value
    if is_fit_stopped(picture):
        return OR.join(("Fit τ again", "stopped"))
    if found is not None and found.minimum is Minimum.NOWHERE:
        return OR.join((f"{_impossible(found)}: −∞", "a logit is −∞"))
    if found is not None and found.minimum is Minimum.EVERYWHERE:
        return OR.join(("every τ fits alike", "all τ fit"))
    interval = _best_note(picture).partition(",")[0]
    return OR.join((interval, interval.removeprefix("95%: ")))


READOUTS = (
    Readout(
        "accuracy",
        "Accuracy",
        lambda picture: _now(picture, _accuracy),
        lambda picture: ALL_TIE if _at_infinity(picture) else "unchanged: τ keeps the argmax",
        "Share of the examples whose likeliest class is the true one. Dividing all logits by τ keeps their\n"
        "order, so that no answer changes: calibration changes how sure a classifier is, not what it says.\n"
        "Where classes tie, the first one counts as the answer.",
        104,
        lambda picture: ALL_TIE if _at_infinity(picture) else "unchanged",
    ),
    Readout(
        "nll",
        "NLL",
        lambda picture: _now(picture, _nll),
        lambda picture: _before(picture, lambda at: nats(at.nll)),
        with_formulas(
            "Mean negative log-likelihood of the true classes, $−ln p$ in nats per example: it is"
            " lowest at τ*."
        ),
        96,
        unit=" nats",
    ),
    Readout(
        "ece",
        "ECE",
        lambda picture: _now(picture, _ece),
        lambda picture: _before(picture, _ece),
        "Expected calibration error: mean of |confidence − accuracy| over the bins of the reliability\n"
        "diagram. It is not a proper score, so τ is not fitted to it. Chance alone makes it more than 0:\n"
        "the diagram says by how much. MCE is the largest of the gaps.",
        80,
    ),
    Readout(
        "brier",
        "Brier score",
        lambda picture: _now(picture, _brier),
        lambda picture: _before(picture, _brier),
        with_formulas(
            "Mean of $Σ (p − y)²$, where y is 1 for the true class and 0 for the others: a proper score, from"
            " 0 to 2."
        ),
        88,
    ),
    Readout(
        "confidence",
        "Mean confidence",
        lambda picture: _now(picture, _confidence),
        lambda picture: _before(picture, _confidence),
        "Mean probability of the likeliest class. A calibrated classifier is as sure as it is right:\n"
        "compare with the accuracy.",
        88,
        short_title="Confidence",
    ),
    Readout(
        "best",
        "Best τ",
        _best,
        _best_note,
        "τ*, at which NLL is least, and the temperatures that a likelihood-ratio test does not\n"
        "reject at 5%. The bootstrap draws as many examples again, with replacement and some\n"
        "thousand times, and has 95% of the τ* of these samples.",
        84,
        _short_best_note,
    ),
)
