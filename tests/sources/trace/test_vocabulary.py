"""Labels of classes from tokenizers, vocabularies and texts, and those found beside an array."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.document.edits import trace_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.opening import read_document
from tauscope.resources import model_folder
from tauscope.sources.language.tokens import open_tokens
from tauscope.sources.trace.arrays import labels_from, open_array
from tauscope.sources.trace.arrays.vocabulary import vocabulary_from

BYTE_LEVEL = {
    "added_tokens": [{"id": 4, "content": "<|end|>", "special": True}, {"id": 5, "content": "größe"}],
    "decoder": {"type": "Sequence", "decoders": [{"type": "ByteLevel"}]},
    "model": {"type": "BPE", "vocab": {"Ġcat": 0, "Ã¼": 1, "Ċ": 2, "Ã": 3}},
}
SENTENCEPIECE = {
    "added_tokens": [{"id": 0, "content": "<s>", "special": True}],
    "decoder": {"type": "Sequence", "decoders": [{"type": "Replace"}, {"type": "ByteFallback"}]},
    "model": {"type": "BPE", "vocab": {"<s>": 0, "▁cat": 1, "s": 2, "<0x0A>": 3, "<0xE2>": 4}},
}


def saved(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "content", "labels"),
    [
        ("tokenizer.json", BYTE_LEVEL, ("␣cat", "ü", "↵", "<0xC3>", "<|end|>", "größe")),
        ("tokenizer.json", SENTENCEPIECE, ("<s>", "␣cat", "s", "↵", "<0xE2>")),
        (
            "tokenizer.json",
            {"model": {"type": "Unigram", "vocab": [["<unk>", 0], ["▁a", -1.5]]}},
            ("<unk>", "␣a"),
        ),
        ("vocab.json", {"Ġcat": 1, "dog": 0, "fox": 3}, ("dog", "␣cat", "<unused 2>", "fox")),
        ("vocab.json", {"cat": 0, "▁dog": 1}, ("cat", "␣dog")),
        ("config.json", {"model_type": "bert", "id2label": {"1": "bad", "0": "good"}}, ("good", "bad")),
        ("labels.json", ["cat", " dog"], ("cat", "␣dog")),
        ("labels.txt", "cat\r\n dog\n\nfox\n\n", ("cat", "␣dog", "", "fox")),
    ],
)
def test_labels_are_read(tmp_path: Path, name: str, content: Any, labels: tuple[str, ...]) -> None:
    assert labels_from(saved(tmp_path, name, content)) == labels


def test_labels_of_the_model_that_ships_are_those_of_its_tokenizer() -> None:
    path = model_folder() / "tokenizer.json"
    pytest.importorskip("tokenizers")
    tokens = open_tokens(path)
    vocabulary = vocabulary_from(path)
    assert vocabulary.labels == tokens.labels(tokens.size)
    text = "Once upon a time there was a größe 😀 cat."
    ids = tokens.encode(text, plain=True)
    assert tuple(vocabulary.pieces(ids)) == tokens.pieces(ids)
    assert "".join(vocabulary.pieces(ids)) == text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("labels.txt", "\n\n", "no labels"),
        ("a.json", "{", "no JSON, or is cut short"),
        ("a.json", "[" * 100_000, "no JSON, or is cut short"),
        ("a.json", {"model": {"vocab": {}}}, "no labels"),
        ("a.json", {"model": {"vocab": 5}, "added_tokens": 7}, "no labels"),
        ("a.json", {"a": 5_000_000}, "no labels"),
        ("a.json", {"a": -1}, "no labels"),
        (
            "a.json",
            {"model": {"vocab": {"a": 0}}, "added_tokens": [{"id": 3_000_000, "content": "x"}]},
            "no labels",
        ),
        ("a.json", {"a": [1]}, "no labels"),
        ("a.json", {"a": True}, "no labels"),
        ("a.json", [1, 2], "no labels"),
        ("labels.txt", "x" * 10_001, "10,001"),
        ("labels.txt", "\n" * 4_000_001, "lines"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_has_no_labels_is_refused_in_words(tmp_path: Path, name: str, content: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        labels_from(saved(tmp_path, name, content))
    assert str(caught.value).startswith(f"“{name}”")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_names_are_read_as_spreadsheets_and_shells_write_them(tmp_path: Path, encoding: str) -> None:
    for name, text in (("labels.txt", "Füchse\r\nДом\r\n"), ("vocab.json", '{"Füchse": 0, "Дом": 1}')):
        path, mark = tmp_path / name, "\ufeff" if encoding == "utf-16-be" else ""
        path.write_bytes((mark + text).encode(encoding))
        assert labels_from(path) == ("Füchse", "Дом")


def test_other_encodings_and_missing_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_bytes(b"F\xfcchse\n")
    with pytest.raises(InputError, match="not text in UTF-8"):
        labels_from(path)
    path.unlink()
    with pytest.raises(InputError, match="is gone"):
        labels_from(path)


def array(folder: Path, classes: int) -> Path:
    path = folder / "logits.npy"
    np.save(path, np.zeros((2, classes), np.float32))
    return path


def test_labels_beside_an_array_are_found(tmp_path: Path) -> None:
    saved(tmp_path, "tokenizer.json", BYTE_LEVEL)
    recording = open_array(array(tmp_path, 6))
    assert recording.step(0).logits.labels[0] == "␣cat"
    assert recording.recognised.endswith("; labels of tokenizer.json")


def test_a_padded_vocabulary_fits_and_says_so(tmp_path: Path) -> None:
    saved(tmp_path, "labels.txt", "\n".join(f"word {number}" for number in range(95)))
    recording = open_array(array(tmp_path, 100))
    assert recording.step(0).logits.labels[94:96] == ("word 94", "#95")
    assert recording.recognised.endswith("; labels.txt names 95 classes, the rest have numbers")


def test_a_vocabulary_that_does_not_fit_is_not_used_and_said(tmp_path: Path) -> None:
    saved(tmp_path, "tokenizer.json", BYTE_LEVEL)
    recording = open_array(array(tmp_path, 4))
    assert recording.step(0).logits.labels == ("#0", "#1", "#2", "#3")
    assert recording.recognised.endswith("; tokenizer.json beside it has 6 names, which do not fit")


def test_labels_that_the_user_names_are_used_in_any_case(tmp_path: Path) -> None:
    labels = saved(tmp_path, "names.txt", "cat\ndog\nfox")
    few = open_array(array(tmp_path, 5), labels=labels)
    assert few.step(0).logits.labels == ("cat", "dog", "fox", "#3", "#4")
    assert few.recognised.endswith("; names.txt names 3 classes, the rest have numbers")
    many = open_array(array(tmp_path, 2), labels=labels)
    assert many.step(0).logits.labels == ("cat", "dog")
    assert many.recognised.endswith("; names.txt names 3 classes, more than there are")
    with pytest.raises(InputError, match=r"“none\.txt” is gone"):
        open_array(array(tmp_path, 2), labels=tmp_path / "none.txt")


def test_broken_labels_beside_an_array_do_not_keep_it_closed(tmp_path: Path) -> None:
    saved(tmp_path, "tokenizer.json", "{")
    assert open_array(array(tmp_path, 2)).step(0).logits.labels == ("#0", "#1")


def test_a_wrong_logit_is_named_by_label_and_index(tmp_path: Path) -> None:
    saved(tmp_path, "labels.txt", "cat\ndog")
    path = tmp_path / "logits.npy"
    np.save(path, np.array([0.0, np.nan]))
    with pytest.raises(InputError, match=r"Step 1: the logit of “dog” \(#1\) is not a number"):
        open_array(path).step(0)


def test_labels_with_the_name_of_the_array_come_first_and_are_used_in_any_case(tmp_path: Path) -> None:
    saved(tmp_path, "tokenizer.json", BYTE_LEVEL)
    saved(tmp_path, "logits.labels.txt", "cat\ndog")
    recording = open_array(array(tmp_path, 6))
    assert recording.step(0).logits.labels[:3] == ("cat", "dog", "#2")
    assert recording.recognised.endswith("; logits.labels.txt names 2 classes, the rest have numbers")


def test_the_names_of_a_trace_are_taken_from_a_file_that_the_session_names(tmp_path: Path) -> None:
    labels = saved(tmp_path, "names.txt", "cat\ndog\nfox")
    document = read_document(array(tmp_path, 3)).document
    named = trace_edits.set_labels(document, labels)
    assert named.logits.labels == ("cat", "dog", "fox")
    assert decode(encode(named)).document == named
    assert trace_edits.embed(named).logits.labels == ("cat", "dog", "fox")
    labels.unlink()
    assert decode(encode(named)).document.source.unavailable.endswith("it was moved, renamed or deleted.")
    with pytest.raises(InputError, match=r"“names\.txt” is gone"):
        trace_edits.set_labels(document, labels)
    steps = tmp_path / "steps.csv"
    steps.write_text("cat,dog,fox\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="names its classes itself"):
        trace_edits.set_labels(read_document(steps).document, saved(tmp_path, "names.txt", "a\nb"))
