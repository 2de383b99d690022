"""Dumps of llama-perplexity: tokens and rows where they belong, the floor as partial knowledge."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.sources.trace.dump_writer import dump_of, row_of

from tauscope.core.errors import InputError
from tauscope.document.files.opening import read_document
from tauscope.document.traces import trace_of
from tauscope.sources.trace.arrays import looks_like, open_array
from tauscope.sources.trace.arrays.perplexity_dump import LogitsDump
from tauscope.sources.trace.arrays.rows import InflatedBytes

RNG = np.random.default_rng(5)
CHUNKS, CONTEXT, CLASSES = 3, 8, 11
TOKENS = RNG.integers(0, CLASSES, (CHUNKS, CONTEXT)).tolist()
LOGITS = RNG.normal(0, 6, (CHUNKS, CONTEXT, CLASSES))
LOGITS[0, 4, 0] = -np.inf
HALF_STEP = 16 / 65535 / 2 + 1e-5


def saved(folder: Path, data: bytes | None = None) -> Path:
    path = folder / "wiki.kld"
    path.write_bytes(dump_of(LOGITS, TOKENS) if data is None else data)
    return path


def log_softmax(logits: Any) -> Any:
    shifted = logits - logits.max()
    return shifted - np.log(np.exp(shifted).sum())


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        open_array(path).step(0)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_each_row_has_the_log_probabilities_of_its_place_and_the_token_that_followed(tmp_path: Path) -> None:
    recording = open_array(saved(tmp_path))
    places = [(chunk, place) for chunk in range(CHUNKS) for place in range(4, 7)]
    assert (recording.steps, recording.vocabulary, recording.applied) == (len(places), CLASSES, 1.0)
    for number, (chunk, place) in enumerate(places):
        step = recording.step(number)
        truth = log_softmax(LOGITS[chunk, place])
        assert step.chosen == TOKENS[chunk][place + 1]
        assert abs(step.logits.values - truth[step.logits.keys]).max() < HALF_STEP
        hidden = sorted(set(range(CLASSES)) - set(step.logits.keys.tolist()))
        assert list(step.logits.labels) == [f"#{key}" for key in step.logits.keys]
        assert (step.unlisted is None) == (not hidden)
        if step.unlisted is not None:
            mass = np.exp(truth[hidden]).sum()
            assert step.unlisted.classes == len(hidden)
            assert step.unlisted.mass.low <= mass <= step.unlisted.mass.high
            assert np.exp(truth[hidden]).max() <= step.unlisted.most


def test_some_rows_have_classes_at_the_floor_and_others_none() -> None:
    data = dump_of(LOGITS, TOKENS)
    recording = LogitsDump(InflatedBytes(data), "")
    found = [recording.step(number).unlisted for number in range(recording.steps)]
    assert any(found)
    assert not all(found)


wide = st.integers(-60_000, 60_000).map(lambda number: number / 1024) | st.just(-np.inf)


@given(arrays(np.float64, st.integers(1, 40), elements=wide).filter(lambda row: row.max() > -np.inf))
def test_what_a_row_says_holds_of_the_logits_that_were_written(row: Any) -> None:
    data = b"_logits_" + struct.pack("<Iii", 3, row.size, 1) + struct.pack("<3i", 0, 0, 0) + row_of(row)
    step = LogitsDump(InflatedBytes(data), "").step(0)
    with np.errstate(invalid="ignore"):
        truth = log_softmax(row.astype(np.float32).astype(np.float64))
    assert abs(step.logits.values - truth[step.logits.keys]).max() < HALF_STEP
    hidden = np.setdiff1d(np.arange(row.size), step.logits.keys)
    if step.unlisted is None:
        assert hidden.size == 0
    else:
        assert step.unlisted.classes == hidden.size
        assert step.unlisted.mass.low <= np.exp(truth[hidden]).sum() <= step.unlisted.mass.high + 1e-15
        assert truth[hidden].max() <= np.log(step.unlisted.most)
        assert step.unlisted.mass.high <= hidden.size * step.unlisted.most


def test_rows_within_16_nats_are_listed_to_the_last_class() -> None:
    row = np.linspace(-7, 8, 9)
    data = b"_logits_" + struct.pack("<Iii", 3, 9, 1) + struct.pack("<3i", 0, 0, 8) + row_of(row.tolist())
    step = LogitsDump(InflatedBytes(data), "").step(0)
    assert step.unlisted is None
    assert abs(step.logits.values - log_softmax(row)).max() < HALF_STEP


def test_equal_logits_are_equal() -> None:
    data = b"_logits_" + struct.pack("<Iii", 3, 4, 1) + struct.pack("<3i", 0, 0, 1) + row_of([2.0] * 4)
    step = LogitsDump(InflatedBytes(data), "").step(0)
    assert step.logits.values == pytest.approx([-np.log(4)] * 4, abs=1e-6)


def test_the_text_is_joined_from_labels_with_a_sign_where_a_half_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("\n".join("abcdefghijk"), encoding="utf-8")
    recording = open_array(saved(tmp_path))
    kept = ["".join("abcdefghijk"[token] for token in chunk[5:8]) for chunk in TOKENS]
    assert "".join(recording.pieces) == " […] ".join(kept)
    assert len(recording.pieces) == recording.steps
    assert "labels of labels.txt" in recording.recognised
    assert [recording.chosen_text(number) for number in range(recording.steps)] == list("".join(kept))


def test_without_labels_tokens_have_their_ids(tmp_path: Path) -> None:
    assert open_array(saved(tmp_path)).pieces[0] == f"#{TOKENS[0][5]} "


def test_a_dump_is_recognised_by_its_first_bytes(tmp_path: Path) -> None:
    assert looks_like(dump_of(LOGITS, TOKENS), "")
    assert "llama-perplexity" in open_array(saved(tmp_path)).recognised


GOOD = dump_of(LOGITS, TOKENS)
ROW = 2 * (CLASSES + 1 + 4)


@pytest.mark.parametrize(("lost", "left"), [(1, 8), (ROW, 8), (ROW + 1, 7), (9 * ROW - ROW, 1)])
def test_of_a_dump_that_is_cut_short_the_complete_steps_are_read(
    tmp_path: Path, lost: int, left: int
) -> None:
    whole = open_array(saved(tmp_path))
    path = tmp_path / "cut.kld"
    path.write_bytes(GOOD[:-lost])
    decoded = read_document(path)
    assert decoded.warnings == (f"The file is cut short: it has {left:,} of 9 steps.",)
    recording = trace_of(decoded.document).recording
    assert (recording.steps, len(recording.pieces), recording.in_short) == (left, left, f"{left} of 9 steps")
    for number in range(left):
        assert recording.step(number).logits == whole.step(number).logits
    assert not read_document(saved(tmp_path)).warnings


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (GOOD[:10], "inside of its header"),
        (GOOD[:60], "its text takes 96 bytes, of which 40 bytes"),
        (GOOD[:140], "the first of its 9 rows takes 32 bytes, of which 24 bytes"),
        (
            b"_logits_" + struct.pack("<Iii", 2**31, 50_000, 600),
            "tokens in each: 2,147,483,648;",
        ),
        (b"_logits_" + struct.pack("<Iii", 512, 50_000, -1), "chunks: −1"),
        (b"_logits_" + struct.pack("<Iii", 2, 50_000, 1), "chunks: 1, tokens in each: 2; at least 3 in each"),
        (b"_logits_" + struct.pack("<Iii", 512, -5, 1), "vocabulary of −5 tokens"),
        (b"_logits_" + struct.pack("<Iii", 512, 2**30, 1), "vocabulary of 1,073,741,824"),
        (GOOD[:20] + struct.pack("<i", CLASSES) + GOOD[24:], "Token 1 of chunk 1 has the id 11"),
        (GOOD[:116] + struct.pack("<f", np.nan) + GOOD[120:], "reach over NaN"),
        (GOOD[:116] + struct.pack("<2f", 1.0, np.inf) + GOOD[124:], "begin at ∞"),
        (GOOD[:116] + struct.pack("<f", -1.0) + GOOD[120:], "reach over −6.554e+04"),
        (GOOD[:120] + struct.pack("<f", -2.0) + GOOD[124:], "Step 1: its probabilities have the sum"),
        (GOOD[:120] + struct.pack("<f", 3e38) + GOOD[124:], "Step 1: its values begin at 3e+38"),
        (GOOD[:124] + bytes(2 * CLASSES) + GOOD[146:], "Step 1: no token is above the floor"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_refused_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in refusal(saved(tmp_path, data))
