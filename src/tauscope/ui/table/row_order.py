"""In which order the table lists the rows of the logits, and which of them.

Those of a source that moves stand by falling logit: its vocabulary has no order that a reader knows. While a
class is being found, only those that were found stand there, the best first. Where classes are grouped, a
group is a line of its own, with its members below it while it is unfolded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.logits import Integers
from tauscope.document.picture.picture import Picture
from tauscope.ui.table.view_sorting import USUAL, SortedRows

if TYPE_CHECKING:
    from tauscope.core.text.finding import Names
    from tauscope.document.picture.prepared_logits import PreparedLogits
    from tauscope.ui.table.group_lines import GroupLines

COMPARED = 1_000
"""Most classes of two typed tables that are compared by name."""


class RowOrder:
    """The lines of a table, from the top.

    Attributes
    ----------
    text : str
        What is being found; empty where all rows stand in the table.
    found : (n,) int64 or None
        Rows that the text finds; None for all.
    unfolded : frozenset of int
        Keys of the first members of the groups whose members are shown.
    view : SortedRows
        How a reader sorted the rows of a source that moves; groups and what was found have their own order.
    """

    def __init__(self) -> None:
        self.text = ""
        self.found: Integers | None = None
        self.unfolded: frozenset[int] = frozenset()
        self.view = SortedRows()
        self._names: Names | None = None
        self._lines: tuple[PreparedLogits, GroupLines] | None = None

    def find(self, text: str, picture: Picture | None) -> None:
        """Find classes by a text in the names and numbers of a picture."""
        self.text, self.found, self._lines = text, None, None
        if not text or picture is None:
            return
        logits = picture.logits
        known = self._names
        if known is None or known.labels is not logits.labels or known.keys is not logits.keys:
            known = self._names = _names(picture)
        order = logits.order if picture.document.source.abilities.ranked else np.arange(len(logits))
        self.found = known.find(text, order)

    def fold(self, key: int) -> None:
        """Show or hide the members of the group whose first member has this key."""
        self.unfolded, self._lines = self.unfolded ^ {key}, None

    def groups(self, picture: Picture) -> GroupLines | None:
        """Return the lines of a picture whose classes are grouped; None if none are."""
        prepared = picture.prepared
        if prepared.grouped is None:
            return None
        if self._lines is None or self._lines[0] is not prepared:
            from tauscope.ui.table.group_lines import GroupLines  # noqa: PLC0415  # the window opens without it

            ranked = picture.document.source.abilities.ranked
            lines = GroupLines.of(prepared.grouped, self.unfolded, self.text, self.found, ranked=ranked)
            self._lines = prepared, lines
        return self._lines[1]

    def count(self, picture: Picture) -> int:
        """Number of lines in the table."""
        if (lines := self.groups(picture)) is not None:
            return len(lines)
        return len(picture.logits) if self.found is None else len(self.found)

    def row_at(self, picture: Picture, place: int) -> int:
        """Row of the logits that stands at a place of the table; of a group that of its first member."""
        if (lines := self.groups(picture)) is not None:
            return int(lines.rows[place])
        if self.found is not None:
            return int(self.found[place])
        is_sorted = picture.document.source.abilities.ranked and self.view.sorting != USUAL
        return int(self.view.rows(picture.logits)[place]) if is_sorted else row_at(picture, place)

    def group_at(self, picture: Picture, place: int) -> int | None:
        """Number of the group whose line stands at a place; None for the line of a class."""
        lines = self.groups(picture)
        return None if lines is None or lines.heads[place] < 0 else int(lines.heads[place])

    def is_member_at(self, picture: Picture, place: int) -> bool:
        """Return True if the line is that of a class below the line of its group."""
        lines = self.groups(picture)
        return lines is not None and lines.is_member(place)

    def is_unfolded(self, picture: Picture, number: int) -> bool:
        """Return True if the members of a group are shown."""
        lines = self.groups(picture)
        return lines is not None and lines.is_unfolded(number)

    def rows_at(self, picture: Picture, places: list[int]) -> list[int]:
        """Rows of the classes of these lines, from the top; of the line of a group those of its members."""
        if (lines := self.groups(picture)) is not None:
            return lines.rows_of(places)
        return [self.row_at(picture, place) for place in places]

    def place_of(self, picture: Picture, row: int) -> int | None:
        """Where a row of the logits stands, or its folded group; None if it is not in the table."""
        if (lines := self.groups(picture)) is not None:
            return lines.place_of(row)
        if self.found is not None:
            places = np.flatnonzero(self.found == row)
            return int(places[0]) if places.size else None
        if not picture.document.source.abilities.ranked:
            return row
        if self.view.sorting == USUAL:
            return picture.logits.rank_of(row)
        return int(self.view.places(picture.logits)[row])

    def place_of_group(self, picture: Picture, row: int) -> int | None:
        """Where the line of the group stands whose first member has this row; None if it is not there."""
        lines = self.groups(picture)
        return None if lines is None else lines.place_of_group(row)

    def places_of(self, picture: Picture, rows: Integers) -> Integers:
        """Where some rows stand, from the top, and the groups of which they are all members."""
        if (lines := self.groups(picture)) is not None:
            return lines.places_of(rows)
        if self.found is not None:
            return np.flatnonzero(np.isin(self.found, rows))
        if not picture.document.source.abilities.ranked:
            return rows
        if self.view.sorting == USUAL:
            return np.sort(picture.logits.ranks_of(rows))
        return np.sort(self.view.places(picture.logits)[rows])


def row_at(picture: Picture, place: int) -> int:
    """Row of the logits that stands at a place of a table of all rows that nobody sorted."""
    return int(picture.logits.order[place]) if picture.document.source.abilities.ranked else place


def _names(picture: Picture) -> Names:
    from tauscope.core.text.finding import Names  # noqa: PLC0415  # the window opens without it

    return Names(picture.logits.labels, picture.logits.keys)


def has_same_lines(before: Picture, after: Picture) -> bool:
    """Return True if two pictures have the same logits with the same groups."""
    return before.logits is after.logits and before.prepared.groups is after.prepared.groups


def is_other_source(before: Picture, after: Picture) -> bool:
    """Return True if the classes are those of another source; of two tables, if they share no name."""
    one, other = before.logits.labels, after.logits.labels
    source = after.document.source
    if before.document.source.abilities != source.abilities:
        return True
    if one is other or one == other:
        return False
    if source.abilities.steps:
        return before.document.source != source
    return max(len(one), len(other)) <= COMPARED and set(one).isdisjoint(other)
