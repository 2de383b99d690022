"""Bounds of the probability of each rank among the classes that a list leaves out.

The j-th likeliest of them has x ≤ min(q, m/j) at the list's temperature, for j of them have at least x. At τ
its weight w is at most that to the power β, and its probability at most w/(W + max(W', j w)), with W the
weight of the listed classes and W' the least one of the others together; this rises with w.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import TailRanks
from tauscope.core.chain.tail import TIE
from tauscope.core.ranks import sampled_ranks

if TYPE_CHECKING:
    from tauscope.core.chain.tail import Tail
    from tauscope.core.values import Floats

UNKNOWN_RANKS = 50
"""For a vocabulary of unknown size: how many times as many ranks as are listed have bounds."""


def tail_ranks(tail: Tail, listed: int, log_weight: float, temperature: float) -> TailRanks:
    """Return bounds for the ranks beyond the listed ones, at a temperature in [0, ∞].

    Parameters
    ----------
    tail : Tail
    listed : int
        Number of listed classes that are not masked.
    log_weight : float
        ln Σ e^(−d/τ) over them, with gaps d from the likeliest.
    temperature : float
    """
    sized = math.isfinite(tail.classes)
    total = listed + int(tail.classes) if sized else UNKNOWN_RANKS * listed
    ranks = sampled_ranks(total)
    ranks = ranks[ranks > listed]
    number = (ranks - listed).astype(np.float64)
    beta = tail.inverse(np.array([temperature])).item()
    low, high = (end.item() for end in tail.log_weights(np.array([temperature])))
    with np.errstate(over="ignore"):
        # Relative to the weight of the listed classes.
        least, largest = (float(np.exp(end - log_weight)) for end in (low, high))
    weight = _weight(np.minimum(tail.most.log_most, tail.most.log_mass - np.log(number)), beta, log_weight)
    each = _weight(np.array([tail.most.log_most]), beta, log_weight).item()
    most = weight / (1.0 + np.maximum(least, number * weight))
    even = None
    if sized:
        share = _weight(np.array([tail.most.log_mass - math.log(tail.classes)]), beta, log_weight).item()
        even = np.full(len(ranks), share / (1.0 + tail.classes * share))
    with np.errstate(invalid="ignore"):
        others = 1.0 if math.isinf(largest) else largest / (1.0 + largest)
        low_sum = 1.0 - others * (1.0 - number / tail.classes)
        high_sum = np.minimum(1.0, (1.0 + number * each) / (1.0 + least))
    return TailRanks(ranks, most, even, low_sum, high_sum)


def _weight(logarithms: Floats, beta: float, log_weight: float) -> Floats:
    """Return x^β over the weight of the listed classes, from ln x relative to the likeliest listed class."""
    # Whether two classes tie is a matter of the last digit, which no large power may make much of.
    logarithms = np.where(np.abs(logarithms) <= TIE, 0.0, logarithms)
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.where(logarithms == 0.0, 0.0, beta * logarithms)
    with np.errstate(over="ignore"):
        weights: Floats = np.exp(powers - log_weight)
    return weights
