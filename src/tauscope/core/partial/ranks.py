"""Bounds of the probability of each rank among the classes that a list leaves out.

The j-th likeliest of them has x ≤ min(q, m/j) at the list's temperature, for j of them have at least x. At τ
its weight w is at most that to the power β, and its probability at most w/(W + max(W', j w)), with W the
weight of the listed classes and W' the least one of the others together; this rises with w.

A listed class whose rank is unknown, since it was added to the likeliest ones, counts among these others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds, TailRanks
from tauscope.core.chain.tail import TIE
from tauscope.core.ranks import sampled_ranks

if TYPE_CHECKING:
    from tauscope.core.chain.tail import Tail
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats

_ROUNDING = 1e-6
"""Relative excess that counts as rounding of a file."""

UNKNOWN_RANKS = 50
"""For a vocabulary of unknown size: how many times as many ranks as are listed have bounds."""


def known_ranks(logits: Logits, tail: Tail | None) -> int:
    """Number of the first listed classes whose ranks are known, since no unlisted class precedes them.

    A class that was added to the likeliest ones, as the chosen one is, comes after them. Its rank is unknown
    if an unlisted class may be as likely.
    """
    if tail is None or tail.outranks:
        return logits.possible
    places = _log_listed(logits, tail)
    likely = int(np.count_nonzero(places >= tail.most.log_most - TIE))
    return int(min(likely, tail.known))


def last_rank(logits: Logits, tail: Tail | None, place: int) -> int | None:
    """Return the highest rank, from 1, that the listed class at `place` can have; None if there is no limit.

    As many unlisted classes precede it as can be likelier and share the probability of all of them.
    """
    if place < known_ranks(logits, tail) or tail is None:
        return place + 1
    with np.errstate(over="ignore"):
        likelier = np.exp(tail.most.log_mass - _log_listed(logits, tail)[place]) * (1.0 + _ROUNDING)
    before = min(float(likelier), tail.classes)
    return place + 1 + int(before) if math.isfinite(before) else None


def ranks_above(logits: Logits, tail: Tail | None, ratio: float, temperature: float) -> Bounds:
    """Bounds of the number of classes that are at least `ratio` times as likely as the likeliest one."""
    inside, all_tie = 0 < ratio < 1 and temperature > 0, ratio <= 0 or math.isinf(temperature)
    least = -math.inf if all_tie else math.log(ratio) * temperature if inside else 0.0
    values = logits.values[logits.order[: logits.possible]]
    certain = int(np.count_nonzero(values - values[0] >= least - TIE))
    known = known_ranks(logits, tail)
    if tail is None or least > (tail.most.log_most + TIE) * tail.temperature:
        return Bounds(certain, certain)
    with np.errstate(over="ignore"):
        others = float(np.exp(_log_others(logits, tail) - least / tail.temperature)) * (1.0 + _ROUNDING)
    limit = logits.possible - known + tail.classes
    return Bounds(certain, known + min(others if math.isinf(others) else math.floor(others), limit))


def ratio_at(logits: Logits, tail: Tail | None, rank: int, temperature: float) -> float:
    """Return how many times as likely as the likeliest class that of a rank beyond the known ones may be."""
    known = known_ranks(logits, tail)
    if tail is None or rank <= known:
        return 0.0
    most = min(tail.most.log_most, _log_others(logits, tail) - math.log(rank - known))
    beta = tail.inverse(np.array([temperature])).item()
    return math.exp(most * beta) if most < -TIE else 1.0


def _log_others(logits: Logits, tail: Tail) -> float:
    """ln(p/p₁) of all classes together whose ranks are unknown."""
    added = _log_listed(logits, tail)[known_ranks(logits, tail) :]
    return float(np.logaddexp.reduce([tail.most.log_mass, *added]))


def _log_listed(logits: Logits, tail: Tail) -> Floats:
    """Logarithms of the listed probabilities over that of the likeliest class, in falling order."""
    values = logits.values[logits.order[: logits.possible]]
    falling: Floats = (values - values[0]) / tail.temperature
    return falling


def tail_ranks(tail: Tail, logits: Logits, log_weight: float, temperature: float) -> TailRanks:
    """Return bounds for the ranks beyond the known ones, at a temperature in [0, ∞].

    Parameters
    ----------
    tail : Tail
    logits : Logits
        The listed classes. Those whose ranks are unknown count among the others here.
    log_weight : float
        ln Σ e^(−d/τ) over the listed classes, with gaps d from the likeliest.
    temperature : float
    """
    known, sized = known_ranks(logits, tail), math.isfinite(tail.classes)
    total = logits.possible + int(tail.classes) if sized else UNKNOWN_RANKS * logits.possible
    ranks = sampled_ranks(total)
    ranks = ranks[ranks > known]
    number = (ranks - known).astype(np.float64)
    beta = tail.inverse(np.array([temperature])).item()
    low, high = (end.item() for end in tail.log_weights(np.array([temperature])))
    with np.errstate(over="ignore"):
        # Relative to the weight of the listed classes.
        least, largest = (float(np.exp(end - log_weight)) for end in (low, high))
    log_added = _log_listed(logits, tail)[known:]
    log_mass = _log_others(logits, tail)
    added = np.concatenate(([0.0], _weight(log_added, beta, log_weight).cumsum()))
    first = 1.0 - float(added[-1])
    weight = _weight(np.minimum(tail.most.log_most, log_mass - np.log(number)), beta, log_weight)
    each = _weight(np.array([tail.most.log_most]), beta, log_weight).item()
    most = weight / np.maximum(1.0 + least, first + number * weight)
    even = None
    if sized:
        share = _weight(np.array([tail.most.log_mass - math.log(tail.classes)]), beta, log_weight).item()
        even = np.full(len(ranks), share / (1.0 + tail.classes * share))
    with np.errstate(invalid="ignore"):
        others = 1.0 if math.isinf(largest) else largest / (1.0 + largest)
        held = first + added[np.minimum(number, len(log_added)).astype(np.int64)]
        low_sum = held * (1.0 - others) + others * np.maximum(0.0, number - len(log_added)) / tail.classes
        high_sum = np.minimum(1.0, (first + number * each) / (1.0 + least))
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
