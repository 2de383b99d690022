"""The order in which a reader wants the lines of a table whose logits cannot be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.logits import Integers, Logits

NUMBERED = "#"
"""With this and its number a class without a name begins."""


class Sorting(NamedTuple):
    """By what the lines are sorted, "label" or "logit", and in which direction."""

    column: str
    falling: bool

    @property
    def mark(self) -> str:
        """Arrow beside the title of the column."""
        return "↓" if self.falling else "↑"


USUAL = Sorting("logit", True)
"""The likeliest class first: that of a model whose vocabulary has no order that a reader knows."""


class SortedRows:
    """Rows of logits in the order of a `Sorting`; that of names is kept for other logits with these names."""

    def __init__(self) -> None:
        self.sorting = USUAL
        self._by_name: tuple[Sequence[str], Integers] | None = None
        self._last: tuple[Logits, Sorting, Integers] | None = None
        self._places: Integers | None = None

    def rows(self, logits: Logits) -> Integers:
        """Return the rows from the top, shape (V,)."""
        if self._last is None or self._last[0] is not logits or self._last[1] != self.sorting:
            self._last, self._places = (logits, self.sorting, self._sorted(logits)), None
        return self._last[2]

    def places(self, logits: Logits) -> Integers:
        """Return the place of each row, shape (V,)."""
        rows = self.rows(logits)
        if self._places is None:
            self._places = np.empty(len(rows), dtype=np.int64)
            self._places[rows] = np.arange(len(rows))
        return self._places

    def _sorted(self, logits: Logits) -> Integers:
        if self.sorting.column == "logit":
            return logits.order if self.sorting.falling else logits.order[::-1]
        if self._by_name is None or self._by_name[0] is not logits.labels:
            self._by_name = logits.labels, by_name(logits.labels)
        rows = self._by_name[1]
        return rows[::-1] if self.sorting.falling else rows


def by_name(labels: Sequence[str]) -> Integers:
    """Return the rows by their names, whatever their case, a leading blank left out; numbers by their value.

    Examples
    --------
    >>> by_name((" the", "A", "#10", "#9", "cat")).tolist()
    [3, 2, 1, 4, 0]
    """

    def key(row: int) -> tuple[float, str]:
        label = labels[row]
        number = label.removeprefix(NUMBERED)
        if number != label and number.isdecimal() and number.isascii():
            return float(number), ""
        return float("inf"), label.strip().casefold()

    return np.array(sorted(range(len(labels)), key=key), dtype=np.int64)
