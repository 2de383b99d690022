"""Readouts of the teacher of digits: what its students recognise, and what they learn from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.distillation.digit_list import written_digits
from tauscope.core.distillation.outcome import CLASSES
from tauscope.core.distillation.student import STEPS, Students
from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.document.formulas import with_formulas
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.picture.subjects.taught_digit import targets
from tauscope.document.studies import student
from tauscope.document.studies.student_words import per_cent, settings_words
from tauscope.sources.teacher import SIDE, WEIGHTS, digit_data, teacher_accuracy
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_texts import Readout

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.distillation.outcome import Measured, Outcome
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.student import Shown


def _value(shown: Shown[Outcome], measured: Callable[[Outcome], Measured]) -> str:
    """Write a mean over the seeds; a dash if there will be none, and "…" as long as there is none.

    A result of other students than the present ones would be read as theirs: it counts as none.
    """
    if shown.result is None or shown.other_students:
        return NONE if shown.trouble else ELLIPSIS
    return f"{100 * measured(shown.result).mean:.1f}%"


def _waiting(shown: Shown[Outcome]) -> str:
    """Say that the number is not that of the present settings; "" if it is."""
    if shown.trouble:
        return shown.trouble
    if shown.is_current:
        return ""
    none = shown.result is None or shown.other_students
    return "" if none else f"{settings_words(shown.study.distillation)} {ELLIPSIS}"


def _spread(measured: Measured) -> str:
    """Write mean and standard deviation over the seeds, without the per cent sign."""
    return f"{per_cent(measured).removesuffix('%')}, {len(measured.values)} seeds"


def _accuracy(outcome: Outcome) -> Measured:
    return outcome.accuracy


def _student(picture: Picture) -> str:
    return _value(picture.once(student.shown_student), _accuracy)


def _student_note(picture: Picture) -> str:
    every = picture.once(student.all_students)
    if waiting := _waiting(every):
        return waiting
    return "" if every.result is None or every.other_students else _spread(every.result.accuracy)


def _hard(picture: Picture) -> str:
    return _value(picture.once(student.hard_labels), _accuracy)


def _hard_note(picture: Picture) -> str:
    hard = picture.once(student.hard_labels)
    if waiting := _waiting(hard):
        return waiting
    # The number is the mean itself: what remains to be said is its spread.
    return (
        ""
        if hard.result is None or hard.other_students
        else f"±{_spread(hard.result.accuracy).partition('±')[2]}"
    )


def _unseen(picture: Picture) -> tuple[int, ...]:
    return picture.document.settings(DigitsSettings).unseen


def _never_seen(picture: Picture) -> str:
    every = picture.once(student.all_students)
    # Students before may have seen other digits: of them this number would be another one.
    unseen = every.study.distillation.transfer.unseen
    return _value(every, lambda outcome: outcome.accuracy_of(unseen)) if unseen else NONE


def _never_seen_note(picture: Picture) -> str:
    every, unseen = picture.once(student.all_students), _unseen(picture)
    if not unseen:
        return "the transfer set has all"
    names = f"digit{'s' if len(unseen) > 1 else ''} {written_digits(unseen)}"
    if not every.is_current or every.result is None:
        return names
    sd = every.result.accuracy_of(unseen).sd
    return names if math.isnan(sd) else f"± {100 * sd:.1f}, {names}"


def _entropy(picture: Picture) -> str:
    return f"{screen_number(picture.once(targets).entropy, 3)} nats"


def _entropy_note(picture: Picture) -> str:
    return f"{screen_number(picture.once(targets).entropy_at_1, 3)} at τ = 1"


def _weights(picture: Picture) -> str:
    hidden = picture.document.settings(DigitsSettings).hidden
    return f"{Students.fresh((0,), SIDE * SIDE, CLASSES, hidden).parameters:,} weights"


READOUTS = (
    Readout(
        "student",
        "Student, all digits",
        _student,
        _student_note,
        "Share of the 500 test images that the student with the first seed recognises, after the bias step;\n"
        "beside it mean and standard deviation over all seeds.",
        104,
        lambda picture: _student_note(picture).partition(",")[0],
    ),
    Readout(
        "hard_labels",
        "Hard labels",
        _hard,
        _hard_note,
        "The same students, trained with the true labels alone: the mean over the seeds.",
        100,
        lambda picture: _hard_note(picture).partition(",")[0],
    ),
    Readout(
        "never_seen",
        "Unseen digits",
        _never_seen,
        _never_seen_note,
        "Share of the test images, of digits that are not in the transfer set, that the students recognise:\n"
        "the mean over the seeds, after the bias step.",
        90,
        lambda picture: written_digits(_unseen(picture)) if _unseen(picture) else "none",
    ),
    Readout(
        "teacher",
        "Teacher",
        lambda _picture: screen_percentage(teacher_accuracy()),
        lambda _picture: f"{len(digit_data().test)} test images",
        f"Share of test images that the teacher, a convolutional network of {WEIGHTS:,} weights, recognises.",
        76,
        lambda _picture: f"{len(digit_data().test)} images",
    ),
    Readout(
        "target_entropy",
        "Target entropy",
        _entropy,
        _entropy_note,
        with_formulas(
            "Entropy of the teacher's softmax for this image at the dial's τ, $S = −Σ p ln p$: what the"
        )
        + "\nstudent learns from it, without other knobs.",
        88,
        unit=" nats",
    ),
    Readout(
        "student_weights",
        "Student",
        _weights,
        lambda _picture: f"{STEPS} steps",
        "Number of the student's weights, and steps of gradient descent. The bias step then moves\n"
        "ten biases until each digit has a mean probability of 10% among the training images.",
        82,
        unit=" weights",
    ),
)
