"""In which order the table lists the rows of the logits, and which of them.

Those of a source that moves stand by falling logit: its vocabulary has no order that a reader knows. While a
class is being found, only those that were found stand there, the best first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.logits import Integers
from tauscope.document.picture.picture import Picture

if TYPE_CHECKING:
    from tauscope.core.text.finding import Names


class RowOrder:
    """The rows of a table, from the top.

    Attributes
    ----------
    text : str
        What is being found; empty where all rows stand in the table.
    found : (n,) int64 or None
        Rows that the text finds; None for all.
    """

    def __init__(self) -> None:
        self.text = ""
        self.found: Integers | None = None
        self._names: Names | None = None

    def find(self, text: str, picture: Picture | None) -> None:
        """Find classes by a text in the names and numbers of a picture."""
        self.text, self.found = text, None
        if not text or picture is None:
            return
        logits = picture.logits
        known = self._names
        if known is None or known.labels is not logits.labels or known.keys is not logits.keys:
            known = self._names = _names(picture)
        order = logits.order if picture.document.source.abilities.ranked else np.arange(len(logits))
        self.found = known.find(text, order)

    def count(self, picture: Picture) -> int:
        """Number of rows in the table."""
        return len(picture.logits) if self.found is None else len(self.found)

    def row_at(self, picture: Picture, place: int) -> int:
        """Row of the logits that stands at a place of the table."""
        return row_at(picture, place) if self.found is None else int(self.found[place])

    def place_of(self, picture: Picture, row: int) -> int | None:
        """Where a row of the logits stands; None if it is not in the table."""
        if self.found is not None:
            places = np.flatnonzero(self.found == row)
            return int(places[0]) if places.size else None
        return int(picture.logits.ranks[row]) if picture.document.source.abilities.ranked else row

    def places_of(self, picture: Picture, rows: Integers) -> Integers:
        """Where those of some rows that are in the table stand, from the top."""
        if self.found is not None:
            return np.flatnonzero(np.isin(self.found, rows))
        return np.sort(picture.logits.ranks[rows]) if picture.document.source.abilities.ranked else rows


def row_at(picture: Picture, place: int) -> int:
    """Row of the logits that stands at a place of a table of all rows."""
    return int(picture.logits.order[place]) if picture.document.source.abilities.ranked else place


def _names(picture: Picture) -> Names:
    from tauscope.core.text.finding import Names  # noqa: PLC0415  # the window opens without it

    return Names(picture.logits.labels, picture.logits.keys)
