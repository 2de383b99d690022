"""What calibration shows, in sentences that are made of measured numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.bounds import Bounds
from tauscope.core.calibration.fit import Minimum
from tauscope.core.calibration.reliability import wilson
from tauscope.core.numbers import screen_number, screen_percentage, screen_probability, screen_temperature
from tauscope.core.temperatures.scale import rounded
from tauscope.document.calibrating import is_calibrating
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.studies.calibration import at_1, at_dial, best_temperature, bootstrap, fit, settings
from tauscope.document.studies.labelled_examples import examples

if TYPE_CHECKING:
    from tauscope.core.calibration.bootstrap import Bootstrap
    from tauscope.core.calibration.fit import TemperatureFit
    from tauscope.document.picture.picture import Picture

EVEN = 0.01
"""Difference of mean confidence and accuracy up to which a classifier is as sure as it is right."""

APART, MOST_DIGITS = 4, 9
"""Units of the last digit by which ends of an interval differ, if that takes no more digits than these."""

NO_SCORE = "ECE is no proper score, so τ is not fitted to it."


def short_temperature(temperature: float) -> str:
    """Write τ with three digits: a fitted τ is not known better.

    Examples
    --------
    >>> [short_temperature(tau) for tau in (1.8299, 0.0, 12.34567, float("inf"))]
    ['1.83', '0', '12.3', '∞']
    """
    return screen_temperature(rounded(temperature))


def interval_ends(interval: Bounds) -> tuple[str, str]:
    """Write both ends of an interval of temperatures, with as many digits as tell them apart.

    Ends that take more than three digits have the same number of decimals: 1.680 beside 1.719.

    Examples
    --------
    >>> [interval_ends(Bounds(*ends)) for ends in ((1.781, 1.893), (1.6801, 1.7192), (0.0, float("inf")))]
    [('1.78', '1.89'), ('1.680', '1.719'), ('0', '∞')]
    """
    low, high = interval
    digits = 3
    if 0 < low < high < math.inf:
        while digits < MOST_DIGITS and high - low < APART * 10.0 ** (
            math.floor(math.log10(high)) + 1 - digits
        ):
            digits += 1
    ends = screen_temperature(rounded(low, digits)), screen_temperature(rounded(high, digits))
    if digits == 3 or "e" in "".join(ends):
        return ends
    decimals = max(len(end.partition(".")[2]) for end in ends)
    return f"{low:.{decimals}f}", f"{high:.{decimals}f}"


def interval_words(interval: Bounds) -> str:
    """Write an interval of temperatures: "1.78–1.89"."""
    return "–".join(interval_ends(interval))


def nats(value: float) -> str:
    """Write a negative log-likelihood with three decimals, a small one with three digits.

    Examples
    --------
    >>> [nats(value) for value in (0.5392, 0.02013, 4.4e-6, 0.0, float("inf"))]
    ['0.539', '0.0201', '4.4e−6', '0.000', '∞']
    """
    if 0 < value < 1e-3:
        return screen_probability(value) if value < 5e-5 else f"{value:.6f}"
    return screen_number(value, 4 if 0 < value < 0.1 else 3)


def count_words(count: int) -> str:
    """Write a number of examples: "1 example", "5,000 examples"."""
    return "1 example" if count == 1 else f"{count:,} examples"


def has_ties(fitted: TemperatureFit) -> bool:
    """True if τ* is 0 though not every true class is alone at the top: then NLL is not 0 there."""
    return fitted.minimum is Minimum.AT_ZERO and fitted.nll > 0


def why_zero(fitted: TemperatureFit) -> str:
    """Say in a few words why τ* is 0."""
    return "true classes are all at the top" if has_ties(fitted) else "all are right"


def best_text(fitted: TemperatureFit) -> str:
    """Write τ*: "1.83", "0", "∞", or "none"."""
    return "none" if fitted.temperature is None else short_temperature(fitted.temperature)


def best_sentence(fitted: TemperatureFit, count: int) -> str:
    """Say what τ* is and where it comes from, or why there is none.

    Parameters
    ----------
    fitted : TemperatureFit
    count : int
        Number of examples.
    """
    of = f"the mean negative log-likelihood (NLL) of {count_words(count)}"
    match fitted.minimum:
        case Minimum.AT_ZERO:
            shared = ", though not alone," if has_ties(fitted) else ","
            return (
                f"τ* = 0: every true class has the largest logit of its example{shared} so the colder, the "
                "better. Fit τ on examples that the model was not trained on."
            )
        case Minimum.AT_INFINITY:
            return (
                "τ* = ∞: true classes have no larger logits than others on average, so equal probabilities "
                "fit best."
            )
        case Minimum.EVERYWHERE:
            return "There is no τ*: finite logits of each example are equal, so every τ fits equally well."
        case Minimum.NOWHERE:
            row = (fitted.impossible_row or 0) + 1
            return (
                f"There is no τ*: the true class of example {row:,} has the logit −∞, and no τ gives it a "
                "probability."
            )
    assert fitted.temperature is not None  # noqa: S101  # inside
    assert fitted.interval is not None  # noqa: S101  # inside
    return (
        f"τ* = {short_temperature(fitted.temperature)}: here {of} is least. "
        f"95% interval: {interval_words(fitted.interval)}."
    )


class BestTemperature(NamedTuple):
    """τ* as the dial marks it.

    Attributes
    ----------
    temperature : float or None
        To three digits; None if there is no τ*.
    label : str
        "τ* 1.83", or "no τ*".
    sentence : str
        What τ* is fitted to, with its interval, or why there is none.
    """

    temperature: float | None
    label: str
    sentence: str

    @property
    def tip(self) -> str:
        """The sentence on two lines, and what a click does."""
        said = self.sentence.replace(". ", ".\n").replace(": here", ":\nhere")
        return said if self.temperature is None else f"{said}\nClick to turn the dial there."


def marked(picture: Picture) -> BestTemperature | None:
    """Return the mark of τ* on the dial; None as long as there is no fit."""
    found, of = picture.once(fit), picture.once(examples).to_fit
    if found.value is None or of is None:
        return None
    sentence = best_sentence(found.value, len(of))
    sampled = sampled_interval(picture)
    if sampled is not None:
        how = f"{sampled.samples:,} samples, seed {settings(picture).seed}"
        sentence += f" Bootstrap ({how}): {interval_words(sampled.interval)}."
    elif is_bootstrap_stopped(picture):
        sentence += " The bootstrap was stopped: Temperature → Bootstrap τ* Again starts it."
    if found.value.temperature is None:
        return BestTemperature(None, "no τ*", sentence)
    tau = rounded(found.value.temperature)
    return BestTemperature(tau, f"τ* {short_temperature(tau)}", sentence)


def sampled_interval(picture: Picture) -> Bootstrap | None:
    """Return the interval of the bootstrap; None if there is none yet, or if it says nothing.

    Samples of examples that are all right are all right too: that τ* is 0 in each says nothing.
    """
    found = picture.once(bootstrap)
    if found.value is None or not found.is_current:
        return None
    low, high = found.value.interval
    return None if low == high else found.value


def is_fit_stopped(picture: Picture) -> bool:
    """Return True if the fit of the present examples was stopped before it was done."""
    return bool(picture.once(examples).to_fit is not None and picture.once(fit).trouble)


def is_bootstrap_stopped(picture: Picture) -> bool:
    """Return True if the bootstrap of the present examples and seed was stopped before it was done."""
    return bool(picture.once(fit).is_current and picture.once(bootstrap).trouble)


def bootstrap_words(picture: Picture) -> str:
    """Write the interval of the bootstrap: "bootstrap of 2,000: 1.32–1.66".

    Returns
    -------
    str
        "bootstrap stopped" if it was; "" without `sampled_interval`.
    """
    if is_bootstrap_stopped(picture):
        return "bootstrap stopped"
    found = sampled_interval(picture)
    return "" if found is None else f"bootstrap of {found.samples:,}: {interval_words(found.interval)}"


def bootstrap_report(picture: Picture) -> tuple[bool, str]:
    """Return whether the bootstrap, or the fit before it, was stopped, and a sentence on how far it is."""
    if is_fit_stopped(picture) or is_bootstrap_stopped(picture):
        return True, "The bootstrap was stopped."
    best, why = go_to_best(picture)
    if best is None:
        return False, why
    found = picture.once(bootstrap)
    if found.value is None or not found.is_current:
        return False, "The bootstrap is running."
    samples, seed = f"{found.value.samples:,} samples", settings(picture).seed
    return False, (
        f"The bootstrap is done: 95% of {samples}, drawn with seed {seed}, have their τ* in "
        f"{interval_words(found.value.interval)}. Another seed draws others."
    )


def best_with_intervals(picture: Picture) -> str:
    """Write τ* with both intervals: "τ* = 1.47, 95%: 1.31–1.64, bootstrap of 2,000: 1.31–1.62"; "" before."""
    found = picture.once(fit)
    if found.value is None or not found.is_current or found.value.interval is None:
        return ""
    parts = (f"τ* = {best_text(found.value)}", f"95%: {interval_words(found.value.interval)}")
    return ", ".join(filter(None, (*parts, bootstrap_words(picture))))


def go_to_best(picture: Picture) -> tuple[float | None, str]:
    """Return τ* for the dial, or None and a sentence on why there is none."""
    found, of = picture.once(fit), picture.once(examples)
    if found.value is None or not found.is_current or of.to_fit is None:
        return None, found.trouble or of.trouble or "τ* is still being fitted."
    if found.value.temperature is None:
        return None, best_sentence(found.value, len(of.to_fit))
    return rounded(found.value.temperature), ""


def findings(picture: Picture) -> tuple[str, ...]:
    """Say how sure the classifier is and how often it is right, at more and at less length."""
    fitted, one, of = picture.once(fit), picture.once(at_1), picture.once(examples)
    if of.trouble or fitted.trouble or one.trouble:
        return (of.trouble or fitted.trouble or one.trouble,)
    if fitted.value is None or one.value is None or of.to_fit is None:
        return (ELLIPSIS,)
    sure, right = one.value.reliability.confidence, one.value.reliability.accuracy
    verdict = over_or_under(sure, right, one.value.reliability.examples)
    waiting = "" if fitted.is_current else f" {ELLIPSIS}"
    said = (
        f"{of.name[:1].upper()}{of.name[1:]}: at τ = 1 it is {screen_percentage(sure)} sure and "
        f"{screen_percentage(right)} right, {verdict}."
    )
    best, short = best_sentence(fitted.value, len(of.to_fit)), best_in_short(fitted.value)
    split = f" {words[-1]}" if (words := split_words(picture)) else ""
    return (
        f"{said} {best}{waiting}",
        f"{said} {short}{waiting}",
        f"{short}{split}{waiting}",
    )


def split_words(picture: Picture) -> tuple[str, ...]:
    """Say which examples τ is fitted to where some are held out, at more and at less length; () else."""
    of, seed = picture.once(examples), settings(picture).seed
    if of.fitted is None or of.labelled is None or not is_calibrating(picture.document):
        return ()
    fitted, held = len(of.fitted), len(of.labelled)
    return (
        f"τ is fitted to {fitted:,} examples, the plots measure {held:,} held out (seed {seed}).",
        f"{held:,} of {fitted + held:,} held out, seed {seed}.",
    )


def best_in_short(fitted: TemperatureFit) -> str:
    """Say in a few words what τ* is."""
    match fitted.minimum:
        case Minimum.AT_ZERO:
            return f"τ* = 0: {why_zero(fitted)}, so the colder, the better."
        case Minimum.AT_INFINITY:
            return "τ* = ∞: equal probabilities fit best."
        case Minimum.EVERYWHERE:
            return "No τ*: every τ fits alike."
        case Minimum.NOWHERE:
            return "No τ*: a true class has the logit −∞."
    interval = "" if fitted.interval is None else f" (95%: {interval_words(fitted.interval)})"
    return f"τ* = {best_text(fitted)}{interval}."


def over_or_under(sure: float, right: float, examples: int) -> str:
    """Compare mean confidence with accuracy; a difference inside the 95% band of the accuracy proves nothing.

    Examples
    --------
    >>> over_or_under(0.92, 0.83, 500), over_or_under(0.5, 0.9, 500), over_or_under(0.8, 0.801, 500)
    ('over-confident', 'under-confident', 'as sure as it is right')
    >>> over_or_under(0.84, 0.87, 100)
    'a difference that chance explains'
    """
    if abs(sure - right) <= EVEN:
        return "as sure as it is right"
    band = wilson(right, examples)
    if band.low <= sure <= band.high:
        return "a difference that chance explains"
    return "over-confident" if sure > right else "under-confident"


def calibrated(picture: Picture, name: str) -> float:
    """Return a number for the text of a lesson; NaN where there is none, or not yet.

    Parameters
    ----------
    picture : Picture
    name : str
        "accuracy", "confidence", "ece" or "nll" at the dial's τ, or "best_temperature".
    """
    if not is_calibrating(picture.document):
        return math.nan
    if name == "best_temperature":
        best = best_temperature(picture)
        return math.nan if best is None else best
    found = picture.once(at_dial)
    if found.value is None or not found.is_current:
        return math.nan
    return found.value.nll if name == "nll" else float(getattr(found.value.reliability, name))


def compared_words(picture: Picture) -> str:
    """Give ECE, MCE, mean confidence and accuracy at τ = 1 and at the dial's τ, for descriptions."""
    one, now = picture.once(at_1).value, picture.once(at_dial).value
    if one is None or now is None:
        return ""
    parts = [
        f"at τ = {screen_temperature(at.temperature)} ECE is {screen_percentage(at.reliability.ece)}, "
        f"MCE {screen_percentage(at.reliability.mce)} and mean confidence "
        f"{screen_percentage(at.reliability.confidence)}"
        for at in (one, now)
    ]
    right = screen_percentage(now.reliability.accuracy)
    text = f"{right} are right; {'; '.join(parts)}."
    return text[:1].upper() + text[1:]
