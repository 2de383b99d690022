"""Groups of classes among the present logits: which rows are their members, and sums over these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.softmax import log_partition, scaled_gaps
from tauscope.core.sweep import class_curves, sweep

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.sweep import Sweep
    from tauscope.core.values import Mask
    from tauscope.document.groups import ClassGroup, ClassGroups

MANY = 200
"""Largest group whose curve over τ is summed from the curves of its members."""


@dataclass(frozen=True, eq=False)
class GroupMembers:
    """Rows of the members of each group in a table with these keys.

    A group of which the table has no member is left out.

    Attributes
    ----------
    groups : ClassGroups
    keys : (V,) int64
        Keys of all classes of the table.
    """

    groups: ClassGroups
    keys: Integers

    @cached_property
    def _found(self) -> tuple[Integers, Integers]:
        """Rows of all members, and indices of their groups in `groups`: by group, in its order of members."""
        wanted = self.groups.keys
        places = _places_among(wanted, self.keys)
        rows = np.flatnonzero(places >= 0)
        row_of = np.full(len(wanted), -1, dtype=np.int64)
        row_of[places[rows]] = rows
        there = np.flatnonzero(row_of >= 0)
        return row_of[there], self.groups.numbers[there]

    @cached_property
    def rows(self) -> Integers:
        """Rows of all members, group by group; the first of each group comes first."""
        return self._found[0]

    @cached_property
    def starts(self) -> Integers:
        """Index in `rows` at which each group starts, shape (G,) for the G groups that are there."""
        numbers = self._found[1]
        return np.flatnonzero(np.diff(numbers, prepend=-1))

    @cached_property
    def present(self) -> tuple[ClassGroup, ...]:
        """The groups of which the table has a member, in the order of `starts`."""
        every = self.groups.groups
        if len(self) == len(every):
            return every
        return tuple(every[number] for number in self._found[1][self.starts].tolist())

    @cached_property
    def first_keys(self) -> Integers:
        """Key of the first member of each group, which the table may not have; shape (G,)."""
        return np.fromiter((group.keys[0] for group in self.present), np.int64, len(self))

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def first(self) -> Integers:
        """Row of the first member of each group, which stands for the group; shape (G,)."""
        return self.rows[self.starts]

    @cached_property
    def sizes(self) -> Integers:
        """Number of members of each group that the table has, shape (G,)."""
        return np.diff(self.starts, append=len(self.rows))

    def rows_of(self, number: int) -> Integers:
        """Return the rows of the members of a group that is there, by its index in `present`."""
        start = int(self.starts[number])
        return self.rows[start : start + int(self.sizes[number])]

    @cached_property
    def numbers(self) -> Integers:
        """Index in `present` of the group of each row, −1 for a class that is in none; shape (V,)."""
        numbers = np.full(len(self.keys), -1, dtype=np.int64)
        numbers[self.rows] = np.repeat(np.arange(len(self)), self.sizes)
        return numbers

    @cached_property
    def standing(self) -> Mask:
        """Mask of the rows that stand for an entry: classes in no group, and the first of each group."""
        mask = np.ones(len(self.keys), dtype=np.bool_)
        mask[self.rows] = False
        mask[self.first] = True
        return mask


def _places_among(wanted: Integers, keys: Integers) -> Integers:
    """Return the index in `wanted` of each of `keys`, all different; −1 for a key that is not among them."""
    least, most = int(wanted.min()), int(wanted.max())
    if most - least > 8 * (len(keys) + len(wanted)):  # then a table of all numbers between would be large
        order = np.argsort(wanted)
        places = order[np.minimum(np.searchsorted(wanted, keys, sorter=order), len(wanted) - 1)]
        return np.where(wanted[places] == keys, places, -1)
    # Without a sort, which takes ten times as long.
    place_of = np.full(most - least + 1, -1, dtype=np.int64)
    place_of[wanted - least] = np.arange(len(wanted))
    places = place_of[np.clip(keys, least, most) - least]
    return np.where((keys >= least) & (keys <= most), places, -1)


class OfMembers(NamedTuple):
    """What the members of groups have.

    Attributes
    ----------
    sums : (G,) float64
        Σ p of the members of each group that is there; where bounds are known, of the lower ones.
    information : float
        Σ −p ln p of all members.
    """

    sums: Floats
    information: float


def information(p: Floats) -> float:
    """Return Σ −p ln p, to which p = 0 adds nothing."""
    positive = p[p > 0.0]
    return -float((positive * np.log(positive)).sum())


@dataclass(frozen=True, eq=False)
class GroupedClasses:
    """The present logits with their groups.

    An entry is a class that is in no group, or a group; the row of its first member stands for a group.

    Attributes
    ----------
    logits : Logits
    members : GroupMembers
    """

    logits: Logits
    members: GroupMembers

    @cached_property
    def entries(self) -> Integers:
        """Row that stands for each entry, in the order of the table."""
        return np.flatnonzero(self.members.standing)

    @cached_property
    def _gaps(self) -> Floats:
        """Gap of each of `members.rows` as `Logits.gaps` has it; inf for a masked class."""
        return self.logits.gaps_at(self.logits.ranks_of(self.members.rows))

    def of_members(self, final: Candidates) -> OfMembers:
        """Return what the members have of a distribution over all classes, or over a part of them."""
        members = self.members
        if final.whole and final.temperature < math.inf:
            # Which gap a member has no temperature changes, and ln p = −d/τ − ln Z needs no logarithm.
            scaled = final.scaled(self._gaps)
            np.maximum(scaled, WEIGHTLESS, out=scaled)
            p = np.exp(scaled)
            p /= final.partition
            sums = np.add.reduceat(p, members.starts)
            energy = -float(np.multiply(p, scaled, out=p).sum())
            return OfMembers(sums, float(sums.sum()) * final.log_partition + energy)
        numbers = members.numbers[final.rows]
        inside = np.flatnonzero(numbers >= 0)
        p = final.probabilities_at(inside)
        sums = np.bincount(numbers[inside], p, len(members)).astype(np.float64)
        return OfMembers(sums, information(p))

    def of_listed(self, low: Floats) -> OfMembers:
        """Return what the members have at least, from the lower bound of each row."""
        p = low[self.members.rows]
        return OfMembers(np.add.reduceat(p, self.members.starts), information(p))

    @cached_property
    def log_masses(self) -> Floats:
        """Logarithm of Σ e^z over the members of each group, shape (G,): its logit at τ = 1."""
        values, starts = self.logits.values[self.members.rows], self.members.starts
        top = np.maximum.reduceat(values, starts)
        # Of masked members only, the largest is −inf, and so is the logarithm.
        safe = np.where(top > -np.inf, top, 0.0)
        with np.errstate(divide="ignore"):
            sums = np.log(np.add.reduceat(np.exp(values - np.repeat(safe, self.members.sizes)), starts))
        return safe + sums

    @cached_property
    def ranked(self) -> Integers:
        """Row that stands for each entry, by falling probability at τ = 1; ties in the order of the table.

        At another temperature a group may be more or less likely than its neighbours: τ moves no entry.
        """
        order, members = self.logits.order, self.members
        alone = order[members.numbers[order] < 0]
        by_mass = np.argsort(-self.log_masses, kind="stable")
        places = np.searchsorted(-self.logits.values[alone], -self.log_masses[by_mass])
        return np.insert(alone, places, members.first[by_mass])

    def likeliest(self, most: int) -> Integers:
        """Return the rows that stand for the first `most` entries of `ranked`, in their order.

        A few groups are what the user asked to see: if they take no more than half of the places, all of them
        have one, the unlikely ones at the end.
        """
        first = self.ranked[:most]
        if len(self.members) > most // 2:
            return first
        groups = self.members.first[np.argsort(-self.log_masses, kind="stable")]
        missing = groups[~np.isin(groups, first)]
        if not missing.size:
            return first
        alone = first[self.members.numbers[first] < 0]
        dropped = alone[len(alone) - len(missing) :]
        return np.append(first[~np.isin(first, dropped)], missing)

    def entry_of(self, row: int) -> int:
        """Row that stands for the class in `row`: that of the first member of its group, or its own."""
        number = int(self.members.numbers[row])
        return row if number < 0 else int(self.members.first[number])

    def rows_of(self, row: int) -> Integers:
        """Rows of the members of the group of `row`; its own if it is in none."""
        number = int(self.members.numbers[row])
        return np.array([row]) if number < 0 else self.members.rows_of(number)

    def group_of(self, row: int) -> ClassGroup | None:
        """Return the group of the class in `row`; None if it is in none."""
        number = int(self.members.numbers[row])
        return None if number < 0 else self.members.present[number]

    def name_of(self, row: int) -> str:
        """Name of the group of the class in `row`, or the label of a class that is in none."""
        group = self.group_of(row)
        return self.logits.labels[row] if group is None else group.name

    def curve(self, rows: Integers, every: Sweep) -> Floats:
        """Return Σ p of some rows at each temperature of a sweep over all classes."""
        values = self.logits.values[rows]
        if len(rows) <= MANY:
            return np.asarray(class_curves(values, every).sum(axis=0))
        # Of many members the partition function comes from their own density of states, as Z of all does.
        finite = values[values > -np.inf]
        if not finite.size:
            return np.zeros(len(every.temperatures))
        own = sweep(finite, every.temperatures)
        grid = every.temperatures
        gap = scaled_gaps(np.array([own.top]), grid[(grid > 0) & (grid < np.inf), None], every.top)[:, 0]
        shift = np.zeros(len(grid))
        shift[(grid > 0) & (grid < np.inf)] = gap
        if own.top < every.top:
            shift[grid == 0] = -np.inf
        return np.asarray(np.exp(shift + own.log_partition_of_gaps - every.log_partition_of_gaps))

    def logit(self, number: int, temperature: float) -> float:
        """Return the logit that a single class would need at τ to be as likely as the group.

        τ ln Σ e^(z/τ) over the members, minus their free energy: max z at τ = 0, and ∞ at τ = ∞ unless at
        most one member is not masked.
        """
        values = self.logits.values[self.members.rows_of(number)]
        finite = values[values > -np.inf]
        if not finite.size:
            return -np.inf
        if temperature == 0 or finite.size == 1:
            return float(finite.max())
        if np.isinf(temperature):
            return np.inf
        return temperature * log_partition(finite, temperature)
