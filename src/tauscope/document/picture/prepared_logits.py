"""Numbers that depend on the logits and not on the temperature, computed once for all turns of the dial."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.cached import unlocked_property
from tauscope.core.chain.candidates import Candidates
from tauscope.core.softmax import softmax
from tauscope.core.sweep import Sweep, class_curves, sweep
from tauscope.core.temperatures import scale
from tauscope.document.groups import NO_GROUPS, ClassGroups
from tauscope.document.picture.chain_curves import ChainSweep, Curves, at_every_temperature

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.ranks import RankCurve
    from tauscope.core.states import States
    from tauscope.core.values import Mask
    from tauscope.document.picture.grouped_classes import GroupedClasses, GroupMembers

ALL_SHOWN = 30
"""Largest number of classes of which each one is drawn, in the order of the table."""

TOP_SHOWN = 24
"""If there are more, number of the likeliest classes drawn, by falling logit; all others are drawn as one."""

FEW_SHOWN = 12
"""Used instead of `TOP_SHOWN` if the source's panel stands beside the plots and takes their room."""

COLOURS = 10
"""Number of class colours in a theme; if there are more classes, only the likeliest are coloured."""

GRID = scale.grid(400)
"""Temperatures of the curves: 0, 400 that are evenly spaced in log τ, and ∞."""

KEPT_SWEEPS = 4
"""Number of chains whose curves are kept, by latest use: enough to switch between a few without waiting."""


@dataclass(frozen=True, eq=False)
class PreparedLogits:
    """The logits, sorted and swept over every temperature of the dial.

    Attributes
    ----------
    logits : Logits
    most : int
        Number of classes drawn singly if there are more than `ALL_SHOWN`.
    unlisted : int or None
        Number of classes beyond those of `logits`, at most; None if unknown.
    groups : ClassGroups
        Groups of classes, each of which is drawn as one class.
    recorded : int or None
        Row of the class that a file chose, which is drawn singly whatever its rank; None if there is none.
    """

    logits: Logits
    most: int = TOP_SHOWN
    unlisted: int | None = 0
    groups: ClassGroups = NO_GROUPS
    recorded: int | None = None

    def shows(self, other: PreparedLogits) -> bool:
        """True if `other` draws the same classes of the same logits object."""
        mine, theirs = ((one.most, one.unlisted, one.groups, one.recorded) for one in (self, other))
        return self.logits is other.logits and mine == theirs

    @unlocked_property
    def grouped(self) -> GroupedClasses | None:
        """The logits with their groups; None if no class that is here is in a group."""
        if not self.groups:
            return None
        from tauscope.document.picture.grouped_classes import GroupedClasses, GroupMembers  # noqa: PLC0415  # the window opens without it

        members = self._known_members or GroupMembers(self.groups, self.logits.keys)
        return GroupedClasses(self.logits, members) if len(members) else None

    @unlocked_property
    def _known_members(self) -> GroupMembers | None:
        """Members of the groups that other logits with the same classes had; see `take_groups`."""
        return None

    def take_groups(self, before: PreparedLogits) -> None:
        """Take over who is in which group, if the classes are those of `before`: only the logits moved."""
        same = self.groups is before.groups and self.logits.keys is before.logits.keys
        if same and before.grouped is not None:
            vars(self)["_known_members"] = before.grouped.members

    @unlocked_property
    def ungrouped(self) -> PreparedLogits:
        """The same logits without groups."""
        return replace(self, groups=NO_GROUPS) if self.groups else self

    @unlocked_property
    def shown(self) -> Integers:
        """Rows of the classes that are drawn singly, in the order in which plots draw them.

        The row of its first member stands for a group.
        """
        if self.grouped is not None:
            entries = self.grouped.entries
            return (
                entries
                if len(entries) <= ALL_SHOWN
                else self._with_recorded(self.grouped.likeliest(self.most))
            )
        if len(self.logits) <= ALL_SHOWN:
            return np.arange(len(self.logits))
        return self._with_recorded(self.logits.order[: self.most])

    def _with_recorded(self, rows: Integers) -> Integers:
        """Return rows and, if it is not among them, last that of the recorded class or of its group."""
        if self.recorded is None or (entry := self.entry_of(self.recorded)) in rows:
            return rows
        return np.append(rows, entry)

    @property
    def is_in_order(self) -> bool:
        """True if `shown` has all classes, or those of the first ranks."""
        return self.grouped is None and (len(self.shown) in {self.most, len(self.logits)})

    @unlocked_property
    def shown_ranks(self) -> Integers:
        """Rank of each row in `shown`, from 0 for the largest logit."""
        if self.grouped is not None or len(self.logits) <= ALL_SHOWN or len(self.shown) > self.most:
            return self.logits.ranks[self.shown]
        return np.arange(len(self.shown))

    @unlocked_property
    def trained(self) -> Candidates:
        """All classes that are not masked, at τ = 1: the distribution that a model was trained to give."""
        return Candidates.of(self.logits)

    @unlocked_property
    def _members(self) -> tuple[Integers, ...]:
        """Rows of the classes of each entry of `shown`."""
        assert self.grouped is not None  # noqa: S101  # asked for of groups alone
        return tuple(self.grouped.rows_of(row) for row in self.shown.tolist())

    def rows_at(self, place: int) -> Integers:
        """Rows of the classes that entry `place` of `shown` stands for: one, or the members of a group."""
        return self.shown[place : place + 1] if self.grouped is None else self._members[place]

    @unlocked_property
    def drawn_rows(self) -> Integers:
        """Rows of all classes for which `shown` stands: `shown` itself if there are no groups."""
        return self.shown if self.grouped is None else np.concatenate(self._members)

    @unlocked_property
    def _starts(self) -> Integers:
        """Index in `drawn_rows` of the first class of each entry of `shown`."""
        return np.cumsum([0, *(len(rows) for rows in self._members[:-1])])

    def summed(self, values: Floats) -> Floats:
        """Sum values of the rows in `drawn_rows` over each entry of `shown`, along the first axis.

        This is how every number of single classes becomes one of groups.
        """
        return values if self.grouped is None else np.add.reduceat(values, self._starts)

    def any_of(self, mask: Mask) -> Mask:
        """Return for each entry of `shown` whether `mask`, of the rows in `drawn_rows`, is true of any."""
        return mask if self.grouped is None else np.logical_or.reduceat(mask, self._starts)

    def entry_of(self, row: int) -> int:
        """Row that stands for a class in `shown`: that of the first member of its group, or its own."""
        return row if self.grouped is None else self.grouped.entry_of(row)

    def name_of(self, row: int) -> str:
        """Name of the group of the class in a row, or the label of a class that is in none."""
        return self.logits.labels[row] if self.grouped is None else self.grouped.name_of(row)

    @unlocked_property
    def unlisted_members(self) -> Integers:
        """Number of members of each entry of `shown` that are not among the logits, where not all are."""
        if self.grouped is None or self.unlisted == 0:
            return np.zeros(len(self.shown), dtype=np.int64)
        every = [self.grouped.group_of(row) for row in self.shown.tolist()]
        there = [len(rows) for rows in self._members]
        return np.array(
            [0 if one is None else len(one.keys) - known for one, known in zip(every, there, strict=True)]
        )

    @unlocked_property
    def drawn_ranks(self) -> Integers:
        """Rank of each row in `drawn_rows`, from 0 for the largest logit."""
        return self.shown_ranks if self.grouped is None else self.logits.ranks[self.drawn_rows]

    @unlocked_property
    def _drawn_gaps(self) -> Floats:
        """Gap of each row in `drawn_rows`, as `Logits.gaps` has it; inf for a masked class."""
        return self.logits.gaps_at(self.drawn_ranks)

    def inside(self, candidates: Candidates) -> Mask:
        """Mask of the rows in `drawn_rows` that are candidates, shape (len(drawn_rows),)."""
        in_play: Mask = (self.drawn_ranks >= candidates.start) & (self.drawn_ranks < candidates.stop)
        return in_play

    def singly(self, candidates: Candidates) -> Floats:
        """Probability of each row in `drawn_rows`, shape (len(drawn_rows),); 0 for one that is cut."""
        if (
            self.grouped is not None
            and candidates.whole
            and candidates.is_long
            and candidates.temperature < inf
        ):
            return np.exp(candidates.scaled(self._drawn_gaps)) / candidates.partition
        known, p = self.inside(candidates), np.zeros(len(self.drawn_rows))
        p[known] = candidates.probabilities_at(self.drawn_ranks[known] - candidates.start)
        return p

    def together(self, p: Floats) -> Floats:
        """Return the sum of probabilities of the rows in `drawn_rows` for each entry of `shown`."""
        # The rounding of a sum may take it above 1.
        return p if self.grouped is None else np.minimum(self.summed(p), 1.0)

    def probabilities(self, candidates: Candidates) -> Floats:
        """Probability of each entry of `shown`, shape (len(shown),); 0 for one that is cut."""
        return self.together(self.singly(candidates))

    @unlocked_property
    def ghosts(self) -> Floats:
        """Probability at τ = 1 of each entry of `shown`, shape (len(shown),)."""
        return self.probabilities(self.trained)

    @property
    def other_count(self) -> int:
        """Number of classes that are drawn together, as one bar or curve; at least 1 if it is unknown."""
        return len(self.logits) - len(self.drawn_rows) + (1 if self.unlisted is None else self.unlisted)

    @property
    def others_label(self) -> str:
        """Name of the classes that are drawn together."""
        if self.unlisted is None:
            return "all others"
        return f"≤ {self.other_count:,} others" if self.unlisted else f"{self.other_count:,} others"

    @unlocked_property
    def labels(self) -> tuple[str, ...]:
        """Labels of the rows in `shown`, and names of groups."""
        if self.grouped is not None:
            return tuple(self.grouped.name_of(row) for row in self.shown.tolist())
        return tuple(self.logits.labels[row] for row in self.shown.tolist())

    @unlocked_property
    def colours(self) -> tuple[int | None, ...]:
        """Number of the class colour of each row in `shown`; None for grey."""
        return tuple(self.entry_colour(row) for row in self.shown.tolist())

    def colour(self, row: int) -> int | None:
        """Number of a row's class colour, or None for grey.

        Up to `COLOURS` classes are coloured by key, so that a class keeps its colour when rows move; of more
        classes the `COLOURS` likeliest are coloured by rank.
        """
        if len(self.logits) <= COLOURS:
            return self._numbers[int(self.logits.keys[row])]
        return self._coloured.get(row)

    @unlocked_property
    def _coloured(self) -> dict[int, int]:
        """Class colour of the likeliest rows, by row."""
        return {row: rank for rank, row in enumerate(self.logits.order[:COLOURS].tolist())}

    def entry_colour(self, row: int) -> int | None:
        """Number of the colour of the entry of a class: its own, or that of its group.

        A group has the colour of its first member, or among more than `COLOURS` classes of its likeliest one.
        """
        if self.grouped is None or (len(rows := self.grouped.rows_of(row)) == 1):
            return self.colour(row)
        if len(self.logits) <= COLOURS:
            return self.colour(int(rows[0]))
        return self.colour(int(rows[self.logits.ranks[rows].argmin()]))

    @unlocked_property
    def _numbers(self) -> dict[int, int]:
        """Class colour of each key: the key itself if that is a colour's number, else a free number."""
        keys = sorted(self.logits.keys.tolist())
        free = (number for number in range(COLOURS) if number not in keys)
        return {key: key if key < COLOURS else next(free) for key in keys}

    @unlocked_property
    def reference(self) -> Floats:
        """Probabilities at τ = 1, shape (V,): the distribution that a model was trained to give."""
        return softmax(self.logits.values, 1.0)

    @unlocked_property
    def rank_curve(self) -> RankCurve:
        """Probabilities at τ = 1 by rank."""
        from tauscope.core.ranks import RankCurve  # noqa: PLC0415  # the window opens without it

        return RankCurve.of(self.trained)

    @unlocked_property
    def states(self) -> States:
        """Numbers of classes by energy."""
        from tauscope.core.states import States  # noqa: PLC0415  # the window opens without it

        return States.of(self.logits)

    @unlocked_property
    def states_at_1(self) -> Floats:
        """Probability of each bin of `states` at τ = 1, shape (bins,)."""
        return self.states.shares(self.trained)

    @unlocked_property
    def sweep(self) -> Sweep:
        """State functions of softmax(z/τ) over `GRID`."""
        return sweep(self.logits.density, GRID)

    @unlocked_property
    def curves(self) -> Floats:
        """Probability p(τ) of each row in `shown` over `GRID`, shape (len(shown), len(GRID))."""
        if self.grouped is not None:
            return np.array([self.grouped.curve(rows, self.sweep) for rows in self._members])
        return class_curves(self.logits.values[self.shown], self.sweep)

    @unlocked_property
    def softmax_curves(self) -> Curves:
        """Probabilities and entropy of softmax(z/τ), over `GRID`."""
        return Curves(self.curves, self.sweep.entropy, after_knobs=False)

    @unlocked_property
    def _sweeps(self) -> dict[Chain, ChainSweep]:
        """Sweeps by chain, the one that was used last at the end."""
        return {}

    def chain_sweep(self, chain: Chain) -> ChainSweep:
        """Return the sweep of a chain over `GRID` for the rows in `shown`; the sweep may be unfinished."""
        key = at_every_temperature(chain)
        # Taken out and put back, so that the dict is in the order of the latest use and its first is dropped.
        sweep = self._sweeps.pop(key, None) or self.new_chain_sweep(key)
        self._sweeps[key] = sweep
        while len(self._sweeps) > KEPT_SWEEPS:
            del self._sweeps[next(iter(self._sweeps))]
        return sweep

    def new_chain_sweep(self, chain: Chain, *, exact: bool = False) -> ChainSweep:
        """Return a new sweep of a chain over `GRID` for the entries of `shown`."""
        return ChainSweep(chain, self.logits, self.drawn_rows, GRID, self.summed, exact=exact)
