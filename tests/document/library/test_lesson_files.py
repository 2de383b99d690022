"""Lessons from files: those with a mistake are refused with the line, whichever step it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tauscope.core.errors import InputError
from tauscope.document.files.openers import goes_on_bench
from tauscope.document.files.opening import read_document
from tauscope.document.lessons.lesson_file import lessons
from tauscope.document.library.lesson_files import checked_lesson, lesson_called
from tauscope.resources import resource

FIRST = 'title = "Mine"\n\n[[step]]\ntitle = "One"\n\n'
TREE = "[node.start]\nyes = 0.5\nno = 0.5\n"


def test_those_that_ship_are_in_order() -> None:
    for name in lessons():
        text = (resource("lessons") / f"{name}.toml").read_text("utf-8")
        assert checked_lesson(text).steps == lessons()[name].steps


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ('title = "Two"\nnotes = 3', r"Step 2 \(line 6\): “notes” is not a text"),
        ('titel = "Two"', r"Step 2 \(line 6\): “titel” is unknown"),
        ("title = Two", r"Line 7: this is not TOML"),
        ('title = "Two"\nchange = { chain = "warmth=1" }', r"Step 2 \(line 6\): .*warmth"),
        ('title = "Two"\nchange = { warmth = 1 }', r"Step 2 \(line 6\): “warmth” is unknown"),
        ('title = "Two"\ntask = "Do."\nuntil = "heat < 1"', r"Step 2 \(line 6\): “heat” is no quantity"),
        ('title = "Two"\ntask = "Do."\nuntil = "p(cow) < 1"', r"Step 2 \(line 6\): There is no class “cow”"),
        ('title = "Two"\ntext = "It is {p(cow)}."', r"Step 2 \(line 6\): There is no class “cow”"),
        ('title = "Two"\nnotes = "It is {p(cow)}."', r"Step 2 \(line 6\): There is no class “cow”"),
        (
            'title = "Two"\nprediction = { kind = "number", question = "?", quantity = "p(cow)" }',
            r"Step 2 \(line 6\): There is no class “cow”",
        ),
        (
            'title = "Two"\nprediction = { kind = "draw", question = "?", reveal = { chain = "x" } }',
            r"Step 2 \(line 6\): ",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_line(second: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f"{FIRST}[[step]]\n{second}\n", "utf-8")
    with pytest.raises(InputError, match=f"^“mine.toml”: {said}"):
        read_document(path)
    with pytest.raises(InputError, match=f"^“mine.toml”: {said}"):
        lesson_called(str(path))


def test_a_lesson_begins_a_session_and_a_tree_goes_on_the_bench(tmp_path: Path) -> None:
    lesson, tree = tmp_path / "a.toml", tmp_path / "b.toml"
    lesson.write_text(FIRST, "utf-8")
    tree.write_text(TREE, "utf-8")
    assert not goes_on_bench(lesson)
    assert goes_on_bench(tree)
    opened = read_document(lesson).document
    assert opened.lesson is not None
    assert opened.lesson.lesson.title == "Mine"
    assert read_document(tree).document.lesson is None


def test_a_file_with_another_ending_is_known_by_its_steps(tmp_path: Path) -> None:
    path = tmp_path / "lesson.txt"
    path.write_text("# mine\r\n" + FIRST.replace("\n", "\r\n"), "utf-8", newline="")
    assert read_document(path).document.lesson is not None
