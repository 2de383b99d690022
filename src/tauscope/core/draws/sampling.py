"""Draws from a distribution, by the inverse of its running sum at uniforms that a seed fixes."""

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
    """The numbers of a seed from `start` up to `stop`: a generator skips, it need not draw them all."""
    return np.random.Generator(np.random.PCG64(seed).advance(start)).random(stop - start)


@dataclass(frozen=True, eq=False)
class Uniforms:
    """The first `count` numbers of a seed, in [0, 1): more of them begin with the same ones.

    Keep one while the temperature turns: `rising` is sorted once, and then counts cost a search a class.

    Raises
    ------
    InputError
        If there are too few or too many, or the seed is none.

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
        """(count,) in the order drawn."""
        return uniforms_between(self.seed, 0, self.count)

    @cached_property
    def rising(self) -> Floats:
        """(count,) sorted."""
        return np.sort(self.values)

    def continued(self, seed: int, count: int) -> Uniforms:
        """Give so many of a seed: of the same seed what is known already is not drawn and sorted again.

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
        more = uniforms_between(self.seed, self.count, max(self.count, others.count))
        known = {"values": np.concatenate((self.values, more))[: others.count]}
        if more.size:
            new = np.sort(more)
            known["rising"] = np.insert(self.rising, np.searchsorted(self.rising, new), new)
        vars(others).update(known)


@dataclass(frozen=True, eq=False)
class Draws:
    """A sample with replacement.

    A draw gives the class at which the running sum of the probabilities, by falling logit, passes its
    uniform. So while the temperature turns and the uniforms stay, the sample morphs: a class gives way to its
    neighbours in rank.

    Attributes
    ----------
    candidates : Candidates
        What is drawn from.
    uniforms : Uniforms

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
        """Below which uniform each candidate but the last is drawn: rounding leaves none without a class."""
        return self.candidates.cumulative[:-1]

    @cached_property
    def rows(self) -> Integers:
        """(n,) rows of the table, in the order drawn."""
        return self._rows_at(self.uniforms.values)

    def last(self, count: int) -> Integers:
        """Rows of the last draws, at most `count` of them."""
        return self._rows_at(self.uniforms.values[-count:])

    def _rows_at(self, uniforms: Floats) -> Integers:
        return self.candidates.rows[self.candidates.places(uniforms)]

    @cached_property
    def counts(self) -> Integers:
        """How often each candidate was drawn, by falling logit."""
        limits, rising = self._limits, self.uniforms.rising
        # Of these at least one is expected of each; the many others share what is left, which is little.
        often = min(int(np.count_nonzero(len(self) * self.candidates.probabilities >= 1)), len(limits))
        if not often:
            return _in_parts(rising, limits)
        cut = int(np.searchsorted(rising, limits[often - 1]))
        head, tail = _in_parts(rising[:cut], limits[: often - 1]), _in_parts(rising[cut:], limits[often:])
        return np.concatenate((head, tail))

    @cached_property
    def counts_of_rows(self) -> Integers:
        """(V,) the same in the order of the table; 0 for what is cut or masked."""
        counts = np.zeros(len(self.candidates.logits), dtype=np.int64)
        counts[self.candidates.rows] = self.counts
        return counts

    @property
    def frequencies(self) -> Floats:
        """Estimate of each candidate's probability: its share of the draws."""
        return self.counts / len(self)

    @property
    def standard_errors(self) -> Floats:
        """√(p (1 − p) / n): by how much such a share is off in the mean square, for each candidate."""
        return standard_error(self.candidates.probabilities, len(self))

    @cached_property
    def total_variation(self) -> float:
        """Half of Σ |share − p|: the largest error of the sample about any set of classes."""
        return 0.5 * float(np.abs(self.frequencies - self.candidates.probabilities).sum())

    def running(self, row: int, points: int = POINTS) -> tuple[Integers, Floats]:
        """Estimate one class's probability from the first 1, 2, … n draws, at about `points` numbers of them.

        Returns
        -------
        (k,) int64, (k,) float64
            Numbers of draws, spaced by ratio, with 1 and n among them; and the class's share of so many.
        """
        numbers = np.unique(np.geomspace(1, len(self), points).round().astype(np.int64))
        hits, edges = self.hits(row), [0, *numbers.tolist()]
        # To count in parts takes a fraction of the time of a running sum.
        found = np.cumsum([np.count_nonzero(hits[one:next_]) for one, next_ in pairwise(edges)])
        return numbers, found / numbers

    def place(self, row: int) -> int | None:
        """Where a class stands among the candidates; None for what is cut or masked."""
        place = int(self.candidates.logits.ranks[row]) - self.candidates.start
        return place if 0 <= place < len(self.candidates) else None

    def probability(self, row: int) -> float:
        """What a class is drawn with; 0 for what is cut or masked."""
        place = self.place(row)
        return 0.0 if place is None else float(self.candidates.probabilities[place])

    def hits(self, row: int) -> Mask:
        """(n,) which draws gave this class."""
        place = self.place(row)
        if place is None:
            return np.zeros(len(self), dtype=np.bool_)
        limits, values = self._limits, self.uniforms.values
        hits = values < limits[place] if place < len(limits) else np.ones(len(self), dtype=np.bool_)
        if place:
            hits &= values >= limits[place - 1]
        return hits


def _in_parts(rising: Floats, limits: Floats) -> Integers:
    """Count the sorted numbers in each part that sorted limits make: the fewer are sought in the others."""
    if len(rising) < len(limits):
        return np.bincount(np.searchsorted(limits, rising, side="right"), minlength=len(limits) + 1)
    return np.diff(np.searchsorted(rising, limits, side="left"), prepend=0, append=len(rising))


def other_seed(seed: int) -> int:
    """Roll a seed that is not this one, short enough to be said aloud.

    Examples
    --------
    >>> other_seed(7) != 7
    True
    """
    rolled = int(np.random.default_rng().integers(0, SHORT - 1))
    return rolled + (rolled >= seed)


def standard_error(p: Floats | float, count: Integers | int) -> Floats:
    """Standard deviation of a share of `count` draws about its probability: binomial.

    Examples
    --------
    >>> standard_error(np.array([0.5, 0.0]), 100)
    array([0.05, 0.  ])
    """
    error: Floats = np.sqrt(p * (1.0 - np.asarray(p)) / count)
    return error
