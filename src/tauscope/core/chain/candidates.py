"""What passes through a chain: the classes still in play, in the order of their logits.

Neither a temperature nor any truncation changes the order of the logits. So these are sorted once, and what
is left after any knob is one range of that order: a prefix mostly, an interval around the entropy for
typical-p.
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
"""Quotients up to here do not overflow."""

ROUNDING = 1e-12
"""So close to a threshold, sums and ratios count as equal to it: 0.5 + 0.3 reaches 0.8 in any rounding."""

_OF_PREFIXES = ("gaps", "log_weights", "weights", "running")
"""What the first few share with all."""


class Ranking(NamedTuple):
    """Classes by falling logit.

    Attributes
    ----------
    logits : Logits
    order : (n,) int64
        Rows, ties in row order: of all that are not masked, or of the first few of them and their ties.
    gaps : (n,) float64
        How far each lies below the first, in units of `unit`: rising from 0.
    unit : float
        What a logit of 1 counts as.
    """

    logits: Logits
    order: Integers
    gaps: Floats
    unit: float


@dataclass(frozen=True, eq=False)
class Candidates:
    """A distribution p ∝ e^(−d/τ) over a range of the sorted classes. Make one with `Candidates.of`.

    Arrays hold the candidates alone, by falling logit; what is named `…_of_rows` follows the table.

    Attributes
    ----------
    ranking : Ranking
        With the sorted gaps d = max z − z.
    temperature : float
        The product of the temperatures so far, in (0, ∞].
    start, stop : int
        The range of the ranking that is still in play; never empty, and without masked classes.
    """

    ranking: Ranking
    temperature: float
    start: int
    stop: int

    @classmethod
    def of(cls, logits: Logits) -> Candidates:
        """Let every class that is not masked stand, at τ = 1.

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
        """Let all of a ranking stand, at τ = 1."""
        return cls(ranking, 1.0, 0, len(ranking.gaps))

    @property
    def logits(self) -> Logits:
        """All of them, in the order of the table."""
        return self.ranking.logits

    def __len__(self) -> int:
        return self.stop - self.start

    @property
    def whole(self) -> bool:
        """Whether nothing but what is masked was cut."""
        return len(self) == self.logits.possible

    @property
    def rows(self) -> Integers:
        """Rows of the table, by falling logit."""
        return self.ranking.order[self.start : self.stop]

    @cached_property
    def gaps(self) -> Floats:
        """How far each logit lies below the first, in units of `ranking.unit`."""
        gaps = self.ranking.gaps[self.start : self.stop]
        return gaps - gaps[0] if self.start else gaps  # the first of all has none

    @cached_property
    def log_weights(self) -> Floats:
        """Ln of e^(−d/τ), relative to the first."""
        unit = self.temperature * self.ranking.unit
        if self.gaps.item(-1) < LARGEST * unit:
            return self.gaps / -unit
        with np.errstate(over="ignore"):  # what overflows to −inf has no weight
            return self.gaps / -self.temperature / self.ranking.unit

    @cached_property
    def weights(self) -> Floats:
        """e^(−d/τ), relative to the first; the exponential is taken only of what has weight."""
        heavy = self.heavy
        if heavy == len(self):
            return np.exp(self.log_weights)
        weights = np.zeros(len(self))
        np.exp(self.log_weights[:heavy], out=weights[:heavy])
        return weights

    @property
    def heavy(self) -> int:
        """How many have any weight in a float."""
        return len(self) if self.log_weights.item(-1) >= WEIGHTLESS else self.within(-WEIGHTLESS)

    @cached_property
    def running(self) -> Floats:
        """Running sum of `weights`."""
        return self.weights.cumsum()

    @cached_property
    def rest(self) -> float:
        """Sum of the weights but the first, which is 1: set apart, so that a tiny rest still counts."""
        return float(sum_of(self.weights[1:]))

    @property
    def partition(self) -> float:
        """Z = Σ e^(−d/τ)."""
        return 1.0 + self.rest

    @property
    def log_partition(self) -> float:
        """Ln Z."""
        return math.log1p(self.rest)

    @cached_property
    def log_probabilities(self) -> Floats:
        """Normalised over the candidates."""
        return self.log_weights - self.log_partition

    @cached_property
    def probabilities(self) -> Floats:
        """Normalised over the candidates."""
        return self.weights / self.partition

    def probability(self, place: int) -> float:
        """What `probabilities` has at a place, without the others."""
        return self.weights.item(place) / self.partition

    @cached_property
    def cumulative(self) -> Floats:
        """Running sum of the probabilities; the last is 1."""
        return self.running / self.running.item(-1)

    def places(self, uniforms: Floats | float) -> Integers:
        """Where `cumulative` passes numbers in [0, 1): a draw each, and no rounding leaves one without."""
        places: Integers = self.cumulative[:-1].searchsorted(uniforms, side="right")
        return places

    @cached_property
    def entropy(self) -> float:
        """Of the candidates, in nats: ln Z + ⟨d⟩/τ, a sum of what is positive."""
        heavy = self.heavy
        # A product and a sum: a dot product of so many would start threads, which costs more.
        weighted = float(sum_of(self.weights[:heavy] * self.log_weights[:heavy]))
        return self.log_partition - weighted / self.partition

    @cached_property
    def deviation(self) -> float:
        """Population standard deviation of the logits before any temperature, in units of `ranking.unit`."""
        largest = float(self.gaps[-1])
        return float((self.gaps / largest).std()) * largest if largest else 0.0

    def within(self, distance: float) -> int:
        """Count the candidates whose −ln(p / p_max) = d/τ is at most `distance`, without an exponential."""
        gaps, temperature, unit = self.gaps, self.temperature, self.ranking.unit

        def reaches(place: int) -> bool:
            return gaps.item(place) / temperature / unit <= distance

        if reaches(-1):
            return len(self)
        # A product is found at once, a quotient by halving; they differ where something rounds.
        place = int(gaps.searchsorted(distance * temperature * unit, side="right"))
        if place < len(gaps) and not reaches(place) and (place == 0 or reaches(place - 1)):
            return place
        return bisect_left(range(len(gaps)), x=True, key=lambda place: not reaches(place))

    def ties(self, place: int) -> int:
        """Count the candidates down to the last that ties with the one at `place`."""
        gaps = self.gaps
        if place + 1 == len(gaps) or gaps.item(place) < gaps.item(place + 1):
            return place + 1
        return int(gaps.searchsorted(gaps[place], side="right"))

    def first(self, count: int) -> Candidates:
        """Keep the first `count`, and one at least."""
        return self.between(0, count)

    def between(self, start: int, stop: int) -> Candidates:
        """Keep the candidates from `start` up to `stop` (counted among themselves), and one at least."""
        count = self.stop - self.start
        start = min(start, count - 1)
        stop = min(max(stop, start + 1), count)
        if stop - start == count:
            return self
        kept = Candidates(self.ranking, self.temperature, self.start + start, self.start + stop)
        if start == 0:  # then the weights stay what they are: no second exponential
            self._lend(kept, stop)
        return kept

    def _lend(self, kept: Candidates, stop: int) -> None:
        known, lent = vars(self), vars(kept)
        for name in _OF_PREFIXES:
            if name in known:
                lent[name] = known[name][:stop]

    def heated(self, temperature: float) -> Candidates:
        """Divide the logits by τ in [0, ∞].

        At 0 the ties of the first stay; where all are equally likely already (τ = ∞ came before), that is
        every one. At ∞ all are equally likely, but ranks and gaps are remembered: so every knob that does not
        look at the temperature does there what it does at each finite one.
        """
        if self.temperature == math.inf:
            return self
        product = self.temperature * temperature
        if not product:
            return self.first(self.ties(0))
        return Candidates(self.ranking, product, self.start, self.stop)

    @cached_property
    def log_probabilities_of_rows(self) -> Floats:
        """(V,) in the order of the table; −inf for what is cut or masked."""
        if self.whole:
            return log_probabilities(self.logits.values, self.temperature)
        return self._spread(self.log_probabilities, -math.inf)

    @cached_property
    def probabilities_of_rows(self) -> Floats:
        """(V,) in the order of the table; 0 for what is cut or masked."""
        if self.whole:
            return probabilities(self.logits.values, self.temperature)
        return self._spread(self.probabilities, 0.0)

    @cached_property
    def kept(self) -> Mask:
        """(V,) in the order of the table: which classes are still in play, however unlikely."""
        if self.whole:
            return self.logits.values > -np.inf
        mask = np.zeros(len(self.logits), dtype=np.bool_)
        mask[self.rows] = True
        return mask

    def _spread(self, values: Floats, elsewhere: float) -> Floats:
        spread = np.full(len(self.logits), elsewhere)
        spread[self.rows] = values
        return spread
