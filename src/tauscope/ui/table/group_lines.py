"""Lines of a table whose classes are grouped: a line for each group, and below it its members if unfolded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.logits import Integers
    from tauscope.document.picture.grouped_classes import GroupedClasses


@dataclass(frozen=True, eq=False)
class GroupLines:
    """The lines from the top.

    Attributes
    ----------
    grouped : GroupedClasses
    rows : (lines,) int64
        Row of the class of each line; of the line of a group that of its first member.
    heads : (lines,) int64
        Number of the group of which it is the line; −1 for the line of a class.
    unfolded : frozenset of int
        Numbers of the groups whose members are shown.
    """

    grouped: GroupedClasses
    rows: Integers
    heads: Integers
    unfolded: frozenset[int]

    @classmethod
    def of(
        cls,
        grouped: GroupedClasses,
        unfolded: frozenset[int],
        text: str,
        found: Integers | None,
        *,
        ranked: bool,
    ) -> GroupLines:
        """Return the lines of all classes, or of those that a text finds.

        Parameters
        ----------
        grouped : GroupedClasses
        unfolded : frozenset of int
            Keys of the first members of groups whose members are shown.
        text : str
            What is being found, also in the names of groups.
        found : (n,) int64 or None
            Rows that the text finds, the best first; None for all classes.
        ranked : bool
            True to list the likeliest first, as in a source that moves.
        """
        members = grouped.members
        if found is None:
            entries = grouped.ranked if ranked else grouped.entries
        else:
            entries = _found_entries(grouped, text, found)
        heads = members.numbers[entries]
        numbers: list[int] = []
        if unfolded:
            heading = heads[heads >= 0]
            numbers = heading[np.isin(members.first_keys[heading], list(unfolded))].tolist()
        places, rows = [], []
        for number in numbers:
            below = members.rows_of(number)
            below = below[np.argsort(grouped.logits.ranks[below])] if ranked else np.sort(below)
            places += [int(np.flatnonzero(heads == number)[0]) + 1] * len(below)
            rows += below.tolist()
        lines = np.insert(entries, places, rows) if rows else entries
        heads = np.insert(heads, places, [-1] * len(rows)) if rows else heads
        return cls(grouped, lines, heads, frozenset(numbers))

    def __len__(self) -> int:
        return len(self.rows)

    def is_member(self, place: int) -> bool:
        """Return True if the line is that of a class below the line of its group."""
        return bool(self.heads[place] < 0 and self.grouped.members.numbers[self.rows[place]] >= 0)

    def is_unfolded(self, number: int) -> bool:
        """Return True if the members of a group are shown."""
        return number in self.unfolded

    def rows_of(self, places: list[int]) -> list[int]:
        """Rows of the classes of these lines, without repeats.

        The line of a group stands for its members, the likeliest first, unless some of these are among the
        lines as well: then the user has picked them one by one.
        """
        members, rows = self.grouped.members, list[int]()
        singly = {int(members.numbers[self.rows[place]]) for place in places if self.heads[place] < 0}
        for place in places:
            number = int(self.heads[place])
            if number < 0:
                rows.append(int(self.rows[place]))
            elif number not in singly:
                of_group = members.rows_of(number)
                rows += of_group[np.argsort(self.grouped.logits.ranks[of_group])].tolist()
        return rows

    @cached_property
    def _place_of_rows(self) -> Integers:
        """Place of the line of each row of the logits, or of its folded group; −1 if it has none."""
        places = np.full(len(self.grouped.logits), -1, dtype=np.int64)
        lines = np.arange(len(self))
        heads = np.flatnonzero(self.heads >= 0)
        members = self.grouped.members
        for place in heads.tolist() if len(heads) < len(members) else []:
            places[members.rows_of(int(self.heads[place]))] = place
        if len(heads) == len(members):
            of_group = np.empty(len(members), dtype=np.int64)
            of_group[self.heads[heads]] = heads
            places[members.rows] = np.repeat(of_group, members.sizes)
        alone = self.heads < 0
        places[self.rows[alone]] = lines[alone]
        return places

    def place_of(self, row: int) -> int | None:
        """Where a row stands, or its folded group; None if neither is in the table."""
        place = int(self._place_of_rows[row])
        return None if place < 0 else place

    def place_of_group(self, row: int) -> int | None:
        """Where the line of the group stands whose first member has this row; None if it is not there."""
        places = np.flatnonzero((self.rows == row) & (self.heads >= 0))
        return int(places[0]) if places.size else None

    def places_of(self, rows: Integers) -> Integers:
        """Where some rows stand, from the top, and the groups of which they are all members."""
        members = self.grouped.members
        chosen = np.zeros(len(self.grouped.logits), dtype=np.bool_)
        chosen[rows] = True
        whole = np.logical_and.reduceat(chosen[members.rows], members.starts)
        heads = self.heads >= 0
        selected = np.where(heads, whole[self.heads], chosen[self.rows])
        places: Integers = np.flatnonzero(selected)
        return places


def _found_entries(grouped: GroupedClasses, text: str, found: Integers) -> Integers:
    """Rows that stand for what was found, without repeats: groups by their own names, then the classes."""
    members, wanted = grouped.members, text.casefold()
    named = [place for place, one in enumerate(members.present) if wanted in one.name.casefold()]
    entries = found.copy()
    inside = members.numbers[found] >= 0
    entries[inside] = members.first[members.numbers[found[inside]]]
    every = np.concatenate((members.first[named], entries)) if named else entries
    first = np.sort(np.unique(every, return_index=True)[1])
    rows: Integers = every[first]
    return rows
