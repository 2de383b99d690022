"""What a list of classes decides of a knob that cuts, and the values with which it cuts elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.ranks import roundest

if TYPE_CHECKING:
    from tauscope.core.bounds import DistributionBounds, TailRanks
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats

NEARLY = 0.9
"""Share of a value above which another one is as good where none lets a knob cut at a rank for certain."""

ALMOST = 0.99
"""Value of top-p for ranks that may hold all of the probability, but for the last, which stands for 1."""


@dataclass(frozen=True)
class ListedCut:
    """What a list of classes decides of a cut.

    Attributes
    ----------
    partial : PartialKnowledge
    logits : Logits
        The listed classes.
    before : DistributionBounds
        Bounds of the distribution before the knob.
    first : int
        Least rank, from 1, of a class that may be left after the knob.
    decided : bool
        False if the list does not decide at which rank the knob cuts.
    most : float or None
        The highest rank at which it may cut, perhaps inf; None if the knob itself cuts at one rank, and what
        is undecided is whether a knob before it leaves as many.
    all_left : bool
        True if the knob and those before it leave all classes from the first that is left on.
    ties : bool
        True if the knob keeps more classes where unlisted ones tie with the last.
    """

    partial: PartialKnowledge
    logits: Logits
    before: DistributionBounds
    first: int = 1
    decided: bool = True
    most: float | None = None
    all_left: bool = False
    ties: bool = False

    @property
    def whole(self) -> bool:
        """True if the knobs before it cut nothing for certain."""
        return self.before.whole and int(self.before.certain.sum()) == self.logits.possible

    @property
    def start(self) -> int:
        """Number of the likeliest classes that the knobs before it cut for certain."""
        return int(self.logits.ranks[self.before.possible].min(initial=self.logits.possible))

    @property
    def starts(self) -> bool:
        """True if it is known which class is the likeliest that the knobs before it left."""
        return bool(self.before.certain[self.logits.order[self.start]])

    def tail(self) -> TailRanks | None:
        """Bounds for the ranks beyond the known ones before the knob; None where others cut some of them."""
        if not self.whole or self.before.temperature is None:
            return None
        return self.partial.tail_ranks(self.before.temperature)

    def ratio_at(self, rank: int) -> float:
        """Return the value of min-p that cuts at a rank for certain, else there at the least.

        Beyond the listed ranks it cuts there at the most.
        """
        listed, temperature = self.partial.known_ranks, self.before.temperature
        assert temperature is not None  # noqa: S101  # else the cut is not drawn
        if rank > listed:
            below, here = (self.partial.ratio_at(one, temperature) for one in (rank + 1, rank))
        else:
            # A knob that the list does not decide may have left more classes than are certain here.
            values = self.logits.values[self.logits.order[:listed]]
            place = max(rank, 1) - 1
            steps = (values[0] - values[place : place + 2]) / temperature
            here, *following = np.exp(-steps).tolist()
            below = following[0] if following else self.partial.ratio_at(listed + 1, temperature)
        return roundest(below if below < here else NEARLY * here, here)

    def sum_at(self, rank: int) -> float:
        """Return the p of top-p with which it cuts at a rank for certain, else there at the least."""
        low, high = self._sums
        place = max(rank - 1, self.start)
        if place < len(low):
            # Between what the ranks before have at most and what they have with this one at least.
            below, here = high.item(place - 1) if place else 0.0, low.item(place)
            if below >= here:
                here = high.item(place)
        else:
            tail = self.tail()
            if tail is None:
                return min(1.0, high.item(-1))
            at = min(int(np.searchsorted(tail.ranks, rank)), len(tail.ranks) - 1)
            below, here = tail.high_sum.item(at - 1) if at else high.item(-1), tail.high_sum.item(at)
            if here >= 1.0 and at + 1 < len(tail.ranks):
                return ALMOST
        here = min(1.0, here)
        return roundest(below, here) if below < here else here

    @property
    def _sums(self) -> tuple[Floats, Floats]:
        """Bounds of the running sum before the knob, over the classes whose ranks are known."""
        order = self.logits.order[: self.partial.known_ranks]
        return self.before.low[order].cumsum(), np.minimum(self.before.high[order].cumsum(), 1.0)

    def ranks_of_sum(self, p: float, least: float, most: float) -> tuple[float, float]:
        """Return the bounds of the rank at which the sum is p, if need be narrower than those given."""
        tail = self.tail()
        if tail is None:
            return least, most
        below = tail.ranks[tail.high_sum < p]
        enough = tail.ranks[tail.low_sum >= p]
        if len(below):
            least = max(least, float(below[-1]) + 1)
        return least, max(least, min(most, float(enough[0]) if len(enough) else most))
