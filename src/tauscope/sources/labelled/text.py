"""Lines of a text file, numbered, and read one by one so that a large file is never in memory as a whole."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from tauscope.core.errors import InputError
from tauscope.core.text.encodings import Encoding, encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = 2**15
"""Number of bytes at the beginning of a file from which its encoding is recognised."""


class NumberedLines:
    """Iterator of the lines of a text file, whose encoding `encoding_of` recognises from its beginning.

    Parameters
    ----------
    file : binary file
        It is read from its beginning, and stays open.
    longest : int
        Most characters of a line.

    Attributes
    ----------
    number : int
        Number of the last line, from 1; 0 before the first one.
    guessed : str
        A sentence if the encoding was guessed; else empty.

    Raises
    ------
    InputError
        In a loop over the lines, if one is longer than `longest` or is no text.
    """

    def __init__(self, file: BinaryIO, longest: int) -> None:
        file.seek(0)
        encoding = _encoding_of(file.read(_HEAD))
        file.seek(0)
        self.guessed, self._name = encoding.guessed, encoding.name
        # Read through an object of its own: a TextIOWrapper closes its file when it is collected.
        self._text = io.TextIOWrapper(_Kept(file), encoding.name, newline=None)  # type: ignore[type-var]
        self._longest = longest
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.number += 1
        try:
            line = self._text.readline(self._longest + 1)
        except UnicodeError:
            raise InputError(f"Line {self.number} or one soon after it is not text in {self._in}.") from None
        if len(line) > self._longest:
            raise InputError(f"Line {self.number} is longer than {self._longest:,} characters.")
        if not line:
            raise StopIteration
        return line

    @property
    def _in(self) -> str:
        """Name of the encoding in a sentence."""
        return self._name.upper().removesuffix("-SIG") if self._name.startswith("utf") else "Windows-1252"


def _encoding_of(head: bytes) -> Encoding:
    """Return the encoding of a text with this beginning; UTF-8 where it is no text."""
    try:
        return encoding_of(head, is_whole=len(head) < _HEAD)
    except InputError:
        return Encoding("utf-8-sig")


class _Kept(io.BufferedIOBase):
    """A file for reading that is not closed with this object."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        return self._file.read(size)

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size)
