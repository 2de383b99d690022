"""Bounds of the entropy of a distribution of which only some classes are listed.

With the share t of the unlisted classes, S = h(t) + (1 − t) S_listed + t s: h is the entropy of the two
shares and s that of the unlisted classes among themselves. The two extreme completions do not give the ends
of S, so each end is sought over all t and s that a completion can have.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.chain.tail import Tail
    from tauscope.core.values import Floats

_STEPS = 16


class Listed(NamedTuple):
    """The listed classes that are left, at T temperatures; each array is (T,) float64.

    Attributes
    ----------
    temperatures : (T,)
        τ in [0, ∞].
    log_weight : (T,)
        ln Σ e^(−d/τ) over them, with gaps d from the likeliest of all classes.
    entropy : (T,)
        Entropy in nats of their distribution among themselves.
    """

    temperatures: Floats
    log_weight: Floats
    entropy: Floats


def entropy_bounds(listed: Listed, tail: Tail) -> tuple[Floats, Floats]:
    """Return lower and upper bounds of the entropy in nats at each temperature.

    The unlisted classes that are left may be some of the likeliest, but all listed classes of `listed` are.
    """
    beta = tail.inverse(listed.temperatures)
    low, high = (logs - listed.log_weight for logs in tail.log_weights(listed.temperatures))
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        lower = _lowest(listed, low, high, listed.log_weight - _finite(beta) * _finite(tail.most.log_most))
        upper = _highest(listed, low, high, math.log(tail.left))
        cold = (beta > 1.0) & np.isfinite(beta)
        if cold.any():
            upper[cold] = np.minimum(upper[cold], _highest_by_mass(listed, tail, low, high)[cold])
    # At both ends of τ all classes with a weight are equally likely.
    ends = np.isinf(beta) | (beta == 0.0)
    lower = np.where(ends, np.logaddexp(low, 0.0) + listed.log_weight, lower)
    upper = np.where(ends, np.logaddexp(high, 0.0) + listed.log_weight, upper)
    if tail.outranks:
        lower = np.where(np.isinf(beta), 0.0, lower)
    return lower, np.maximum(lower, upper)


def _finite(values: Floats | float) -> Floats:
    """Return the values with a finite number in place of each infinite one, whose result is not used."""
    return np.nan_to_num(np.asarray(values, dtype=np.float64), posinf=1e6, neginf=-1e6)


def _mixed(logit: Floats, listed: Floats, unlisted: Floats) -> Floats:
    """Return h(t) + (1 − t) S + t s at the share t with ln(t / (1 − t)) = `logit`."""
    share, rest = 1.0 / (1.0 + np.exp(-logit)), 1.0 / (1.0 + np.exp(logit))
    # −ln t and −ln(1 − t), each times its share, whose limit at 0 is 0.
    of_share = np.where(share > 0, share * (np.logaddexp(0.0, -logit) + unlisted), 0.0)
    of_rest = np.where(rest > 0, rest * (np.logaddexp(0.0, logit) + listed), 0.0)
    return of_share + of_rest


def _lowest(listed: Listed, low: Floats, high: Floats, nearest: Floats) -> Floats:
    """Return the least S over the logits of t in [low, high].

    None of the unlisted has more than q^β, so that s ≥ max(0, ln(W/q^β)), which is max(0, logit + nearest).
    """
    # Where that is 0, S is concave in t and least at an end; beyond, S = −ln(1 − t) + t·nearest + (1 − t)·S
    # is convex, with its minimum where 1/(1 − t) = S − nearest.
    edge = -nearest
    valley = np.log(np.maximum(listed.entropy - nearest - 1.0, 1e-300))
    places = (low, high, np.clip(edge, low, high), np.clip(np.maximum(valley, edge), low, high))
    values = [
        _mixed(place, listed.entropy, np.maximum(0.0, np.where(np.isneginf(place), 0.0, place + nearest)))
        for place in places
    ]
    least: Floats = np.minimum.reduce(values)
    return least


def _highest(listed: Listed, low: Floats, high: Floats, most: float) -> Floats:
    """Return the largest S over the logits of t in [low, high], with s at most `most`."""
    if math.isinf(most):
        return np.where(np.isneginf(high), listed.entropy, np.inf)
    place = np.clip(most - listed.entropy, low, high)
    return _mixed(place, listed.entropy, np.full_like(place, most))


def _highest_by_mass(listed: Listed, tail: Tail, low: Floats, high: Floats) -> Floats:
    """Return the largest S for β > 1, with s at most the Rényi entropy of order 1/β that mass and weight fix.

    The shares w = x^β/W have Σ w^(1/β) = m/W^(1/β), and no Rényi entropy of an order below 1 is smaller than
    Shannon's: s ≤ (β ln m − ln W) / (β − 1).
    """
    beta = _finite(tail.inverse(listed.temperatures))
    rise = beta - 1.0
    mass = beta * tail.most.log_mass - listed.log_weight
    # S is concave in t, and its derivative 0 where β·logit + e^logit = `target`: Newton's steps from above.
    target = mass - 1.0 - rise * listed.entropy
    place = np.where(target > 1.0, np.minimum(target / beta, np.log(np.maximum(target, 1.0))), target / beta)
    for _ in range(_STEPS):
        weight = np.exp(place)
        place = place - (beta * place + weight - target) / (beta + weight)
    place = np.clip(place, low, high)
    most = np.where(np.isneginf(place), 0.0, (mass - place) / rise)
    return _mixed(place, listed.entropy, np.maximum(0.0, most))
