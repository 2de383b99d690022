"""A distribution by rank: the probability of the r-th likeliest class, at a few hundred ranks of many."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.values import Floats, Integers

EACH = 50
"""Ranks that have a point each; of those beyond only some have one."""

POINTS = 350
"""Most points of the curve beyond `EACH`, evenly spaced in the logarithm of the rank."""

_DIGITS = 15
"""Most decimals of a value that a drag gives."""


def sampled_ranks(count: int) -> Integers:
    """Return the ranks, from 1 to `count`, at which curves over the rank have a point.

    Examples
    --------
    >>> sampled_ranks(4)
    array([1, 2, 3, 4])
    >>> ranks = sampled_ranks(262_144)
    >>> len(ranks) <= 400, int(ranks[49]), int(ranks[-1])
    (True, 50, 262144)
    """
    if count <= EACH + POINTS:
        return np.arange(1, count + 1)
    beyond = np.geomspace(EACH + 1, count, POINTS).round().astype(np.int64)
    return np.concatenate([np.arange(1, EACH + 1), np.unique(beyond)])


@dataclass(frozen=True, eq=False)
class RankCurve:
    """A distribution by falling probability, at the ranks of `sampled_ranks`.

    Attributes
    ----------
    log_p : (n,) float64
        Natural logarithms of the probabilities.
    cumulative : (n,) float64
        Probability of all classes up to each rank.
    """

    log_p: Floats
    cumulative: Floats

    @classmethod
    def of(cls, candidates: Candidates) -> RankCurve:
        """Return the curve of candidates of which no knob cut one; of those that τ = 0 leaves out, p is 0."""
        places = sampled_ranks(candidates.logits.possible) - 1
        left = places[: int(np.searchsorted(places, len(candidates)))]
        none, last = np.full(len(places) - len(left), -np.inf), np.ones(len(places) - len(left))
        return cls(
            np.concatenate([candidates.log_weights_at(left) - candidates.log_partition, none]),
            np.concatenate([candidates.cumulative_at(left), last]),
        )


def roundest(low: float, high: float) -> float:
    """Return the number in (low, high] with the fewest decimals, `low` below `high` and both in [0, 1].

    Examples
    --------
    >>> roundest(0.8512, 0.9347), roundest(0.0, 1.0), roundest(0.123456, 0.123461), roundest(1e-9, 4.2e-9)
    (0.9, 1.0, 0.12346, 4e-09)
    """
    for digits in range(_DIGITS + 1):
        # Written and read, for a quotient of powers of ten is off by rounding.
        value = float(f"{math.floor(high * 10**digits)}e-{digits}")
        if low < value <= high:
            return value
    return high
