"""Locations: a file, a folder, an address, or bytes, which an opener makes a document of."""

from __future__ import annotations

import io
import re
import stat
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tauscope.core.errors import InputError
from tauscope.core.text.encodings import Encoding, decoded_ends, encoding_of, is_wide
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.files.shapes import Shape, shape_of
from tauscope.sources.regular_file import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 2**16
"""Bytes at the beginning of a file from which an opener may tell its kind."""

TAIL = 2**16
"""Bytes at the end of a file that are read too: a list of numbers is recognised by its last bracket."""

LONGEST_LINE = 2**22
"""Most bytes that are read for the first lines: a header names up to some 100,000 classes."""

_END = 4096
"""Bytes at either end from which the shape of a text is told, without blanks around the text."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class Location:
    """A file, folder, address or bytes to be opened; of a file only the parts that are asked for are read.

    Parameters
    ----------
    path : Path, optional
        The file or folder; None for an address and for bytes.
    address : str, optional
        An address such as ``http://localhost:8080``.
    file : binary file, optional
        The open file, which can seek; None for a folder and for an address.
    """

    def __init__(self, path: Path | None = None, address: str = "", file: BinaryIO | None = None) -> None:
        self.path, self.address, self._file = path, address, file

    @classmethod
    def of_bytes(cls, data: bytes) -> Location:
        """Return a location of content without a name, as from standard input."""
        return cls(file=io.BytesIO(data))

    @property
    def ending(self) -> str:
        """Ending of the file's name in small letters, such as ``.csv``; empty if there is none."""
        return self.path.suffix.lower() if self.path else ""

    @property
    def is_folder(self) -> bool:
        """True for a folder."""
        return self.path is not None and self._file is None

    @property
    def file(self) -> BinaryIO:
        """The open file, for an opener that reads parts of it; it is closed when the opener is done."""
        if self._file is None:
            raise InputError("This is not a file.")
        return self._file

    @cached_property
    def size(self) -> int:
        """Size of the file in bytes; 0 for a folder and for an address."""
        return 0 if self._file is None else self._file.seek(0, io.SEEK_END)

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD` bytes; empty for a folder and for an address."""
        return self._part(0, HEAD)

    def first_lines(self, count: int) -> bytes:
        """Return the head, or more of the file where so many lines take more, up to `LONGEST_LINE` bytes."""
        data = self.head
        while len(data) % HEAD == 0 and data.count(b"\n") < count and 0 < len(data) < LONGEST_LINE:
            more = self._part(0, 4 * len(data))
            if len(more) == len(data):
                break
            data = more
        return data

    @property
    def _head_is_all(self) -> bool:
        """True if the head is the whole file; some files, as those of /proc, do not tell their size."""
        return len(self.head) < HEAD

    def _ends(self, encoding: str) -> tuple[bytes, bytes]:
        """Return the first and the last `_END` bytes of the text, without the blanks around it."""
        whole = self.head if self._head_is_all else b""
        tail = whole or self._part(max(0, self.size - TAIL), TAIL)
        if is_wide(encoding):
            return self.head[:_END], tail[-_END:]
        start = self.head.lstrip() if self.head[:1].isspace() else self.head
        end = tail.rstrip() if tail[-1:].isspace() else tail
        return start[:_END], end[-_END:]

    @cached_property
    def content(self) -> bytes:
        """All bytes of the file.

        Raises
        ------
        InputError
            If the file is larger than `LARGEST`.
        """
        if self.size > LARGEST:
            raise InputError(f"It is larger than {LARGEST_IN_WORDS}.")
        data = self.head if self._head_is_all else self._part(0, LARGEST + 1)
        if len(data) > LARGEST:  # it has grown, or does not tell its size
            raise InputError(f"It is larger than {LARGEST_IN_WORDS}.")
        return data

    @cached_property
    def encoding(self) -> Encoding:
        """Encoding of the text, told from the head; `InputError` if that is no text."""
        return encoding_of(self.head, is_whole=self._head_is_all)

    @cached_property
    def shape(self) -> Shape | None:
        """Kind of text, told from both ends; None for a folder, an address, or bytes that are no text."""
        if self._file is None:
            return None
        try:
            name = self.encoding.name
        except InputError:
            return None
        return shape_of(*decoded_ends(*self._ends(name), name))

    def _part(self, start: int, length: int) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(start)
        return self._file.read(length)


def is_address(place: Path | str) -> bool:
    """Return True if this is an address and not a path.

    Examples
    --------
    >>> is_address("http://localhost:8080"), is_address("C:/a.csv"), is_address("a.csv")
    (True, False, False)
    """
    return isinstance(place, str) and bool(_ADDRESS.match(place))


def place_of(text: str) -> Path | str:
    """Return the path that a text names, or the text itself if it is an address."""
    return text if is_address(text) else Path(text)


def name_of(place: Path | str) -> str:
    """Return the name of a place in a sentence: the last part of a path, or the whole address."""
    return place if isinstance(place, str) else place.name or str(place)


def is_folder(path: Path) -> bool:
    """Return True for a folder that can be looked at; `Path.is_dir` may raise for others."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_there(place: str) -> bool:
    """Return True if a file or folder with this path exists and can be looked at."""
    try:
        return Path(place).exists()
    except (OSError, ValueError):
        return False


@contextmanager
def open_location(place: Path | str) -> Iterator[Location]:
    """Yield the location at a path or address, with the file open for reading.

    Raises
    ------
    InputError, OSError
        If there is no such file, it cannot be read, or it is a device.
    """
    if isinstance(place, str) and is_address(place):
        yield Location(address=place)
        return
    path = Path(place)
    try:
        mode = path.stat().st_mode
    except ValueError:
        raise InputError("No file can have this name.") from None  # a NUL in it
    if stat.S_ISDIR(mode):
        yield Location(path)
        return
    with open_regular(path) as file:
        yield Location(path, file=file)
