"""Files of tensors: values of each type, headers that lie, one of several tensors named."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.sources.trace.arrays import SeveralArraysError, looks_like, open_array

LOGITS = np.array([[2.0, 1.0, 0.5], [-3.25, -np.inf, 7.0]])
CODES = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I8": "<i1", "I64": "<i8"}


def file_of(header: Any, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensors(**arrays: tuple[str, np.ndarray[Any, Any]]) -> bytes:
    header, data = dict[str, Any](), b""
    for name, (dtype, array) in arrays.items():
        stored = array.astype(CODES[dtype]).tobytes()
        places = [len(data), len(data) + len(stored)]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": places}
        data += stored
    return file_of({"__metadata__": {"format": "pt"}, **header}, data)


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "a.safetensors"
    path.write_bytes(data)
    return path


def refusal(path: Path, tensor: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        open_array(path, tensor).step(0)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def rows(path: Path, tensor: str | None = None) -> list[list[float]]:
    recording = open_array(path, tensor)
    return [recording.step(number).logits.values.tolist() for number in range(recording.steps)]


@pytest.mark.parametrize("dtype", ["F16", "F32", "F64"])
def test_a_tensor_opens(tmp_path: Path, dtype: str) -> None:
    path = saved(tmp_path, tensors(logits=(dtype, LOGITS)))
    assert rows(path) == LOGITS.tolist()
    assert open_array(path).recognised.startswith("safetensors, tensor “logits”, 2 × 3 (steps × classes)")


def test_bfloat16_is_the_upper_half_of_float32(tmp_path: Path) -> None:
    # 1.0, −2.5, 3.140625, −∞, the smallest positive number, −0
    bits = [0x3F80, 0xC020, 0x4049, 0xFF80, 0x0001, 0x8000]
    entry = {"dtype": "BF16", "shape": [6], "data_offsets": [0, 12]}
    path = saved(tmp_path, file_of({"logits": entry}, struct.pack("<6H", *bits)))
    assert rows(path) == [[1.0, -2.5, 3.140625, -np.inf, 2.0**-133, 0.0]]
    path = saved(tmp_path, file_of({"logits": entry}, struct.pack("<6H", *bits[:5], 0x7FC0)))
    assert "the logit of #5 is not a number" in refusal(path)
    path = saved(tmp_path, file_of({"logits": entry}, struct.pack("<6H", *bits[:5], 0x7F80)))
    assert "the logit of #5 is +∞" in refusal(path)


def test_of_several_tensors_one_is_named(tmp_path: Path) -> None:
    path = saved(
        tmp_path, tensors(one=("F16", LOGITS), two=("F32", -LOGITS[:1, ::2]), ids=("I64", np.ones((2, 3))))
    )
    with pytest.raises(SeveralArraysError) as caught:
        open_array(path)
    assert [one.name for one in caught.value.arrays] == ["one", "two"]
    assert rows(path, "two") == [[-2.0, -0.5]]
    assert "no array “three”" in refusal(path, "three")


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
DATA = struct.pack("<2f", 1, 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\2\0\0", "cut short"),
        (struct.pack("<Q", 2**63) + b"{}", "Its header claims"),
        (file_of({"a": ENTRY}, DATA, 5 * 2**20), "Its header claims 5.2 MB; at most 4.2 MB"),
        (file_of({"a": ENTRY}, b"", 400), "its header takes 400 bytes"),
        (file_of(b"{" + b'"a":{' * 100_000), "brackets"),
        (file_of(b"{nothing}"), "no JSON"),
        (file_of(b'{"\xff":1}'), "no JSON"),
        (file_of([ENTRY], DATA), "no list of tensors"),
        (file_of({}), "no array"),
        (file_of(b'{"a":1,"b":2,"a":3}'), "the name “a” twice"),
        (b"\x1f\x8b\x08" + DATA, "It is compressed with gzip: unpack it first, as with gunzip."),
        (b"\x80\x05\x95" + DATA, "This is a pickle"),
        (file_of({"a": 1}, DATA), "describes the tensor “a” wrongly"),
        (file_of({"a": {**ENTRY, "dtype": 4}}, DATA), "wrongly"),
        (file_of({"a": {**ENTRY, "shape": [True, 2]}}, DATA), "wrongly"),
        (file_of({"a": {**ENTRY, "shape": [-2]}}, DATA), "wrongly"),
        (file_of({"a": {**ENTRY, "shape": [2**80]}}, DATA), "wrongly"),
        (file_of({"a": {**ENTRY, "data_offsets": [0, 8, 8]}}, DATA), "wrongly"),
        (file_of({"a": {**ENTRY, "data_offsets": [8, 0]}}, DATA), "-8 bytes"),
        (file_of({"a": {**ENTRY, "shape": [3]}}, DATA), "8 bytes, which its shape does not have"),
        (file_of({"a": ENTRY}, DATA[:5]), "cut short: the tensor “a” takes 8 bytes, of which 5 bytes"),
        (file_of({"a": {**ENTRY, "data_offsets": [900, 908]}}, DATA), "cut short"),
        (file_of({"a": ENTRY, "b": {**ENTRY, "data_offsets": [4, 12]}}, DATA * 2), "“a” and “b” overlap"),
        (file_of({"a": {**ENTRY, "dtype": "F8_E4M3"}}, DATA), "“F8_E4M3”, which is not read"),
        (file_of({"a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}, DATA), "single number"),
        (file_of({"a": {"dtype": "F32", "shape": [0, 5], "data_offsets": [0, 0]}}, DATA), "empty"),
        (
            file_of({"a": {"dtype": "F32", "shape": [2, 2, 2], "data_offsets": [0, 32]}}, DATA * 4),
            "dimensions",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_refused_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in refusal(saved(tmp_path, data))


def test_a_file_is_recognised_by_ending_or_content() -> None:
    data = tensors(logits=("F32", LOGITS))
    assert looks_like(data, "")
    assert looks_like(data, ".safetensors")
    assert not looks_like(b'{"a": 1, "b": 2, "c": 3}', ".json")


def test_tokens_beside_the_logits_are_those_that_were_chosen(tmp_path: Path) -> None:
    path = saved(tmp_path, tensors(logits=("F32", LOGITS), token_ids=("I64", np.array([1, 2]))))
    recording = open_array(path)
    assert [recording.step(number).chosen for number in range(2)] == [1, 2]
    assert list(recording.pieces) == ["#1 ", "#2 "]
    path = saved(tmp_path, tensors(logits=("F32", LOGITS), token_ids=("I64", np.array([1, -2]))))
    assert "step 2 has the id -2" in refusal(path)
