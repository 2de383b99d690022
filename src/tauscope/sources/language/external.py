"""Check of the files outside an ONNX file that hold its weights, before onnxruntime opens them.

An ONNX file is a protobuf message. A tensor in it can name a file with its values, and such a name can lead
anywhere on the disk. Only the messages in which a tensor can lie are parsed; all others are skipped.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

_MESSAGES: dict[str, dict[int, str]] = {
    "Model": {7: "Graph", 20: "Training", 25: "Function"},
    "Training": {1: "Graph", 2: "Graph"},
    "Function": {7: "Node", 11: "Attribute"},
    "Graph": {1: "Node", 5: "Tensor", 15: "Sparse"},
    "Node": {5: "Attribute"},
    "Attribute": {5: "Tensor", 6: "Graph", 10: "Tensor", 11: "Graph", 22: "Sparse", 23: "Sparse"},
    "Sparse": {1: "Tensor", 2: "Tensor"},
    "Tensor": {13: "Entry"},
    "Entry": {},
}
"""Message in each field of a message that can lead to a tensor, by its number in onnx.proto."""
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_MOST_FIELDS = 3_000_000
"""Most fields that are read: a thousand times those of a large model; more would take minutes."""


def check_external(file: Path) -> None:
    """Check the files with the weights of an ONNX file.

    Raises
    ------
    InputError
        If the ONNX file is broken, or a file with weights is missing or lies outside the folder.
    """
    for location in sorted(locations(file)):
        _check(file, location)


def _check(file: Path, location: str) -> None:
    """Check one file with weights, given by its name in the ONNX file."""
    try:
        place = (file.parent / location).resolve()
        # In Hugging Face's cache a model's folder has links to files that lie side by side in another folder.
        inside = place.is_relative_to(file.parent.resolve()) or place.parent == file.resolve().parent
        inside = inside and ".." not in Path(location).parts
        there = inside and place.is_file()
    except (OSError, ValueError, RuntimeError):  # no name of a file, or links in a circle
        inside, there = True, False
    if not inside:
        raise InputError(f"{file.name} wants weights from outside its folder: {quoted(location)}.")
    if not there:
        raise InputError(f"The weights of {file.name} are missing: there is no {quoted(location)}.")
    check_readable(place)


def check_readable(file: Path) -> None:
    """Raise `PermissionError` if a file may not be read; onnxruntime and tokenizers would say less."""
    file.open("rb").close()


def locations(file: Path) -> set[str]:
    """Return the names of the files with tensors of an ONNX file; `InputError` if that file is broken."""
    with file.open("rb") as opened:
        if not file.stat().st_size:
            raise InputError(f"{file.name} is empty.")
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return set(_locations(data))
            except (ValueError, IndexError):
                raise InputError(f"{file.name} is broken or cut short.") from None


def _locations(data: mmap.mmap) -> Iterator[str]:
    """Yield the name of the file in each tensor that lies outside; `ValueError` for broken data."""
    # A list of messages to parse instead of recursion, for a malformed file may nest graphs to any depth.
    waiting, seen = [("Model", 0, len(data))], 0
    while waiting:
        message, start, end = waiting.pop()
        holds = _MESSAGES[message]
        texts: dict[int, bytes] = {}
        for field, at, stop in _fields(data, start, end):
            seen += 1
            if seen > _MOST_FIELDS:
                raise ValueError
            if field in holds:
                waiting.append((holds[field], at, stop))
            elif message == "Entry":
                texts[field] = data[at:stop]
        if texts.get(1) == b"location":
            yield texts.get(2, b"").decode()


def _fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and end of each field of bytes from `at` to `end`, and 0 for a field of numbers."""
    while at < end:
        key, at = _varint(data, at)
        wire = key & 7
        if wire == _BYTES:
            size, at = _varint(data, at)
            if at + size > end:
                raise ValueError
            yield key >> 3, at, at + size
            at += size
        elif wire == _VARINT:
            _, at = _varint(data, at)
            yield 0, at, at
        elif wire in (_FIXED_32, _FIXED_64):
            at += 4 if wire == _FIXED_32 else 8
            yield 0, at, at
        else:
            raise ValueError
    if at > end:
        raise ValueError


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    """Return a number of seven bits per byte, the lowest first, and the index of the byte after it."""
    value = data[at]
    if value < 0x80:
        return value, at + 1
    value &= 0x7F
    for shift in range(7, 70, 7):
        at += 1
        byte = data[at]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at + 1
    raise ValueError
