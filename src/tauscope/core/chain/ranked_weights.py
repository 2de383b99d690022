"""Boltzmann weights of a range of the sorted classes: their sums, and those at a few places."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.cached import unlocked_property
from tauscope.core.softmax import BLOCK
from tauscope.core.values import sum_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers

LARGEST = 1e308
"""Largest quotient that surely does not overflow."""

NEARLY_ALL = 0.99
"""Largest probability of the others that `mass` subtracts from 1: above it the difference loses digits."""


class Ranking(NamedTuple):
    """Classes by falling logit.

    Attributes
    ----------
    logits : Logits
    order : (n,) int64
        Rows by falling logit, ties in row order: all that are not masked, or the first few and their ties.
    gaps : (n,) float64
        Gap max z − z of each row in `order`, times `unit`; rising from 0.
    unit : float
        Value in `gaps` of a difference of 1 between logits; see `Logits.unit`.
    """

    logits: Logits
    order: Integers
    gaps: Floats
    unit: float


@dataclass(frozen=True, eq=False)
class RankedWeights:
    """Weights e^(−d/τ) of a range of the sorted classes, relative to the first of them.

    Arrays have one entry for each class of the range, by falling logit. An array of all weights of a large
    vocabulary costs more than a sum of them: sums, and entries at some places, are had without it.

    Attributes
    ----------
    ranking : Ranking
        All classes, sorted, with their gaps d = max z − z.
    temperature : float
        Product of the temperatures applied so far, in (0, ∞].
    start, stop : int
        Range of the ranking that is left; never empty, and without masked classes.
    """

    ranking: Ranking
    temperature: float
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def logits(self) -> Logits:
        """Logits of all classes, in the order of the table, also of those that were cut."""
        return self.ranking.logits

    @unlocked_property
    def gaps(self) -> Floats:
        """Gap between the first candidate's logit and each logit, times `ranking.unit`; rising from 0."""
        gaps = self.ranking.gaps[self.start : self.stop]
        return gaps - gaps[0] if self.start else gaps  # the first class of all has gap 0 already

    @unlocked_property
    def log_weights(self) -> Floats:
        """Logarithm −d/τ of each weight, relative to the first candidate; falling from 0."""
        return self.scaled(self.gaps)

    def scaled(self, gaps: Floats) -> Floats:
        """Return −d/τ for some of `gaps`, a new array; −inf for an infinite gap at a finite τ."""
        unit = self.temperature * self.ranking.unit
        # Gaps rise, so the last one tells whether any quotient may overflow.
        if self.gaps.item(-1) < LARGEST * unit:
            return gaps / -unit
        with np.errstate(over="ignore"):  # what overflows to −inf has no weight
            return gaps / -self.temperature / self.ranking.unit

    def _scaled_one(self, gap: float) -> float:
        """Return −d/τ for one gap: what `scaled` makes of it, without arrays."""
        unit = self.temperature * self.ranking.unit
        if self.gaps.item(-1) < LARGEST * unit:
            return gap / -unit
        return gap / -self.temperature / self.ranking.unit

    @unlocked_property
    def weights(self) -> Floats:
        """Boltzmann weight e^(−d/τ) of each candidate, relative to the first; falling from 1."""
        heavy = self.heavy
        scaled = self.scaled(self.gaps[:heavy])
        np.exp(scaled, out=scaled)
        return scaled if heavy == len(self) else np.concatenate([scaled, np.zeros(len(self) - heavy)])

    @unlocked_property
    def heavy(self) -> int:
        """Number of candidates whose weight counts in a float beside that of the first; see `WEIGHTLESS`."""
        lightest = self._scaled_one(self.gaps.item(-1))
        return len(self) if lightest >= WEIGHTLESS else self.within(-WEIGHTLESS)

    @unlocked_property
    def running(self) -> Floats:
        """Running sum of `weights`."""
        return self.weights.cumsum()

    @property
    def is_long(self) -> bool:
        """True if sums are taken in blocks, so that no array of all weights is made."""
        return len(self) > BLOCK and "weights" not in vars(self)

    def _blocks(self, start: int, stop: int) -> Iterator[tuple[Floats, Floats]]:
        """Yield −d/τ and the weights of the candidates `start` … `stop` − 1, some thousands at a time."""
        stop = min(stop, self.heavy)
        for place in range(start, stop, BLOCK):
            scaled = self.scaled(self.gaps[place : min(place + BLOCK, stop)])
            yield scaled, np.exp(scaled)

    @unlocked_property
    def tail_sums(self) -> tuple[float, float, float]:
        """Σ w, Σ w x and Σ w x² over all candidates but the first, with x = −d/τ and w = e^x."""
        # Apart from the weight of the first, which is 1: a rest below 1e-16 would vanish beside it.
        zeroth = first = second = 0.0
        for scaled, weights in self._blocks(1, len(self)):
            zeroth += float(sum_of(weights))
            # A product and a sum: a dot product of so many would start threads, which costs more.
            first += float(sum_of(np.multiply(weights, scaled, out=weights)))
            second += float(sum_of(np.multiply(weights, scaled, out=weights)))
        return zeroth, first, second

    @unlocked_property
    def tail_weight(self) -> float:
        """Sum of all weights but the first, which is 1."""
        # Kept apart from that 1, for a rest below 1e-16 would vanish in the sum, and log1p still sees it.
        return self.tail_sums[0] if self.is_long else float(sum_of(self.weights[1:]))

    @property
    def partition(self) -> float:
        """Partition function Z = Σ e^(−d/τ) of the candidates, relative to the first; at least 1."""
        return 1.0 + self.tail_weight

    @property
    def log_partition(self) -> float:
        """Logarithm of `partition`."""
        return math.log1p(self.tail_weight)

    @unlocked_property
    def log_probabilities(self) -> Floats:
        """Logarithm of each probability in nats, accurate also where the probability underflows."""
        return self.scaled(self.gaps) - self.log_partition

    @unlocked_property
    def probabilities(self) -> Floats:
        """Probability of each candidate; they sum to 1."""
        return self.weights / self.partition

    def probability(self, place: int) -> float:
        """Return ``probabilities[place]`` without computing the whole array."""
        if self.is_long:
            return self.probabilities_at([place]).item()
        return self.weights.item(place) / self.partition

    def probabilities_at(self, places: Integers | list[int]) -> Floats:
        """Return ``probabilities[places]`` without computing the whole array."""
        weights: Floats = np.exp(self.log_weights_at(places)) if self.is_long else self.weights[places]
        return weights / self.partition

    def log_weights_at(self, places: Integers | list[int]) -> Floats:
        """Return ``log_weights[places]`` without computing the whole array."""
        return self.scaled(self.gaps[places])

    def mass(self, start: int, stop: int) -> float:
        """Return the probability of the candidates `start` … `stop` − 1, together."""
        if not self.is_long:
            return float(sum_of(self.weights[start:stop])) / self.partition
        few = len(self) - (stop - start)
        if few < stop - start:
            # The others are fewer. The difference has all its digits unless it is small beside them.
            others = self.mass(0, start) + self.mass(stop, len(self)) if few else 0.0
            if others <= NEARLY_ALL:
                return 1.0 - others
        return sum(float(sum_of(weights)) for _, weights in self._blocks(start, stop)) / self.partition

    def weights_between(self, edges: Integers) -> Floats:
        """Return the sum of the weights from each place in `edges` up to the next one or the end.

        Parameters
        ----------
        edges : (n,) int64
            Rising, all different.
        """
        heavy = self.heavy
        weights = self.scaled(self.gaps[:heavy])
        np.exp(weights, out=weights)
        within, sums = edges[: int(edges.searchsorted(heavy))], np.zeros(len(edges))
        if within.size:
            sums[: within.size] = np.add.reduceat(weights, within)
        return sums

    def cumulative_at(self, places: Integers) -> Floats:
        """Return ``cumulative[places]`` for rising places, without computing the whole array."""
        if not (self.is_long and places.size):
            return self.cumulative[places]
        ends = places + 1
        running = self.weights_between(np.append(0, ends[ends < len(self)])).cumsum()
        shares: Floats = running[: len(places)] / running.item(-1)
        return shares

    def place_of_sum(self, sought: float, side: Literal["left", "right"]) -> int:
        """Return ``running.searchsorted(sought, side)``, of many weights without the array of their sums."""
        if not self.is_long:
            return int(self.running.searchsorted(sought, side))
        before, place = 0.0, 0
        for _, weights in self._blocks(0, len(self)):
            after = before + float(sum_of(weights))
            if after >= sought if side == "left" else after > sought:
                # The sums within a block round otherwise than that of the block: the last is made the same.
                running = before + weights.cumsum()
                running[-1] = after
                return place + int(running.searchsorted(sought, side))
            before, place = after, place + len(weights)
        return len(self)

    @property
    def total(self) -> float:
        """Sum of all weights: the last entry of `running`, up to rounding."""
        return self.partition if self.is_long else self.running.item(-1)

    @unlocked_property
    def cumulative(self) -> Floats:
        """Running sum of the probabilities; the last entry is exactly 1."""
        if "running" in vars(self):
            return self.running / self.running.item(-1)
        # The sums themselves are not kept beside the shares: of many classes they are megabytes.
        running = self.weights.cumsum()
        running /= running.item(-1)
        return running

    @unlocked_property
    def entropy(self) -> float:
        """Shannon entropy of the candidates in nats."""
        # S = ln Z + ⟨d⟩/τ is a sum of two positive terms, so nothing cancels where the entropy is small.
        if self.is_long:
            return self.log_partition - self.tail_sums[1] / self.partition
        heavy = self.heavy
        # A product and a sum: a dot product of so many would start threads, which costs more.
        weighted = float(sum_of(self.weights[:heavy] * self.log_weights[:heavy]))
        return self.log_partition - weighted / self.partition

    @unlocked_property
    def deviation(self) -> float:
        """Population standard deviation of the candidates' logits at τ = 1, times `ranking.unit`."""
        largest = float(self.gaps[-1])
        # Scaled to at most 1, so that no square overflows or underflows.
        return float((self.gaps / largest).std()) * largest if largest else 0.0

    def within(self, distance: float) -> int:
        """Count the candidates with −ln(p / p_max) = d/τ at most `distance`; no exponential is computed."""
        gaps, temperature, unit = self.gaps, self.temperature, self.ranking.unit

        def reaches(place: int) -> bool:
            return gaps.item(place) / temperature / unit <= distance

        if reaches(-1):
            return len(self)
        # Whether a candidate is within the distance is defined by the quotient. Searching the gaps for the
        # product is faster, and where the rounding of both agrees at the place found, it is the answer.
        place = int(gaps.searchsorted(distance * temperature * unit, side="right"))
        if place < len(gaps) and not reaches(place) and (place == 0 or reaches(place - 1)):
            return place
        return bisect_left(range(len(gaps)), x=True, key=lambda place: not reaches(place))
