"""Finding classes by a part of their name, by letters in order, or by number, among many."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

Kinds = np.ndarray[tuple[Any, ...], np.dtype[np.int8]]
"""How each name is found, shape (V,)."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.values import Integers

MOST = 5_000
"""Most classes that are found: nobody reads more, and one more letter leaves fewer."""

FEW = 50
"""Names that hold the whole text, from which number on its letters are not looked for apart."""

_BREAK, _END = "\n", "\0"


@dataclass(frozen=True, eq=False)
class Names:
    """Names of classes, prepared for searches.

    Attributes
    ----------
    labels : sequence of str
    keys : (V,) int64
        Numbers of the classes, by which they are found too.
    """

    labels: Sequence[str]
    keys: Integers
    _last: tuple[str | None, Kinds] = field(
        default=(None, np.empty(0, dtype=np.int8)), init=False, repr=False
    )

    @cached_property
    def _lines(self) -> str:
        """All names in small letters, each on a line of its own; one long text is searched the fastest."""
        # All names at once take a tenth of the time of one after the other.
        every = _END.join(self.labels)
        if every.count(_END) == len(self.labels) - 1:
            return _one_line(every).replace(_END, _BREAK).lower()
        return _BREAK.join(_one_line(label).lower() for label in self.labels)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each name begins in `_lines`."""
        lines = self._lines
        letters = np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), np.uint32)
        return [0, *(np.flatnonzero(letters == ord(_BREAK)) + 1).tolist()]

    def find(self, text: str, order: Integers) -> Integers:
        """Return the rows of the classes that a text finds, the best first.

        First comes the class whose number the text is, then names that are the text, begin with it, hold it,
        and, where there are few of these, hold its letters in this order. Capitals and blanks at the ends do
        not count, unless the text is all blanks. Names of one kind are in the order of `order`.

        Parameters
        ----------
        text : str
        order : (V,) int64
            All rows in the order in which those that are found alike are to stand.

        Returns
        -------
        (n,) int64
            At most `MOST` rows, each once.

        Examples
        --------
        >>> names = Names(("cat", "dog", "Cat", "cart"), np.arange(4))
        >>> names.find("cat", np.array([3, 2, 1, 0])).tolist(), names.find("1", np.arange(4)).tolist()
        ([2, 0, 3], [1])
        """
        kinds = self._kinds(text.lower().strip() or text)
        ranked = order[np.argsort(kinds[order], kind="stable")]
        return ranked[: min(int(np.count_nonzero(kinds < _NONE)), MOST)]

    def _kinds(self, wanted: str) -> Kinds:
        """How each name is found, the best 0; those of the last text are kept for another order."""
        last, kinds = self._last
        if last != wanted:
            kinds = self._found(wanted)
            object.__setattr__(self, "_last", (wanted, kinds))
        return kinds

    def _found(self, wanted: str) -> Kinds:
        kinds = np.full(len(self.labels), _NONE, dtype=np.int8)
        if not wanted or _BREAK in wanted:
            return kinds
        for row in self._holding(wanted):
            kinds[row] = self._kind(row, wanted)
        if np.count_nonzero(kinds < _NONE) < FEW:
            for row in self._with_letters(wanted):
                kinds[row] = min(kinds[row], _LETTERS)
        if wanted.isdecimal() and len(wanted) < 19:
            kinds[self.keys == int(wanted)] = _NUMBER
        return kinds

    def _kind(self, row: int, wanted: str) -> int:
        name = self.labels[row].lower().strip()
        return _WHOLE if name == wanted else _BEGINNING if name.startswith(wanted) else _PART

    def _holding(self, wanted: str) -> Iterator[int]:
        """Rows of the names that hold the text."""
        lines, starts, at = self._lines, self._starts, -1
        while (at := lines.find(wanted, at + 1)) >= 0:
            row = bisect_right(starts, at) - 1
            yield row
            # On with the next name.
            at = starts[row + 1] - 1 if row + 1 < len(starts) else len(lines)

    def _with_letters(self, wanted: str) -> Iterator[int]:
        """Rows of the names that hold the letters of the text in this order."""
        letters = [re.escape(letter) for letter in wanted if not letter.isspace()]
        if not letters or len(letters) > _LONGEST:
            return
        # Each letter is looked for up to the next one, so that no name is read twice.
        apart = "".join(f"[^\n{letter}]*{letter}" for letter in letters)
        for found in re.finditer(f"^{apart}", self._lines, re.MULTILINE):
            yield bisect_right(self._starts, found.start()) - 1


_NUMBER, _WHOLE, _BEGINNING, _PART, _LETTERS, _NONE = range(6)
_LONGEST = 40
"""Most letters of a text whose letters may stand apart."""


def _one_line(text: str) -> str:
    return text.replace(_BREAK, " ").replace("\r", " ")
