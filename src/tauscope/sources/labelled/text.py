"""Lines of a text file, numbered, and read one by one so that a large file is never in memory as a whole."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NumberedLines:
    """Iterator of the lines of a file in UTF-8, or in UTF-16 if the file begins with the mark of that.

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

    Raises
    ------
    InputError
        In a loop over the lines, if one is longer than `longest` or is no text.
    """

    def __init__(self, file: BinaryIO, longest: int) -> None:
        file.seek(0)
        encoding = "utf-16" if file.read(2) in _UTF_16 else "utf-8-sig"
        file.seek(0)
        # Read through an object of its own: a TextIOWrapper closes its file when it is collected.
        self._text = io.TextIOWrapper(_Kept(file), encoding, newline=None)  # type: ignore[type-var]
        self._longest = longest
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.number += 1
        try:
            line = self._text.readline(self._longest + 1)
        except UnicodeError:
            raise InputError(f"Line {self.number} or one soon after it is no text in UTF-8.") from None
        if len(line) > self._longest:
            raise InputError(f"Line {self.number} is longer than {self._longest:,} characters.")
        if not line:
            raise StopIteration
        return line


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
