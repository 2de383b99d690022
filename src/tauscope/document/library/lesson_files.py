"""Lessons of one's own: read from a file, and checked from the first step to the last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.lessons.entries import StepError
from tauscope.document.lessons.lesson_file import LARGEST, lessons, read_lesson, shipped_lesson, step_in_words
from tauscope.document.library.lesson_guess import before_truth, truth
from tauscope.document.library.lesson_walk import step_document
from tauscope.document.quantities import Condition, Measure, filled
from tauscope.sources.regular_file import open_regular

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import Lesson


def checked_lesson(text: str) -> Lesson:
    """Read a lesson and make the document of each of its steps, so that none is a surprise in class.

    Raises
    ------
    InputError
        If the text is no lesson, or a step cannot be shown; the sentence names the line.
    """
    lesson = read_lesson(text)
    for number in range(len(lesson.steps)):
        try:
            _check_step(lesson, number)
        except InputError as error:
            said = str(error).removeprefix(f"Step {number + 1}: ")
            raise StepError(number, f"{step_in_words(text, number)}: {said}") from None
    return lesson


def _check_step(lesson: Lesson, number: int) -> None:
    """Raise `InputError` if a step cannot be made, or what its texts and questions name is missing."""
    step, prediction = lesson.steps[number], lesson.steps[number].prediction
    condition = Condition.parse(step.until) if step.until else None
    measure = Measure.parse(prediction.quantity) if prediction is not None and prediction.quantity else None
    documents = [step_document(lesson, number, revealed=revealed) for revealed in (False, True)]
    if any(document.source.unavailable for document in documents):
        return  # its numbers are checked once the source is found
    if condition is not None:
        condition.holds(truth(lesson, number))
    if measure is not None:
        measure.of(truth(lesson, number))
    if "{" in step.text:
        filled(step.text, before_truth(lesson, number))
    explanation = prediction.explanation if prediction is not None else ""
    if "{" in step.notes + explanation:
        filled(step.notes + explanation, truth(lesson, number))


def lesson_at(path: Path) -> Lesson:
    """Read the file of a lesson.

    Raises
    ------
    InputError
        If it cannot be read, or is no lesson.
    """
    try:
        with open_regular(path) as file:
            data = file.read(4 * LARGEST + 1)
        return checked_lesson(data.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{quoted(path.name)} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise InputError(f"{quoted(path.name)} is not text in UTF-8.") from None
    except InputError as error:
        raise InputError(f"{quoted(path.name)}: {error}") from None


def lesson_called(name: str) -> Lesson:
    """Return a lesson that ships, or that of a TOML file.

    Raises
    ------
    InputError
        If there is none, or the file is no lesson.
    """
    path = Path(name)
    if name not in lessons() and path.suffix.lower() == ".toml":
        return lesson_at(path)
    return shipped_lesson(name)
