"""A labelled set as a source: rows, words, and what a session keeps of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.sources.labelled.files import LABELS, LOGITS, NAMES, npz, sample, samples, table

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.document.document import Document, Pin
from tauscope.document.edits import labelled_edits, source_edits
from tauscope.document.files import codec
from tauscope.document.files.opening import read_document
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.subjects.labelled_example import example_words, labelled_of
from tauscope.sources.labelled import stored
from tauscope.sources.labelled.reading import read_labelled
from tauscope.sources.labelled.source import LabelledSource
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.unavailable import UnavailableSource


def source_of(data: bytes) -> LabelledSource:
    return LabelledSource(read_labelled(io.BytesIO(data)))


@pytest.fixture
def source() -> LabelledSource:
    return source_of(table())


@pytest.fixture
def document(source: LabelledSource) -> Document:
    return source_edits.use_source(Document(), source)


def test_a_state_is_a_row(source: LabelledSource) -> None:
    for row in range(4):
        logits = source.logits(row)
        assert logits.labels == NAMES
        assert logits.values.tolist() == LOGITS[row].tolist()
        assert source.logits(row) is logits
        assert source.labelled(row) is source.examples.labelled
    assert source.words_at(0) == "row 1, true class: cat"
    assert source.words_at(3) == "row 4, true class: cat, predicted: dog"
    assert source.note.startswith("4 examples, 3 classes: a table with true classes")


def test_a_question_has_choices_of_its_own() -> None:
    source = source_of(
        samples(sample([-1, -2], 1, ("Rome", "Paris")), sample([-2, -1, -4], 0, ("a", "b", "c")))
    )
    assert source.logits(0).labels == ("Rome", "Paris", "choice 3")
    assert source.logits(0).values[2] == -np.inf
    assert source.logits(1).labels == ("a", "b", "c")
    assert source.words_at(0) == "row 1, true class: Paris, predicted: Rome"


def test_edits_go_from_row_to_row(document: Document) -> None:
    assert labelled_edits.show_row(document, 3).state == 3
    assert labelled_edits.step_row(document, 1).state == 1
    assert labelled_edits.step_row(document, -1).state == 0
    assert labelled_edits.step_row(document, 10).state == 3
    wrong = labelled_edits.next_wrong(document)
    assert wrong.state == 3
    with pytest.raises(InputError, match="none after this row"):
        labelled_edits.next_wrong(wrong)
    with pytest.raises(InputError, match="none before this row"):
        labelled_edits.next_wrong(document, -1)
    assert source_edits.restart(wrong).state == 0
    for row in (-1, 4):
        with pytest.raises(InputError, match="There is no row"):
            labelled_edits.show_row(document, row)


def test_edits_leave_other_sources_alone() -> None:
    for edit in (labelled_edits.next_wrong, lambda one: labelled_edits.step_row(one, 1)):
        assert edit(Document()) == Document()
    assert labelled_edits.show_row(Document(), 0) == Document()
    assert example_words(Picture.of(Document())) == ("",)


def test_words_on_the_true_class_follow_the_dial(document: Document) -> None:
    right = example_words(Picture.of(document))[0]
    assert right == "True class: cat, p = 62.9% at τ = 1.00, −ln p = 0.46 nats. It is also the likeliest."
    wrong = labelled_edits.next_wrong(document)
    assert (
        "True class: cat, p = 18.6% at τ = 1.00, −ln p = 1.68 nats. Likelier: dog, 50.6%."
        in example_words(Picture.of(wrong))
    )
    cold = replace(wrong, chain=Chain.parse("temperature=0"))
    assert "p = 0% at τ = 0, −ln p = ∞ nats" in example_words(Picture.of(cold))[0]


def test_few_examples_are_in_the_session(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(npz(logits=LOGITS, labels=LABELS))
    document = labelled_edits.show_row(read_document(path).document, 2)
    text = codec.encode(document)
    path.unlink()
    read = codec.decode(text)
    assert read.warnings == ()
    assert read.document == document
    source = labelled_of(read.document)
    assert source is not None
    assert source.file == str(path)
    np.testing.assert_array_equal(source.examples.labelled.logits, LOGITS)


def test_pins_of_other_rows_do_not_repeat_the_numbers(document: Document) -> None:
    later = replace(document, state=3, pins=(Pin(document.source, 1, Chain()),))
    text = codec.encode(later)
    assert text.count('"logits"') == 1
    assert codec.decode(text).document == later


@pytest.fixture
def referred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is too large for a session."""
    monkeypatch.setattr(stored, "MOST_EMBEDDED", 11)
    path = tmp_path / "a.csv"
    path.write_bytes(table())
    return path


def test_many_examples_stay_in_their_file(referred: Path) -> None:
    document = labelled_edits.show_row(read_document(referred).document, 2)
    text = codec.encode(document)
    assert json.loads(text)["source"] == {
        "kind": "labelled",
        "file": str(referred),
        "fingerprint": document.source.to_json()["fingerprint"],
    }
    assert codec.decode(text).document == document
    without_file = source_edits.use_source(Document(), source_of(table()))
    assert codec.decode(codec.encode(without_file)).document == without_file, "it has no other place"


def test_a_file_that_is_gone_or_changed_is_said_and_found_again(referred: Path, tmp_path: Path) -> None:
    document = labelled_edits.show_row(read_document(referred).document, 2)
    text = codec.encode(document)
    moved = referred.rename(tmp_path / "b.csv")

    def missing() -> UnavailableSource:
        found = codec.decode(text).document
        assert isinstance(found.source, UnavailableSource)
        assert codec.encode(found) == text
        return found.source

    assert missing().sentence == f"“a.csv” was not found in {tmp_path}."
    assert missing().place == str(referred)
    assert missing().reopened(str(moved)) == document.source
    referred.write_bytes(table().replace(b"1.5", b"1.6"))
    assert missing().sentence == "“a.csv” has changed since the session was saved: its numbers are others."
    referred.write_bytes(b"cat,dog\n")
    assert missing().sentence.startswith("“a.csv” cannot be opened. No column has the true classes")
    referred.unlink()
    referred.mkdir()
    assert "cannot be read" in missing().sentence


def _changed(**values: Any) -> dict[str, Any]:
    entry: dict[str, Any] = source_of(table()).to_json()
    return {key: value for key, value in (entry | values).items() if value is not ...}


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"file": 7},
        {"file": "a.npz"},
        {"fingerprint": "x"},
        _changed(logits=7),
        _changed(logits="!"),
        _changed(logits="eJw="),
        _changed(labels=_changed()["logits"]),
        _changed(labels=...),
        _changed(classes=["cat", "dog"]),
        _changed(classes="abc"),
        _changed(notes=[1]),
        _changed(recognised=None),
        _changed(choices=[["a", "b", "c"]]),
        _changed(choices=[["a", "b"]] * 4),
    ],
)
def test_damaged_entries_are_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"\w.*\.$") as refusal:
        LabelledSource.from_json(entry)
    assert not isinstance(refusal.value, SourceUnavailableError)
