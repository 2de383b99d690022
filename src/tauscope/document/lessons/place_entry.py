"""Where in a lesson a session is, as values of JSON."""

from __future__ import annotations

import math
from typing import Any

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.document.lessons.entries import StepError, lesson_entry, lesson_of
from tauscope.document.lessons.lesson import MOST_STEPS, Lesson, LessonPlace
from tauscope.document.lessons.lesson_file import lessons

_STEP = Whole("the step of the session's lesson", 0, MOST_STEPS - 1)
_MOST_GUESSED = 1000
"""Most numbers of a guess: one for each bar."""


def lesson_place_entry(place: LessonPlace) -> dict[str, Any]:
    """Return a place; a lesson that ships by its id, any other one whole, for its file may be gone."""
    lesson = place.lesson
    shipped = lessons().get(lesson.id) == lesson if lesson.id else False
    entry: dict[str, Any] = {"lesson": lesson.id if shipped else lesson_entry(lesson), "step": place.step}
    if place.revealed:
        entry["revealed"] = True
    if place.guess:
        entry["guess"] = list(place.guess)
    return entry


def read_lesson_place(entry: object) -> LessonPlace | None:
    """Read a place that `lesson_place_entry` gave; None for a session without a lesson.

    Raises
    ------
    InputError
        If a value is wrong, or no lesson ships under the name.
    """
    if entry is None:
        return None
    if not isinstance(entry, dict):
        raise InputError("The session's lesson is not an object.")
    revealed, guess = entry.get("revealed", False), entry.get("guess", [])
    if not isinstance(revealed, bool):
        raise InputError("Whether the session's lesson shows the truth is neither true nor false.")
    if not isinstance(guess, list) or len(guess) > _MOST_GUESSED or not all(map(_is_number, guess)):
        raise InputError("The guess of the session's lesson is not a list of numbers.")
    step = _STEP.check(entry.get("step", 0))
    return LessonPlace(_read_lesson(entry.get("lesson")), step, revealed, tuple(map(float, guess)))


def _read_lesson(entry: object) -> Lesson:
    if isinstance(entry, str):
        if entry not in lessons():
            raise InputError(f"The session's lesson {entry[:80]} is unknown to this Tauscope.")
        return lessons()[entry]
    if not isinstance(entry, dict):
        raise InputError("The session's lesson is neither a name nor an object.")
    try:
        return lesson_of(entry)
    except StepError as error:
        raise InputError(f"Step {error.step + 1} of the session's lesson: {error}") from None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
