"""Bounds of the entropy of a distribution of which only some classes are listed.

With the share t of the unlisted classes, S = h(t) + (1 − t) S_listed + t s: h is the entropy of the two
shares and s that of the unlisted classes among themselves. The two extreme completions do not give the ends
of S, so each end is sought over all t and s that a completion can have.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from tauscope.core import single

if TYPE_CHECKING:
    from tauscope.core.chain.tail import Tail
    from tauscope.core.single import Functions
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
    if beta.size == 1 and 0.0 < beta.item() < math.inf:
        one, places = Listed(*map(single.number, listed)), (single.number(low), single.number(high))
        lower, upper = map(single.array, _inner(one, tail, single.number(beta), *places, single))
    else:
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            lower, upper = _inner(listed, tail, beta, low, high, np)
        # At both ends of τ all classes with a weight are equally likely.
        ends = np.isinf(beta) | (beta == 0.0)
        lower = np.where(ends, np.logaddexp(low, 0.0) + listed.log_weight, lower)
        upper = np.where(ends, np.logaddexp(high, 0.0) + listed.log_weight, upper)
        if tail.outranks:
            lower = np.where(np.isinf(beta), 0.0, lower)
    return lower, np.maximum(lower, upper)


def _inner(
    listed: Listed, tail: Tail, beta: Floats, low: Floats, high: Floats, of: Functions
) -> tuple[Floats, Floats]:
    """Return the bounds at each β inside (0, ∞), where the logit of t is in [low, high]."""
    finite = _finite(beta, of)
    nearest = listed.log_weight - finite * _finite(tail.most.log_most, of)
    lower = _lowest(listed, low, high, nearest, of)
    upper = _highest(listed, low, high, math.log(tail.left), of)
    cold = (beta > 1.0) & (beta < math.inf)
    if of.any(cold):
        by_mass = _highest_by_mass(listed, tail, finite, low, high, of)
        upper = of.where(cold, of.minimum(upper, by_mass), upper)
    return lower, upper


def _finite(values: Floats | float, of: Functions) -> Floats:
    """Return the values with a finite number in place of each infinite one, whose result is not used."""
    return cast("Floats", of.nan_to_num(values, posinf=1e6, neginf=-1e6))


def _mixed(logit: Floats, listed: Floats, unlisted: Floats, of: Functions) -> Floats:
    """Return h(t) + (1 − t) S + t s at the share t with ln(t / (1 − t)) = `logit`."""
    share, rest = 1.0 / (1.0 + of.exp(-logit)), 1.0 / (1.0 + of.exp(logit))
    # −ln t and −ln(1 − t), each times its share, whose limit at 0 is 0.
    of_share = of.where(share > 0, share * (of.logaddexp(0.0, -logit) + unlisted), 0.0)
    of_rest = of.where(rest > 0, rest * (of.logaddexp(0.0, logit) + listed), 0.0)
    return cast("Floats", of_share + of_rest)


def _lowest(listed: Listed, low: Floats, high: Floats, nearest: Floats, of: Functions) -> Floats:
    """Return the least S over the logits of t in [low, high].

    None of the unlisted has more than q^β, so that s ≥ max(0, ln(W/q^β)), which is max(0, logit + nearest).
    """
    # Where that is 0, S is concave in t and least at an end; beyond, S = −ln(1 − t) + t·nearest + (1 − t)·S
    # is convex, with its minimum where 1/(1 − t) = S − nearest.
    edge = -nearest
    valley = of.log(of.maximum(listed.entropy - nearest - 1.0, 1e-300))
    least = math.inf
    for place in (low, high, of.clip(edge, low, high), of.clip(of.maximum(valley, edge), low, high)):
        unlisted = of.maximum(0.0, of.where(of.isneginf(place), 0.0, place + nearest))
        least = of.minimum(least, _mixed(place, listed.entropy, unlisted, of))
    return cast("Floats", least)


def _highest(listed: Listed, low: Floats, high: Floats, most: float, of: Functions) -> Floats:
    """Return the largest S over the logits of t in [low, high], with s at most `most`."""
    if math.isinf(most):
        return cast("Floats", of.where(of.isneginf(high), listed.entropy, math.inf))
    place = of.clip(most - listed.entropy, low, high)
    return _mixed(place, listed.entropy, of.full_like(place, most), of)


def _highest_by_mass(
    listed: Listed, tail: Tail, beta: Floats, low: Floats, high: Floats, of: Functions
) -> Floats:
    """Return the largest S for β > 1, with s at most the Rényi entropy of order 1/β that mass and weight fix.

    The shares w = x^β/W have Σ w^(1/β) = m/W^(1/β), and no Rényi entropy of an order below 1 is smaller than
    Shannon's: s ≤ (β ln m − ln W) / (β − 1).
    """
    rise = beta - 1.0
    mass = beta * tail.most.log_mass - listed.log_weight
    # S is concave in t, and its derivative 0 where β·logit + e^logit = `target`: Newton's steps from above.
    target = mass - 1.0 - rise * listed.entropy
    above = of.minimum(target / beta, of.log(of.maximum(target, 1.0)))
    place = of.where(target > 1.0, above, target / beta)
    for _ in range(_STEPS):
        weight = of.exp(place)
        place = place - (beta * place + weight - target) / (beta + weight)
    place = of.clip(place, low, high)
    most = of.where(of.isneginf(place), 0.0, (mass - place) / rise)
    return _mixed(place, listed.entropy, of.maximum(0.0, most), of)
