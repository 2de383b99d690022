"""The distribution by rank: probability of the r-th likeliest class, and where the knobs of the chain cut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.ranks import RankCurve, roundest, sampled_ranks

if TYPE_CHECKING:
    from tauscope.core.chain.knob import Knob
    from tauscope.core.chain.stage import Stage
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.picture import Picture

RANK, MASS, RATIO = "top-k", "top-p", "min-p"
"""Knobs whose cut can be dragged: by rank, by the sum of probabilities, by the ratio to the likeliest."""


@dataclass(frozen=True)
class RankCut:
    """A knob of the chain that cuts, and the ranks that it leaves of all.

    Attributes
    ----------
    stage : Stage
        The knob, and the candidates before and after it.
    """

    stage: Stage

    @property
    def knob(self) -> Knob:
        """The knob."""
        return self.stage.knob

    @property
    def title(self) -> str:
        """The knob with its value: "top-p 0.9"."""
        return f"{self.knob.title[:1].lower()}{self.knob.title[1:]} {self.knob.screen_value}"

    @property
    def first(self) -> int:
        """Rank, from 1, of the first class that is left."""
        return self.stage.after.start + 1

    @property
    def last(self) -> int:
        """Rank of the last class that is left."""
        return self.stage.after.stop

    @property
    def movable(self) -> bool:
        """True if the cut can be dragged to another rank."""
        return self.knob.name in {RANK, MASS, RATIO}

    def value_at(self, rank: int) -> Any:
        """Return the value of the knob with which `rank` is the last one that it keeps, as far as it can.

        Of the values that do so, the one with the fewest decimals.
        """
        before = self.stage.before
        if self.knob.name == RANK:
            return max(1, rank - before.start)
        place = min(max(rank - before.start, 1), len(before)) - 1
        if self.knob.name == MASS:
            sums = before.cumulative
            return roundest(sums.item(place - 1) if place else 0.0, min(1.0, sums.item(place)))
        weights = before.weights
        below = weights.item(place + 1) if place + 1 < len(before) else 0.0
        return roundest(below, weights.item(place))

    def log_ratio(self, temperature: float) -> float | None:
        """Return ln(p/p of the likeliest class) at the threshold of min-p, in softmax(z/`temperature`).

        None for another knob, and where the knob does not cut at one level of that curve.
        """
        before = self.stage.before
        usual = 0 < temperature < math.inf and 0 < before.temperature < math.inf
        if self.knob.name != RATIO or not usual or before.start or not self.knob.value:
            return None
        return math.log(self.knob.value) * before.temperature / temperature

    def ratio_at(self, log_ratio: float, temperature: float) -> float:
        """Return the value of min-p whose threshold stands at `log_ratio`, the opposite of that method."""
        exponent = min(0.0, log_ratio * temperature / self.stage.before.temperature)
        return min(1.0, float(f"{math.exp(exponent):.2g}"))

    def sum_on(self, temperature: float) -> float | None:
        """Return the p of top-p if that is a level of the cumulative curve at `temperature`, else None."""
        before = self.stage.before
        fits = before.whole and before.temperature == temperature
        return float(self.knob.value) if self.knob.name == MASS and fits else None


@dataclass(frozen=True, eq=False)
class Ranking:
    """What the rank plot draws.

    Attributes
    ----------
    ranks : (n,) int64
        Ranks at which the curves have a point, from 1.
    now, at_1 : RankCurve
        softmax(z/τ) at the dial's τ, and at τ = 1.
    cuts : tuple of RankCut
        The knobs that cut, in the order of the chain, without those of which a list does not decide it.
    first, last : int
        Ranks of the first and last class that the whole chain leaves.
    low, high : (n,) float64 or None
        Bounds of the probability of each rank where the logits list only some classes.
    low_sum, high_sum : (n,) float64 or None
        Bounds of the sum of the probabilities up to each rank.
    """

    ranks: Integers
    now: RankCurve
    at_1: RankCurve
    cuts: tuple[RankCut, ...]
    first: int
    last: int
    low: Floats | None = None
    high: Floats | None = None
    low_sum: Floats | None = None
    high_sum: Floats | None = None

    @property
    def count(self) -> int:
        """Number of classes that are not masked."""
        return int(self.ranks[-1])


def ranking(picture: Picture) -> Ranking:
    """Return the distribution of a picture by rank; asked for with `picture.once`."""
    decided = [True] * len(picture.stages)
    if picture.partial is not None:
        decided = [not one for one in picture.partial.undecided(picture.document.present_chain)]
    cuts = tuple(
        RankCut(stage)
        for stage, known in zip(picture.stages, decided, strict=True)
        if known and not isinstance(stage.knob, Temperature)
    )
    ranks = sampled_ranks(picture.logits.possible)
    bounded: tuple[Floats, ...] = ()
    if picture.partial is not None:
        bounds = picture.partial.bounds(Chain().with_temperature(picture.temperature))
        low, high = (end[picture.logits.order] for end in (bounds.low, bounds.high))
        sums = low.cumsum(), np.minimum(high.cumsum(), 1.0)
        bounded = tuple(end[ranks - 1] for end in (low, high, *sums))
    first, last = picture.final.start + 1, picture.final.stop
    return Ranking(
        ranks, RankCurve.of(picture.softmax), picture.prepared.rank_curve, cuts, first, last, *bounded
    )
