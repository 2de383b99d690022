"""A stage of a chain: the candidates before and after one knob, and what the knob cut and moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.softmax import BLOCK

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.knob import Knob
    from tauscope.core.values import Integers


@dataclass(frozen=True, eq=False)
class Stage:
    """The candidates before and after one knob of a chain.

    Attributes
    ----------
    place : int
        Index of the knob in its chain; knobs that are off count too.
    knob : Knob
    before, after : Candidates
        Candidates to which the knob was applied, and those that it left.
    """

    place: int
    knob: Knob
    before: Candidates
    after: Candidates

    @property
    def removed(self) -> Integers:
        """Rows that the knob cut, by falling logit."""
        order, before, after = self.before.ranking.order, self.before, self.after
        return np.concatenate([order[before.start : after.start], order[after.stop : before.stop]])

    @property
    def removed_mass(self) -> float:
        """Probability before the knob of the classes that it cut, together."""
        head = self.after.start - self.before.start
        return self.before.mass(0, head) + self.before.mass(head + len(self.after), len(self.before))

    @property
    def moved_mass(self) -> float:
        """Total variation distance between the distributions before and after the knob, in [0, 1]."""
        if self.after is self.before:
            return 0.0
        if self.after.temperature == self.before.temperature:
            return self.removed_mass  # what was cut goes to all others
        if (place := self._crossing()) is not None:
            return abs(self.after.mass(0, place) - self.before.mass(0, place))
        # Classes are ranges of one ranking, so the difference needs no arrays over the whole table.
        change = self.before.probabilities.copy()
        head = self.after.start - self.before.start
        change[head : head + len(self.after)] -= self.after.probabilities
        return float(np.abs(change).sum()) / 2

    def _crossing(self) -> int | None:
        """Return the first place whose probability a temperature moved the other way than that of the top.

        None if the knob cut as well, at the ends of the range of temperatures, and of few classes, of which
        the differences themselves are added.
        """
        one, other = self.before, self.after
        same = (one.start, one.stop) == (other.start, other.stop)
        if not (
            same and len(one) > BLOCK and math.isfinite(one.temperature) and math.isfinite(other.temperature)
        ):
            return None
        # −d/τ − ln Z of both are equal at one gap d, for the lines cross once.
        slopes = 1.0 / one.temperature - 1.0 / other.temperature
        gap = (other.log_partition - one.log_partition) / slopes * one.ranking.unit if slopes else 0.0
        return int(one.gaps.searchsorted(gap, side="right"))
