"""Lessons as TOML files.

    title = "Enter τ"
    goal = "Temperature changes decisiveness, not knowledge."
    minutes = 6

    [[step]]
    title = "Two logits"
    text = "Cat has 2, dog has 1. At $τ = 1$ the lead is $e^1$."

    [step.scene]
    chain = "temperature=1"

A `[step.scene]` sets its keys on a new session, and a `[step.change]` on the step before; both have the words
of session files, as *Edit → Copy as Scene* gives them. A `[step.prediction]` asks before the truth is shown.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.toml_text import line_at, parsed_toml, toml_lines, toml_paragraphs, toml_value
from tauscope.document.lessons.entries import StepError, lesson_entry, lesson_of
from tauscope.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.document.lessons.lesson import Lesson

LARGEST = 2**20
"""Most characters of a lesson's file."""

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*step[ \t]*\]\]", re.MULTILINE)
_OF_SEVERAL_LINES = ("text", "notes")
_TABLES = ("scene", "change", "motion", "prediction")


def read_lesson(text: str, name: str = "") -> Lesson:
    """Read a lesson; `name` is the id of one that ships.

    Raises
    ------
    InputError
        If the text is no lesson; the sentence names the line, or the step and the line where it begins.
    """
    if len(text) > LARGEST:
        raise InputError(f"This lesson is larger than {LARGEST // 2**20} MiB, the most that is read.")
    entry = parsed_toml(text, "a lesson")
    try:
        return _trimmed(lesson_of(entry, name))
    except StepError as error:
        raise InputError(f"{step_in_words(text, error.step)}: {error}") from None


def _trimmed(lesson: Lesson) -> Lesson:
    """Return a lesson without the blanks around its texts, such as the line break before closing quotes."""
    trimmed = (replace(step, text=step.text.strip(), notes=step.notes.strip()) for step in lesson.steps)
    return replace(lesson, steps=tuple(trimmed))


def step_in_words(text: str, step: int) -> str:
    """Return a step's name in a sentence, with the line where it begins in the text of its file."""
    headers = [line_at(text, found.start(0)) for found in _HEADER.finditer(text)]
    line = f" (line {headers[step]})" if step < len(headers) else ""
    return f"Step {step + 1}{line}"


def lesson_text(lesson: Lesson) -> str:
    """Write a lesson as TOML that `read_lesson` reads as the same lesson, but for its id and outer blanks."""
    entry = lesson_entry(lesson)
    head = toml_lines({key: value for key, value in entry.items() if key != "step"})
    return "\n\n".join(["\n".join(head), *map(_step_text, entry["step"])]) + "\n"


def _step_text(entry: Mapping[str, Any]) -> str:
    lines = ["[[step]]"]
    for key, value in entry.items():
        if key not in _TABLES:
            written = toml_paragraphs(value) if key in _OF_SEVERAL_LINES else toml_value(value)
            lines.append(f"{key} = {written}")
    parts = ["\n".join(lines)]
    parts += ["\n".join([f"[step.{name}]", *toml_lines(entry[name])]) for name in _TABLES if name in entry]
    return "\n\n".join(parts)


@cache
def lessons() -> dict[str, Lesson]:
    """Return the lessons that ship, by id, in the order of their list."""
    files = resource("lessons").glob("*.toml")
    read = [read_lesson(file.read_text("utf-8"), file.stem) for file in files]
    return {lesson.id: lesson for lesson in sorted(read, key=lambda lesson: lesson.order)}


def shipped_lesson(name: str) -> Lesson:
    """Return the lesson of this id.

    Raises
    ------
    InputError
        If none ships under this name; the sentence lists them.
    """
    if name not in lessons():
        raise InputError(f"There is no lesson {name}; there are {', '.join(lessons())}.")
    return lessons()[name]
