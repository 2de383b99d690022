"""Candidates: the classes that a chain has left so far, in the order of their logits.

Neither a temperature nor any truncation changes the order of the logits. So logits are sorted once, and the
classes left after any knob are one range of that order: mostly a prefix, for typical-p a range around the
entropy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.cached import unlocked_property
from tauscope.core.chain.ranked_weights import RankedWeights, Ranking
from tauscope.core.softmax import log_probabilities, probabilities

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers, Mask

ROUNDING = 1e-12
"""Sums and ratios that differ from a threshold by less count as equal to it.

Without such a margin, whether 0.5 + 0.3 reaches 0.8 would depend on the order in which floats were added.
"""

_SHARED_BY_PREFIXES = ("gaps", "log_weights", "weights", "running")
"""Arrays of which a prefix of the candidates has a prefix: they are relative to the first candidate."""


@dataclass(frozen=True, eq=False)
class Candidates(RankedWeights):
    """A distribution p ∝ e^(−d/τ) over a range of the sorted classes. Make one with `Candidates.of`.

    Arrays have one entry for each candidate, by falling logit. Arrays named `…_of_rows` have one for each row
    of the table.

    Attributes are those of `RankedWeights`.
    """

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
    def whole(self) -> bool:
        """True if every class that is not masked is a candidate."""
        return len(self) == self.logits.possible

    @property
    def rows(self) -> Integers:
        """Row in the table of each candidate, by falling logit."""
        return self.ranking.order[self.start : self.stop]

    def places(self, uniforms: Floats | float) -> Integers:
        """Return the index of the candidate that each uniform number in [0, 1) draws.

        The draw is the first candidate whose cumulative probability is above the number.
        """
        # The last sum is left out of the search: whatever lies above the one before it draws the last class.
        places: Integers = self.cumulative[:-1].searchsorted(uniforms, side="right")
        return places

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
        heated = Candidates(self.ranking, product, self.start, self.stop)
        if product == self.temperature and "tail_sums" in vars(self):
            vars(heated)["tail_sums"] = self.tail_sums
        return heated

    def holds(self, row: int) -> bool:
        """True if a row of the table is a candidate, even if its p underflows to 0."""
        value = self.logits.values.item(row)
        if self.whole:
            return value > -math.inf
        # Of equal logits the first row is the likelier, so a row is in the range if it is between both ends.
        first, last = (self.ranking.order.item(place) for place in (self.start, self.stop - 1))
        high, low = (self.logits.values.item(one) for one in (first, last))
        return (-high, first) <= (-value, row) <= (-low, last)

    def log_probability_of(self, row: int) -> float:
        """Return ``log_probabilities_of_rows[row]`` without computing the whole array."""
        if not self.holds(row):
            return -math.inf
        values, unit = self.logits.values, self.ranking.unit
        first = values.item(self.ranking.order.item(self.start))
        gap = first * unit - values.item(row) * unit
        return self._scaled_one(gap) - self.log_partition

    def probability_of(self, row: int) -> float:
        """Return ``probabilities_of_rows[row]`` without computing the whole array."""
        return math.exp(self.log_probability_of(row))

    @unlocked_property
    def log_probabilities_of_rows(self) -> Floats:
        """Log-probability in nats of each row of the table, shape (V,); −inf for a class cut or masked."""
        if self.whole:
            return log_probabilities(self.logits.values, self.temperature)
        return self._in_table_order(self.log_probabilities, -math.inf)

    @unlocked_property
    def probabilities_of_rows(self) -> Floats:
        """Probability of each row of the table, shape (V,); 0 for a class that is cut or masked."""
        # With nothing cut this is softmax of the table, which needs no sorted order and no scattering back.
        if self.whole:
            return probabilities(self.logits.values, self.temperature)
        return self._in_table_order(self.probabilities, 0.0)

    @unlocked_property
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
