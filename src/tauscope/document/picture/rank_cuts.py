"""Where the knobs of a chain cut the ranking of the classes, and the values with which they cut elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.ranks import roundest
from tauscope.document.picture.listed_cut import ListedCut

if TYPE_CHECKING:
    from tauscope.core.bounds import DistributionBounds
    from tauscope.core.chain.knob import Knob
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.chain.stage import Stage
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
        """Rank, from 1, of the first class that is left; the least that it may be."""
        return self.stage.after.start + 1 if self.known is None else self.known.first

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
            return "keeps all ranks" if self.first == 1 else f"keeps all ranks from {self.first:,} on"
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
        before, known = self.stage.before, self.known
        if self.knob.name == RANK:
            return max(1, rank - (before.start if known is None else known.start))
        if known is not None:
            return known.sum_at(rank) if self.knob.name == MASS else known.ratio_at(rank)
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
        before = self.stage.before if self.known is None else self.known
        heated = self.stage.before.temperature if self.known is None else self.known.before.temperature
        fits = before.whole and heated == temperature
        return float(self.knob.value) if self.knob.name == MASS and fits else None


def cuts_of_list(picture: Picture, partial: PartialKnowledge, count: int) -> tuple[RankCut, ...]:
    """Return the knobs that cut, with what a list decides of the rank at which they do.

    Of top-k the rank is known, even where that of an unlisted class: which class has it is not. Of top-k,
    top-p and min-p there are bounds of it where it is not; other knobs that the list does not decide are
    left out.
    """
    cuts: list[RankCut] = []
    chain, logits = picture.document.present_chain, picture.logits
    after = partial.bounds(Chain())
    for number, (stage, unknown) in enumerate(zip(picture.stages, partial.undecided(chain), strict=True), 1):
        before, after = after, partial.bounds(Chain(chain.active[:number]))
        if isinstance(stage.knob, Temperature):
            continue
        ranks = logits.ranks[after.possible]
        known = ListedCut(partial, logits, before, int(ranks.min(initial=logits.possible - 1)) + 1)
        if _is_settled(after) and not unknown:
            left = after.others.high > 0.0
            after_first = logits.possible - known.first + 1
            known = replace(known, all_left=left and int(after.certain.sum()) == after_first)
            cuts.append(RankCut(stage, count if left else int(ranks.max(initial=0)) + 1, known))
        elif (cut := _undecided_cut(stage, known, after)) is not None:
            cuts.append(cut)
    return tuple(cuts)


def _is_settled(known: DistributionBounds) -> bool:
    """True if it is known which classes a chain left, listed or not."""
    all_or_none = known.whole or known.others.high == 0.0
    return all_or_none and np.array_equal(known.certain, known.possible)


def _undecided_cut(stage: Stage, known: ListedCut, after: DistributionBounds) -> RankCut | None:
    """Return what is known of a cut that a list does not decide; None if nothing can be drawn of it."""
    before, knob, start = known.before, stage.knob, known.start
    settled = _is_settled(before)
    least, most = start + after.count.low, start + after.count.high
    if knob.name == RANK and known.starts:
        last = start + int(knob.value)
        known = replace(known, decided=settled, ties=most > last)
        return RankCut(stage, int(min(last, most)) if settled else last, known)
    if knob.name == RATIO and not start and known.starts and before.temperature is not None:
        # Knobs that leave the likeliest class leave its ratio to the others too.
        low, high = known.partial.ranks_above(float(knob.value), before.temperature)
        if math.isinf(high) and not settled:
            return RankCut(stage, 1, replace(known, decided=False, most=high))
        if not settled or low == high:
            return RankCut(stage, int(high), replace(known, decided=False))
        return RankCut(stage, int(low), replace(known, decided=False, most=high))
    if knob.name == MASS:
        least, most = known.ranks_of_sum(float(knob.value), least, most)
    if knob.name in {RANK, MASS}:
        return RankCut(stage, int(least), replace(known, decided=False, most=most))
    return None
