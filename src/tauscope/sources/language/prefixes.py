"""Store of the key/value caches of the last sequences, found by their longest common beginning."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from tauscope.core.draws.sequences import shared

if TYPE_CHECKING:
    from tauscope.sources.language.network import Past

Ids = tuple[int, ...]


class Prefixes:
    """Keeps the caches of a few sequences, of which the oldest is dropped first; thread-safe.

    Parameters
    ----------
    most : int
        Most sequences.
    most_bytes : int
        Most bytes of all caches together; the newest is kept in any case.
    """

    def __init__(self, most: int = 6, most_bytes: int = 2**30) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._kept: tuple[tuple[Ids, Past, int], ...] = ()

    def longest(self, ids: Ids) -> tuple[int, Past]:
        """Length of the longest beginning of `ids` that a cache has, and the cache, or 0 and ()."""
        # Read without the lock: `keep` replaces the tuple as a whole and never changes it.
        best: tuple[int, Past] = 0, ()
        for known, past, _ in self._kept:
            length = shared(known, ids)
            if length > best[0]:
                best = length, past
            if length == len(ids):
                break
        return best

    def keep(self, ids: Ids, past: Past) -> None:
        """Keep the cache of `ids`, instead of those of sequences that `ids` continues."""
        held = sum([array.nbytes for array in past])
        kept = [(ids, past, held)]
        with self._lock:
            for entry in self._kept:
                if entry[0] == ids[: len(entry[0])]:
                    continue
                held += entry[2]
                if len(kept) == self._most or held > self._most_bytes:
                    break
                kept.append(entry)
            self._kept = tuple(kept)
