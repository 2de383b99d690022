"""Logits that a source gave, kept so that they need not be computed again and stay the same objects."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from tauscope.core.logits import Logits

BYTES = 64 * 2**20
FEWEST = 32
"""Entries that are kept whatever they weigh."""

_ARRAYS = 4
"""Values, their order, ranks and gaps: what most of them come to hold."""


class Memory:
    """Keeps the logits that were asked for last, and knows all that somebody still holds. For any thread.

    Parameters
    ----------
    most : int
        Bytes that the kept ones may take, from `FEWEST` of them on.
    """

    def __init__(self, most: int = BYTES) -> None:
        self._most = most
        self._lock = Lock()
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Logits] = OrderedDict()
        self._held: WeakValueDictionary[Hashable, Logits] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._held

    def find(self, key: Hashable) -> Logits | None:
        """The logits of this key, if they are known."""
        with self._lock:
            logits = self._kept.get(key)
            if logits is not None:
                self._kept.move_to_end(key)
                return logits
            logits = self._held.get(key)
            if logits is not None:
                self._keep(key, logits)
            return logits

    def keep(self, key: Hashable, logits: Logits) -> Logits:
        """Remember logits, and give them back: those that another thread came with first, if one did."""
        with self._lock:
            first = self._held.setdefault(key, logits)
            self._keep(key, first)
            return first

    def _keep(self, key: Hashable, logits: Logits) -> None:
        if key not in self._kept:
            self._kept[key] = logits
            self._bytes += _weight(logits)
        self._kept.move_to_end(key)
        while len(self._kept) > FEWEST and self._bytes > self._most:
            self._bytes -= _weight(self._kept.popitem(last=False)[1])


def _weight(logits: Logits) -> int:
    return _ARRAYS * logits.values.nbytes
