"""Logits as a value: labelled and checked, with caches of their order and of their density of states."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.cached import unlocked_property
from tauscope.core.density import DensityOfStates
from tauscope.core.order import falling_order
from tauscope.core.softmax import FAR
from tauscope.core.text.labels import check_fit
from tauscope.core.values import Floats, Integers, checked_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Floats", "Integers", "Logits", "checked_values", "numbered_keys"]

FEW_RANKS = 64
"""Number of rows up to which their ranks are found one by one."""


@dataclass(frozen=True, eq=False)
class Logits:
    """Labelled logits. Make one with `Logits.of`, which checks them.

    Attributes
    ----------
    labels : sequence of str, length V
    values : (V,) float64, read-only
        The logits; −inf is a masked class.
    keys : (V,) int64, read-only, all different
        Numbers that identify the classes while rows are moved, sorted and removed, so that colours and
        highlights follow them.
    """

    labels: Sequence[str]
    values: Floats
    keys: Integers

    @classmethod
    def of(
        cls,
        labels: Iterable[str],
        values: Sequence[float] | Floats,
        keys: Sequence[int] | Integers | None = None,
    ) -> Logits:
        """Check and freeze labelled logits; without `keys` they get the keys 0 … V − 1.

        Raises
        ------
        InputError
            If softmax is not defined for `values`, or there is not one label and one key for each.

        Examples
        --------
        >>> Logits.of(["cat", "dog"], [2.0, 1.0]).keys
        array([0, 1])
        """
        checked = checked_values(values)
        names = tuple(labels)
        kept = _frozen_keys(np.arange(checked.size) if keys is None else keys)
        check_fit("label", names, checked.size)
        check_fit("key", kept, checked.size)
        return cls(names, checked, kept)

    @classmethod
    def unnamed(cls, values: Sequence[float] | Floats) -> Logits:
        """Check and freeze logits, with empty labels; errors are those of `of`.

        Examples
        --------
        >>> Logits.unnamed([2.0, -np.inf]).possible
        1
        """
        return cls.of(("",) * len(values), values)

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Logits):
            return NotImplemented
        return (
            self.labels == other.labels
            and np.array_equal(self.values, other.values)
            and np.array_equal(self.keys, other.keys)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays are compared by value

    def row_of(self, key: int) -> int | None:
        """Return the row of the class with this key; None if there is none."""
        # The keys of a vocabulary are mostly the numbers of its rows: then no other row is looked at.
        if 0 <= key < len(self) and self.keys.item(key) == key:
            return int(key)
        rows = np.flatnonzero(self.keys == key)
        return int(rows[0]) if rows.size else None

    @unlocked_property
    def energies(self) -> Floats:
        """Energies E = −z, shape (V,); +inf for a masked class."""
        # A difference, because −z would turn a logit of 0 into −0, and the table would show a sign.
        return 0.0 - self.values

    @unlocked_property
    def order(self) -> Integers:
        """Rows by falling logit, ties in row order, shape (V,); no temperature changes this order."""
        return falling_order(self.values)

    @property
    def is_sorted(self) -> bool:
        """True if `order` and `gaps` are in memory, so that they take no time."""
        return "gaps" in vars(self)

    @unlocked_property
    def ranks(self) -> Integers:
        """Rank of each row, from 0 for the largest logit, shape (V,): the inverse of `order`."""
        ranks = np.empty(len(self), dtype=np.int64)
        ranks[self.order] = np.arange(len(self))
        return ranks

    def rank_of(self, row: int) -> int:
        """Return the entry of `ranks` for one row, without computing the whole array."""
        if "ranks" in vars(self):
            return self.ranks.item(row)
        order, values = self.order, self.values

        def falling(row: int) -> tuple[float, int]:
            return -values.item(row), row

        return bisect_left(range(len(order)), falling(row), key=lambda place: falling(order.item(place)))

    def ranks_of(self, rows: Integers) -> Integers:
        """Return the entries of `ranks` for some rows; of a few without computing the whole array."""
        if "ranks" in vars(self) or len(rows) > FEW_RANKS:
            return self.ranks[rows]
        return np.array([self.rank_of(row) for row in rows.tolist()], dtype=np.int64)

    @unlocked_property
    def possible(self) -> int:
        """Number of classes that are not masked."""
        return int(np.count_nonzero(self.values > -np.inf))

    @unlocked_property
    def unit(self) -> float:
        """Factor of the differences in `gaps`: 1, or 0.5 if a difference of two logits could overflow."""
        return 0.5 if self.values.max() > FAR else 1.0

    @unlocked_property
    def gaps(self) -> Floats:
        """Gaps d = max z − z of the classes that are not masked, times `unit`, rising; shape (possible,)."""
        gaps: Floats = self.values[self.order[: self.possible]]
        if self.unit != 1.0:
            gaps *= self.unit
        np.subtract(gaps.item(0), gaps, out=gaps)
        gaps.setflags(write=False)
        return gaps

    def gaps_at(self, ranks: Integers) -> Floats:
        """Return the entries of `gaps` at some ranks, a new array; inf for a masked class."""
        gaps = np.full(len(ranks), np.inf)
        there = ranks < self.possible
        gaps[there] = self.gaps[ranks[there]]
        return gaps

    @unlocked_property
    def density(self) -> DensityOfStates:
        """Density of states for every temperature of the dial: the costly part of a sweep."""
        return DensityOfStates.of(self.values)

    def release_caches(self) -> None:
        """Drop the cached arrays, which can be computed again.

        Undo keeps many tables, whose caches would fill the memory.
        """
        for name in _COMPUTED:
            self.__dict__.pop(name, None)


_COMPUTED = tuple(name for name, kind in vars(Logits).items() if isinstance(kind, unlocked_property))


@lru_cache(maxsize=4)
def numbered_keys(count: int) -> Integers:
    """Return the keys 0 … count − 1, read-only and shared: by identity, pins see that classes are equal."""
    keys = np.arange(count, dtype=np.int64)
    keys.setflags(write=False)
    return keys


def _frozen_keys(keys: Sequence[int] | Integers) -> Integers:
    """Return a read-only copy of `keys`; an array that is read-only already is shared."""
    # Shared where possible: by identity of keys, pins see at once that their classes are the present ones.
    if isinstance(keys, np.ndarray) and keys.dtype == np.int64 and not keys.flags.writeable:
        return keys
    kept = np.array(keys, dtype=np.int64)
    kept.setflags(write=False)
    return kept
