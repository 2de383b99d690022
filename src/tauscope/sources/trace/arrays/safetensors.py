"""Files of tensors (.safetensors): a header in JSON, then the bytes of all tensors."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeGuard

from tauscope.core.errors import InputError
from tauscope.core.json_keys import refusing_repeated_keys
from tauscope.core.numbers import quoted
from tauscope.sources.trace.arrays.choice import (
    StoredArray,
    array_of_tokens,
    checked_tokens,
    chosen_array,
    left_out_tokens,
)
from tauscope.sources.trace.arrays.elements import BFLOAT16, Element
from tauscope.sources.trace.arrays.npz import NamedRows
from tauscope.sources.trace.arrays.rows import RowFile
from tauscope.sources.trace.arrays.shapes import bytes_in_words, check_inside, rows_and_classes

if TYPE_CHECKING:
    from tauscope.sources.trace.arrays.rows import Readable

LONGEST_HEADER = 4 * 2**20
"""Most bytes of a header: enough for 30,000 tensors."""

_ELEMENTS = {
    "F64": Element("float64", "<f8"),
    "F32": Element("float32", "<f4"),
    "F16": Element("float16", "<f2"),
    "BF16": BFLOAT16,
    "I64": Element("int64", "<i8"),
    "I32": Element("int32", "<i4"),
    "I16": Element("int16", "<i2"),
    "I8": Element("int8", "|i1"),
    "U64": Element("uint64", "<u8"),
    "U32": Element("uint32", "<u4"),
    "U16": Element("uint16", "<u2"),
    "U8": Element("uint8", "|u1"),
}


@dataclass(frozen=True)
class Tensor:
    """Entry of a header.

    Attributes
    ----------
    name : str
    dtype : str
        Name of the type in the header: "BF16".
    shape : tuple of int
    begin, end : int
        Places of the first byte and of the first one after it, from the end of the header on.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def is_safetensors(head: bytes) -> bool:
    """Return True if a file begins with the length of a header and its brace."""
    return len(head) > 9 and head[8:9] == b"{" and head[5:8] == b"\0\0\0"


def open_safetensors(file: Readable, name: str | None) -> NamedRows:
    """Return the rows of one tensor.

    Raises
    ------
    InputError
        If the header or the tensor is wrong; `SeveralArraysError` if a tensor has to be named.
    """
    start, tensors = _read_header(file)
    listed = [StoredArray(one.name, one.shape, _element_name(one)) for one in tensors.values()]
    array = chosen_array(listed, name)
    tensor = tensors[array.name]
    element = _ELEMENTS.get(tensor.dtype)
    if element is None:
        raise InputError(
            f"Tensor {quoted(tensor.name)} has numbers of the type {quoted(tensor.dtype)}, which is not"
            " read: save it as float32."
        )
    count, classes = rows_and_classes(tensor.shape)
    rows = RowFile(file, start + tensor.begin, count, classes, element)
    chosen = array_of_tokens(listed, count)
    if chosen is None:
        return NamedRows(rows, array, left_out=left_out_tokens(listed, count))
    ids = RowFile(file, start + tensors[chosen.name].begin, 1, count, _ELEMENTS[tensors[chosen.name].dtype])
    return NamedRows(rows, array, checked_tokens(ids.row(0), classes, chosen.name))


def _element_name(tensor: Tensor) -> str:
    element = _ELEMENTS.get(tensor.dtype)
    return element.name if element else tensor.dtype


def _read_header(file: Readable) -> tuple[int, dict[str, Tensor]]:
    """Return the place after the header, and the tensors by name."""
    if file.size < 8:
        raise InputError("The file is cut short inside of its header.")
    (length,) = struct.unpack("<Q", file.read(0, 8))
    if length > LONGEST_HEADER:
        raise InputError(
            f"Its header claims {bytes_in_words(length)}; at most {bytes_in_words(LONGEST_HEADER)} are read."
        )
    check_inside(8, length, file.size, "its header")
    entries = _parsed(file.read(8, length))
    tensors = {name: _tensor(name, entry) for name, entry in entries.items() if name != "__metadata__"}
    _check_places(tensors, file.size - 8 - length)
    return 8 + length, tensors


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        entries = json.loads(
            data, object_pairs_hook=refusing_repeated_keys("Its header has the name {} twice.")
        )
    except InputError:
        raise
    except RecursionError:
        raise InputError("Its header has too many levels of brackets.") from None
    except ValueError:  # of UTF-8 too
        raise InputError("Its header is no JSON.") from None
    if not isinstance(entries, dict):
        raise InputError("Its header is no list of tensors.")
    return entries


def _tensor(name: str, entry: Any) -> Tensor:
    """Check an entry of the header."""
    fields = entry if isinstance(entry, dict) else {}
    dtype, shape, places = fields.get("dtype"), fields.get("shape"), fields.get("data_offsets")
    if not isinstance(dtype, str) or not _are_counts(shape) or not _are_counts(places) or len(places) != 2:
        raise InputError(f"Its header describes the tensor {quoted(name)} wrongly.")
    tensor = Tensor(name, dtype, tuple(shape), *places)
    element = _ELEMENTS.get(dtype)
    length = tensor.end - tensor.begin
    if length < 0 or (element is not None and math.prod(tensor.shape) * element.size != length):
        raise InputError(f"Tensor {quoted(name)} has {length:,} bytes, which its shape does not have.")
    return tensor


def _are_counts(numbers: Any) -> TypeGuard[list[int]]:
    return (
        isinstance(numbers, list)
        and len(numbers) <= 64
        and all(type(number) is int and 0 <= number < 2**62 for number in numbers)
    )


def _check_places(tensors: dict[str, Tensor], size: int) -> None:
    """Raise `InputError` if tensors overlap, or one ends beyond the file."""
    ordered = sorted(tensors.values(), key=lambda one: (one.begin, one.end))
    for before, after in pairwise(ordered):
        if after.begin < before.end:
            raise InputError(f"The tensors {quoted(before.name)} and {quoted(after.name)} overlap.")
    for one in ordered:
        check_inside(one.begin, one.end - one.begin, size, f"the tensor {quoted(one.name)}")
