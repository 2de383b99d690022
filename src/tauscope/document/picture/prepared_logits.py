"""Numbers that depend on the logits and not on the temperature, computed once for all turns of the dial."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.chain.candidates import Candidates
from tauscope.core.softmax import softmax
from tauscope.core.sweep import Sweep, class_curves, sweep
from tauscope.core.temperatures import scale
from tauscope.document.picture.chain_curves import ChainSweep, Curves, at_every_temperature

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.ranks import RankCurve
    from tauscope.core.states import States

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
    """

    logits: Logits
    most: int = TOP_SHOWN
    unlisted: int | None = 0

    def shows(self, other: PreparedLogits) -> bool:
        """True if `other` draws the same classes of the same logits object."""
        mine, theirs = (self.most, self.unlisted), (other.most, other.unlisted)
        return self.logits is other.logits and mine == theirs

    @cached_property
    def shown(self) -> Integers:
        """Rows of the classes that are drawn singly, in the order in which plots draw them."""
        if len(self.logits) <= ALL_SHOWN:
            return np.arange(len(self.logits))
        return self.logits.order[: self.most]

    @property
    def other_count(self) -> int:
        """Number of classes that are drawn together, as one bar or curve; at least 1 if it is unknown."""
        return len(self.logits) - len(self.shown) + (1 if self.unlisted is None else self.unlisted)

    @property
    def others_label(self) -> str:
        """Name of the classes that are drawn together."""
        if self.unlisted is None:
            return "all others"
        return f"≤ {self.other_count:,} others" if self.unlisted else f"{self.other_count:,} others"

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Labels of the rows in `shown`."""
        return tuple(self.logits.labels[row] for row in self.shown.tolist())

    @cached_property
    def colours(self) -> tuple[int | None, ...]:
        """Number of the class colour of each row in `shown`; None for grey."""
        return tuple(self.colour(row) for row in self.shown.tolist())

    def colour(self, row: int) -> int | None:
        """Number of a row's class colour, or None for grey.

        Up to `COLOURS` classes are coloured by key, so that a class keeps its colour when rows move; of more
        classes the `COLOURS` likeliest are coloured by rank.
        """
        if len(self.logits) <= COLOURS:
            return self._numbers[int(self.logits.keys[row])]
        rank = int(self.logits.ranks[row])
        return rank if rank < COLOURS else None

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Class colour of each key: the key itself if that is a colour's number, else a free number."""
        keys = sorted(self.logits.keys.tolist())
        free = (number for number in range(COLOURS) if number not in keys)
        return {key: key if key < COLOURS else next(free) for key in keys}

    @cached_property
    def reference(self) -> Floats:
        """Probabilities at τ = 1, shape (V,): the distribution that a model was trained to give."""
        return softmax(self.logits.values, 1.0)

    @cached_property
    def rank_curve(self) -> RankCurve:
        """Probabilities at τ = 1 by rank."""
        from tauscope.core.ranks import RankCurve  # noqa: PLC0415  # the window opens without it

        return RankCurve.of(Candidates.of(self.logits))

    @cached_property
    def states(self) -> States:
        """Numbers of classes by energy."""
        from tauscope.core.states import States  # noqa: PLC0415  # the window opens without it

        return States.of(self.logits)

    @cached_property
    def sweep(self) -> Sweep:
        """State functions of softmax(z/τ) over `GRID`."""
        return sweep(self.logits.density, GRID)

    @cached_property
    def curves(self) -> Floats:
        """Probability p(τ) of each row in `shown` over `GRID`, shape (len(shown), len(GRID))."""
        return class_curves(self.logits.values[self.shown], self.sweep)

    @cached_property
    def softmax_curves(self) -> Curves:
        """Probabilities and entropy of softmax(z/τ), over `GRID`."""
        return Curves(self.curves, self.sweep.entropy, after_knobs=False)

    @cached_property
    def _sweeps(self) -> dict[Chain, ChainSweep]:
        """Sweeps by chain, the one that was used last at the end."""
        return {}

    def chain_sweep(self, chain: Chain) -> ChainSweep:
        """Return the sweep of a chain over `GRID` for the rows in `shown`; the sweep may be unfinished."""
        key = at_every_temperature(chain)
        # Taken out and put back, so that the dict is in the order of the latest use and its first is dropped.
        sweep = self._sweeps.pop(key, None) or ChainSweep(key, self.logits, self.shown, GRID)
        self._sweeps[key] = sweep
        while len(self._sweeps) > KEPT_SWEEPS:
            del self._sweeps[next(iter(self._sweeps))]
        return sweep
