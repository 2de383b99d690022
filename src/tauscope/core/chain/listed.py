"""What a chain may have left where only some of the classes are listed: for certain, and perhaps.

The classes that a chain leaves are one range of the ranking of all classes. Of this range it is kept here
which listed classes are in it for certain, which may be, and what may be left of the unlisted ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.chain.candidates import ROUNDING, Candidates
from tauscope.core.chain.ranked_weights import LARGEST
from tauscope.core.chain.tail import SLACK, TIE, Tail

if TYPE_CHECKING:
    from tauscope.core.values import Floats


class Weights(NamedTuple):
    """Boltzmann weights of the listed classes at one temperature, with those of the unlisted ones together.

    All are relative to the first candidate that may be left.

    Attributes
    ----------
    listed : (n,) float64
    low, high : float
        Bounds of the weight of the unlisted classes that are left.
    """

    listed: Floats
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class ListedCandidates:
    """Classes that a chain may have left.

    Attributes
    ----------
    possible : Candidates
        Listed classes that may be left, at the highest temperature that they may have.
    start, stop : int
        Range of indices in `possible` of the classes that are left for certain; empty if `stop` <= `start`.
    coldest : float
        The lowest temperature that they may have; 0 counts as the limit.
    tail : Tail or None
        What is left of the unlisted classes; None if nothing is.
    """

    possible: Candidates
    start: int
    stop: int
    coldest: float
    tail: Tail | None

    @classmethod
    def of(cls, possible: Candidates, tail: Tail | None) -> ListedCandidates:
        """Return all of these listed classes, and the unlisted ones."""
        return cls(possible, 0, len(possible), possible.temperature, tail)

    @property
    def hottest(self) -> float:
        """The highest temperature that the classes may have."""
        return self.possible.temperature

    @property
    def certain(self) -> bool:
        """True if it is known which classes are left, and at which temperature."""
        whole = self.tail is None or self.tail.whole
        return whole and (self.start, self.stop) == (0, len(self.possible)) and self.coldest == self.hottest

    @property
    def complete(self) -> bool:
        """True if no unlisted class is left and all else is known too: the distribution is exact."""
        return self.tail is None and self.certain

    @property
    def anchored(self) -> bool:
        """True if the first class is left for certain, and none that is not listed may be likelier."""
        return self.start == 0 < self.stop and self.head > 0

    @property
    def comparable(self) -> bool:
        """True if weights are known relative to a first class that is left for certain."""
        return self.anchored and self.coldest == self.hottest

    @cached_property
    def head(self) -> int:
        """Number of candidates in `possible` that are likelier than each unlisted class, or as likely."""
        if self.tail is None:
            return len(self.possible)
        if self.tail.outranks:
            return 0
        gap = -self.tail.most.log_most * self.tail.temperature
        # A class of the list whose gap equals that of q to rounding is the one of which q is the probability.
        reach = (gap * (1.0 + TIE) + TIE * self.tail.temperature) * self.possible.ranking.unit
        found = min(int(self.possible.ranking.gaps.searchsorted(reach, side="right")), self.tail.known)
        return int(min(max(found - self.possible.start, 0), len(self.possible)))

    def may_tie(self, place: int) -> bool:
        """Return True if an unlisted class may have the logit of the candidate at index `place`, or more."""
        if self.tail is None:
            return False
        ranking = self.possible.ranking
        gap = float(ranking.gaps[self.possible.start + place]) / ranking.unit
        return self.tail.gap <= gap * (1.0 + TIE) + TIE * self.tail.temperature

    @property
    def distance(self) -> float:
        """Least −ln(w/w₁) of an unlisted class that is left, from the first candidate; inf for none."""
        if self.tail is None:
            return math.inf
        ranking = self.possible.ranking
        gap = self.tail.gap - float(ranking.gaps[self.possible.start]) / ranking.unit
        return max(0.0, gap / self.hottest * (1.0 - SLACK) - ROUNDING)

    def log_weights(self, temperature: float) -> Floats:
        """Return the logarithms of the weights of the classes in `possible`, as `weights` has them."""
        possible = self.possible
        if temperature == 0:
            return np.where(possible.gaps == 0.0, 0.0, -np.inf)
        return replace(possible, temperature=temperature).log_weights

    def weights(self, temperature: float) -> Weights:
        """Return the weights of the classes in `possible`, and bounds of that of the unlisted ones."""
        possible = self.possible
        if temperature == possible.temperature:
            listed = possible.weights
        elif temperature == 0:
            listed = (possible.gaps == 0.0).astype(np.float64)
        else:
            listed = replace(possible, temperature=temperature).weights
        if self.tail is None:
            return Weights(listed, 0.0, 0.0)
        low, high = self.tail_logs(temperature)
        with np.errstate(over="ignore"):
            return Weights(listed, float(np.exp(low)), float(np.exp(high)))

    def tail_logs(self, temperature: float) -> tuple[float, float]:
        """Return bounds of the logarithm of the weight of the unlisted classes; −inf if nothing is left."""
        if self.tail is None:
            return -math.inf, -math.inf
        if temperature == 0:
            return -math.inf, math.inf  # they may tie with the first candidate, or be cut
        ranking = self.possible.ranking
        first = float(ranking.gaps[self.possible.start]) / ranking.unit
        shift = min(first / temperature, LARGEST)
        low, high = self.tail.log_weights(np.array([temperature]))
        return low.item() + shift, high.item() + shift

    @cached_property
    def totals(self) -> tuple[float, float]:
        """Bounds of the partition function, relative to the first candidate, where these are `comparable`."""
        weights, running = self.weights(self.hottest), self.possible.running
        return float(running[self.stop - 1]) + weights.low, float(running[-1]) + weights.high

    # What a knob leaves

    def heated(self, temperature: float) -> ListedCandidates:
        """Return the candidates with their logits divided by τ in [0, ∞]; see `Candidates.heated`."""
        if self.hottest == math.inf or temperature == 1.0:
            return self
        if not self.hottest * temperature:
            return self._frozen()
        possible = self.possible.heated(temperature)
        coldest = possible.temperature
        if self.coldest != self.hottest:
            coldest = self.coldest * temperature if self.coldest else 0.0
        return replace(self, possible=possible, coldest=coldest)

    def heated_between(self, low: float, high: float) -> ListedCandidates:
        """Return the candidates heated by a temperature of which only bounds are known."""
        if low == high or self.hottest == math.inf:
            return self.heated(high)
        heated = replace(self.heated(high), coldest=self.coldest * low)
        # At τ = 0 only the ties at the top are left.
        return heated if low else heated.some_of_the_first(heated.possible.ties(0))

    def _frozen(self) -> ListedCandidates:
        """Return the ties at the top, which are left at τ = 0."""
        if not self.anchored:
            return self.unknown_range()
        ties = self.possible.ties(0)
        left = self.tail.some() if self.tail is not None and self.may_tie(0) else None
        cut = self.cut(ties, ties, left)
        return replace(cut, coldest=cut.hottest)

    def cut(self, fewest: int, most: int, tail: Tail | None) -> ListedCandidates:
        """Return the first candidates: at least `fewest`, at most `most`, and what is left of the others.

        A class that may be less likely than an unlisted one is left for certain only if all are. If all that
        may be left stays, the result is `self`: nothing is cut.
        """
        if min(fewest, most) >= len(self.possible) and tail is self.tail:
            return self
        possible = self.possible.first(most)
        stop = min(self.stop, fewest, len(possible))
        return replace(self, possible=possible, stop=stop, tail=tail)

    def some_of_the_first(self, fewest: int = 1) -> ListedCandidates:
        """Return the candidates after a cut that leaves an unknown number of the first, at least `fewest`."""
        if not self.anchored:
            return self.unknown_range()
        return self.cut(min(fewest, self.head), len(self.possible), self.tail and self.tail.some())

    def unknown_range(self) -> ListedCandidates:
        """Return the candidates after a cut of which nothing is known."""
        return replace(self, start=0, stop=0, tail=self.tail and self.tail.some())

    def unknown(self) -> ListedCandidates:
        """Return the candidates after a knob of which nothing is known, not even how it heats."""
        cut = self.unknown_range()
        return replace(cut, possible=self.possible.heated(math.inf), coldest=0.0)
