"""Archives of NumPy's arrays (.npz): stored arrays are read in place, compressed ones inflated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.trace.arrays.archives import Member, begin_of, inflated, members
from tauscope.sources.trace.arrays.choice import (
    StoredArray,
    array_of_tokens,
    checked_tokens,
    chosen_array,
    left_out_tokens,
)
from tauscope.sources.trace.arrays.npy import LONGEST_HEADER, NpyHeader, npy_rows, read_npy_header
from tauscope.sources.trace.arrays.pickles import NOT_OPENED
from tauscope.sources.trace.arrays.rows import InflatedBytes, Rows

if TYPE_CHECKING:
    from tauscope.sources.trace.arrays.rows import Readable

_HEADER = LONGEST_HEADER + 12


class NamedRows(NamedTuple):
    """Rows of an array in a file.

    Attributes
    ----------
    rows : Rows
    array : StoredArray
        Name, shape and type of the array.
    tokens : tuple of int or None
        Id of the class that was chosen at each step, if another array of the file says so.
    left_out : str
        Words on such an array that does not fit.
    """

    rows: Rows
    array: StoredArray
    tokens: tuple[int, ...] | None = None
    left_out: str = ""


def open_npz(file: Readable, name: str | None) -> NamedRows:
    """Return the rows of one array of an archive.

    Raises
    ------
    InputError
        If the archive or the array is wrong; `SeveralArraysError` if an array has to be named.
    """
    found = members(file)
    if any(one.name.rpartition("/")[2] == "data.pkl" for one in found):
        raise InputError(NOT_OPENED)
    arrays, faults = dict[str, tuple[Member, NpyHeader]](), dict[str, InputError]()
    for member in found:
        if not member.name.endswith(".npy"):
            continue
        short = member.name.removesuffix(".npy")
        if short in arrays or short in faults:
            raise InputError(f"It has two arrays of the name {quoted(short)}; only one can be meant.")
        try:
            arrays[short] = (member, _header_of(file, member))
        except InputError as error:
            faults[short] = error
    if not arrays and not faults:
        raise InputError("This archive has no array of NumPy's in it.")
    wrong = faults.get(name) if name is not None else next(iter(faults.values())) if not arrays else None
    if wrong is not None:
        raise wrong
    listed = [StoredArray(short, header.shape, header.element.name) for short, (_, header) in arrays.items()]
    array = chosen_array(listed, name)
    try:
        rows = _rows_of(file, *arrays[array.name])
    except InputError as error:
        raise InputError(f"Array {quoted(array.name)}: {_lowered(str(error))}") from None
    chosen = array_of_tokens(listed, rows.count)
    if chosen is None:
        return NamedRows(rows, array, left_out=left_out_tokens(listed, rows.count))
    ids = _rows_of(file, *arrays[chosen.name]).row(0)
    return NamedRows(rows, array, checked_tokens(ids, rows.classes, chosen.name))


def _header_of(file: Readable, member: Member) -> NpyHeader:
    if member.is_plain:
        return read_npy_header(file.read(begin_of(file, member), min(_HEADER, member.stored)))
    return read_npy_header(inflated(file, member, _HEADER))


def _rows_of(file: Readable, member: Member, header: NpyHeader) -> Rows:
    if member.is_plain:
        return npy_rows(file, header, begin_of(file, member))
    return npy_rows(InflatedBytes(inflated(file, member)), header)


def _lowered(sentence: str) -> str:
    """Return a sentence with a small letter, unless a quotation or a name begins it."""
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
