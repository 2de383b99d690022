"""Draws from a distribution by inverse transform: cumulative probabilities, at uniforms that a seed fixes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.domain import Whole

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.values import Floats, Integers, Mask

COUNT = Whole("the number of draws", 1, 1_000_000, (1, 1_000_000), logarithmic=True)
SEED = Whole("the seed", 0, 2**32 - 1, (0, 100))
POINTS = 500
SHORT = 10_000


def uniforms_between(seed: int, start: int, stop: int) -> Floats:
    """Return the uniform numbers in [0, 1) of a seed with indices from `start` up to `stop`.

    The generator skips to `start` without drawing the numbers before it.
    """
    return np.random.Generator(np.random.PCG64(seed).advance(start)).random(stop - start)


@dataclass(frozen=True, eq=False)
class Uniforms:
    """The first `count` uniform numbers of a seed, in [0, 1); more numbers begin with the same ones.

    Keep the object while the temperature changes: `rising` is sorted once, after which counting the draws of
    a class costs one binary search.

    Raises
    ------
    InputError
        If `count` or `seed` is outside its domain.

    Examples
    --------
    >>> bool((Uniforms(7, 1000).values[:10] == Uniforms(7, 10).values).all())
    True
    """

    seed: int
    count: int

    def __post_init__(self) -> None:
        SEED.check(self.seed)
        COUNT.check(self.count)

    @cached_property
    def values(self) -> Floats:
        """The numbers in the order drawn, shape (count,)."""
        return uniforms_between(self.seed, 0, self.count)

    @cached_property
    def rising(self) -> Floats:
        """The numbers sorted, shape (count,)."""
        return np.sort(self.values)

    def continued(self, seed: int, count: int) -> Uniforms:
        """Return the first `count` numbers of `seed`, without drawing or sorting again those of this object.

        Examples
        --------
        >>> few = Uniforms(7, 1000)
        >>> few.rising.size, few.continued(7, 1500).rising.size
        (1000, 1500)
        """
        if (seed, count) == (self.seed, self.count):
            return self
        others = Uniforms(seed, count)
        if seed == self.seed and "rising" in vars(self):
            self._lend(others)
        return others

    def _lend(self, others: Uniforms) -> None:
        """Fill the cached properties of a longer or shorter sample of the same seed."""
        more = uniforms_between(self.seed, self.count, max(self.count, others.count))
        known = {"values": np.concatenate((self.values, more))[: others.count]}
        # Only a longer sample can use the sorted numbers: which of them a shorter one has cannot be told.
        if more.size:
            new = np.sort(more)
            known["rising"] = np.insert(self.rising, np.searchsorted(self.rising, new), new)
        vars(others).update(known)


@dataclass(frozen=True, eq=False)
class Draws:
    """A sample with replacement, by inverse transform.

    A draw gives the first class, by falling logit, whose cumulative probability is above the draw's uniform
    number. So if the temperature changes and the uniforms stay, a draw moves only to a neighbour in rank, and
    the sample changes smoothly.

    Attributes
    ----------
    candidates : Candidates
        Distribution from which the classes are drawn.
    uniforms : Uniforms
        One number for each draw.

    References
    ----------
    L. Devroye, "Non-Uniform Random Variate Generation", 1986, chapter III.2.

    Examples
    --------
    >>> from tauscope.core.chain.candidates import Candidates
    >>> from tauscope.core.logits import Logits
    >>> draws = Draws(Candidates.of(Logits.of("ab", [0.0, 0.0])), Uniforms(seed=1, count=1000))
    >>> draws.counts.tolist(), round(draws.total_variation, 3)
    ([507, 493], 0.007)
    """

    candidates: Candidates
    uniforms: Uniforms

    def __len__(self) -> int:
        return self.uniforms.count

    @property
    def _limits(self) -> Floats:
        """Upper end of the uniforms that draw each candidate but the last."""
        # The last candidate has no limit: it is drawn by every number above, even if the sums round below 1.
        return self.candidates.cumulative[:-1]

    @property
    def cumulative(self) -> Floats:
        """Running sum of the probabilities, by falling logit."""
        return self.candidates.cumulative

    @cached_property
    def rows(self) -> Integers:
        """Row in the table of each draw, in the order drawn; shape (n,)."""
        return self._rows_at(self.uniforms.values)

    def last(self, count: int) -> Integers:
        """Return the rows of the last `count` draws, or of all if there are fewer."""
        return self._rows_at(self.uniforms.values[-count:])

    def _rows_at(self, uniforms: Floats) -> Integers:
        return self.candidates.rows[self.candidates.places(uniforms)]

    @cached_property
    def counts(self) -> Integers:
        """Number of draws of each candidate, by falling logit."""
        limits, rising = self._limits, self.uniforms.rising
        # The sample is split after the classes of which at least one draw is expected. These few share most
        # draws, and very many others share few: `in_parts` is fast for each part, and slow for both at once.
        expected = self.candidates.weights >= self.candidates.partition / len(self)
        often = min(int(np.count_nonzero(expected)), len(limits))
        if not often:
            return in_parts(rising, limits)
        cut = int(np.searchsorted(rising, limits[often - 1]))
        head, tail = in_parts(rising[:cut], limits[: often - 1]), in_parts(rising[cut:], limits[often:])
        return np.concatenate((head, tail))

    @cached_property
    def counts_of_rows(self) -> Integers:
        """Number of draws of each row of the table, shape (V,); 0 for a class that is cut or masked."""
        counts = np.zeros(len(self.candidates.logits), dtype=np.int64)
        counts[self.candidates.rows] = self.counts
        return counts

    @property
    def frequencies(self) -> Floats:
        """Estimate of each candidate's probability: its share of the draws."""
        return self.counts / len(self)

    @property
    def standard_errors(self) -> Floats:
        """Standard error √(p (1 − p) / n) of each candidate's share of the draws."""
        return standard_error(self.candidates.probabilities, len(self))

    @cached_property
    def total_variation(self) -> float:
        """Total variation distance ½ Σ |share − p|: the largest error of the sample for a set of classes."""
        apart = self.candidates.weights / self.candidates.partition
        np.subtract(self.frequencies, apart, out=apart)
        return 0.5 * float(np.abs(apart, out=apart).sum())

    def running(self, row: int, points: int = POINTS) -> tuple[Integers, Floats]:
        """Return the share of the class in `row` among the first m draws, for about `points` values of m.

        Returns
        -------
        numbers : (k,) int64
            Values of m, spaced by ratio from 1 to n.
        shares : (k,) float64
            Share of the class among the first m draws.
        """
        return self.running_of(self.hits(row), points)

    def running_of(self, hits: Mask, points: int = POINTS) -> tuple[Integers, Floats]:
        """Return what `running` does, for the draws in a mask of shape (n,)."""
        numbers = np.unique(np.geomspace(1, len(self), points).round().astype(np.int64))
        edges = [0, *numbers.tolist()]
        # To count in parts takes a fraction of the time of a running sum.
        found = np.cumsum([np.count_nonzero(hits[one:next_]) for one, next_ in pairwise(edges)])
        return numbers, found / numbers

    def place(self, row: int) -> int | None:
        """Return the index among the candidates of the class in `row`; None if the class is cut or masked."""
        place = self.candidates.logits.rank_of(row) - self.candidates.start
        return place if 0 <= place < len(self.candidates) else None

    def probability(self, row: int) -> float:
        """Return the probability of the class in `row`; 0 if the class is cut or masked."""
        place = self.place(row)
        return 0.0 if place is None else self.candidates.probability(place)

    def hits(self, row: int) -> Mask:
        """Return the mask of the draws that gave the class in `row`, shape (n,)."""
        place = self.place(row)
        if place is None:
            return np.zeros(len(self), dtype=np.bool_)
        limits, values = self._limits, self.uniforms.values
        hits = values < limits[place] if place < len(limits) else np.ones(len(self), dtype=np.bool_)
        if place:
            hits &= values >= limits[place - 1]
        return hits


def in_parts(rising: Floats, limits: Floats) -> Integers:
    """Count the numbers in each interval between limits.

    Parameters
    ----------
    rising : (n,) float64
        Numbers, sorted.
    limits : (k,) float64
        Limits, sorted.

    Returns
    -------
    (k + 1,) int64
    """
    # A binary search for each item of the shorter array in the longer one is the cheaper way round.
    if len(rising) < len(limits):
        return np.bincount(np.searchsorted(limits, rising, side="right"), minlength=len(limits) + 1)
    return np.diff(np.searchsorted(rising, limits, side="left"), prepend=0, append=len(rising))


def other_seed(seed: int) -> int:
    """Return a random seed other than `seed`, below 10,000 so that it is easy to read out.

    Examples
    --------
    >>> other_seed(7) != 7
    True
    """
    rolled = int(np.random.default_rng().integers(0, SHORT - 1))
    return rolled + (rolled >= seed)


def standard_error(p: Floats | float, count: Integers | int) -> Floats:
    """Return √(p (1 − p) / n), the binomial standard deviation of a class's share of n = `count` draws.

    Examples
    --------
    >>> standard_error(np.array([0.5, 0.0]), 100)
    array([0.05, 0.  ])
    """
    error: Floats = np.sqrt(p * (1.0 - np.asarray(p)) / count)
    return error
