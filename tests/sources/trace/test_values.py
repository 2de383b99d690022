"""Numbers of arrays as logits, probabilities, their logarithms, or energies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import trace_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.opening import decode_content, read_document
from tauscope.document.traces import trace_of
from tauscope.sources.trace.arrays import open_array
from tauscope.sources.trace.values import ValueKind, kind_named

LOGITS = np.array([[2.0, 1.0, 0.5, -1.0], [0.0, 3.0, -1.0, -np.inf], [1.0, 1.5, -4.0, 0.25]])
P = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
with np.errstate(divide="ignore"):
    LN_P = np.log(P)


def opened(folder: Path, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Document:
    path = folder / "numbers.npy"
    np.save(path, array)
    return read_document(path).document


def values_of(document: Document, step: int = 0) -> list[float]:
    source = trace_of(document)
    found: list[float] = source.logits(source.at(source.initial(), step)).values.tolist()
    return found


@pytest.mark.parametrize("code", ["<f2", "<f4", "<f8"])
@pytest.mark.parametrize(("array", "kind"), [(LOGITS, "logits"), (P, "p"), (LN_P, "ln p")])
def test_rows_that_add_up_to_1_are_probabilities(
    tmp_path: Path, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]], kind: str, code: str
) -> None:
    document = opened(tmp_path, array.astype(code))
    assert trace_of(document).recording.values.value == kind
    expected = LOGITS if kind == "logits" else LN_P
    for step in range(3):
        assert values_of(document, step) == pytest.approx(expected[step].tolist(), abs=5e-3)


@pytest.mark.parametrize(
    "rows",
    [
        [[0.5, 0.5, 0.0], [0.5, 0.5, 0.1]],  # the last row
        [[0.5, 0.5], [0.7, 0.7], [0.5, 0.5]],  # the row between
        [[1.0, 0.0], [0.0, 1.0]],  # zeros and ones may be anything
        [[-0.1, 1.1], [0.5, 0.5]],
    ],
)
def test_rows_of_which_one_is_no_distribution_are_logits(tmp_path: Path, rows: list[list[float]]) -> None:
    assert trace_of(opened(tmp_path, np.array(rows))).recording.values is ValueKind.LOGITS


def test_whole_numbers_are_never_probabilities(tmp_path: Path) -> None:
    assert trace_of(opened(tmp_path, np.array([[0, 1], [1, 0]]))).recording.values is ValueKind.LOGITS


def test_what_numbers_look_like_is_said_and_can_be_corrected(tmp_path: Path) -> None:
    document = opened(tmp_path, P)
    assert "its rows add up to 1: probabilities" in document.source.note
    assert document.source.value_symbol == "ln p"
    corrected = trace_edits.set_values(document, ValueKind.LOGITS)
    assert values_of(corrected) == pytest.approx(P[0].tolist())
    assert corrected.source.value_symbol == "z"
    assert "taken as logits" in corrected.source.note
    assert corrected.source != document.source
    assert values_of(document) == pytest.approx(LN_P[0].tolist())
    assert trace_edits.set_values(corrected, None).source == document.source
    assert trace_edits.set_values(corrected, ValueKind.P).source == document.source


def test_energies_change_their_sign(tmp_path: Path) -> None:
    document = trace_edits.set_values(opened(tmp_path, -LOGITS), ValueKind.ENERGIES)
    assert [values_of(document, step) for step in range(3)] == LOGITS.tolist()
    assert document.source.value_symbol == "z"


def test_at_another_temperature_of_the_source_the_table_has_no_ln_p(tmp_path: Path) -> None:
    document = trace_edits.set_source_temperature(opened(tmp_path, P), 2.0)
    assert document.source.value_symbol == "z"
    assert values_of(document) == pytest.approx((2 * LN_P[0]).tolist())


def test_a_session_keeps_the_correction(tmp_path: Path) -> None:
    document = trace_edits.set_values(opened(tmp_path, -LOGITS), ValueKind.ENERGIES)
    again = decode(encode(document)).document
    assert again == document
    assert values_of(again, 1) == LOGITS[1].tolist()
    assert values_of(trace_edits.embed(document), 1) == LOGITS[1].tolist()
    labels = tmp_path / "names.txt"
    labels.write_text("a\nb\nc\nd\n", encoding="utf-8")
    assert values_of(trace_edits.set_labels(document, labels), 1) == LOGITS[1].tolist()
    assert "values" not in encode(opened(tmp_path, P))  # what the numbers look like is no correction


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        ([[2.0, 1.0]], "p", "Step 1: the probability of #0 is 2; one is from 0 to 1."),
        ([[-0.5, 1.0]], "p", "Step 1: the probability of #0 is −0.5; one is from 0 to 1."),
        ([[0.5, np.nan]], "p", "Step 1: the probability of #1 is not a number (NaN); one is from 0 to 1."),
        ([[0.5, 0.25]], "p", "Step 1: its probabilities add up to 0.75 and not to 1."),
        ([[0.0, 0.0]], "p", "Step 1: its probabilities add up to 0 and not to 1."),
        ([[-1.0, -1.0]], "ln p", "Step 1: the powers of e to its numbers add up to 0.7358 and not to 1."),
        ([[999.0, -1.0]], "ln p", "Step 1: the powers of e to its numbers add up to more than 1,000,000 and"),
        ([[-1.0, np.nan]], "ln p", "the log-probability of #1 is not a number (NaN)"),
        ([[1.0, -np.inf]], "energies", "the energy of #1 is −∞, which no energy can be."),
        ([[np.inf, np.inf]], "energies", "Step 1: every energy is +∞; at least one must be finite."),
    ],
)
def test_numbers_that_are_none_of_the_kind_are_refused(
    tmp_path: Path, rows: list[list[float]], kind: str, said: str
) -> None:
    document = opened(tmp_path, np.array(rows))
    with pytest.raises(InputError) as refused:
        trace_edits.set_values(document, kind_named(kind))
    assert said in str(refused.value)


def test_a_file_that_says_what_its_numbers_are_is_not_corrected() -> None:
    document = decode_content(b'{"completion_probabilities": [{"token": "a", "logprob": -0.5,'
                              b' "top_logprobs": [{"token": "a", "logprob": -0.5}]}]}').document  # fmt: skip
    assert document.source.value_symbol == "ln p"
    with pytest.raises(InputError, match="says itself what its numbers are: ln p"):
        trace_edits.set_values(document, ValueKind.LOGITS)
    assert trace_edits.set_values(document, ValueKind.LN_P).source == document.source


def test_a_table_of_steps_is_corrected_too(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("cat,dog,fox\n0.5,0.25,0.25\n0.7,0.2,0.1\n", encoding="utf-8")
    document = read_document(path).document
    assert values_of(document) == pytest.approx(np.log([0.5, 0.25, 0.25]).tolist())
    assert values_of(trace_edits.set_values(document, ValueKind.ENERGIES)) == [-0.5, -0.25, -0.25]
    path.write_text("cat,dog,fox\n-0.6931,-1.3863,-1.3863\n-0.6931,-1.3863,-1.3863\n", encoding="utf-8")
    assert trace_of(read_document(path).document).recording.values is ValueKind.LN_P


def test_no_more_than_three_rows_are_read_to_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.npy"
    np.save(path, np.full((100, 2), 0.5))
    read = list[int]()
    from tauscope.sources.trace.arrays.rows import RowFile  # noqa: PLC0415

    own = RowFile.row

    def counted(rows: RowFile, number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        read.append(number)
        return own(rows, number)

    monkeypatch.setattr(RowFile, "row", counted)
    assert open_array(path).values is ValueKind.P
    assert read == [0, 50, 99]
