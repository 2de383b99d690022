"""What every source has to keep to: each entry of SOURCES is checked here, by its example in examples.py."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.sources.examples import EXAMPLES, OF_TESTS, Example, changed
from tests.stepping import step

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.document.document import Document, Pin
from tauscope.document.edits import run_edits, source_edits, table_edits
from tauscope.document.files import codec
from tauscope.document.picture.picture import Picture
from tauscope.sources import SOURCES, Source, TypedTable, source_class
from tauscope.sources.running import stepping
from tauscope.sources.state import State
from tauscope.sources.waiting import LateLogitsError, waiting
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.panels import PANELS

WARM = Chain.parse("temperature=0.8,top-k=3")
STEPS = 3


@pytest.fixture(params=sorted({*SOURCES, *OF_TESTS}))
def example(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Example:
    for kind, name in OF_TESTS.items():
        monkeypatch.setitem(SOURCES, kind, name)
    return EXAMPLES[request.param](monkeypatch, tmp_path)


@pytest.fixture
def source(example: Example) -> Source:
    return example.source


@pytest.fixture
def document(source: Source) -> Document:
    return source_edits.use_source(Document(chain=WARM, seed=5), source)


@pytest.fixture
def states(source: Source) -> list[State]:
    """The start, and where a few choices led."""
    return walk(source)


def walk(source: Source) -> list[State]:
    found = [source.initial()]
    for seed in range(STEPS if source.abilities.steps else 0):
        found.append(step(source, found[-1], WARM, seed))
    return found


def through_json(values: Any) -> Any:
    return json.loads(json.dumps(values))


def reopened(source: Source) -> Source:
    return source_class(source.kind).from_json(through_json(source.to_json()))


def test_every_source_has_an_example() -> None:
    assert set(SOURCES) <= set(EXAMPLES), "add one to tests/sources/examples.py"


def test_kind_is_the_name_in_the_registry(source: Source) -> None:
    assert source_class(source.kind) is type(source)


def test_abilities_fit_together(source: Source) -> None:
    can = source.abilities
    assert not can.panel or can.panel in PANELS
    assert can.steps or not (can.branches or can.ends)
    assert can.editable or not can.classes_editable
    assert can.value_name
    assert can.value_symbol


# Values


def test_a_source_is_a_value(source: Source) -> None:
    again = reopened(source)
    assert again == source
    assert hash(again) == hash(source)
    assert source != object()
    with pytest.raises(FrozenInstanceError):
        source.kind = "other"  # type: ignore[misc]


def test_states_are_values_and_go_through_json(source: Source, states: list[State]) -> None:
    assert source.state_to_json(source.initial()) is None
    assert source.state_from_json(None) == source.initial()
    again = reopened(source)
    for state in states:
        read = again.state_from_json(through_json(source.state_to_json(state)))
        assert read == state
        assert hash(read) == hash(state)
    assert len(set(states)) == len(states)


@pytest.mark.parametrize("entry", [7, "text", {"at": -1}, [[]], {"steps": None}])
def test_a_wrong_state_is_refused_in_a_sentence(source: Source, entry: object) -> None:
    with pytest.raises(InputError, match=r"\w.*\.$"):
        source.state_from_json(entry)


def test_a_session_holds_all_of_it(source: Source, document: Document, states: list[State]) -> None:
    document = replace(document, state=states[-1], pins=(Pin(source, states[0], Chain()),))
    if source.abilities.branches:
        document = source_edits.move_on(run_edits.set_runs(document, [0.2, 1.5]), states[-2:])
    read = codec.decode(codec.encode(document))
    assert read.warnings == ()
    assert read.document == document
    assert codec.encode(read.document) == codec.encode(document)


def test_another_process_can_go_on_with_it(source: Source, states: list[State]) -> None:
    if source.abilities.steps:
        assert pickle.loads(pickle.dumps((source, states))) == (source, states)


# Logits


def test_logits_are_the_same_object_as_long_as_they_are_held(source: Source, states: list[State]) -> None:
    held = [source.logits(state) for state in states]
    for state, logits in zip(states, held, strict=True):
        assert source.logits(state) is logits
        assert source.logits(source.state_from_json(source.state_to_json(state))) is logits
        assert not logits.values.flags.writeable
        assert len(np.unique(logits.keys)) == len(logits)


def test_equal_sources_give_equal_logits(source: Source, states: list[State]) -> None:
    again = reopened(source)
    assert [again.logits(state) for state in states] == [source.logits(state) for state in states]


def test_only_one_that_may_be_late_is_not_ready(source: Source, document: Document) -> None:
    start = source.initial()
    assert source.ready(start) is not source.abilities.late
    with waiting(allowed=False):  # as in the window's thread
        if source.abilities.late:
            with pytest.raises(LateLogitsError):
                document.logits  # noqa: B018
        else:
            assert document.logits is source.logits(start)
    logits = source.logits(start)
    assert source.ready(start)
    assert source.logits(start) is logits


def test_what_another_process_found_is_taken_over(source: Source, states: list[State]) -> None:
    values = source.logits(states[-1]).values
    again = reopened(source)
    again.remember(states[-1], values)
    assert again.ready(states[-1])
    assert again.logits(states[-1]) == source.logits(states[-1])


def test_one_that_fails_says_so_and_keeps_everything_else(example: Example) -> None:
    broken = example.broken
    assert (broken is not None) == example.source.abilities.late, "a late source needs a broken one"
    if broken is None:
        return
    document = source_edits.use_source(Document(), broken)
    for _ in range(2):
        assert not document.ready
        with pytest.raises(InputError, match=r"\w.*\.$"):
            broken.logits(document.state)
    for edit in (partial(source_edits.choose, key=0), partial(table_edits.set_logit, row=0, value=1.0)):
        with pytest.raises(InputError):
            edit(document)
    assert codec.encode(document)


def test_it_is_saved_while_it_is_late(
    source: Source, document: Document, states: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = replace(document, state=states[-1], pins=(Pin(source, states[0], Chain()),))

    def asked(self: Source, state: State) -> Logits:  # noqa: ARG001
        raise AssertionError("To save a session no logits are needed.")

    if source.abilities.late:
        monkeypatch.setattr(type(source), "logits", asked)
    assert codec.decode(codec.encode(document)).document == document


# Steps


def test_a_choice_is_known_by_its_key(source: Source, document: Document) -> None:
    logits = document.logits
    key = int(logits.keys[logits.order[1]])
    if not source.abilities.steps:
        with pytest.raises(InputError, match=r"\w.*\.$"):
            source_edits.choose(document, key)
        return
    after = source_edits.choose(document, key)
    assert source.position(after.state) == 1
    chosen = source.path(after.state)[0]
    assert chosen.key == key
    row = logits.row_of(key)
    assert row is not None
    assert stepping.by_hand(source.cursor(document.state), WARM, key).probability == pytest.approx(
        WARM.candidates(logits).probabilities_of_rows[row]
    )
    with pytest.raises(InputError, match=r"\w.*\.$"):
        source_edits.choose(document, int(logits.keys.max()) + 1)


def test_what_is_drawn_is_one_of_the_classes_there(source: Source, states: list[State]) -> None:
    for state, choice in zip(states, source.path(states[-1]), strict=False):
        assert choice.key in source.logits(state).keys.tolist()


def test_path_and_at_agree_with_advance(source: Source, states: list[State]) -> None:
    last = states[-1]
    path = source.path(last)
    assert len(path) == len(states) - 1
    state = source.initial()
    assert source.choice_at(last) is None
    for position, before in enumerate(states):
        there = source.at(last, position)
        assert source.position(before) == source.position(there) == source.position(state) == position
        assert list(source.path(there)[:position]) == list(path[:position])
        assert source.logits(there) is source.logits(before) is source.logits(state)
        if position < len(path):
            state = source.advance(state, path[position])
    assert source.at(last, len(path)) == last == source.advance(source.initial(), *path)
    with pytest.raises(InputError, match=r"\w.*\.$"):
        source.at(last, len(path) + 1)
    with pytest.raises(InputError, match=r"\w.*\.$"):
        source.at(last, -1)


def test_another_choice_takes_the_place_of_what_came_later(source: Source, states: list[State]) -> None:
    if not source.abilities.steps:
        return
    back = source.at(states[-1], 1)
    other = source.advance(back, Chosen(int(source.logits(back).keys[0]), 0.5, 1.0))
    assert source.position(other) == len(source.path(other)) == 2


def test_a_cursor_goes_where_single_steps_go(source: Source, states: list[State]) -> None:
    cursor = source.cursor(states[0])
    assert (cursor.state, cursor.choice, cursor.position) == (states[0], None, 0)
    for choice, state in zip(source.path(states[-1]), states[1:], strict=True):
        cursor = cursor.after(choice)
        assert cursor.choice == choice
        assert cursor.added == source.added
        assert (cursor.position, cursor.ended) == (source.position(state), source.ended(state))
        np.testing.assert_allclose(cursor.logits.values, source.logits(state).values)
        assert cursor.state == state


def test_it_ends_where_it_says_that_it_can(example: Example, states: list[State]) -> None:
    source = example.source
    assert not source.ended(source.initial())
    if source.abilities.ends:
        assert source.ended(example.ended)
    else:
        assert not any(map(source.ended, states))


# The user's hand


def test_logits_are_edited_or_the_edit_is_refused(source: Source, document: Document) -> None:
    logits = document.logits
    wanted = Logits.of(logits.labels, changed(logits.values), logits.keys)
    if not source.abilities.editable:
        with pytest.raises(InputError, match=r"\w.*\.$"):
            document.with_logits(wanted)
        return
    edited = document.with_logits(wanted)
    assert edited.source.kind == source.kind
    assert edited.source != source
    np.testing.assert_allclose(edited.logits.values, wanted.values)
    assert edited.logits.keys.tolist() == logits.keys.tolist()
    assert codec.decode(codec.encode(edited)).document == edited
    assert source.logits(source.initial()) is logits


def test_what_a_hand_added_can_be_taken_back(source: Source) -> None:
    own = source.without_edits()
    assert own.added == ()
    assert own.without_edits() is own
    assert (own is source) == (source.added == ())


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: table_edits.add_class(document, 0),
        lambda document: table_edits.remove_classes(document, [0]),
        lambda document: table_edits.set_labels(document, 0, ["another name"]),
    ],
    ids=["added", "removed", "renamed"],
)
def test_classes_are_edited_or_the_edit_is_refused(
    source: Source, document: Document, edit: Callable[[Document], Document]
) -> None:
    if source.abilities.classes_editable:
        assert edit(document).logits != document.logits
    else:
        with pytest.raises(InputError, match=r"\w.*\.$"):
            edit(document)


def test_any_can_be_taken_as_a_table(document: Document) -> None:
    taken = source_edits.take_as_table(document)
    assert taken.source.abilities.classes_editable
    assert taken.logits == document.logits


def test_a_pin_keeps_its_state_while_the_source_goes_on(
    source: Source, document: Document, states: list[State]
) -> None:
    document = replace(document, pins=(Pin(source, states[0], WARM),))
    pinned = source.logits(states[0])
    later = replace(document, state=states[-1])
    picture = Picture.of(later, Picture.of(document))
    assert picture.every_pin[0].aligned.kept.logits is pinned
    shared = set(pinned.keys.tolist()) & set(picture.logits.keys.tolist())
    assert picture.pins == (picture.every_pin if shared else ())
    assert picture.every_pin[0].other_logits is (source.logits(states[-1]) != pinned)


def test_undo_gives_back_the_very_logits(document: Document) -> None:
    history = History(document)
    before = document.logits
    key = int(before.keys[before.order[0]])
    steps = document.source.abilities.steps
    other = partial(source_edits.use_source, source=TypedTable.of(["other"], [1.0]))
    edit = partial(source_edits.choose, key=key) if steps else other
    assert history.perform(EditRequest("go on", edit)) is None
    assert history.document != document
    history.undo()
    assert history.document is document
    assert history.document.logits is before
    history.redo()
    assert history.document != document
