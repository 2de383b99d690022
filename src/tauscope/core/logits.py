"""Logits as a value: labelled, checked, and the place where what is costly about them is cached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.density import DensityOfStates
from tauscope.core.labels import check_fit
from tauscope.core.order import falling_order
from tauscope.core.softmax import FAR
from tauscope.core.values import Floats, Integers, checked_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Floats", "Integers", "Logits", "checked_values"]


@dataclass(frozen=True, eq=False)
class Logits:
    """Labelled logits. Make one with `Logits.of`, which checks them.

    Attributes
    ----------
    labels : sequence of str, length V
    values : (V,) float64, read-only
        −inf is a masked class.
    keys : (V,) int64, read-only, all different
        What a class is known by while rows are moved, sorted and removed: its colour and its highlight
        follow it.
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
        """Check and freeze; `keys` are 0 … V − 1 when not given.

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
        """Check and freeze, with empty labels.

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
        """The row of the class that is known by `key`, if it is there."""
        rows = np.flatnonzero(self.keys == key)
        return int(rows[0]) if rows.size else None

    @cached_property
    def energies(self) -> Floats:
        """(V,) E = −z; +inf for a masked class, and never −0, which a reader would take for a sign."""
        return 0.0 - self.values

    @cached_property
    def order(self) -> Integers:
        """Rows by falling logit, ties in row order: temperature keeps it, so it is sorted once."""
        return falling_order(self.values)

    @cached_property
    def ranks(self) -> Integers:
        """The place of each row in `order`."""
        ranks = np.empty(len(self), dtype=np.int64)
        ranks[self.order] = np.arange(len(self))
        return ranks

    @cached_property
    def possible(self) -> int:
        """How many classes are not masked."""
        return int(np.count_nonzero(self.values > -np.inf))

    @cached_property
    def unit(self) -> float:
        """What a logit of 1 counts as in `gaps`: half, where the gap of two logits may overflow."""
        return 0.5 if self.values.max() > FAR else 1.0

    @cached_property
    def gaps(self) -> Floats:
        """(possible,) rising gaps d = max z − z of the classes that are not masked, times `unit`."""
        falling = self.values[self.order[: self.possible]] * self.unit
        gaps: Floats = falling[0] - falling
        gaps.setflags(write=False)
        return gaps

    @cached_property
    def density(self) -> DensityOfStates:
        """The density of states for every temperature of the dial: the costly part of a sweep."""
        return DensityOfStates.of(self.values)

    def rest(self) -> None:
        """Let go of what can be computed again: a long history of large tables would fill the memory."""
        for name in _COMPUTED:
            self.__dict__.pop(name, None)


_COMPUTED = tuple(name for name, kind in vars(Logits).items() if isinstance(kind, cached_property))


def _frozen_keys(keys: Sequence[int] | Integers) -> Integers:
    """Copy keys and make them read-only; those that are so already are shared."""
    if isinstance(keys, np.ndarray) and keys.dtype == np.int64 and not keys.flags.writeable:
        return keys
    kept = np.array(keys, dtype=np.int64)
    kept.setflags(write=False)
    return kept
