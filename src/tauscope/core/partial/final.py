"""Bounds of the distribution that a chain leaves where only some classes are listed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.partial.entropy import Listed, entropy_bounds

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.listed import ListedCandidates, Weights
    from tauscope.core.chain.tail import Tail
    from tauscope.core.values import Floats, Integers, Mask


@dataclass(frozen=True, eq=False)
class FinalBounds:
    """Bounds of all numbers of what a chain may have left.

    A weight e^(−d/τ) rises with τ. So where the temperature is known within bounds only, weights at the lower
    end stand in what makes a number small, and those at the upper end in what makes it large.
    """

    left: ListedCandidates

    @cached_property
    def hot(self) -> Weights:
        """Weights at the highest temperature."""
        return self.left.weights(self.left.hottest)

    @cached_property
    def cold(self) -> Weights:
        """Weights at the lowest temperature."""
        return self.hot if self.left.coldest == self.left.hottest else self.left.weights(self.left.coldest)

    @cached_property
    def sure(self) -> slice:
        """The candidates that are left for certain."""
        return slice(self.left.start, max(self.left.start, self.left.stop))

    @cached_property
    def rows(self) -> tuple[Floats, Floats]:
        """Bounds of the probability of each row of the table, two arrays (V,)."""
        left = self.left
        if left.complete:
            exact = left.possible.probabilities_of_rows
            return exact, exact
        low, high = np.zeros(len(left.possible)), np.ones(len(left.possible))
        total = float(self.hot.listed.sum()) + self.hot.high
        low[self.sure] = self.cold.listed[self.sure] / total
        with np.errstate(divide="ignore", invalid="ignore"):
            highest = self.hot.listed / self._beside
        np.minimum(high, highest, out=high, where=~np.isnan(highest))
        return self._spread(low), self._spread(np.maximum(low, high))  # which rounding may put in disorder

    @property
    def log_rows(self) -> tuple[Floats, Floats]:
        """Bounds of the logarithms of `rows`, also where the probabilities underflow to 0."""
        left = self.left
        if left.complete:
            exact = left.possible.log_probabilities_of_rows
            return exact, exact
        low, high = np.full(len(left.possible), -np.inf), np.zeros(len(left.possible))
        total = float(self.hot.listed.sum()) + self.hot.high
        low[self.sure] = left.log_weights(left.coldest)[self.sure] - math.log(total)
        with np.errstate(divide="ignore", invalid="ignore"):
            highest = left.log_weights(left.hottest) - np.log(self._beside)
        np.minimum(high, highest, out=high, where=~np.isnan(highest))
        return self._spread(low, -np.inf), self._spread(np.maximum(low, high), -np.inf)

    @property
    def _beside(self) -> Floats:
        """Least sum of the weights that are left if a candidate is: of the range from it to the sure ones."""
        weights, sure = self.cold.listed, self.sure
        beside = weights.copy()
        if sure.start < sure.stop:
            running = np.concatenate(([0.0], weights.cumsum()))
            beside[sure] = running[sure.stop] - running[sure.start]
            beside[sure.stop :] = running[sure.stop + 1 :] - running[sure.start]
            beside[: sure.start] = running[sure.stop] - running[: sure.start]
        return beside + self.cold.low

    def _spread(self, values: Floats, elsewhere: float = 0.0) -> Floats:
        """Put a value for each candidate into the order of the table, with `elsewhere` in all other rows."""
        spread = np.full(len(self.left.possible.logits), elsewhere)
        spread[self.left.possible.rows] = values
        return spread

    @cached_property
    def others(self) -> Bounds:
        """Bounds of the probability of all unlisted classes together."""
        if self.left.tail is None:
            return Bounds(0.0, 0.0)
        most = _share(self.hot.high, float(self.cold.listed[self._must].sum()))
        # What is left has a probability, even if it is too small for a number.
        return Bounds(_share(self.cold.low, float(self.hot.listed.sum())), max(most, math.ulp(0.0)))

    @property
    def each(self) -> float:
        """The highest probability that a single unlisted class may have."""
        tail = self.left.tail
        if tail is None or tail.outranks:
            return self.others.high
        one = _share(math.exp(-self.left.distance), float(self.cold.listed[self._must].sum()))
        return min(one, self.others.high)

    @property
    def _must(self) -> slice:
        """The candidates that are left if any unlisted class is: all that are likelier for certain."""
        return slice(self.sure.start, max(self.sure.stop, self.left.head) if self.left.stop > 0 else 0)

    @cached_property
    def possible(self) -> Mask:
        """Mask of the rows of the table that may be left, shape (V,)."""
        return self.left.possible.kept

    @cached_property
    def certain(self) -> Mask:
        """Mask of the rows of the table that are left for certain, shape (V,)."""
        mask = np.zeros(len(self.left.possible.logits), dtype=np.bool_)
        mask[self.sure_rows] = True
        return mask

    @property
    def sure_rows(self) -> Integers:
        """Rows of the table that are left for certain, by falling logit."""
        return self.left.possible.rows[self.sure]

    @cached_property
    def count(self) -> Bounds:
        """Bounds of the number of classes that are left."""
        left, tail = self.left, self.left.tail
        fewest = max(1, self.sure.stop - self.sure.start)
        if tail is None:
            return Bounds(fewest, len(left.possible))
        # Unlisted classes that are left may be masked; where all are, their number is that of the vocabulary.
        least = tail.classes if tail.whole and math.isfinite(tail.classes) else tail.fewest * tail.whole
        return Bounds(fewest + least, len(left.possible) + tail.left)

    @cached_property
    def entropy(self) -> Bounds | None:
        """Bounds of the entropy in nats; None if nothing is known of it."""
        left = self.left
        if left.complete:
            return Bounds(left.possible.entropy, left.possible.entropy)
        if (
            left.start
            or left.stop <= 0
            or (left.tail is not None and left.tail.outranks and not left.certain)
        ):
            most = self.count.high
            return Bounds(0.0, math.log(most)) if math.isfinite(most) else None
        low = self._lowest_entropy()
        return Bounds(low, max(low, self._highest_entropy()))

    def _lowest_entropy(self) -> float:
        """Return the least entropy: adding a less likely class to a distribution always raises it."""
        left = self.left
        if left.certain and left.tail is not None:
            return self._entropy_with_tail[0]
        surely = left.possible.first(left.stop)
        if left.coldest == 0.0:
            return 0.0
        if left.coldest != left.hottest:
            surely = (
                surely.heated(left.coldest / left.hottest) if math.isfinite(left.hottest) else surely.first(1)
            )
        return surely.entropy

    def _highest_entropy(self) -> float:
        """Return the largest entropy: that of all that may be left."""
        left = self.left
        if left.tail is None:
            return left.possible.entropy
        return self._entropy_with_tail[1]

    @cached_property
    def _entropy_with_tail(self) -> tuple[float, float]:
        """Bounds of the entropy of all that may be left, at the highest temperature."""
        assert self.left.tail is not None  # noqa: S101  # asked for where there is one
        return _entropy(self.left.possible, self.left.hottest, self.left.tail)


def _share(weight: float, beside: float) -> float:
    """Return w/(w + v), whose limits are 0 for no weight and 1 for an infinite one.

    With nothing beside it a weight has all, however small it is.
    """
    if not beside:
        return 1.0
    if not weight:
        return 0.0
    return 1.0 / (1.0 + beside / weight)


def _entropy(listed: Candidates, temperature: float, tail: Tail) -> tuple[float, float]:
    """Return bounds of the entropy of listed classes with a tail that may be left in part."""
    ranking = listed.ranking
    first = float(ranking.gaps[listed.start]) / ranking.unit / temperature
    one = Listed(
        np.array([temperature]), np.array([listed.log_partition - first]), np.array([listed.entropy])
    )
    low, high = entropy_bounds(one, tail)
    return low.item(), high.item()
