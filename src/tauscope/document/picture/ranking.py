"""The distribution by rank: probability of the r-th likeliest class, and where the knobs of the chain cut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.ranks import RankCurve, roundest, sampled_ranks

if TYPE_CHECKING:
    from tauscope.core.bounds import TailRanks
    from tauscope.core.chain.knob import Knob
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
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
    until : int or None
        Rank of the last class that is left; None for that of the stage.
    sums : pair of (n,) float64 or None
        Where not all classes are listed, bounds of the running sum of probabilities before the knob.
    decided : bool
        False if a list does not decide at which rank the knob cuts: then it is a level of the sum alone.
    """

    stage: Stage
    until: int | None = None
    sums: tuple[Floats, Floats] | None = None
    decided: bool = True

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
        return self.stage.after.stop if self.until is None else self.until

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
        if self.knob.name == MASS and self.sums is not None:
            low, high = self.sums
            # Between what the ranks before have at most and what they have with this one at least.
            below, here = high.item(place - 1) if place else 0.0, low.item(place)
            if below >= here:
                below, here = low.item(place - 1) if place else 0.0, high.item(place)
            return roundest(below, min(1.0, here)) if below < here else min(1.0, here)
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


class RankSpan(NamedTuple):
    """A listed class of which only bounds of the rank are known: it was added to the likeliest ones.

    Attributes
    ----------
    row : int
    first, last : int or None
        Least and highest rank; None if there is no highest one.
    p : Bounds
        Bounds of its probability in softmax(z/τ).
    """

    row: int
    first: int
    last: int | None
    p: Bounds


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
    tail, tail_at_1 : TailRanks or None
        Bounds for the ranks beyond the known ones, now and at τ = 1; None where all are listed.
    spans : tuple of RankSpan
        Listed classes whose ranks are not known.
    sized : bool
        True if it is known how many classes there are.
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
    tail: TailRanks | None = None
    tail_at_1: TailRanks | None = None
    spans: tuple[RankSpan, ...] = ()
    sized: bool = True

    @property
    def listed(self) -> int:
        """Number of listed classes that are not masked and whose ranks are known."""
        return int(self.ranks[-1])

    @property
    def count(self) -> int:
        """Number of ranks that are drawn: of all classes that are not masked, where their number is known."""
        return self.listed if self.tail is None else int(self.tail.ranks[-1])


def ranking(picture: Picture) -> Ranking:
    """Return the distribution of a picture by rank; asked for with `picture.once`."""
    ranks = sampled_ranks(picture.logits.possible)
    curves = RankCurve.of(picture.softmax), picture.prepared.rank_curve
    if picture.partial is None or picture.bounds is None:
        cuts = tuple(RankCut(stage) for stage in picture.stages if not isinstance(stage.knob, Temperature))
        return Ranking(ranks, *curves, cuts, picture.final.start + 1, picture.final.stop)
    partial, left = picture.partial, picture.bounds
    ranks = sampled_ranks(partial.known_ranks)
    bounds = partial.bounds(Chain().with_temperature(picture.temperature))
    low, high = (end[picture.logits.order] for end in (bounds.low, bounds.high))
    tail = partial.tail_ranks(picture.temperature)
    count = int(ranks[-1]) if tail is None else int(tail.ranks[-1])
    possible = picture.logits.ranks[left.possible]
    first = int(possible.min(initial=count - 1)) + 1
    return Ranking(
        ranks,
        *curves,
        cuts=_cuts_of_list(picture, partial, count),
        first=first,
        last=int(min(first - 1 + left.count.high, count)),
        low=low[ranks - 1],
        high=high[ranks - 1],
        low_sum=low.cumsum()[ranks - 1],
        high_sum=np.minimum(high.cumsum(), 1.0)[ranks - 1],
        tail=tail,
        tail_at_1=partial.tail_ranks(1.0),
        spans=tuple(
            RankSpan(
                row, partial.known_ranks + 1, partial.last_rank(row), Bounds(float(low[at]), float(high[at]))
            )
            for at, row in enumerate(picture.logits.order[: picture.logits.possible].tolist())
            if at >= partial.known_ranks
        ),
        sized=partial.others is not None,
    )


def _cuts_of_list(picture: Picture, partial: PartialKnowledge, count: int) -> tuple[RankCut, ...]:
    """Return the knobs of which a list decides at which rank they cut.

    Of top-k the rank is known, even where that of an unlisted class: which class has it is not.
    """
    cuts: list[RankCut] = []
    chain = picture.document.present_chain
    order, before = picture.logits.order, partial.bounds(Chain())
    for number, (stage, unknown) in enumerate(zip(picture.stages, partial.undecided(chain), strict=True), 1):
        after, knob = partial.bounds(Chain(chain.active[:number])), stage.knob
        sums = before.low[order].cumsum(), np.minimum(before.high[order].cumsum(), 1.0)
        settled = np.array_equal(before.certain, before.possible)
        before = after
        if isinstance(knob, Temperature):
            continue
        if np.array_equal(after.certain, after.possible) and not unknown:
            last = int(picture.logits.ranks[after.possible].max(initial=0)) + 1
            cuts.append(RankCut(stage, count if after.others.high > 0.0 else last, sums))
        elif settled and knob.name == RANK:
            cuts.append(RankCut(stage, min(count, stage.before.start + int(knob.value)), sums))
        elif settled and knob.name == MASS:
            cuts.append(RankCut(stage, None, sums, decided=False))
    return tuple(cuts)
