"""What does not depend on temperature: computed once for the logits, whatever the dial does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core import scale
from tauscope.core.softmax import softmax
from tauscope.core.sweep import Sweep, class_curves, sweep
from tauscope.document.picture.chain_curves import ChainSweep, Curves, at_every_temperature

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Floats, Integers, Logits

ALL_SHOWN = 30
"""Up to so many classes each one is drawn, in the order of the table."""

TOP_SHOWN = 24
"""Of more classes, so many of the most likely are drawn, sorted, and everything else as one."""

FEW_SHOWN = 12
"""As many where the source has a panel beside the plots."""

COLOURS = 10
"""Class colours in a theme; of more classes only the most likely are coloured."""

GRID = scale.grid(400)
"""Temperatures of the curves, with both ends."""

KEPT_SWEEPS = 4
"""Number of chains whose curves are kept: those asked for last."""


@dataclass(frozen=True, eq=False)
class PreparedLogits:
    """The logits, sorted and swept over every temperature of the dial.

    Attributes
    ----------
    logits : Logits
    most : int
        How many are drawn one by one, if there are more than `ALL_SHOWN`.
    """

    logits: Logits
    most: int = TOP_SHOWN

    def shows(self, other: PreparedLogits) -> bool:
        """Whether `other` shows the same classes of the same logits."""
        return self.logits is other.logits and self.most == other.most

    @cached_property
    def shown(self) -> Integers:
        """Rows that are drawn one by one."""
        if len(self.logits) <= ALL_SHOWN:
            return np.arange(len(self.logits))
        return self.logits.order[: self.most]

    @property
    def rest(self) -> int:
        """How many classes are drawn together as everything else."""
        return len(self.logits) - len(self.shown)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Names of the rows that are drawn."""
        return tuple(self.logits.labels[row] for row in self.shown.tolist())

    @cached_property
    def colours(self) -> tuple[int | None, ...]:
        """For each row drawn the number of its class colour, None for grey."""
        return tuple(self.colour(row) for row in self.shown.tolist())

    def colour(self, row: int) -> int | None:
        """Number of a row's class colour: by its key while there are few classes, else by its rank."""
        if len(self.logits) <= COLOURS:
            return self._numbers[int(self.logits.keys[row])]
        rank = int(self.logits.ranks[row])
        return rank if rank < COLOURS else None

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Class colours by key: its own where there is one of that number, else one that no other has."""
        keys = sorted(self.logits.keys.tolist())
        free = (number for number in range(COLOURS) if number not in keys)
        return {key: key if key < COLOURS else next(free) for key in keys}

    @cached_property
    def reference(self) -> Floats:
        """(V,) probabilities at τ = 1: what the model was trained to say."""
        return softmax(self.logits.values, 1.0)

    @cached_property
    def sweep(self) -> Sweep:
        """The thermodynamics over `GRID`."""
        return sweep(self.logits.density, GRID)

    @cached_property
    def curves(self) -> Floats:
        """(rows drawn, temperatures) p(τ) of each row that is drawn."""
        return class_curves(self.logits.values[self.shown], self.sweep)

    @cached_property
    def softmax_curves(self) -> Curves:
        """Probabilities and entropy of softmax(z/τ), over `GRID`."""
        return Curves(self.curves, self.sweep.entropy, after_knobs=False)

    @cached_property
    def _sweeps(self) -> dict[Chain, ChainSweep]:
        return {}

    def chain_sweep(self, chain: Chain) -> ChainSweep:
        """Return the sweep of a chain over `GRID` for the rows that are drawn; it may be unfinished."""
        key = at_every_temperature(chain)
        sweep = self._sweeps.pop(key, None) or ChainSweep(key, self.logits, self.shown, GRID)
        self._sweeps[key] = sweep
        while len(self._sweeps) > KEPT_SWEEPS:
            del self._sweeps[next(iter(self._sweeps))]
        return sweep
