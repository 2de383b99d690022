"""Texts of a lesson's steps with their numbers filled in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tauscope.document.library.lesson_guess import before_truth, truth
from tauscope.document.quantities import filled

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import Lesson


@lru_cache(maxsize=128)
def step_text(lesson: Lesson, step: int) -> str:
    """Return the text of a step; a quantity in braces is that of the step before anything is revealed."""
    text = lesson.steps[step].text
    return filled(text, before_truth(lesson, step)) if "{" in text else text


@lru_cache(maxsize=128)
def step_notes(lesson: Lesson, step: int) -> str:
    """Return the lecturer's notes of a step; a quantity in braces is that after the truth is revealed."""
    notes = lesson.steps[step].notes
    return filled(notes, truth(lesson, step)) if "{" in notes else notes


@lru_cache(maxsize=128)
def step_explanation(lesson: Lesson, step: int) -> str:
    """Return what is said when a prediction is revealed, with the numbers of then; empty without one."""
    prediction = lesson.steps[step].prediction
    text = prediction.explanation if prediction is not None else ""
    return filled(text, truth(lesson, step)) if "{" in text else text
