"""Headers of NumPy's arrays in files (.npy), read without evaluating them."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.trace.arrays.elements import Element, numpy_element
from tauscope.sources.trace.arrays.rows import RowFile, RowsInMemory
from tauscope.sources.trace.arrays.shapes import (
    bytes_in_words,
    check_inside,
    rows_and_classes,
    shape_in_words,
)

if TYPE_CHECKING:
    from tauscope.sources.trace.arrays.rows import Readable, Rows


MAGIC = b"\x93NUMPY"
LONGEST_HEADER = 10_000
"""Most bytes of a header, as NumPy reads; arrays of numbers need about 100."""

MOST_TURNED = 64 * 2**20
"""Most bytes of an array that is turned from columns to rows in memory."""

_NOT_NUMPY = "This is no array of NumPy's: it does not begin with its mark."
_TYPE = re.compile(r"""['"]descr['"]\s*:\s*(?:['"]([^'"]{0,40})['"]|([\[(]))""")
_ORDER = re.compile(r"""['"]fortran_order['"]\s*:\s*(True|False)""")
_SHAPE = re.compile(r"""['"]shape['"]\s*:\s*\(([0-9\s,L]*)\)""")


@dataclass(frozen=True)
class NpyHeader:
    """Header of an array.

    Attributes
    ----------
    start : int
        Number of bytes before the first number.
    element : Element
    shape : tuple of int
    by_column : bool
        True if the first index changes fastest (Fortran order).
    """

    start: int
    element: Element
    shape: tuple[int, ...]
    by_column: bool

    @property
    def bytes(self) -> int:
        """Bytes of all numbers."""
        return math.prod(self.shape) * self.element.size

    @property
    def in_words(self) -> str:
        """Shape and type, for a list of arrays."""
        return f"{shape_in_words(self.shape)} {self.element.name}"


def read_npy_header(head: bytes) -> NpyHeader:
    """Read the header at the beginning of `head`, which has `LONGEST_HEADER` + 12 bytes or is all there is.

    Raises
    ------
    InputError
        If this is no header, or the array holds no real numbers.
    """
    if not head.startswith(MAGIC):
        raise InputError(_NOT_NUMPY)
    if len(head) < 10:
        raise InputError("The file is cut short inside of its header.")
    version = head[6]
    if version not in {1, 2, 3}:
        raise InputError(f"Its header has the version {version}; 1, 2 and 3 are known.")
    form, begin = ("<H", 10) if version == 1 else ("<I", 12)
    if len(head) < begin:
        raise InputError("The file is cut short inside of its header.")
    (length,) = struct.unpack_from(form, head, 8)
    if length > LONGEST_HEADER:
        raise InputError(f"Its header claims {length:,} bytes; at most {LONGEST_HEADER:,} are read.")
    if len(head) < begin + length:
        raise InputError("The file is cut short inside of its header.")
    text = head[begin : begin + length].decode("latin-1")
    return NpyHeader(begin + length, _element(text), _shape(text), _is_by_column(text))


def _element(text: str) -> Element:
    found = _TYPE.search(text)
    if found is None:
        raise InputError("Its header does not say which type its numbers have.")
    code, structured = found.groups()
    if structured:
        raise InputError("It has records of several fields; save the field with the logits alone.")
    element = numpy_element(code)
    if element is None:
        raise InputError(_why_not(code))
    return element


def _why_not(code: str) -> str:
    """Return a sentence on a type that holds no real numbers."""
    kind = code.lstrip("<>|=")[:1]
    if kind == "O":
        return (
            "It holds Python objects (a pickle), which can run programs, and is not opened: save the numbers"
            " alone, as in np.save(…, np.asarray(logits, dtype=np.float32))."
        )
    if kind == "V":
        return (
            "It holds raw bytes without a type, as NumPy saves bfloat16: save it as float32, or as a"
            " .safetensors file."
        )
    holds = {
        "c": "complex numbers",
        "b": "truth values",
        "U": "texts",
        "S": "texts",
        "M": "dates",
        "m": "durations",
    }
    if kind in holds:
        return f"It holds {holds[kind]}, not logits."
    return f"It has numbers of the type {quoted(code)}, which is not read: save it as float32 or float64."


def _shape(text: str) -> tuple[int, ...]:
    found = _SHAPE.search(text)
    if found is None:
        raise InputError("Its header does not say which shape the array has.")
    lengths = [length.strip().removesuffix("L") for length in found[1].split(",")]
    lengths = [length for length in lengths if length]
    if len(lengths) > 64 or not all(length.isdigit() and len(length) < 19 for length in lengths):
        raise InputError("Its header has a shape that cannot be read.")
    return tuple(map(int, lengths))


def _is_by_column(text: str) -> bool:
    found = _ORDER.search(text)
    if found is None:
        raise InputError("Its header does not say in which order the numbers stand.")
    return found[1] == "True"


def npy_rows(file: Readable, header: NpyHeader, begin: int = 0) -> Rows:
    """Return the rows of an array whose file, or member of a file, starts at `begin`.

    Raises
    ------
    InputError
        If the shape is not that of logits, the file is too short, or a large array stands by columns.
    """
    count, classes = rows_and_classes(header.shape)
    start = begin + header.start
    check_inside(start, header.bytes, file.size, f"its array of {header.in_words}")
    if not header.by_column or count == 1:
        return RowFile(file, start, count, classes, header.element)
    if header.bytes > MOST_TURNED:
        raise InputError(
            f"Its {bytes_in_words(header.bytes)} stand column by column (Fortran order), so that no row can"
            " be read alone: save np.ascontiguousarray(…) of it."
        )
    numbers = header.element.decoded(file.read(start, header.bytes)).reshape(classes, count)
    return RowsInMemory(np.ascontiguousarray(numbers.T))
