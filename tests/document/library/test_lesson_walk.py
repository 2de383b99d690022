"""The way through a lesson: its documents, its predictions, and sessions in the middle of one."""

from __future__ import annotations

import json

import pytest
from tests.document.lessons.test_lesson_file import WHOLE

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.lessons.lesson import LessonPlace
from tauscope.document.lessons.lesson_file import lessons, read_lesson, shipped_lesson
from tauscope.document.library import lesson_walk as walk
from tauscope.document.picture.picture import Picture
from tauscope.document.running import followed


def begun() -> Document:
    return walk.begin(Document(), shipped_lesson("enter-tau"))


def at(number: int) -> Document:
    document = begun()
    assert document.lesson is not None
    return walk.go_to_step(document, document.lesson, number)


@pytest.mark.parametrize("name", lessons())
def test_every_step_of_those_that_ship_can_be_shown(name: str) -> None:
    lesson = shipped_lesson(name)
    for step in range(len(lesson.steps)):
        for revealed in (False, True):
            document = walk.step_document(lesson, step, revealed=revealed)
            assert decode(encode(document)).document == document


def test_forward_reveals_first_and_then_goes_on() -> None:
    document = at(1)
    assert document.temperature == 1
    assert walk.is_veiled(document)
    revealed = walk.forward(document)
    assert revealed.temperature == 2
    assert revealed.lesson is not None
    assert (revealed.lesson.step, revealed.lesson.revealed) == (1, True)
    assert not walk.is_veiled(revealed)
    onward = walk.forward(revealed)
    assert onward.lesson is not None
    assert (onward.lesson.step, onward.temperature) == (2, 1)
    assert walk.back(onward) == at(1)
    last = at(4)
    assert walk.forward(last) == last


def test_a_turn_of_the_dial_lifts_the_veil_and_undo_lowers_it() -> None:
    document = walk.set_guess(at(1), (0.4, 0.3, 0.2, 0.1))
    assert walk.is_veiled(document)
    assert not walk.has_wandered(document)
    turned = table_edits.set_temperature(document, 3.0)
    assert not walk.is_veiled(turned)
    assert walk.has_wandered(turned)
    assert walk.back_to_lesson(turned) == document


def test_a_step_that_runs_by_itself_is_where_its_run_is() -> None:
    """The dial follows the schedule of "Commit slowly", and arms are pulled: nobody has left the lesson."""
    lesson = shipped_lesson("commit-slowly")
    for step in (0, 2):
        document = walk.go_to_step(begun(), LessonPlace(lesson), step)
        run = [document]
        for _ in range(3):
            pulled = source_edits.choose(run[-1], key=0)
            run.append(followed(run[-1], pulled))
        assert run[-1].state != document.state
        assert not walk.has_wandered(run[-1])
        assert walk.has_wandered(table_edits.set_temperature(run[-1], 7.0))


def test_pins_that_the_user_set_stay_along_the_way() -> None:
    pinned = bench_edits.pin(begun(), Chain.parse("temperature=3"))
    assert not walk.has_wandered(pinned)
    onward = walk.forward(pinned)
    assert onward.pins == pinned.pins
    assert walk.back_to_lesson(table_edits.set_temperature(onward, 9.0)).pins == pinned.pins


def test_a_change_keeps_what_it_does_not_name() -> None:
    lesson = read_lesson(WHOLE)
    first, second = (walk.step_document(lesson, step) for step in (0, 1))
    assert (first.temperature, second.temperature) == (0.5, 2)
    assert first.plots == second.plots == ("distribution",)
    assert second.source is first.source


def test_a_wrong_scene_is_refused_with_its_step() -> None:
    lesson = read_lesson(WHOLE.replace('chain = "temperature=2"', 'chian = "temperature=2"'))
    with pytest.raises(InputError, match="Step 2: “chian” is unknown"):
        walk.step_document(lesson, 1)


def test_to_leave_keeps_the_bench() -> None:
    left = walk.leave(at(1))
    assert left.lesson is None
    assert left.plots == at(1).plots


@pytest.mark.parametrize("edit", [walk.forward, walk.back, walk.back_to_lesson, walk.reveal])
def test_without_a_lesson_there_is_no_way(edit: object) -> None:
    with pytest.raises(InputError, match="No lesson is open"):
        edit(Document())  # type: ignore[operator]


def test_a_session_keeps_its_place() -> None:
    document = walk.set_guess(at(1), (0.4, 0.3, 0.2, 0.1))
    assert json.loads(encode(document))["lesson"]["lesson"] == "enter-tau"
    assert decode(encode(document)).document == document
    revealed = walk.reveal(document)
    assert decode(encode(revealed)).document == revealed


def test_a_session_holds_a_lesson_of_ones_own_whole() -> None:
    document = walk.begin(Document(), read_lesson(WHOLE))
    assert decode(encode(document)).document == document


@pytest.mark.parametrize(
    "entry",
    [
        1,
        {},
        {"lesson": "no such"},
        {"lesson": "enter-tau", "step": 99},
        {"lesson": "enter-tau", "step": -1},
        {"lesson": "enter-tau", "revealed": 1},
        {"lesson": "enter-tau", "guess": ["a"]},
        {"lesson": "enter-tau", "guess": [float("nan")]},
        {"lesson": {"title": "x", "step": [{}]}},
    ],
)
def test_a_wrong_place_is_refused(entry: object) -> None:
    session = {**json.loads(encode(Document())), "lesson": entry}
    with pytest.raises(InputError):
        decode(json.dumps(session))


def test_a_step_with_a_motion_sets_what_play_plays() -> None:
    lesson = shipped_lesson("enter-tau")
    (number,) = (number for number, step in enumerate(lesson.steps) if step.motion is not None)
    motion = lesson.steps[number].motion
    assert at(number).motion == motion != Document().motion
    assert number == 0 or at(number - 1).motion == Document().motion
    assert at(number + 1).motion == Document().motion


def test_a_tree_in_a_lesson_begins_where_its_file_begins() -> None:
    document = walk.begin(Document(), shipped_lesson("zero-is-not-safest"))
    assert list(document.logits.labels) == ["nice", "dog", "car"]


def test_a_pin_is_not_drawn_over_the_classes_of_another_step() -> None:
    document = walk.begin(Document(), shipped_lesson("napkin"))
    assert document.lesson is not None
    pinned = bench_edits.pin(walk.go_to_step(document, document.lesson, 2), Chain.parse("temperature=3"))
    assert pinned.lesson is not None
    other = walk.go_to_step(pinned, pinned.lesson, 3)
    assert other.pins == pinned.pins
    assert [len(Picture.of(shown).pins) for shown in (pinned, other)] == [1, 0]
