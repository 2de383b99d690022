"""A trace: a recording as a source, walked along the tokens that its file chose."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.sources.trace.recorded import Recorded, full, listed, registered, trace

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, trace_edits
from tauscope.document.files import codec
from tauscope.document.files.opening import read_document
from tauscope.document.traces import trace_of
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.trace.arrays.stored_file import FileChangedError
from tauscope.sources.trace.corrections import with_temperature, with_vocabulary
from tauscope.sources.trace.following import Following
from tauscope.sources.trace.shapes import open_answer
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.trace.state import TraceState
from tauscope.sources.trace.stored import Content
from tauscope.sources.waiting import LateLogitsError, waiting

NPY = np.array([[2.0, 1.0, 0.5], [0.0, 3.0, -1.0]])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.npy"
    np.save(path, NPY)
    return path


def opened(path: Path) -> TraceSource:
    return trace_of(read_document(path).document)


# Steps


def test_the_token_of_the_file_leads_on_and_no_other_does() -> None:
    source = trace(full(tokens=True))
    start = source.initial()
    logits = source.logits(start)
    key = source.recorded(start)
    assert key is not None
    assert source.advance(start, Chosen(key, 0.5, 1.0)) == source.at(start, 1)
    other = int(logits.keys[logits.keys != key][0])
    rows = [logits.row_of(one) for one in (key, other)]
    names = [logits.labels[row] for row in rows if row is not None]
    with pytest.raises(InputError) as refused:
        source.advance(start, Chosen(other, 0.5, 1.0))
    assert str(refused.value) == (
        f"The file holds what followed {quoted(names[0])}: what would follow {quoted(names[1])} is not in it."
    )


def test_a_choice_by_hand_is_refused_with_nothing_lost() -> None:
    document = source_edits.use_source(Document(), trace(full(tokens=True)))
    key = document.source.logits(document.state).order[0]
    wrong = next(int(one) for one in document.logits.keys if one != document.source.recorded(document.state))
    with pytest.raises(InputError, match="is not in it"):
        source_edits.choose(document, wrong)
    assert source_edits.choose(document, int(key)).state.at == 1  # the likeliest is what the file chose


def test_what_a_file_chose_is_no_choice_of_the_path() -> None:
    source = trace(full(tokens=True))
    there = source.at(source.initial(), 3)
    assert (source.position(there), source.path(there), source.choice_at(there)) == (3, (), None)
    assert source.recorded(there) is None  # the step was not read yet
    source.logits(there)
    assert source.recorded(there) is not None


def test_it_goes_on_as_the_file_did_without_reading_a_row() -> None:
    recording = full(tokens=True)
    source = trace(recording)
    cursor = Following().onward(source.cursor(source.initial()), Chain(), 1)
    assert cursor.state == source.at(source.initial(), 1)
    assert recording.reads == []


def test_a_file_without_tokens_is_drawn_from() -> None:
    source = trace(full())
    cursor = Following().onward(source.cursor(source.initial()), Chain(), 1)
    assert cursor.position == 1
    (drawn,) = source.path(cursor.state)
    assert 0 < drawn.probability < 1


def test_choices_after_a_jump_are_not_taken_for_the_beginning() -> None:
    choice = Chosen(1, 0.5, 1.0)
    assert TraceState(2).after(choice) == TraceState(3)
    assert TraceState().after(choice).after(choice).choices == (choice, choice)


def test_there_are_no_steps_before_the_first_and_after_the_last() -> None:
    source = trace(full(steps=4))
    assert source.ended(source.at(source.initial(), 3))
    for place in (-1, 4):
        with pytest.raises(InputError, match="The file has 4 steps"):
            source.at(source.initial(), place)
    with pytest.raises(InputError, match="The file ends here"):
        source.advance(source.at(source.initial(), 3), Chosen(0, 0.5, 1.0))


def test_it_says_where_it_is_without_reading() -> None:
    recording = full(tokens=True)
    source = trace(recording)
    with waiting(allowed=False):
        words = source.words_at(source.at(source.initial(), 1))
        with pytest.raises(LateLogitsError):
            source.logits(source.initial())
    assert words == f"step 2 of 4, the file chose {quoted(recording.pieces[1])}"
    assert trace(full()).words_at(TraceState()) == "step 1 of 4"


# What the user corrects


def test_logits_are_multiplied_by_the_temperature_of_the_source() -> None:
    recording = listed()
    source = trace(recording)
    cold = with_temperature(source, 0.5)
    assert cold.logits(TraceState()).values == pytest.approx(0.5 * recording.made[0].logits.values)
    assert cold.logits(TraceState()) is cold.logits(TraceState())
    assert source.logits(TraceState()) is recording.made[0].logits
    step = cold.step(0)
    assert step.unlisted is not None
    assert step.unlisted.temperature == 0.5
    assert cold != source


def test_the_file_says_which_temperature_was_applied() -> None:
    source = trace(replace(listed(), applied=0.7))
    assert source.applied == 0.7
    assert with_temperature(source, 2.0).applied == 2.0
    assert with_temperature(with_temperature(source, 2.0), None).applied == 0.7


def test_a_vocabulary_leaves_room_for_what_is_listed() -> None:
    source = trace(listed(shown=3, classes=8))
    for classes, left in ((None, 5), (100, 97), (3, 0)):
        step = with_vocabulary(source, classes).step(0)
        assert step.unlisted is not None
        assert step.unlisted.classes == left
    with pytest.raises(InputError, match="Step 1 lists 3 classes, more than a vocabulary of 2 has"):
        with_vocabulary(source, 2).step(0)


def test_a_list_of_unknown_vocabulary_asks_for_its_size() -> None:
    source = trace(replace(listed(), vocabulary=None))
    assert source.note.endswith("Type the size of its vocabulary: bounds at other τ get narrower.")
    assert "vocabulary" not in with_vocabulary(source, 3_000).note
    assert "vocabulary" not in trace(full(tokens=True)).note


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_temperature_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="The source's temperature goes from"):
        with_temperature(trace(full()), value)


# Sessions


def test_a_session_holds_a_reference(file: Path) -> None:
    source = with_vocabulary(with_temperature(opened(file), 2.0), 3)
    entry = json.loads(json.dumps(source.to_json()))
    assert entry["path"] == str(file)
    assert "content" not in entry
    again = TraceSource.from_json(entry)
    assert again == source
    assert again.logits(TraceState(1)).values == pytest.approx(2 * NPY[1])


@pytest.mark.parametrize("how", ["gone", "changed", "folder", "empty", "text"])
def test_a_file_that_is_another_now_makes_the_source_unavailable(file: Path, how: str) -> None:
    document = source_edits.use_source(Document(), opened(file))
    text = codec.encode(document)
    file.unlink()
    if how == "changed":
        np.save(file, NPY + 1)
    elif how == "folder":
        file.mkdir()
    elif how in ("empty", "text"):
        file.write_text("" if how == "empty" else "cat,dog")
    with pytest.raises(SourceUnavailableError, match=r"^“rows.npy” .*\.$"):
        TraceSource.from_json(document.source.to_json())
    read = codec.decode(text).document
    assert "rows.npy" in read.source.unavailable
    assert codec.encode(read) == text  # nothing is lost


def test_it_is_found_again_at_another_place(file: Path, tmp_path: Path) -> None:
    entry = opened(file).to_json()
    moved = file.rename(tmp_path / "moved.npy")
    found = TraceSource.from_json(dict(TraceSource.entry_at(entry, str(moved))))
    assert found.logits(TraceState()).values == pytest.approx(NPY[0])
    assert TraceSource.place_of(entry) == str(file)


def test_an_embedded_file_may_go(file: Path) -> None:
    document = trace_edits.embed(source_edits.use_source(Document(), opened(file)))
    text = codec.encode(document)
    file.unlink()
    read = codec.decode(text).document
    assert read == document
    assert read.source.unavailable == ""
    assert read.logits.values == pytest.approx(NPY[0])
    with pytest.raises(InputError, match="holds the content of this trace already"):
        trace_edits.embed(read)


def test_a_file_that_is_gone_is_not_embedded(file: Path) -> None:
    document = source_edits.use_source(Document(), opened(file))
    file.unlink()
    with pytest.raises(FileChangedError, match="is gone: it was moved, renamed or deleted"):
        trace_edits.embed(document)


def test_too_large_a_file_is_not_embedded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tauscope.sources.trace.stored.MOST_EMBEDDED", 20)
    document = source_edits.use_source(Document(), opened(file))
    with pytest.raises(InputError, match="the session can only name the file"):
        trace_edits.embed(document)


@pytest.mark.parametrize("content", ["", "no base64!", 7, "QUJD", Content.of(b"abc").to_json()[:-4]])
def test_broken_content_is_refused_in_a_sentence(content: object) -> None:
    entry = {"name": "a.npy", "fingerprint": "x", "content": content}
    with pytest.raises(InputError, match=r"\w.*\.$"):
        TraceSource.from_json(entry)


@pytest.mark.parametrize(
    "entry",
    [
        {"name": 7},
        {"fingerprint": []},
        {"temperature": 0},
        {"vocabulary": "many"},
        {"path": 7},
    ],
)
def test_a_broken_entry_is_refused_in_a_sentence(entry: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"\w.*\.$"):
        TraceSource.from_json({"name": "a", "fingerprint": "b", "path": "/none/a.npy", **entry})


def test_a_state_beyond_the_file_is_refused() -> None:
    source = trace(full(steps=4))
    for entry in ({"step": 4}, {"step": -1}, {"step": True}, {"at": 1}):
        with pytest.raises(InputError):
            source.state_from_json(entry)


def test_a_trace_of_another_recording_is_another() -> None:
    one, other = full(), replace(full(), fingerprint="other")
    assert trace(one) == trace(full())
    assert trace(one) != trace(other)
    assert trace(one) != TraceSource(one, "layer 2")


def test_rows_are_few_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    recording: Recorded = full(steps=50, classes=2**15)
    registered(monkeypatch, recording)
    source = trace(recording)
    for number in range(50):
        source.logits(TraceState(number))
    assert 4 <= len(source.seen.memory) < 50


def test_tokens_that_cannot_be_read_have_a_name_in_words() -> None:
    tokens = [
        {"token": text, "logprob": -0.5, "bytes": spelled, "top_logprobs": []}
        for text, spelled in (("\n", [10]), ("", [0xF0, 0x9F]), ("", [0x98, 0x80]))
    ]
    recording = open_answer(
        json.dumps({"choices": [{"message": {}, "logprobs": {"content": tokens}}]}), "answer"
    )
    source = TraceSource(recording)
    assert [source.words_at(source.at(source.initial(), number)) for number in range(3)] == [
        "step 1 of 3, the file chose “↵”",
        "step 2 of 3, the file chose a token without text of its own",
        "step 3 of 3, the file chose “😀”",
    ]
