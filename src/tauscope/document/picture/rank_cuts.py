"""Where the knobs of a chain cut the ranking of the classes, and the values with which they cut elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.ranks import roundest

if TYPE_CHECKING:
    from tauscope.core.bounds import DistributionBounds, TailRanks
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.knob import Knob
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.chain.stage import Stage
    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture

RANK, MASS, RATIO = "top-k", "top-p", "min-p"
"""Knobs whose cut can be dragged: by rank, by the sum of probabilities, by the ratio to the likeliest."""

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
    sums : pair of (n,) float64
        Bounds of the running sum of probabilities before the knob, over the classes whose ranks are known.
    decided : bool
        False if the list does not decide at which rank the knob cuts.
    whole : bool
        True if the knobs before it cut nothing for certain.
    most : float or None
        The highest rank at which it may cut, perhaps inf; None if the knob itself cuts at one rank, and what
        is undecided is whether a knob before it leaves as many.
    all_left : bool
        True if neither the knob nor one before it cuts a class.
    ties : bool
        True if the knob keeps more classes where unlisted ones tie with the last.
    """

    partial: PartialKnowledge
    sums: tuple[Floats, Floats]
    whole: bool = True
    decided: bool = True
    most: float | None = None
    all_left: bool = False
    ties: bool = False

    def tail(self, before: Candidates) -> TailRanks | None:
        """Bounds for the ranks beyond the known ones before the knob; None where others cut some of them."""
        return self.partial.tail_ranks(before.temperature) if self.whole else None


@dataclass(frozen=True)
class RankCut:
    """A knob of the chain that cuts, and the ranks that it leaves of all.

    Attributes
    ----------
    stage : Stage
        The knob, and the candidates before and after it.
    until : int or None
        Rank of the last class that is left; None for that of the stage. Where a list does not decide it, the
        least rank that it may be.
    known : ListedCut or None
        What a list decides of the cut; None where all classes are listed.
    """

    stage: Stage
    until: int | None = None
    known: ListedCut | None = None

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

    @property
    def decided(self) -> bool:
        """False if a list does not decide at which rank the knob cuts."""
        return self.known is None or self.known.decided

    @property
    def most(self) -> float | None:
        """The highest rank at which the knob may cut, where a list leaves that open; else None."""
        return None if self.known is None else self.known.most

    def words(self) -> str:
        """Say which ranks the knob keeps, as far as that is known."""
        if self.known is not None and self.known.all_left:
            return "keeps all ranks"
        ranks = f"ranks {self.first:,} to {self.last:,}"
        if self.most is not None:
            least = f"keeps {ranks} at least"
            return f"{least}, perhaps to {self.most:,.0f}" if math.isfinite(self.most) else least
        kept = f"keeps {ranks}" if self.decided else f"keeps at most {ranks}"
        return f"{kept}, or more in a tie" if self.known is not None and self.known.ties else kept

    def value_at(self, rank: int) -> Any:
        """Return the value of the knob with which `rank` is the last one that it keeps, as far as it can.

        Of the values that do so, the one with the fewest decimals.
        """
        before = self.stage.before
        if self.knob.name == RANK:
            return max(1, rank - before.start)
        if self.known is not None:
            return self._value_in_list(self.known, rank)
        place = min(max(rank - before.start, 1), len(before)) - 1
        if self.knob.name == MASS:
            sums = before.cumulative
            return roundest(sums.item(place - 1) if place else 0.0, min(1.0, sums.item(place)))
        weights = before.weights
        below = weights.item(place + 1) if place + 1 < len(before) else 0.0
        return roundest(below, weights.item(place))

    def _value_in_list(self, known: ListedCut, rank: int) -> float:
        """Return the value where not all classes are listed.

        If no value lets the knob cut at this rank for certain, it cuts there at the least. Beyond the listed
        ranks min-p cuts there at the most.
        """
        before, listed = self.stage.before, known.partial.known_ranks
        if self.knob.name == MASS:
            return _sum_at(known, before, rank)
        if rank > listed:
            below, here = (known.partial.ratio_at(one, before.temperature) for one in (rank + 1, rank))
        else:
            # A knob that the list does not decide may have left more classes than are certain here.
            gaps = before.ranking.gaps[before.start : listed]
            place = min(max(rank - before.start, 1), len(gaps)) - 1
            steps = (gaps[place : place + 2] - gaps[0]) / before.ranking.unit / before.temperature
            here, *following = np.exp(-steps).tolist()
            below = following[0] if following else known.partial.ratio_at(listed + 1, before.temperature)
        return roundest(below if below < here else NEARLY * here, here)

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


def _sum_at(known: ListedCut, before: Candidates, rank: int) -> float:
    """Return the p of top-p with which it cuts at a rank for certain, else there at the least."""
    low, high = known.sums
    place = max(rank - before.start, 1) - 1
    if place < len(low):
        # Between what the ranks before have at most and what they have with this one at least.
        below, here = high.item(place - 1) if place else 0.0, low.item(place)
        if below >= here:
            here = high.item(place)
    else:
        tail = known.tail(before)
        if tail is None:
            return min(1.0, high.item(-1))
        at = min(int(np.searchsorted(tail.ranks, rank)), len(tail.ranks) - 1)
        below, here = tail.high_sum.item(at - 1) if at else high.item(-1), tail.high_sum.item(at)
        if here >= 1.0 and at + 1 < len(tail.ranks):
            return ALMOST
    here = min(1.0, here)
    return roundest(below, here) if below < here else here


def cuts_of_list(picture: Picture, partial: PartialKnowledge, count: int) -> tuple[RankCut, ...]:
    """Return the knobs that cut, with what a list decides of the rank at which they do.

    Of top-k the rank is known, even where that of an unlisted class: which class has it is not. Of top-k,
    top-p and min-p there are bounds of it where it is not; other knobs that the list does not decide are
    left out.
    """
    cuts: list[RankCut] = []
    chain = picture.document.present_chain
    order, after = picture.logits.order[: partial.known_ranks], partial.bounds(Chain())
    for number, (stage, unknown) in enumerate(zip(picture.stages, partial.undecided(chain), strict=True), 1):
        before, after = after, partial.bounds(Chain(chain.active[:number]))
        if isinstance(stage.knob, Temperature):
            continue
        sums = before.low[order].cumsum(), np.minimum(before.high[order].cumsum(), 1.0)
        whole = _is_settled(before) and before.whole and stage.before.whole
        known = ListedCut(partial, sums, whole=whole)
        if _is_settled(after) and not unknown:
            last = int(picture.logits.ranks[after.possible].max(initial=0)) + 1
            left = after.others.high > 0.0
            known = replace(known, all_left=left and bool(after.certain.sum() == picture.logits.possible))
            cuts.append(RankCut(stage, count if left else last, known))
        elif (cut := _undecided_cut(stage, known, before, after, count)) is not None:
            cuts.append(cut)
    return tuple(cuts)


def _is_settled(known: DistributionBounds) -> bool:
    """True if it is known which classes a chain left, listed or not."""
    all_or_none = known.whole or known.others.high == 0.0
    return all_or_none and np.array_equal(known.certain, known.possible)


def _undecided_cut(
    stage: Stage, known: ListedCut, before: DistributionBounds, after: DistributionBounds, count: int
) -> RankCut | None:
    """Return what is known of a cut that a list does not decide; None if nothing can be drawn of it."""
    first, knob = stage.before.start, stage.knob
    settled = _is_settled(before)
    if knob.name == RANK:
        last = first + int(knob.value)
        known = replace(known, decided=settled, ties=first + after.count.high > last)
        return RankCut(stage, int(min(last, first + after.count.high)) if settled else last, known)
    likeliest = stage.before.logits.order[0]
    if knob.name == RATIO and before.certain[likeliest] and before.temperature is not None:
        # Knobs that leave the likeliest class leave its ratio to the others too.
        low, high = known.partial.ranks_above(float(knob.value), before.temperature)
        if math.isinf(high) and not settled:
            return RankCut(stage, 1, replace(known, decided=False, most=high))
        if not settled or low == high:
            return RankCut(stage, int(high), replace(known, decided=False))
        return RankCut(stage, int(low), replace(known, decided=False, most=high))
    if knob.name == MASS:
        least, most = _ranks_of_sum(known, stage, first + after.count.low, first + after.count.high)
        return RankCut(stage, int(min(least, count)), replace(known, decided=False, most=most))
    return None


def _ranks_of_sum(known: ListedCut, stage: Stage, least: float, most: float) -> tuple[float, float]:
    """Return the bounds of the rank at which top-p cuts, if need be narrower than those of what is left."""
    before, p = stage.before, float(stage.knob.value)
    tail = known.tail(before)
    if tail is None:
        return least, most
    below = tail.ranks[tail.high_sum < p]
    enough = tail.ranks[tail.low_sum >= p]
    if len(below):
        least = max(least, float(below[-1]) + 1)
    return least, max(least, min(most, float(enough[0]) if len(enough) else most))
