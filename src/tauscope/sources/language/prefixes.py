"""The caches of the sequences that were fed last, found again by their longest common beginning."""

from __future__ import annotations

from bisect import bisect_left
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.sources.language.network import Past

Ids = tuple[int, ...]


class Prefixes:
    """A few caches, the one used longest ago leaves first. Any thread may ask; what it holds never changes.

    Parameters
    ----------
    most : int
        How many sequences are kept.
    """

    def __init__(self, most: int = 6) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: list[tuple[Ids, Past]] = []

    def longest(self, ids: Ids) -> tuple[int, Past | None]:
        """How many first tokens of `ids` the best cache has, and the cache."""
        with self._lock:
            kept = list(self._kept)
        lengths = [shared(others, ids) for others, _ in kept]
        best = max(range(len(kept)), key=lengths.__getitem__, default=None)
        return (0, None) if best is None else (lengths[best], kept[best][1])

    def keep(self, ids: Ids, past: Past) -> None:
        """Keep the cache of `ids`, in place of the one that it goes on from."""
        with self._lock:
            others = [entry for entry in self._kept if entry[0] not in (ids, ids[:-1])]
            self._kept = [(ids, past), *others][: self._most]


def shared(first: Ids, second: Ids) -> int:
    """How many first tokens two sequences have in common.

    Examples
    --------
    >>> shared((5, 6, 7), (5, 6, 8, 9))
    2
    """
    most = min(len(first), len(second))
    if first[:most] == second[:most]:
        return most
    return bisect_left(range(1, most + 1), True, key=lambda count: first[:count] != second[:count])
