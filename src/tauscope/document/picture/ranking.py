"""The distribution by rank: probability of the r-th likeliest class, and where the knobs of the chain cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.ranks import RankCurve, sampled_ranks
from tauscope.document.picture.rank_cuts import RankCut, cuts_of_list

if TYPE_CHECKING:
    from tauscope.core.bounds import Bounds, DistributionBounds, TailRanks
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.picture import Picture


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


class RankBounds(NamedTuple):
    """Bounds of what the listed ranks have.

    Attributes
    ----------
    low, high : (n,) float64
        Bounds of the probability of each rank.
    low_sum, high_sum : (n,) float64
        Bounds of the sum of the probabilities up to each rank.
    """

    low: Floats
    high: Floats
    low_sum: Floats
    high_sum: Floats

    @classmethod
    def of(cls, known: DistributionBounds, order: Integers, ranks: Integers) -> RankBounds:
        """Return those of a distribution at some of the ranks of `order`, the rows by falling logit."""
        low, high = (end[order] for end in (known.low, known.high))
        sums = low.cumsum(), np.minimum(high.cumsum(), 1.0)
        return cls(*(array[ranks - 1] for array in (low, high, *sums)))


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
    known, known_at_1 : RankBounds or None
        What the listed ranks have where the logits list only some classes, now and at τ = 1.
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
    known: RankBounds | None = None
    known_at_1: RankBounds | None = None
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
    at_1, softmax = picture.prepared.rank_curve, picture.softmax
    curves = at_1 if softmax is picture.prepared.trained else RankCurve.of(softmax), at_1
    if picture.partial is None or picture.bounds is None:
        cuts = tuple(RankCut(stage) for stage in picture.stages if not isinstance(stage.knob, Temperature))
        return Ranking(ranks, *curves, cuts, picture.final.start + 1, picture.final.stop)
    partial, left = picture.partial, picture.bounds
    ranks = sampled_ranks(partial.known_ranks)
    bounds, order = partial.bounds(Chain().with_temperature(picture.temperature)), picture.logits.order
    tail = partial.tail_ranks(picture.temperature)
    count = int(ranks[-1]) if tail is None else int(tail.ranks[-1])
    possible = picture.logits.ranks[left.possible]
    first = int(possible.min(initial=count - 1)) + 1
    return Ranking(
        ranks,
        *curves,
        cuts=cuts_of_list(picture, partial, count),
        first=first,
        last=int(min(first - 1 + left.count.high, count)),
        known=RankBounds.of(bounds, order, ranks),
        known_at_1=RankBounds.of(partial.bounds(Chain()), order, ranks),
        tail=tail,
        tail_at_1=partial.tail_ranks(1.0),
        spans=tuple(
            RankSpan(row, partial.known_ranks + 1, partial.last_rank(row), bounds.of(row))
            for at, row in enumerate(order[: picture.logits.possible].tolist())
            if at >= partial.known_ranks
        ),
        sized=partial.others is not None,
    )
