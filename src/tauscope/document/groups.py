"""Groups of classes: what the user counts as one class, such as " Yes", "yes" and "YES"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tauscope.core.values import Integers

LONGEST_NAME = 200
"""Largest number of characters of a group's name."""


@dataclass(frozen=True)
class ClassGroup:
    """Classes that count as one, whose probability is the sum of theirs.

    The chain knows nothing of groups: every knob acts on the single classes, as in an engine.

    Attributes
    ----------
    name : str
    keys : tuple of int
        Keys of the members, at least two, all different. The first gives the group its place and colour.

    Raises
    ------
    InputError
        If there are too few keys, one is there twice, or the name is empty or too long.
    """

    name: str
    keys: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("A group of classes needs a name.")
        if len(self.name) > LONGEST_NAME:
            raise InputError(f"The name of a group has at most {LONGEST_NAME} characters.")
        if len(self.keys) < 2:
            raise InputError("A group has two classes or more.")
        if len(set(self.keys)) < len(self.keys):
            raise InputError(f"The group {quoted(self.name)} has a class twice.")


@dataclass(frozen=True)
class ClassGroups:
    """All groups of a document, in the order in which they were made.

    Raises
    ------
    InputError
        If a class is in two groups.

    Examples
    --------
    >>> groups = ClassGroups((ClassGroup("yes", (3, 5)),))
    >>> groups.of_key(5).name, groups.of_key(4)
    ('yes', None)
    """

    groups: tuple[ClassGroup, ...] = ()

    def __post_init__(self) -> None:
        # Both arrays are made here: many groups are made in a thread that may take long over it.
        if len(np.unique(self.keys)) < len(self.numbers):
            raise InputError("A class can be in one group only.")

    def __len__(self) -> int:
        return len(self.groups)

    def __iter__(self) -> Iterator[ClassGroup]:
        return iter(self.groups)

    @cached_property
    def keys(self) -> Integers:
        """Keys of all members, group by group; shape (members,)."""
        count = sum(len(one.keys) for one in self.groups)
        return np.fromiter((key for one in self.groups for key in one.keys), np.int64, count)

    @cached_property
    def numbers(self) -> Integers:
        """Index in `groups` of the group of each of `keys`."""
        sizes = np.fromiter((len(one.keys) for one in self.groups), np.int64, len(self.groups))
        return np.repeat(np.arange(len(self.groups)), sizes)

    @cached_property
    def _by_key(self) -> dict[int, int]:
        return dict(zip(self.keys.tolist(), self.numbers.tolist(), strict=True))

    def of_key(self, key: int) -> ClassGroup | None:
        """Return the group of the class with this key; None if it is in none."""
        number = self._by_key.get(key)
        return None if number is None else self.groups[number]

    def has_members_of(self, other: ClassGroups) -> bool:
        """Return True if both have the same groups of classes, whatever their names."""
        if self is other:
            return True
        pairs = (self.keys, other.keys), (self.numbers, other.numbers)
        return all(np.array_equal(one, another) for one, another in pairs)

    def without(self, keys: Collection[int]) -> ClassGroups:
        """Return the groups without some classes; a group of which fewer than two are left is dropped."""
        taken = frozenset(keys)
        if not taken or not self.groups:
            return self
        kept = []
        for group in self.groups:
            if taken.isdisjoint(group.keys):
                kept.append(group)
                continue
            rest = tuple(key for key in group.keys if key not in taken)
            if len(rest) > 1:
                kept.append(ClassGroup(group.name, rest))
        return ClassGroups(tuple(kept))

    def joined(self, added: Iterable[ClassGroup]) -> ClassGroups:
        """Return the groups with more of them; classes leave the groups that they were in."""
        new = tuple(added)
        rest = self.without({key for group in new for key in group.keys})
        return ClassGroups((*rest.groups, *new))


NO_GROUPS = ClassGroups()
"""No groups at all."""
