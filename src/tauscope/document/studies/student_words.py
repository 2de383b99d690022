"""What students have learned, in sentences that are made of measured numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.outcome import CLASSES
from tauscope.core.numbers import screen_temperature
from tauscope.document.studies import student

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.distillation.experiment import Distillation, TransferSet
    from tauscope.core.distillation.outcome import Measured, Outcome
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

ALL_DIGITS = tuple(range(CLASSES))

MOST_TESTED_ALONE = 5
"""If no more digits than these are missing from the transfer set, accuracy is measured on them alone."""

_FROZEN = "At τ = 0 the factor τ² leaves the soft targets no weight: nothing is learned from them."
_FROZEN_IN_SHORT = "At τ = 0 nothing is learned from soft targets."

_TRAINING = "Students with these settings are being trained …"

NOT_DIGITS = "Students learn from the teacher of digits: choose Source → Digits."


def unsuited(document: Document) -> str:
    """Return why a plot of students has nothing to show of a document; "" if it has."""
    return "" if document.source.kind == "digits" else NOT_DIGITS


def tested_digits(transfer: TransferSet) -> tuple[int, ...]:
    """Return the digits on which accuracy is measured: the few that students never saw, or all ten.

    Examples
    --------
    >>> from tauscope.core.distillation.presets import EXPERIMENTS
    >>> tested_digits(EXPERIMENTS["no-threes"].transfer)
    (3,)
    """
    unseen = transfer.unseen
    return unseen if 0 < len(unseen) <= MOST_TESTED_ALONE else ALL_DIGITS


def named_digits(digits: Sequence[int]) -> str:
    """Name the tested digits in the plural.

    Examples
    --------
    >>> named_digits((3,)), named_digits((3, 8)), named_digits(range(10))
    ('the 3s', 'the 3s and 8s', 'all ten digits')
    """
    if len(digits) == CLASSES:
        return "all ten digits"
    *most, last = (f"{digit}s" for digit in digits)
    return f"the {', '.join(most)} and {last}" if most else f"the {last}"


def per_cent(measured: Measured) -> str:
    """Write mean and standard deviation over the seeds in per cent: "54.7 ± 1.8%"."""
    mean, sd = 100 * measured.mean, 100 * measured.sd
    return f"{mean:.1f}%" if math.isnan(sd) else f"{mean:.1f} ± {sd:.1f}%"


def settings_words(distillation: Distillation) -> str:
    """Name what the students learn from: "hard labels" or "τ = 10"."""
    loss = distillation.loss
    if not loss.mix:
        return "hard labels"
    mixed = "" if loss.mix == 1 else f", {100 * loss.mix:.0f}% soft"
    return f"τ = {screen_temperature(loss.temperature)}{mixed}"


def finding(picture: Picture) -> str:
    """Say what soft targets give, and what hard labels give; "" until both are measured."""
    return findings(picture)[0]


def findings(picture: Picture) -> tuple[str, ...]:
    """Return the finding at more and at less length.

    While students at another τ are trained, it is about those before, whose τ it names.
    """
    found = picture.once(student.all_students)
    if found.result is None or found.trouble:
        return (found.trouble,)
    if found.other_students:
        return (_TRAINING,)
    settings = found.study.distillation
    if settings.loss.mix and settings.loss.temperature == 0:
        return (_FROZEN, _FROZEN_IN_SHORT)
    if settings.transfer.shuffled and settings.loss.mix:
        return _on_the_control(picture, found.result, settings)
    hard = picture.once(student.hard_labels)
    if hard.result is None or hard.study.distillation != replace(settings, loss=Loss(1.0, 0.0)):
        return (hard.trouble,)
    return _compared(found.result, hard.result, settings)


def _compared(soft: Outcome, hard: Outcome, settings: Distillation) -> tuple[str, ...]:
    """Compare soft targets with hard labels."""
    digits = tested_digits(settings.transfer)
    names, gained, control = named_digits(digits), soft.accuracy_of(digits), hard.accuracy_of(digits)
    if not settings.loss.mix:
        figures = f"With hard labels alone students recognise {per_cent(gained)} of {names}"
        return (f"{figures}; τ changes nothing.", "With hard labels alone τ changes nothing.")
    figures = (
        f"Students recognise {per_cent(gained)} of {names} at {settings_words(settings)}, and "
        f"{per_cent(control)} with hard labels."
    )
    if digits != ALL_DIGITS:
        before = per_cent(soft.accuracy_of(digits, before_bias=True))
        figures += f" Before the bias step: {before}."
    verdict = _verdict(soft, settings, gained, control)
    short = f"{per_cent(gained)} at {settings_words(settings)}, {per_cent(control)} with hard labels."
    return (f"{figures} {verdict}", f"{short} {verdict}", verdict)


def _verdict(soft: Outcome, settings: Distillation, gained: Measured, control: Measured) -> str:
    """Say whether the soft targets make a difference that is larger than the spread over seeds."""
    points = 100 * (gained.mean - control.mean)
    if abs(points) < 100 * max(gained.sd, control.sd):
        difference = f"{points:+.1f} points".replace("-", "−")
        return f"Next to nothing is gained: {difference}, less than the spread over seeds."
    if points < 0:
        return f"Soft targets lose {-points:.1f} points."
    unseen = settings.transfer.unseen
    if unseen and tested_digits(settings.transfer) == ALL_DIGITS:
        return f"Of the digits they never saw: {per_cent(soft.accuracy_of(unseen))}."
    return f"A gain of {points:.1f} points."


def _on_the_control(picture: Picture, shuffled: Outcome, settings: Distillation) -> tuple[str, ...]:
    """Compare logits that are shuffled within each digit with each image's own."""
    plain = picture.once(student.plain_students)
    unshuffled = replace(settings, transfer=replace(settings.transfer, shuffled=False))
    if plain.result is None or plain.study.distillation != unshuffled:
        return (plain.trouble,)
    digits = tested_digits(settings.transfer)
    control, own = shuffled.accuracy_of(digits), plain.result.accuracy_of(digits)
    figures = (
        f"Control, logits shuffled within each digit: {per_cent(control)} of {named_digits(digits)} at "
        f"{settings_words(settings)}; with each image’s own logits {per_cent(own)}."
    )
    short = f"Shuffled {per_cent(control)}, own logits {per_cent(own)} at {settings_words(settings)}."
    if abs(own.mean - control.mean) < max(own.sd, control.sd):
        hard = picture.once(student.hard_labels).result
        gained = hard is not None and own.mean - hard.accuracy_of(digits).mean > own.sd
        why = ": how alike the digits are is enough" if gained else ""
        verdict = f"Shuffling changes next to nothing{why}."
    else:
        matters = "matters" if control.mean < own.mean else "does harm"
        verdict = f"What the teacher says of the single image {matters}."
    return (f"{figures} {verdict}", f"{short} {verdict}", short)
