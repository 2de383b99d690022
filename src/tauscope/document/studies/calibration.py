"""Calibration of the logits on the bench: the fitted temperature, NLL and ECE over τ, and reliability.

The plots, readouts and the dial ask functions of a picture, each of which gives a `LatestResult`:
that of few examples is computed where it is asked for, that of many is a study that comes later.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tauscope.core.calibration.fit import Minimum
from tauscope.core.temperatures.scale import rounded
from tauscope.document.panel_settings.calibration import CalibrationSettings
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.studies.calibration_studies import (
    Bootstrapping,
    CalibrationMeasuring,
    OverTemperatures,
    TemperatureFitting,
)
from tauscope.document.studies.labelled_examples import LabelledExamples, examples

if TYPE_CHECKING:
    from tauscope.core.calibration.bootstrap import Bootstrap
    from tauscope.core.calibration.fit import TemperatureFit
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration_studies import (
        CalibrationAt,
        CalibrationCurve,
        CalibrationStudy,
    )

R = TypeVar("R")

AT_1, AT_DIAL = "calibration at τ = 1", "calibration at the dial’s τ"
"""What the calibration at a temperature is for."""


class LatestResult(NamedTuple, Generic[R]):
    """Result of a study as it is to be shown.

    Attributes
    ----------
    value : R or None
        None as long as there is none; else of these examples, or of those before.
    is_current : bool
        True if the value is of the present examples and settings.
    trouble : str
        A sentence on why there is no value; empty if there is one or will be.
    """

    value: R | None
    is_current: bool = True
    trouble: str = ""


def fit(picture: Picture) -> LatestResult[TemperatureFit]:
    """Return the fitted temperature."""
    found = picture.once(examples)
    if found.to_fit is None:
        return LatestResult(None, is_current=False, trouble=found.trouble)
    return _latest(picture, TemperatureFitting(found.to_fit), found)


def bootstrap(picture: Picture) -> LatestResult[Bootstrap]:
    """Return the interval of τ* over samples of the fitted examples; without a value if there is no τ*."""
    found, fitted = picture.once(examples), picture.once(fit)
    if found.to_fit is None or fitted.value is None or not fitted.is_current:
        return LatestResult(None, is_current=False, trouble=found.trouble)
    if fitted.value.temperature is None:
        return LatestResult(None)
    study = Bootstrapping(found.to_fit, fitted.value, settings(picture).seed)
    return _latest(picture, study, found)


def at_1(picture: Picture) -> LatestResult[CalibrationAt]:
    """Return the calibration at τ = 1."""
    return _measured(picture, 1.0, AT_1)


def at_dial(picture: Picture) -> LatestResult[CalibrationAt]:
    """Return the calibration at the dial's τ."""
    return _measured(picture, picture.document.temperature, AT_DIAL)


def nll_curve(picture: Picture) -> LatestResult[CalibrationCurve]:
    """Return the negative log-likelihood over the temperatures of `axis_ends`."""
    return _curve(picture, 0)


def ece_curve(picture: Picture) -> LatestResult[CalibrationCurve]:
    """Return ECE over the temperatures of `axis_ends`."""
    return _curve(picture, settings(picture).bins)


def settings(picture: Picture) -> CalibrationSettings:
    """Return the settings of the plots of calibration."""
    return picture.document.settings(CalibrationSettings)


def best_temperature(picture: Picture) -> float | None:
    """Return τ* in [0, ∞] to three digits, as many as a hand can set; None while there is none."""
    found = picture.once(fit)
    if found.value is None or not found.is_current or found.value.temperature is None:
        return None
    return rounded(found.value.temperature)


def axis_ends(fitted: TemperatureFit) -> tuple[float, float]:
    """Return the ends of an axis of τ on which 1, τ* and its interval have room, inside (0, ∞).

    Examples
    --------
    >>> from tauscope.core.calibration.fit import TemperatureFit
    >>> axis_ends(TemperatureFit(Minimum.EVERYWHERE, None, 0.7, None))
    (0.25, 5.0)
    """
    if fitted.minimum is Minimum.AT_ZERO:
        return 0.05, 5.0
    if fitted.minimum is Minimum.AT_INFINITY:
        return 0.2, 50.0
    shown = [1.0]
    if fitted.temperature is not None and 0 < fitted.temperature < math.inf:
        shown.append(fitted.temperature)
        ends = fitted.interval or ()
        shown += [end for end in ends if fitted.temperature / 10 < end < fitted.temperature * 10]
    low, high = max(min(shown), 1e-300), min(max(shown), 1e300)
    return rounded(low / 4, 2), rounded(high * 5, 2)


def _measured(picture: Picture, temperature: float, role: str) -> LatestResult[CalibrationAt]:
    found = picture.once(examples)
    if found.labelled is None:
        return LatestResult(None, is_current=False, trouble=found.trouble)
    study = CalibrationMeasuring(found.labelled, temperature, settings(picture).bins, role)
    return _latest(picture, study, found)


def _curve(picture: Picture, bins: int) -> LatestResult[CalibrationCurve]:
    found, fitted = picture.once(examples), picture.once(fit)
    if found.labelled is None or fitted.value is None or not fitted.is_current:
        return LatestResult(None, is_current=False, trouble=found.trouble or fitted.trouble)
    low, high = axis_ends(fitted.value)
    best = fitted.value.temperature
    near = best if best is not None and low < best < high else 1.0
    return _latest(picture, OverTemperatures(found.labelled, low, high, near, bins), found)


def _latest(picture: Picture, study: CalibrationStudy[R], of: LabelledExamples) -> LatestResult[R]:
    """Return the result of a study, or the last one of its slot while there is none."""
    answer = picture.answer(study)
    if isinstance(answer, Ready):
        return LatestResult(answer.value, is_current=of.is_current)
    trouble = answer.sentence if isinstance(answer, Failed) else ""
    before = picture.latest(study.slot)
    # Numbers of another source would be read as those of this one.
    known = before is not None and before[0].labelled.classes == study.labelled.classes
    value = before[1] if before is not None and known else None
    return LatestResult(value, is_current=False, trouble=trouble)
