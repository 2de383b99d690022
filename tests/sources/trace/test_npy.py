"""NumPy's arrays as recordings: values of every type, refusals in words, and files that change while open."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.sources.trace.arrays import looks_like, open_array

LOGITS = np.array([[2.0, 1.0, 0.5], [-3.25, -np.inf, 7.0], [0.0, -0.0, 1e-3]])


def saved(folder: Path, array: Any, name: str = "logits.npy", *, pickled: bool = False) -> Path:
    path = folder / name
    np.save(path, array, allow_pickle=pickled)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        open_array(path).step(0)
    said = str(caught.value)
    assert "\n" not in said
    assert said.endswith(".")
    return said


@pytest.mark.parametrize("code", ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"])
def test_rows_have_the_numbers_of_the_file(tmp_path: Path, code: str) -> None:
    array = LOGITS.astype(code)
    recording = open_array(saved(tmp_path, array))
    assert (recording.steps, recording.vocabulary, recording.lists_all) == (3, 3, True)
    for number in range(3):
        step = recording.step(number)
        assert step.logits.values.tolist() == array[number].astype(np.float64).tolist()
        assert step.unlisted is None
        assert step.chosen is None


@pytest.mark.parametrize("code", ["i1", "u1", "<i2", ">u2", "<i4", ">i8", "<u8"])
def test_whole_numbers_are_logits_too(tmp_path: Path, code: str) -> None:
    recording = open_array(saved(tmp_path, np.array([3, 0, 100]).astype(code)))
    assert recording.step(0).logits.values.tolist() == [3.0, 0.0, 100.0]


@pytest.mark.parametrize("shape", [(6,), (1, 6), (1, 1, 6)])
def test_one_row_is_one_step(tmp_path: Path, shape: tuple[int, ...]) -> None:
    recording = open_array(saved(tmp_path, np.arange(6.0).reshape(shape)))
    assert recording.steps == 1
    assert recording.step(0).logits.labels == ("#0", "#1", "#2", "#3", "#4", "#5")


@pytest.mark.parametrize("shape", [(1, 2, 3), (2, 1, 3)])
def test_an_axis_of_one_batch_is_left_out(tmp_path: Path, shape: tuple[int, ...]) -> None:
    recording = open_array(saved(tmp_path, np.arange(6.0).reshape(shape)))
    assert [recording.step(number).logits.values.tolist() for number in range(2)] == [[0, 1, 2], [3, 4, 5]]


def test_an_array_by_columns_is_turned(tmp_path: Path) -> None:
    recording = open_array(saved(tmp_path, np.asfortranarray(LOGITS)))
    assert [recording.step(number).logits.values.tolist() for number in range(3)] == LOGITS.tolist()


def test_a_large_array_by_columns_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, np.zeros((2, 2), order="F"))
    data = path.read_bytes().replace(b"(2, 2), ", b"(9000, 1000), ".ljust(8))
    data = data[:8] + (len(data) - 10 - 32).to_bytes(2, "little") + data[10:]
    path.write_bytes(data)
    os.truncate(path, 72_001_000)
    assert "Fortran order" in refusal(path)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.float64(1.0), "single number"),
        (np.zeros(0), "empty"),
        (np.zeros((0, 5)), "0 × 5"),
        (np.zeros((5, 0)), "5 × 0"),
        (np.zeros((2, 3, 4)), "3 dimensions, 2 × 3 × 4"),
        (np.zeros((3, 1)), "transposed"),
        (np.zeros(2, dtype=[("a", "f4"), ("b", "f4")]), "several fields"),
        (np.zeros(2, dtype=complex), "complex"),
        (np.zeros(2, dtype=bool), "truth values"),
        (np.array(["a", "b"]), "texts"),
        (np.zeros(2, dtype="V2"), "bfloat16"),
        (np.zeros(2, dtype="datetime64[s]"), "dates"),
        (np.array([1.0, np.nan, 2.0]), "Step 1: the logit of #1 is not a number"),
        (np.array([1.0, 2.0, np.inf]), "Step 1: the logit of #2 is +∞"),
        (np.full(3, -np.inf), "Step 1: every logit is −∞"),
    ],
)
def test_what_is_no_logits_is_refused_in_words(tmp_path: Path, array: Any, said: str) -> None:
    assert said in refusal(saved(tmp_path, array))


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    path = saved(tmp_path, np.array([{"a": 1}, None], dtype=object), pickled=True)
    assert "pickle" in refusal(path)


def test_the_step_with_a_wrong_number_is_named_and_others_stay(tmp_path: Path) -> None:
    array = np.zeros((1200, 4))
    array[1100, 3] = np.nan
    recording = open_array(saved(tmp_path, array))
    with pytest.raises(InputError, match="Step 1,101: the logit of #3"):
        recording.step(1100)
    assert recording.step(1101).logits.values.tolist() == [0.0] * 4


def npy_bytes(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize("kept", [0, 5, 8, 9, 40, 127, 128, 150])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "logits.npy"
    path.write_bytes(npy_bytes(LOGITS)[:kept])
    assert refusal(path)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"(3, 3)", b"(9, 9)", "cut short"),
        (b"(3, 3)", b"(3, x)", "shape"),
        (b"'<f8'", b"'<f9'", "“<f9”"),
        (b"'<f8'", b"'>O8'", "pickle"),
        (b"'descr'", b"'decsr'", "type"),
        (b"'shape'", b"'shpae'", "shape"),
        (b"'fortran_order'", b"'fortran_roder'", "order"),
        (b"NUMPY\x01", b"NUMPY\x07", "version 7"),
        (b"\x76\x00{", b"\xff\xff{", "65,535"),
    ],
)
def test_a_wrong_header_is_refused(tmp_path: Path, before: bytes, after: bytes, said: str) -> None:
    path = tmp_path / "logits.npy"
    data = npy_bytes(LOGITS)
    assert before in data
    path.write_bytes(data.replace(before, after))
    assert said in refusal(path)


def test_a_shape_beyond_all_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logits.npy"
    data = npy_bytes(np.zeros((3, 3)))
    shape = b"(999999999999999999, 3), }"
    path.write_bytes(data.replace(b"(3, 3), }".ljust(len(shape)), shape))
    assert "cut short" in refusal(path)


def test_bytes_after_the_array_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "logits.npy"
    path.write_bytes(npy_bytes(LOGITS) + b"more")
    assert open_array(path).step(0).logits.values.tolist() == [2.0, 1.0, 0.5]


def test_a_file_that_shrinks_vanishes_or_changes_is_refused_in_words(tmp_path: Path) -> None:
    path = saved(tmp_path, LOGITS)
    recording = open_array(path)
    data = path.read_bytes()
    os.truncate(path, len(data) - 1)
    with pytest.raises(InputError, match=f"“logits.npy” was cut from {len(data)} to {len(data) - 1} bytes"):
        recording.step(0)
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))
    with pytest.raises(InputError, match="was changed after it was opened"):
        recording.step(0)
    path.unlink()
    with pytest.raises(InputError, match=r"“logits\.npy” is gone"):
        recording.step(0)
    path.mkdir()
    with pytest.raises(InputError, match=r"“logits\.npy” is not a file any more"):
        recording.step(0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_the_file_does_not_keep_it_waiting(tmp_path: Path) -> None:
    path = saved(tmp_path, LOGITS)
    recording = open_array(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(InputError, match="not a file any more"):
        recording.step(0)


def test_the_fingerprint_tells_contents_apart(tmp_path: Path) -> None:
    array = np.zeros((100, 1000))
    one = open_array(saved(tmp_path, array, "one.npy")).fingerprint
    assert open_array(saved(tmp_path, array, "two.npy")).fingerprint == one
    for row in (0, 99):
        other = array.copy()
        other[row, 500] = 1.0
        assert open_array(saved(tmp_path, other, "two.npy")).fingerprint != one
    assert open_array(saved(tmp_path, array[:99], "two.npy")).fingerprint != one


def test_many_steps_keep_one_set_of_labels_and_keys(tmp_path: Path) -> None:
    recording = open_array(saved(tmp_path, LOGITS))
    first, last = recording.step(0).logits, recording.step(2).logits
    assert first.labels is last.labels
    assert first.keys is last.keys
    assert not first.values.flags.writeable


def test_arrays_are_told_by_content_before_by_ending() -> None:
    assert looks_like(npy_bytes(LOGITS), "")
    assert looks_like(b"", ".npy")
    assert not looks_like(b"a,1\n", ".csv")


def test_a_file_named_like_an_array_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logits.npy"
    path.write_bytes(b"label,z\na,1\n")
    assert "does not begin like such a file" in refusal(path)
