"""Edits of a lesson: whatever happens to other steps, a step shows what it showed."""

from __future__ import annotations

import pytest

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.lessons.lesson import LessonPlace
from tauscope.document.lessons.lesson_file import lesson_text, lessons, read_lesson, shipped_lesson
from tauscope.document.library import lesson_edits
from tauscope.document.library.lesson_walk import go_to_step, step_document


def shown(place: LessonPlace | None) -> list[Document]:
    assert place is not None
    return [step_document(place.lesson, step) for step in range(len(place.lesson.steps))]


@pytest.mark.parametrize("name", lessons())
def test_every_step_of_those_that_ship_survives_moves_and_deletions(name: str) -> None:
    lesson = shipped_lesson(name)
    for step in range(len(lesson.steps)):
        document = go_to_step(Document(), LessonPlace(lesson, step), step)
        documents = shown(document.lesson)
        deleted = lesson_edits.delete_step(document)
        assert shown(deleted.lesson) == documents[:step] + documents[step + 1 :]
        moved = lesson_edits.move_step(document, 1)
        if step < len(lesson.steps) - 1:
            documents.insert(step + 1, documents.pop(step))
        assert shown(moved.lesson) == documents
        assert deleted.lesson is not None
        assert read_lesson(lesson_text(deleted.lesson.lesson)) == deleted.lesson.lesson


def test_a_recorded_step_is_a_change_where_few_keys_differ() -> None:
    first = lesson_edits.record_step(Document())
    hidden = bench_edits.set_hidden(first, ("table",))
    second = lesson_edits.record_step(table_edits.set_temperature(hidden, 0.5))
    assert second.lesson is not None
    assert second.lesson.present.change.entry == {"chain": "temperature=0.5", "hidden": ["table"]}
    again = lesson_edits.record_step(bench_edits.set_hidden(second, ()))
    assert again.lesson is not None
    assert shown(again.lesson)[2] == lesson_edits.bare(table_edits.set_temperature(Document(), 0.5))


def test_a_step_recorded_amid_others_leaves_those_after_it() -> None:
    lesson = shipped_lesson("freezing")
    document = go_to_step(Document(), LessonPlace(lesson), 0)
    before = shown(document.lesson)
    after = lesson_edits.record_step(table_edits.replace_classes(document, ["a", "b"], [0.0, 1.0]))
    assert [shown(after.lesson)[step] for step in (0, 2, 3)] == before[:3]
    assert list(shown(after.lesson)[1].logits.labels) == ["a", "b"]


def test_a_session_keeps_words_as_they_are_typed_and_a_file_has_no_blanks_around_them() -> None:
    document = lesson_edits.reword(lesson_edits.record_step(Document()), text=" The lead ", notes="Wait.\n")
    assert decode(encode(document).encode()).document.lesson == document.lesson
    assert document.lesson is not None
    (step,) = read_lesson(lesson_text(document.lesson.lesson)).steps
    assert (step.text, step.notes) == ("The lead", "Wait.")


def test_words_that_cannot_be_are_refused() -> None:
    document = lesson_edits.record_step(Document())
    assert lesson_edits.reword(document, title=" ").lesson == document.lesson
    with pytest.raises(InputError, match="no quantity"):
        lesson_edits.set_task(document, "Do.", "heat < 1")
    with pytest.raises(InputError, match="one of them is missing"):
        lesson_edits.set_task(document, "Do.", "")
    with pytest.raises(InputError, match="no title"):
        lesson_edits.rename(document, " ")
    with pytest.raises(InputError, match="No lesson is open"):
        lesson_edits.delete_step(Document())
