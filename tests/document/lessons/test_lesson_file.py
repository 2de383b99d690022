"""Lessons as TOML: read, written and read back, and refused with line and reason."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tauscope.core.errors import InputError
from tauscope.document.lessons.entries import lesson_entry, lesson_of
from tauscope.document.lessons.lesson import Lesson
from tauscope.document.lessons.lesson_file import lesson_text, lessons, read_lesson, shipped_lesson

WHOLE = """
title = "A lesson"
goal = "To know."
minutes = 3

[[step]]
title = "One"
text = \"\"\"
Two lines with \\\\ and \\"\\"\\" and ü.

- $e^(z/τ)$\"\"\"
notes = "Say it."
highlight = ["dial", "class:cat"]

[step.scene]
chain = "temperature=0.5"
plots = ["distribution"]

[step.motion]
from = 1
to = "inf"
seconds = 4

[[step]]
title = "Two"
until = "temperature < 0.3"
task = "Turn τ below 0.3."
solutions = ["Turn it."]

[step.change]
chain = "temperature=2"

[step.prediction]
kind = "choose"
question = "More or less?"
answers = ["more", "less"]
right = 2

[step.prediction.reveal]
chain = "temperature=1"
"""


def test_a_lesson_is_written_as_it_is_read() -> None:
    lesson = read_lesson(WHOLE)
    assert [step.title for step in lesson.steps] == ["One", "Two"]
    assert read_lesson(lesson_text(lesson)) == lesson
    assert lesson_of(json.loads(json.dumps(lesson_entry(lesson)))) == lesson
    assert lesson.steps[0].motion is not None
    assert lesson.steps[0].motion.end == float("inf")
    assert lesson.steps[1].prediction is not None
    assert lesson.steps[1].prediction.right == 1


@pytest.mark.parametrize("name", lessons())
def test_those_that_ship_are_written_as_they_are_read(name: str) -> None:
    lesson = shipped_lesson(name)
    assert replace(read_lesson(lesson_text(lesson)), id=name) == lesson
    assert lesson.goal


def test_windows_line_ends_make_no_difference() -> None:
    assert read_lesson(WHOLE.replace("\n", "\r\n")) == read_lesson(WHOLE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "A lesson"', "title = ", "Line 2: this is not TOML"),
        ('title = "A lesson"', "", "The lesson has no title."),
        ("minutes = 3", "minutes = 0", "minutes of a lesson goes from 1"),
        ("minutes = 3", 'minutes = "3"', "whole numbers"),
        ("minutes = 3", "minuets = 3", "“minuets” is unknown"),
        ('title = "Two"', "", "Step 2 (line 24): The step has no title."),
        ('task = "Turn τ below 0.3."', "", "Step 2 (line 24): A task is a sentence"),
        ('answers = ["more", "less"]', 'answers = ["more"]', "There are 1 answers"),
        ("right = 2", "right = 3", "number 3, and there is none"),
        ('kind = "choose"', 'kind = "guess"', "is one of choose, number, draw"),
        ('question = "More or less?"', "", "has no question"),
        ('to = "inf"', 'to = "hot"', "Step 1 (line 6): “hot”"),
        ('to = "inf"', "to = -1", "Step 1 (line 6): Temperature goes from 0"),
        ("seconds = 4", "seconds = nan", "time of a play"),
        ('highlight = ["dial", "class:cat"]', "highlight = [1]", "not a list of texts"),
        ("[step.scene]", "[step.scenery]", "“scenery” is unknown: a step has title"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(InputError) as refusal:
        read_lesson(WHOLE.replace(old, new, 1))
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["", "title = 'x'", "[[step]]", "step = 1\ntitle = 'x'", "x" * (2**20 + 1)])
def test_what_is_no_lesson_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_lesson(text)


def test_an_unknown_lesson_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match="there are "):
        shipped_lesson("nothing")
    with pytest.raises(InputError, match="from 1 to 100 steps"):
        Lesson("No steps")
