"""Cache of the logits that a source gave, so that they are computed once and stay the same objects."""

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
"""Number of entries that are usually kept whatever their size."""

_ARRAYS = 4
"""Number of arrays that most logits come to hold: values, order, ranks and gaps."""


class Memory:
    """Cache of logits by key: keeps the last used ones, and finds all that are still referenced; thread-safe.

    Parameters
    ----------
    most : int
        Most bytes of the kept logits once there are more than `fewest`.
    fewest : int
        Number of entries that are kept whatever their size.
    """

    def __init__(self, most: int = BYTES, fewest: int = FEWEST) -> None:
        self._most, self._fewest = most, fewest
        self._lock = Lock()
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Logits] = OrderedDict()
        # Dropped logits that a pin or a picture still holds. A second object for the same state would make
        # caches by identity compute everything again.
        self._dropped: WeakValueDictionary[Hashable, Logits] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._kept or key in self._dropped

    def find(self, key: Hashable) -> Logits | None:
        """Return the logits with this key; None if they are not in the cache."""
        with self._lock:
            return self._find(key)

    def keep(self, key: Hashable, logits: Logits) -> Logits:
        """Keep logits and return them, or return those that another thread kept first."""
        with self._lock:
            known = self._find(key)
            if known is None:
                self._keep(key, logits)
            return logits if known is None else known

    def _find(self, key: Hashable) -> Logits | None:
        logits = self._kept.get(key)
        if logits is not None:
            self._kept.move_to_end(key)
            return logits
        logits = self._dropped.pop(key, None)
        if logits is not None:
            self._keep(key, logits)
        return logits

    def _keep(self, key: Hashable, logits: Logits) -> None:
        self._kept[key] = logits
        self._bytes += _weight(logits)
        while len(self._kept) > self._fewest and self._bytes > self._most:
            gone, old = self._kept.popitem(last=False)
            self._bytes -= _weight(old)
            self._dropped[gone] = old


def _weight(logits: Logits) -> int:
    """Estimated bytes that logits take with their cached arrays."""
    return _ARRAYS * logits.values.nbytes
