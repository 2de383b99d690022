"""Tables of the numbers that the plots of students draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tauscope.core.distillation.outcome import CLASSES
from tauscope.core.errors import InputError
from tauscope.document.reports.plot_data import Numbers
from tauscope.document.studies.student import (
    all_students,
    hard_labels,
    over_temperature,
    shown_student,
)
from tauscope.document.studies.student_words import tested_digits

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.student import Shown

R = TypeVar("R")

_SIDE = 8


def _result(shown: Shown[R]) -> R:
    """Return the result of the present settings.

    Raises
    ------
    InputError
        If there is none, or none yet.
    """
    if shown.result is None or not shown.is_current:
        raise InputError(shown.trouble or "The students are still being trained.")
    return shown.result


def _digits(shown: Shown[Any]) -> tuple[int, ...]:
    return tested_digits(shown.study.distillation.transfer)


def learning_numbers(picture: Picture) -> Numbers:
    """Table of the steps of training: accuracy with and without the bias step, and that of each seed."""
    student, everyone = picture.once(shown_student), picture.once(all_students)
    one, every, digits = _result(student), _result(everyone), _digits(student)
    first = everyone.study.distillation.first_seed
    curves = every.accuracy_curve(digits)
    headers = (
        "step",
        "accuracy",
        "accuracy_before_bias",
        *(f"accuracy of seed {first + number}" for number in range(len(curves))),
    )
    columns = (
        one.curve_steps,
        one.accuracy_curve(digits)[0],
        one.accuracy_curve(digits, before_bias=True)[0],
        *curves,
    )
    return Numbers(headers, list(zip(*(column.tolist() for column in columns), strict=True)))


def accuracy_numbers(picture: Picture) -> Numbers:
    """Table of temperatures: mean accuracy and standard deviation over the seeds; at last hard labels."""
    swept, hard = picture.once(over_temperature), picture.once(hard_labels)
    found, digits = _result(swept), _digits(swept)
    rows: list[tuple[str, float, float, float, int]] = []
    seeds = swept.study.distillation.seeds
    for temperature, measured in zip(found.temperatures, found.measured(digits), strict=True):
        rows.append(("soft targets", temperature, measured.mean, measured.sd, seeds))
    now = _result(picture.once(all_students)).accuracy_of(digits)
    rows.append(("soft targets at the dial", picture.temperature, now.mean, now.sd, seeds))
    labels = _result(hard).accuracy_of(digits)
    rows.append(("hard labels", 1.0, labels.mean, labels.sd, seeds))
    return Numbers(("targets", "temperature", "accuracy", "sd", "seeds"), rows)


def confusion_numbers(picture: Picture) -> Numbers:
    """Table of the true digits: how many images of each are called which digit, and the share recognised."""
    counts = _result(picture.once(shown_student)).confusion[0].tolist()
    headers = ("digit", *(f"called {digit}" for digit in range(CLASSES)), "recognised")
    rows = [(digit, *row, row[digit] / sum(row)) for digit, row in enumerate(counts)]
    return Numbers(headers, rows)


def weights_numbers(picture: Picture) -> Numbers:
    """Table of the pixels: the weight of each for every digit, or for every hidden unit."""
    student = picture.once(shown_student)
    weights = _result(student).students.weights[0]
    name = "hidden unit" if student.study.distillation.hidden else "digit"
    first = 1 if student.study.distillation.hidden else 0
    headers = ("row", "column", *(f"{name} {first + number}" for number in range(weights.shape[1])))
    rows = [(pixel // _SIDE + 1, pixel % _SIDE + 1, *row) for pixel, row in enumerate(weights.tolist())]
    return Numbers(headers, rows)
