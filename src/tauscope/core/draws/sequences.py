"""Sequences that grow without copies, and the length of a common beginning of two sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar, overload

Item = TypeVar("Item")

APART = 256
"""Most items that an addition copies: a tail that reaches this length is joined to the head."""


class Growing(Sequence[Item]):
    """An immutable sequence, like a tuple, to which items are added without copying it; a slice is a tuple.

    Examples
    --------
    >>> first = Growing((5, 6))
    >>> first + (7,), first[1:], first == (5, 6)
    ((5, 6, 7), (6,), True)
    """

    __slots__ = ("_head", "_tail")

    def __init__(self, head: tuple[Item, ...] = (), tail: tuple[Item, ...] = ()) -> None:
        # A text of n tokens is added to n times. Copying all of it each time would take n² steps; the tail is
        # short, and the long head is shared by all the sequences that grew from it.
        self._head, self._tail = (head, tail) if len(tail) < APART else (head + tail, ())

    def __add__(self, items: tuple[Item, ...]) -> Growing[Item]:
        return Growing(self._head, self._tail + items)

    def __len__(self) -> int:
        return len(self._head) + len(self._tail)

    def __iter__(self) -> Iterator[Item]:
        return chain(self._head, self._tail)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return self._between(start, stop) if step == 1 else (self._head + self._tail)[place]
        place = range(len(self))[place]
        joint = len(self._head)
        return self._head[place] if place < joint else self._tail[place - joint]

    def _between(self, start: int, stop: int) -> tuple[Item, ...]:
        """Return the items from `start` up to `stop` without joining head and tail."""
        joint = len(self._head)
        if start >= joint:
            return self._tail[start - joint : max(0, stop - joint)]
        return self._head[start:stop] + self._tail[: max(0, stop - joint)]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Growing):
            return self is other or (len(self) == len(other) and self[:] == other[:])
        return self[:] == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self[:])

    def __repr__(self) -> str:
        return repr(self[:])


def shared(first: Sequence[Item], second: Sequence[Item]) -> int:
    """Return the number of items, from the first on, in which two sequences agree.

    Examples
    --------
    >>> shared((5, 6, 7), (5, 6, 8, 9))
    2
    """
    most = min(len(first), len(second))
    low, high = 0, most + 1
    # Slices are compared in C, so a few comparisons of long slices beat a loop over the items.
    if first[:most] == second[:most]:
        return most
    while high - low > 1:  # the first `low` agree, the first `high` do not
        middle = (low + high) // 2
        low, high = (middle, high) if first[low:middle] == second[low:middle] else (low, middle)
    return low
