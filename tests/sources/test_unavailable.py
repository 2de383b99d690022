"""A session whose model cannot be had opens, keeps every word, and takes the model back when it is found."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tauscope.cli import main
from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.document.document import Document, Run
from tauscope.document.edits import bench_edits, source_edits, table_edits
from tauscope.document.edits.source_finding import put_in_place, reopened, unavailable_sources
from tauscope.document.files.codec import decode, encode
from tauscope.resources import model_folder
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.unavailable import UnavailableSource

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from tauscope.sources.language.writer import Writer  # it needs both


def copied(folder: Path) -> Path:
    """A copy of the model that ships, at a place of its own."""
    shutil.copytree(model_folder(), folder)
    return folder


def with_another_vocabulary(folder: Path) -> None:
    """Exchange the ids of two tokens."""
    file = folder / "tokenizer.json"
    tokenizer = json.loads(file.read_text("utf-8"))
    ids = tokenizer["model"]["vocab"]
    ids["Ġthe"], ids["Ġa"] = ids["Ġa"], ids["Ġthe"]
    file.write_text(json.dumps(tokenizer), encoding="utf-8")


def written(writer: Writer, count: int) -> Any:
    """A text of the likeliest tokens."""
    document = source_edits.use_source(Document(), writer)
    for _ in range(count):
        document = source_edits.choose(document, int(document.logits.keys[document.logits.order[0]]))
    return document.state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path / "mine")


@pytest.fixture
def document(folder: Path) -> Document:
    """A text, a pin of its own source, one of a table, one with other logits, and two columns."""
    writer = Writer.open(folder, "Once there was")
    text = written(writer, 6)
    bench = bench_edits.pin(Document(), Chain.parse("temperature=2"))
    bench = replace(source_edits.use_source(bench, writer), state=text.rewound(4))
    bench = bench_edits.pin(bench, Chain.parse("temperature=0.5"))
    biased = replace(bench, source=replace(writer, bias={5: 2.0}))
    bench = replace(bench, pins=bench_edits.pin(biased, Chain.parse("temperature=3")).pins)
    columns = (Run(0.5, text), Run(1.5, text.rewound(2)))
    return replace(bench, runs=columns, seed=7)


@pytest.fixture
def missing(document: Document, folder: Path) -> Document:
    """The document as it opens without its model."""
    session = encode(document)
    shutil.move(folder, folder.with_name("moved"))
    decoded = decode(session)
    assert decoded.warnings == ()
    return decoded.document


def test_it_opens_and_is_saved_as_it_was(document: Document, folder: Path) -> None:
    session = json.loads(encode(document))
    session["source"]["mood"] = "kept, though unknown"
    shutil.rmtree(folder)
    decoded = decode(json.dumps(session))
    assert isinstance(decoded.document.source, UnavailableSource)
    assert json.loads(encode(decoded.document)) == session


def test_it_says_what_is_missing_and_where(missing: Document, folder: Path) -> None:
    assert missing.source.unavailable == f"The model “mine” was not found at {folder}."
    for one in (missing, missing.pins[1], missing.pins[2]):
        with pytest.raises(SourceUnavailableError, match="was not found at"):
            _ = one.logits
    assert not missing.ready


def test_text_numbers_and_pins_are_read(missing: Document, document: Document) -> None:
    source = missing.source
    assert source.prompt == "Once there was"
    assert list(source.path(missing.state)) == list(document.state.written)
    assert source.position(missing.state) == 4
    labels = [missing.state.known.labels[token.key] for token in source.path(missing.state)]
    assert labels == [document.logits.labels[token.key] for token in document.state.written]
    assert [pin.source.unavailable == "" for pin in missing.pins] == [True, False, False]
    assert missing.pins[0] == document.pins[0]
    assert [column.temperature for column in missing.runs] == [0.5, 1.5]


@pytest.mark.parametrize(
    "edit",
    [
        lambda one: table_edits.set_logit(one, 0, 1.0),
        lambda one: source_edits.choose(one, 5),
        source_edits.take_as_table,
        lambda one: source_edits.go_to_position(one, 1),
        lambda one: one.source.edited(one.state, document_logits()),
    ],
)
def test_edits_that_need_the_model_are_refused_in_words(edit: Any, missing: Document) -> None:
    with pytest.raises(InputError) as refusal:
        edit(missing)
    assert str(refusal.value).endswith(".")


def document_logits() -> Any:
    return Document().logits


def test_other_edits_work(missing: Document) -> None:
    hot = table_edits.set_temperature(missing, 3.0)
    assert hot.temperature == 3
    assert decode(encode(hot)).document.temperature == 3
    assert source_edits.use_source(missing, Document().source).logits is not None


def test_found_elsewhere_it_is_as_before(missing: Document, document: Document, folder: Path) -> None:
    found = reopened(unavailable_sources(missing), str(folder.with_name("moved")))
    assert len(found) == 2
    whole = put_in_place(missing, found)
    assert unavailable_sources(whole) == ()
    assert whole.state == document.state
    assert whole.runs == document.runs
    assert [pin.state for pin in whole.pins] == [pin.state for pin in document.pins]
    assert whole.pins[0] is missing.pins[0]
    assert whole.pins[2].source.added == ((5, 2.0),)
    assert whole.logits.values.tolist() == pytest.approx(document.logits.values.tolist(), abs=1e-4)


def test_back_at_its_place_it_is_the_same_document(
    missing: Document, document: Document, folder: Path
) -> None:
    shutil.move(folder.with_name("moved"), folder)
    assert put_in_place(missing, reopened(unavailable_sources(missing))) == document


def test_another_model_is_told_by_its_vocabulary(missing: Document, folder: Path) -> None:
    moved = folder.with_name("moved")
    with_another_vocabulary(moved)
    with pytest.raises(
        InputError, match=r"is not this session's model: its vocabulary has 3,072 tokens, some"
    ):
        reopened(unavailable_sources(missing), str(moved))


def test_a_model_that_changed_in_its_place_is_unavailable(document: Document, folder: Path) -> None:
    session = encode(document)
    with_another_vocabulary(folder)
    source = decode(session).document.source
    assert "is not this session's model" in source.unavailable


def test_an_older_session_takes_any_vocabulary(document: Document, folder: Path) -> None:
    session = json.loads(encode(document))
    for entry in (session["source"], *(pin["source"] for pin in session["pins"] if "source" in pin)):
        entry.pop("vocabulary", None)
    for entry in (
        session["state"],
        *(one.get("state") or {} for one in session["pins"] + session["columns"]),
    ):
        entry.pop("labels", None)
    assert decode(json.dumps(session)).document.state == document.state
    shutil.move(folder, folder.with_name("moved"))
    missing = decode(json.dumps(session)).document
    assert missing.state.known.labels == {}
    found = reopened(unavailable_sources(missing), str(folder.with_name("moved")))
    assert put_in_place(missing, found).state == document.state


def test_a_folder_that_is_broken_says_how(document: Document, folder: Path) -> None:
    session = encode(document)
    (folder / "tokenizer.json").unlink()
    sentence = decode(session).document.source.unavailable
    assert sentence == f"The model at {folder} cannot be opened. “mine”: This folder has no tokenizer.json."


@pytest.mark.parametrize(
    "state", [1, {}, {"at": 9, "ids": [1], "probabilities": [1.0], "entropies": [0.0]}, {"ids": [-1]}]
)
def test_a_state_that_cannot_be_is_refused_all_the_same(state: Any, document: Document, folder: Path) -> None:
    session = json.loads(encode(document)) | {"state": state}
    shutil.rmtree(folder)
    with pytest.raises(InputError, match="The text"):
        decode(json.dumps(session))


@pytest.mark.parametrize("labels", [1, [], {"x": "a", "1": 2, "2": "a\nb", "³": "b"}])
def test_labels_that_are_wrong_are_not_shown(labels: Any, document: Document, folder: Path) -> None:
    session = json.loads(encode(document))
    session["state"]["labels"] = labels
    shutil.rmtree(folder)
    assert decode(json.dumps(session)).document.state.known.labels == {}


@pytest.mark.parametrize(
    "words",
    [
        ["compute"],
        ["compute", "--json", "--temperature", "2"],
        ["export", "--plot", "distribution", "--to", "a.svg"],
        ["export", "--plot", "curves", "--to", "a.csv"],
    ],
)
def test_the_command_line_says_it_in_one_line(
    words: list[str],
    document: Document,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.tauscope").write_text(encode(document), encoding="utf-8")
    shutil.rmtree(folder)
    assert main([words[0], "a.tauscope", *words[1:]]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"tauscope: The model “mine” was not found at {folder}.\n"
