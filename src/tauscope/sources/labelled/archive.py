"""Arrays of an .npz file, one by one: headers first, and no more bytes than a header announces.

A few kilobytes of zip can hold gigabytes, a header may announce any shape, and an array of objects is a
pickle, which could run any program; so numpy's own `load` is not called.
"""

from __future__ import annotations

import io
import math
import struct
import tokenize
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np
from numpy.lib import format as npy

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SIGNATURE = b"PK\x03\x04"
"""First bytes of a zip with at least one member."""

_LAST_RECORD, _RECORD = b"PK\x05\x06", 22
"""First bytes of the last record of a zip, and its length without a comment."""

_ENDING = ".npy"
_MOST_ARRAYS = 1000
_LARGEST_READ = 2**22
_AT_ONCE = 2**20
_DAMAGED = "The file is damaged: it is no complete .npz file."
_LIBRARY_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, OverflowError, OSError, SyntaxError, TypeError, KeyError, tokenize.TokenError),
)
"""Whatever zipfile and numpy raise for bytes that are damaged."""


class Member(NamedTuple):
    """An array of the file, of which only the header was read.

    Attributes
    ----------
    name : str
        Name of the array, without its ending.
    shape : tuple of int
    dtype : numpy dtype
    fortran : bool
        True if the first index runs fastest.
    """

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool

    @property
    def size(self) -> int:
        """Number of bytes."""
        return math.prod(self.shape) * self.dtype.itemsize

    def __str__(self) -> str:
        kind = "objects" if self.dtype.hasobject else "text" if self.dtype.kind in "US" else self.dtype.name
        return f"{quoted(self.name)} {self.shape} of {kind}"


class Archive:
    """An open .npz file.

    Attributes
    ----------
    names : list of str
        Names of the arrays, in the order of the file.
    """

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._infos = {
            info.filename.removesuffix(_ENDING): info
            for info in file.infolist()
            if info.filename.endswith(_ENDING)
        }
        self.names = list(self._infos)
        if len(self.names) > _MOST_ARRAYS:
            raise InputError(f"It has {len(self.names):,} arrays; at most {_MOST_ARRAYS:,} are looked at.")

    @property
    def members(self) -> list[Member]:
        """All arrays, in the order of the file."""
        return [self.member(name) for name in self.names]

    def array(self, member: Member) -> NDArray[Any]:
        """Read the numbers or texts of an array.

        Raises
        ------
        InputError
            If it holds objects, or less bytes than its header announces.
        """
        if member.dtype.hasobject:
            raise InputError(
                f"{quoted(member.name)} holds Python objects as a pickle, which could run any program: save"
                " numbers as an array of float32, and names as an array of text."
            )
        data = bytearray()
        with self._file.open(member.name + _ENDING) as stream:
            _read_header(stream)
            while len(data) < member.size:
                block = stream.read(min(_AT_ONCE, member.size - len(data)))
                if not block:
                    raise InputError(f"{quoted(member.name)} is cut short: the file is damaged.")
                data += block
        flat = np.frombuffer(data, member.dtype, math.prod(member.shape))
        return flat.reshape(member.shape, order="F" if member.fortran else "C")

    def member(self, name: str) -> Member:
        """Read the header of an array; `InputError` if it is damaged."""
        info = self._infos[name]
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(_DAMAGED)
        with self._file.open(info) as stream:
            shape, fortran, dtype = _read_header(stream)
        if not all(isinstance(length, int) and length >= 0 for length in shape):
            raise InputError(_DAMAGED)
        return Member(name, shape, dtype, fortran)


@contextmanager
def open_archive(file: BinaryIO, most: int | None = None) -> Iterator[Archive]:
    """Yield the arrays of a file; bytes after the end of the zip do no harm.

    Parameters
    ----------
    file : binary file
    most : int, optional
        Most bytes that are read, for a look at what the file is.

    Raises
    ------
    InputError
        If the file is no zip, or is damaged; also while arrays are read, and if more than `most` bytes are
        needed.
    """
    try:
        with zipfile.ZipFile(_Bounded(file, most)) as archive:
            yield Archive(archive)
    except InputError:
        raise
    except _LIBRARY_ERRORS:
        raise InputError(_DAMAGED) from None


def _read_header(stream: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = npy.read_magic(stream)
    if version == (1, 0):
        return npy.read_array_header_1_0(stream)
    if version == (2, 0):
        return npy.read_array_header_2_0(stream)
    raise InputError("It has an array of a format that is not read; save it again with numpy.savez.")


class _Bounded:
    """A zip of which no more than `_LARGEST_READ` bytes are read at once, and that ends where its index does.

    A zip ends in a list of its members, which zipfile reads as a whole however long the zip says that it is.
    """

    def __init__(self, file: BinaryIO, most: int | None) -> None:
        self._file, self._left = file, most
        self._end = self._end_of_index()
        self._file.seek(0)

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, which may be counted from the end of the zip."""
        if whence == io.SEEK_END:
            return self._file.seek(max(0, self._end + offset))
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, or all the rest; `InputError` if that is too much."""
        rest = max(0, self._end - self._file.tell())
        wanted = rest if size < 0 else min(size, rest)
        if wanted > _LARGEST_READ or (self._left is not None and wanted > self._left):
            raise InputError(_DAMAGED)
        if self._left is not None:
            self._left -= wanted
        return self._file.read(wanted)

    def _end_of_index(self) -> int:
        """Return where the last record of the index ends; the end of the file if there is no such record."""
        size = stop = self._file.seek(0, io.SEEK_END)
        while stop > 0:
            start = max(0, stop - _AT_ONCE if self._left is None else size - self._left // 2)
            self._file.seek(start)
            block = self._file.read(min(stop + _RECORD - 1, size) - start)
            place = block.rfind(_LAST_RECORD)
            if place >= 0:
                return min(
                    size, start + place + _RECORD + int.from_bytes(block[place + 20 : place + 22], "little")
                )
            if self._left is not None:
                break
            stop = start
        return size
