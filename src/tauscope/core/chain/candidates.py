"""Candidates: the classes that a chain has left so far, in the order of their logits.

Neither a temperature nor any truncation changes the order of the logits. So logits are sorted once, and the
classes left after any knob are one range of that order: mostly a prefix, for typical-p a range around the
entropy.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.softmax import log_probabilities, probabilities
from tauscope.core.values import sum_of

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers, Mask

LARGEST = 1e308
"""Largest quotient that surely does not overflow."""

ROUNDING = 1e-12
"""Sums and ratios that differ from a threshold by less count as equal to it.

Without such a margin, whether 0.5 + 0.3 reaches 0.8 would depend on the order in which floats were added.
"""

_SHARED_BY_PREFIXES = ("gaps", "log_weights", "weights", "running")
"""Arrays of which a prefix of the candidates has a prefix: they are relative to the first candidate."""


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
class Candidates:
    """A distribution p ∝ e^(−d/τ) over a range of the sorted classes. Make one with `Candidates.of`.

    Arrays have one entry for each candidate, by falling logit. Arrays named `…_of_rows` have one for each row
    of the table.

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

    @classmethod
    def of(cls, logits: Logits) -> Candidates:
        """Return all classes that are not masked, at τ = 1.

        Examples
        --------
        >>> from tauscope.core.logits import Logits
        >>> candidates = Candidates.of(Logits.of("abc", [0.0, 2.0, 1.0])).heated(0.5)
        >>> candidates.rows, candidates.probabilities.round(3)
        (array([1, 2, 0]), array([0.867, 0.117, 0.016]))
        >>> candidates.first(2).probabilities_of_rows.round(3)
        array([0.   , 0.881, 0.119])
        """
        return cls.among(Ranking(logits, logits.order, logits.gaps, logits.unit))

    @classmethod
    def among(cls, ranking: Ranking) -> Candidates:
        """Return all classes of a ranking, at τ = 1."""
        return cls(ranking, 1.0, 0, len(ranking.gaps))

    @property
    def logits(self) -> Logits:
        """Logits of all classes, in the order of the table, also of those that were cut."""
        return self.ranking.logits

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def whole(self) -> bool:
        """True if every class that is not masked is a candidate."""
        return len(self) == self.logits.possible

    @property
    def rows(self) -> Integers:
        """Row in the table of each candidate, by falling logit."""
        return self.ranking.order[self.start : self.stop]

    @cached_property
    def gaps(self) -> Floats:
        """Gap between the first candidate's logit and each logit, times `ranking.unit`; rising from 0."""
        gaps = self.ranking.gaps[self.start : self.stop]
        return gaps - gaps[0] if self.start else gaps  # the first class of all has gap 0 already

    @cached_property
    def log_weights(self) -> Floats:
        """Logarithm −d/τ of each weight, relative to the first candidate; falling from 0."""
        unit = self.temperature * self.ranking.unit
        # Gaps rise, so the last one tells whether any quotient may overflow.
        if self.gaps.item(-1) < LARGEST * unit:
            return self.gaps / -unit
        with np.errstate(over="ignore"):  # what overflows to −inf has no weight
            return self.gaps / -self.temperature / self.ranking.unit

    @cached_property
    def weights(self) -> Floats:
        """Boltzmann weight e^(−d/τ) of each candidate, relative to the first; falling from 1."""
        heavy = self.heavy
        if heavy == len(self):
            return np.exp(self.log_weights)
        weights = np.zeros(len(self))
        np.exp(self.log_weights[:heavy], out=weights[:heavy])
        return weights

    @property
    def heavy(self) -> int:
        """Number of candidates whose weight counts in a float beside that of the first; see `WEIGHTLESS`."""
        return len(self) if self.log_weights.item(-1) >= WEIGHTLESS else self.within(-WEIGHTLESS)

    @cached_property
    def running(self) -> Floats:
        """Running sum of `weights`."""
        return self.weights.cumsum()

    @cached_property
    def tail_weight(self) -> float:
        """Sum of all weights but the first, which is 1."""
        # Kept apart from that 1, for a rest below 1e-16 would vanish in the sum, and log1p still sees it.
        return float(sum_of(self.weights[1:]))

    @property
    def partition(self) -> float:
        """Partition function Z = Σ e^(−d/τ) of the candidates, relative to the first; at least 1."""
        return 1.0 + self.tail_weight

    @property
    def log_partition(self) -> float:
        """Logarithm of `partition`."""
        return math.log1p(self.tail_weight)

    @cached_property
    def log_probabilities(self) -> Floats:
        """Logarithm of each probability in nats, accurate also where the probability underflows."""
        return self.log_weights - self.log_partition

    @cached_property
    def probabilities(self) -> Floats:
        """Probability of each candidate; they sum to 1."""
        return self.weights / self.partition

    def probability(self, place: int) -> float:
        """Return ``probabilities[place]`` without computing the whole array."""
        return self.weights.item(place) / self.partition

    @cached_property
    def cumulative(self) -> Floats:
        """Running sum of the probabilities; the last entry is exactly 1."""
        return self.running / self.running.item(-1)

    def places(self, uniforms: Floats | float) -> Integers:
        """Return the index of the candidate that each uniform number in [0, 1) draws.

        The draw is the first candidate whose cumulative probability is above the number.
        """
        # The last sum is left out of the search: whatever lies above the one before it draws the last class.
        places: Integers = self.cumulative[:-1].searchsorted(uniforms, side="right")
        return places

    @cached_property
    def entropy(self) -> float:
        """Shannon entropy of the candidates in nats."""
        heavy = self.heavy
        # S = ln Z + ⟨d⟩/τ is a sum of two positive terms, so nothing cancels where the entropy is small.
        # A product and a sum: a dot product of so many would start threads, which costs more.
        weighted = float(sum_of(self.weights[:heavy] * self.log_weights[:heavy]))
        return self.log_partition - weighted / self.partition

    @cached_property
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

    def ties(self, place: int) -> int:
        """Count the candidates up to the last one whose logit equals that at index `place`."""
        gaps = self.gaps
        if place + 1 == len(gaps) or gaps.item(place) < gaps.item(place + 1):
            return place + 1
        return int(gaps.searchsorted(gaps[place], side="right"))

    def first(self, count: int) -> Candidates:
        """Return the first `count` candidates; at least one."""
        return self.between(0, count)

    def between(self, start: int, stop: int) -> Candidates:
        """Return the candidates with indices `start` … `stop` − 1; at least one."""
        count = self.stop - self.start
        start = min(start, count - 1)
        stop = min(max(stop, start + 1), count)
        if stop - start == count:
            return self
        kept = Candidates(self.ranking, self.temperature, self.start + start, self.start + stop)
        if start == 0:  # then the weights stay what they are: no second exponential
            self._share_prefixes(kept, stop)
        return kept

    def _share_prefixes(self, kept: Candidates, stop: int) -> None:
        """Put prefixes of the arrays that are computed already into the cached properties of `kept`."""
        known, lent = vars(self), vars(kept)
        for name in _SHARED_BY_PREFIXES:
            if name in known:
                lent[name] = known[name][:stop]

    def heated(self, temperature: float) -> Candidates:
        """Return the candidates with their logits divided by a temperature τ in [0, ∞].

        At τ = 0 only the classes that tie with the first stay; after an earlier τ = ∞ all classes tie and all
        stay. At τ = ∞ all are equally likely, but ranks and gaps are kept, so that a knob that does not look
        at the temperature cuts the same classes as at any finite one.
        """
        if self.temperature == math.inf:
            return self
        # A product that underflows to 0 is the limit τ = 0 too.
        product = self.temperature * temperature
        if not product:
            return self.first(self.ties(0))
        return Candidates(self.ranking, product, self.start, self.stop)

    @cached_property
    def log_probabilities_of_rows(self) -> Floats:
        """Log-probability in nats of each row of the table, shape (V,); −inf for a class cut or masked."""
        if self.whole:
            return log_probabilities(self.logits.values, self.temperature)
        return self._in_table_order(self.log_probabilities, -math.inf)

    @cached_property
    def probabilities_of_rows(self) -> Floats:
        """Probability of each row of the table, shape (V,); 0 for a class that is cut or masked."""
        # With nothing cut this is softmax of the table, which needs no sorted order and no scattering back.
        if self.whole:
            return probabilities(self.logits.values, self.temperature)
        return self._in_table_order(self.probabilities, 0.0)

    @cached_property
    def kept(self) -> Mask:
        """Mask of the rows of the table that are candidates, shape (V,), even if their p underflows to 0."""
        if self.whole:
            return self.logits.values > -np.inf
        mask = np.zeros(len(self.logits), dtype=np.bool_)
        mask[self.rows] = True
        return mask

    def _in_table_order(self, values: Floats, elsewhere: float) -> Floats:
        """Put one value for each candidate into table order, shape (V,); `elsewhere` in all other rows."""
        spread = np.full(len(self.logits), elsewhere)
        spread[self.rows] = values
        return spread
