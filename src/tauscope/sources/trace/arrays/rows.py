"""Rows of numbers, in a file or in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.sources.trace.arrays.elements import Element


class Readable(Protocol):
    """Bytes in a file or in memory."""

    @property
    def size(self) -> int:
        """Their number."""
        ...

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on; `InputError` if they cannot be read."""
        ...


@dataclass(frozen=True, eq=False)
class InflatedBytes:
    """Bytes in memory, such as those of an array that is compressed in its file."""

    data: bytes

    @property
    def size(self) -> int:
        """Their number."""
        return len(self.data)

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on."""
        return self.data[start : start + length]


class Rows(Protocol):
    """Rows of numbers, all of the same length."""

    @property
    def count(self) -> int:
        """Number of rows."""
        ...

    @property
    def classes(self) -> int:
        """Number of numbers in each row."""
        ...

    def row(self, number: int) -> Floats:
        """Return a row, counted from 0, shape (classes,); `InputError` if it cannot be read."""
        ...


@dataclass(frozen=True)
class RowFile:
    """Rows that stand one after the other in a file, of which only the one that is asked for is read.

    Attributes
    ----------
    file : Readable
    start : int
        Place of the first row's first byte.
    count, classes : int
    element : Element
    """

    file: Readable
    start: int
    count: int
    classes: int
    element: Element

    def row(self, number: int) -> Floats:
        """Return a row, counted from 0, shape (classes,); `InputError` if it cannot be read."""
        length = self.classes * self.element.size
        return self.element.decoded(self.file.read(self.start + number * length, length))


@dataclass(frozen=True, eq=False)
class RowsInMemory:
    """Rows of a small array.

    Attributes
    ----------
    values : (count, classes) array of numbers
    """

    values: Floats

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self.values.shape[0])

    @property
    def classes(self) -> int:
        """Number of numbers in each row."""
        return int(self.values.shape[1])

    def row(self, number: int) -> Floats:
        """Return a copy of a row, counted from 0, shape (classes,)."""
        values: Floats = self.values[number].astype(float)
        return values
