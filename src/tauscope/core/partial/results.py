"""Results of several chains on one list of classes, and whether two of the chains leave the same."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from tauscope.core.chain.contract import applied_to_list
from tauscope.core.chain.knobs import Temperature
from tauscope.core.chain.reordering import NEAR, never_matters, same
from tauscope.core.partial.final import FinalBounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.bounds import DistributionBounds
    from tauscope.core.chain.chain import Chain
    from tauscope.core.chain.knob import Knob
    from tauscope.core.chain.listed import ListedCandidates


class ListResults:
    """Results of chains on one list; chains that begin with equal knobs share the results of these."""

    def __init__(
        self, listed: ListedCandidates, bounds_of: Callable[[FinalBounds, float], DistributionBounds]
    ) -> None:
        self._bounds_of = bounds_of
        self._left: dict[tuple[Knob, ...], FinalBounds] = {(): FinalBounds(listed)}

    def after(self, knobs: tuple[Knob, ...]) -> FinalBounds:
        """Return bounds of what `knobs`, applied in order, leave."""
        for place, knob in enumerate(knobs):
            if knobs[: place + 1] not in self._left:
                before = self._left[knobs[:place]]
                left = applied_to_list(knob, before.left)
                self._left[knobs[: place + 1]] = before if left is before.left else FinalBounds(left)
        return self._left[knobs]

    def bounds(self, chain: Chain) -> DistributionBounds:
        """Return the bounds of the distribution after a chain."""
        return self._bounds_of(self.after(chain.active), chain.temperature)

    def decided(self, chain: Chain) -> bool:
        """Return whether it is known which classes a chain leaves, and at which temperature."""
        return self.after(chain.active).left.certain

    def same(self, one: Chain, other: Chain) -> bool | None:
        """Return whether two chains leave the same distribution, or None if the list does not decide it.

        True holds for every distribution that the list may be a part of, and so does False.
        """
        if _reordered(self._effective(one.active), self._effective(other.active)):
            return True
        return same_left(self.after(one.active), self.after(other.active))

    def _effective(self, knobs: tuple[Knob, ...]) -> list[Knob]:
        """Return the knobs without those that change nothing whatever the others are."""
        return [
            knob
            for place, knob in enumerate(knobs)
            if self.after(knobs[: place + 1]) is not self.after(knobs[:place]) and knob != Temperature(1.0)
        ]


def _reordered(one: list[Knob], other: list[Knob]) -> bool:
    """True if two chains have the same knobs, in orders that never differ in what they leave."""
    if one == other:
        return True
    if len(set(one)) != len(one) or len(other) != len(one) or set(one) != set(other):
        return False
    # Exchanging neighbours, of which each pair may be exchanged, leads from one order to the other.
    place = {knob: number for number, knob in enumerate(other)}
    return all(never_matters(a, b) for a, b in combinations(one, 2) if place[a] > place[b])


def same_left(one: FinalBounds, other: FinalBounds) -> bool | None:
    """Return whether two results of chains on one list are the same; None if the list does not decide it."""
    here, there = one.left, other.left
    if here.complete and there.complete:
        return same(here.possible, there.possible)
    if _apart(one, other):
        return False
    known = here.certain and there.certain and (here.tail is None) == (there.tail is None)
    ranges = [(left.possible.start, left.possible.stop) for left in (here, there)]
    alike = math.isclose(here.hottest, there.hottest, rel_tol=NEAR) or here.hottest == there.hottest
    return True if known and ranges[0] == ranges[1] and alike else None


def _apart(one: FinalBounds, other: FinalBounds) -> bool:
    """True if two results differ for every distribution that the list may be a part of."""
    pairs = (one, other), (other, one)
    if any((a.certain & ~b.possible).any() or _has_more(a, b) for a, b in pairs):
        return True
    if any((a.rows[0] * (1.0 - NEAR) - NEAR > b.rows[1]).any() for a, b in pairs):
        return True
    # Of two classes that both leave, a temperature fixes the ratio.
    kept = one.certain & other.certain
    values = one.left.possible.logits.values[kept]
    cooler = any(a.left.hottest < b.left.coldest * (1.0 - NEAR) for a, b in pairs)
    return cooler and bool((values[1:] != values[:1]).any())


def _has_more(one: FinalBounds, other: FinalBounds) -> bool:
    """True if the first has more classes with a probability than the second can have."""
    left, tail = one.left, one.left.tail
    if other.others.high == 0.0 and one.others.low > 0.0:
        return True
    fewest = len(one.sure_rows) + (tail.fewest if tail is not None and tail.whole else 0)
    return left.hottest > 0 and fewest > other.count.high
