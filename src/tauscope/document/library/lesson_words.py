"""Texts of a lesson's steps with their numbers filled in."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.formulas import NO_BREAK
from tauscope.document.library.lesson_guess import before_truth, truth
from tauscope.document.quantities import Condition, filled

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import Lesson, LessonStep
    from tauscope.document.picture.picture import Picture

_KEPT_TOGETHER = re.compile(r"(?<=\S) (?=: \d|[=≈<>≤≥] \S|\+ [A-Z]\b)(\S) ")
"""The sign of a ratio or an equation, as in "e : 1" or "τ = 0.5", or of keys, at which no line may break."""

_KNOB = re.compile(r"\b([Tt]op-[kp]|[Mm]in-p) (?=\d)")
"""The name of a knob before its setting, from which it is not parted."""


def step_text(lesson: Lesson, step: int) -> str:
    """Return the text of a step; a quantity in braces is that of the step before anything is revealed."""
    return _filled(lesson, step, lesson.steps[step].text, revealed=False)


def step_notes(lesson: Lesson, step: int) -> str:
    """Return the lecturer's notes of a step; a quantity in braces is that after the truth is revealed."""
    return _filled(lesson, step, lesson.steps[step].notes, revealed=True)


def step_explanation(lesson: Lesson, step: int) -> str:
    """Return what is said when a prediction is revealed, with the numbers of then; empty without one."""
    prediction = lesson.steps[step].prediction
    return _filled(lesson, step, prediction.explanation if prediction is not None else "", revealed=True)


def unbroken(text: str) -> str:
    """Return a text in which no line breaks within an equation, a ratio, keys or a knob with its setting.

    Formulas between dollar signs stay as they are.

    Examples
    --------
    >>> unbroken("cooled to τ = 0.5") == "cooled to τ\u00a0=\u00a00.5"
    True
    >>> unbroken("With top-p 1 nothing is cut") == "With top-p\u00a01 nothing is cut"
    True
    """
    parts = text.split("$")
    for place, part in enumerate(parts[::2]):
        whole = _KEPT_TOGETHER.sub(rf"{NO_BREAK}\1{NO_BREAK}", part)
        parts[2 * place] = _KNOB.sub(rf"\1{NO_BREAK}", whole)
    return "$".join(parts)


def is_task_done(step: LessonStep, picture: Picture) -> bool:
    """Return True if the step has a task and `picture` fulfils it."""
    if not step.until:
        return False
    try:
        return _condition(step.until).holds(picture)
    except InputError:
        return False  # a class that the task names is not on the bench


@lru_cache(maxsize=32)
def _condition(text: str) -> Condition:
    return Condition.parse(text)


def _filled(lesson: Lesson, step: int, text: str, *, revealed: bool) -> str:
    """Return a text with its numbers, or as it is written while they cannot be had."""
    with suppress(InputError):
        text = _with_numbers(lesson, step, text, revealed) if "{" in text else text
    return unbroken(text)


@lru_cache(maxsize=128)
def _with_numbers(lesson: Lesson, step: int, text: str, revealed: bool) -> str:  # an argument of a cache
    return filled(text, truth(lesson, step) if revealed else before_truth(lesson, step))
