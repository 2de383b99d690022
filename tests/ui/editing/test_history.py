from __future__ import annotations

import pytest

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import LONGEST, EditRequest, History


def turn(temperature: float, gesture: object | None = None) -> EditRequest:
    return EditRequest(
        f"turn to {temperature}", lambda document: table_edits.set_temperature(document, temperature), gesture
    )


def test_edit_can_be_undone_and_done_again(history: History) -> None:
    history.perform(turn(2.0))
    assert (history.undo_name, history.redo_name) == ("turn to 2.0", None)
    history.undo()
    assert history.document == Document()
    assert (history.undo_name, history.redo_name) == (None, "turn to 2.0")
    history.redo()
    assert history.document.temperature == 2.0


def test_there_is_nothing_before_the_first_and_after_the_last(history: History) -> None:
    told: list[object] = []
    history.changed.connect(lambda *documents: told.append(documents))
    history.undo()
    history.redo()
    assert told == []


def test_changed_tells_before_and_after(history: History) -> None:
    told: list[tuple[float, float]] = []
    history.changed.connect(lambda before, after: told.append((before.temperature, after.temperature)))
    history.perform(turn(2.0))
    history.undo()
    history.redo()
    assert told == [(1.0, 2.0), (2.0, 1.0), (1.0, 2.0)]


def test_refusal_is_a_sentence_and_changes_nothing(history: History) -> None:
    sentence = history.perform(turn(-1.0))
    assert sentence
    assert history.document == Document()
    assert history.undo_name is None


def test_edit_that_changes_nothing_is_no_step(history: History) -> None:
    assert history.perform(turn(1.0)) is None
    assert history.undo_name is None
    assert history.clean


def test_one_gesture_is_one_step(history: History) -> None:
    gesture = object()
    for temperature in (2.0, 3.0, 4.0):
        history.perform(turn(temperature, gesture))
    history.undo()
    assert history.document.temperature == 1.0
    assert history.undo_name is None


def test_gesture_ends_with_another_edit(history: History) -> None:
    gesture = object()
    history.perform(turn(2.0, gesture))
    history.perform(turn(3.0))
    history.perform(turn(4.0, gesture))
    history.undo()
    assert history.document.temperature == 3.0


def test_gesture_that_goes_on_after_undo_is_a_new_step(history: History) -> None:
    gesture = object()
    history.perform(turn(2.0))
    history.perform(turn(3.0, gesture))
    history.undo()
    history.perform(turn(4.0, gesture))
    history.undo()
    assert history.document.temperature == 2.0


def test_gesture_that_ends_where_it_began_leaves_nothing_to_undo(history: History) -> None:
    gesture = object()
    history.perform(turn(2.0, gesture))
    history.perform(turn(1.0, gesture))
    assert history.undo_name is None
    assert history.clean


def test_document_that_goes_on_by_itself_joins_the_step_there_is(history: History) -> None:
    gesture = object()
    history.perform(turn(2.0, gesture))
    assert history.perform(turn(3.0)._replace(on=True)) is None
    history.perform(turn(4.0, gesture))
    assert history.perform(turn(-1.0)._replace(on=True))
    assert history.document.temperature == 4.0
    assert history.undo_name == "turn to 4.0"
    history.undo()
    assert history.document == Document()
    assert history.undo_name is None


def test_new_edit_forgets_what_was_undone(history: History) -> None:
    history.perform(turn(2.0))
    history.undo()
    history.perform(turn(3.0))
    assert history.redo_name is None


def test_only_so_many_steps_are_kept(history: History) -> None:
    for step in range(LONGEST + 50):
        history.perform(turn(2.0 + step))
    count = 0
    while history.undo_name:
        history.undo()
        count += 1
    assert count == LONGEST
    assert history.document.temperature == 51.0


def test_clean_again_after_undo_to_what_was_saved(history: History) -> None:
    history.perform(turn(2.0))
    history.mark_saved(history.document)
    assert history.clean
    history.perform(turn(3.0))
    assert not history.clean
    history.undo()
    assert history.clean


def test_undo_below_what_was_saved_is_not_clean(history: History) -> None:
    history.perform(turn(2.0))
    history.mark_saved(history.document)
    history.undo()
    assert not history.clean
    history.redo()
    assert history.clean


def test_saving_is_told(history: History) -> None:
    told: list[bool] = []
    history.perform(turn(2.0))
    history.changed.connect(lambda *_: told.append(history.clean))
    history.mark_saved(history.document)
    assert told == [True]


@pytest.mark.parametrize("saved", [True, False])
def test_start_forgets_every_step(history: History, saved: bool) -> None:
    history.perform(turn(2.0))
    history.start(Document(quantity="heat_capacity"), saved=saved)
    assert (history.undo_name, history.redo_name) == (None, None)
    assert history.clean is saved


def test_what_is_past_holds_nothing_that_can_be_computed_again(history: History) -> None:
    first = history.document.logits
    assert first.density is not None
    history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 2.5)))
    assert "density" in vars(first)  # the same logits: what is known of them stays
    history.perform(EditRequest("edit", lambda document: table_edits.set_logit(document, 0, 7)))
    assert "density" not in vars(first)
    history.undo()
    assert history.document.logits.order.tolist() == [0, 1, 2, 3]


def amend_to(history: History, temperature: float) -> None:
    history.amend(lambda document: table_edits.set_temperature(document, temperature))


def test_what_goes_on_by_itself_is_no_step(history: History) -> None:
    history.perform(turn(2.0))
    amend_to(history, 3.0)
    amend_to(history, 4.0)
    assert history.document.temperature == 4.0
    history.undo()
    assert history.document == Document()
    history.redo()
    assert history.document.temperature == 4.0


def test_a_gesture_goes_on_over_what_goes_on_by_itself(history: History) -> None:
    gesture = object()
    history.perform(turn(2.0, gesture))
    amend_to(history, 3.0)
    history.perform(turn(5.0, gesture))
    history.undo()
    assert history.document == Document()


def test_what_goes_on_by_itself_cannot_be_done_again_over(history: History) -> None:
    history.perform(turn(2.0))
    history.undo()
    amend_to(history, 7.0)
    assert history.redo_name is None
    assert not history.clean
