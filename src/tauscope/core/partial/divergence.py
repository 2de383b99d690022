"""Bounds of the divergence KL(p ‖ q) of two distributions of which some classes may not be listed.

Let C be the classes that both list and leave, K the divergence of p and q among C alone, which no unlisted
class changes, and r and s the probabilities of all else. Lumping all else together cannot raise a divergence
(the data-processing inequality), so KL ≥ (1 − r) K + kl(r, s), with kl the divergence of two coins. If p
leaves nothing but C, r is 0 and this is an equation.

If p and q are one list at two temperatures, KL = ln Z(τ₂) − ln Z(τ₁) + (1/τ₂ − 1/τ₁) U(τ₁), and KL is at most
the sum of both divergences, (1/τ₂ − 1/τ₁) (U(τ₁) − U(τ₂)). Else nothing limits it from above where p has
unlisted classes, which q may all but rule out, unless q is known for all classes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds, DistributionBounds
from tauscope.core.chain.chain import Chain
from tauscope.core.softmax import log_softmax

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.values import Floats, Integers, Mask

ROUNDING = 1e-12
"""More than the rounding of a sum of probabilities."""

_STEPS = 80
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


def exact_bounds(left: Candidates) -> DistributionBounds:
    """Return a distribution of which all classes are known as bounds that are equal."""
    p, kept = left.probabilities_of_rows, left.kept
    count = Bounds(len(left), len(left))
    return DistributionBounds(
        p, p, 0, Bounds(0.0, 0.0), {}, kept, kept, count, temperature=left.temperature, whole=True
    )


@dataclass(frozen=True, eq=False)
class Listed:
    """Logits and bounds of one of the two distributions."""

    values: Floats
    bounds: DistributionBounds

    @property
    def decided(self) -> bool:
        """True if it is known which listed classes are left, and at which temperature."""
        known = self.bounds
        return known.temperature is not None and np.array_equal(known.certain, known.possible)


def divergence_bounds(
    one: Listed, other: Listed, rows: Integers | None = None, shared: PartialKnowledge | None = None
) -> Bounds:
    """Return bounds of KL(one ‖ other) in nats.

    Parameters
    ----------
    one, other : Listed
    rows : (V,) int64 or None
        Row in `other` of each class of `one`, −1 if it does not list the class; None if both list the same.
    shared : PartialKnowledge or None
        Knowledge of the list, if both are made of the same one.
    """
    there = np.arange(len(one.values)) if rows is None else rows
    p, q = one.bounds, other.bounds
    listed = there >= 0
    allowed = np.where(listed, q.possible[there], _is_open(q))
    if (p.certain & ~allowed).any() or (p.others.low > 0.0 and not _has_room(q, there)):
        return Bounds(math.inf, math.inf)
    if not (one.decided and other.decided):
        return _of_intervals(p, q, there)
    common = p.possible & listed & q.possible[there]
    apart = _among(one, other, common, there)
    r, s = _rest(p, common), _rest(q, _spread(there[common], len(q.low)))
    low, high = _least(apart, r, s), math.inf
    if r.high == 0.0:
        high = apart + _surprise(s.high)
    elif shared is not None and p.whole and q.whole and np.array_equal(common, one.values > -np.inf):
        low, high = _between_temperatures(shared, p, q, low)
    elif q.unlisted == 0:
        high = _most_from_whole(apart, p, q, r, common, there)
    return Bounds(low, max(low, high))


def _is_open(known: DistributionBounds) -> bool:
    """True if unlisted classes may be left, whose probability may be too small for a number."""
    if known.others.high > 0.0:
        return True
    return known.temperature != 0.0 and known.count.high > int(known.possible.sum())


def _has_room(known: DistributionBounds, rows: Integers) -> bool:
    """True if a distribution leaves, or may leave, classes beyond these rows."""
    beyond = known.possible & ~_spread(rows[rows >= 0], len(known.low))
    return _is_open(known) or bool(beyond.any())


def _spread(rows: Integers, count: int) -> Mask:
    """Return a mask of shape (count,) that is True at these rows."""
    mask = np.zeros(count, dtype=np.bool_)
    mask[rows] = True
    return mask


def _among(one: Listed, other: Listed, common: Mask, there: Integers) -> float:
    """Return the divergence of two distributions among common classes."""
    if not common.any() or one.bounds.temperature is None or other.bounds.temperature is None:
        return 0.0
    log_p = log_softmax(one.values[common], one.bounds.temperature)
    log_q = log_softmax(other.values[there[common]], other.bounds.temperature)
    p = np.exp(log_p)
    likely = p > 0.0
    with np.errstate(invalid="ignore"):
        return max(0.0, float(p[likely] @ (log_p[likely] - log_q[likely])))


def _rest(known: DistributionBounds, among: Mask) -> Bounds:
    """Return bounds of the probability of all classes but some; exactly 0 where no other is left."""
    beside = known.possible & ~among
    if not _is_open(known) and not beside.any():
        return Bounds(0.0, 0.0)
    least = max(1.0 - float(known.high[among].sum()), float(known.low[beside].sum()) + known.others.low)
    most = min(1.0 - float(known.low[among].sum()), float(known.high[beside].sum()) + known.others.high)
    # The rounding of a sum must not make a rest of what is none.
    return Bounds(min(1.0, max(0.0, least - ROUNDING)), min(1.0, max(0.0, most + ROUNDING)))


def _surprise(rest: float) -> float:
    """Return −ln(1 − s) in nats for a probability s; ∞ for s = 1."""
    return -math.log1p(-rest) if rest < 1.0 else math.inf


def _coin(p: float, q: float) -> float:
    """Return the divergence in nats of two coins that show heads with probabilities `p` and `q`."""
    return _term(p, q) + _term(1.0 - p, 1.0 - q)


def _term(p: float, q: float) -> float:
    """Return p ln(p/q) in nats, 0 for p = 0."""
    return 0.0 if p <= 0.0 else math.inf if q <= 0.0 else p * math.log(p / q)


def _least(apart: float, r: Bounds, s: Bounds) -> float:
    """Return the least (1 − r) K + kl(r, s) over both intervals."""

    def at(rest: float) -> float:
        return (1.0 - rest) * apart + _coin(rest, min(max(rest, s.low), s.high))

    # Convex in r, since kl is convex in both and s is as near as it may be: a search by golden sections.
    low, high = r
    for _ in range(_STEPS if high - low > ROUNDING else 0):
        one, other = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if at(one) <= at(other):
            high = other
        else:
            low = one
    # What is found is not below the least, but by as little as the last section; rounding is of its size.
    found = min(at(low), at(high), at(r.low), at(r.high))
    return max(0.0, found * (1.0 - ROUNDING) - ROUNDING) if found < math.inf else math.inf


def _of_intervals(p: DistributionBounds, q: DistributionBounds, there: Integers) -> Bounds:
    """Return bounds from those of each probability alone: for chains of which the list decides little."""
    listed = there >= 0
    low_p, high_p = p.low[listed], p.high[listed]
    low_q, high_q = q.low[there[listed]], q.high[there[listed]]
    coins = [0.0]
    for place in np.flatnonzero((low_p > high_q) | (low_q > high_p)).tolist():
        nearer = low_p[place] > high_q[place]
        ends = (low_p[place], high_q[place]) if nearer else (high_p[place], low_q[place])
        coins.append(_coin(*map(float, ends)))
    if _is_open(p) or p.possible[~listed].any() or (p.possible[listed] & ~q.certain[there[listed]]).any():
        return Bounds(max(coins), math.inf)
    # p ln(p/q) is convex in p: largest at an end.
    most = float(np.maximum(_terms(low_p, low_q), _terms(high_p, low_q)).sum())
    return Bounds(max(coins), max(*coins, most))


def _terms(p: Floats, q: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0.0, p * np.log(p / q), 0.0)


def _between_temperatures(
    shared: PartialKnowledge, p: DistributionBounds, q: DistributionBounds, low: float
) -> tuple[float, float]:
    """Return bounds for one list at two temperatures, of which nothing is cut; `low` holds already."""
    tau_p, tau_q = p.temperature, q.temperature
    assert tau_p is not None  # noqa: S101  # so the caller asks
    assert tau_q is not None  # noqa: S101
    if tau_p == tau_q:
        return 0.0, 0.0
    if not (min(tau_p, tau_q) > 0.0 and max(tau_p, tau_q) < math.inf):
        return low, math.inf
    here, there = (shared.bounds(Chain().with_temperature(one)).quantities for one in (tau_p, tau_q))
    (z1, u1), (z2, u2) = ((one["log_partition"], one["mean_energy"]) for one in (here, there))
    if z1 is None or u1 is None or z2 is None or u2 is None:
        return low, math.inf
    slope = 1.0 / tau_q - 1.0 / tau_p
    first, last = (u1.low, u1.high) if slope > 0.0 else (u1.high, u1.low)
    least = z2.low - z1.high + slope * first
    both = slope * (last - (u2.low if slope > 0.0 else u2.high))
    most = min(z2.high - z1.low + slope * last, both)
    room = ROUNDING * sum(map(abs, (*z1, *z2)))
    return max(low, least - room), max(0.0, most) + room


def _most_from_whole(
    apart: float, p: DistributionBounds, q: DistributionBounds, r: Bounds, common: Mask, there: Integers
) -> float:
    """Return an upper bound where q is known for all classes, as many as p may have."""
    beyond = ~_spread(there[common], len(q.low))
    if p.unlisted is None or p.unlisted > int((beyond & q.possible).sum()) or (beyond & ~q.possible).any():
        return math.inf
    least, held = float(q.low[beyond].min()), float(q.low[~beyond].sum())
    if not least > 0.0 or not held > 0.0:
        return math.inf
    each = max(0.0, math.log(p.others.high / least)) if p.others.high > 0.0 else 0.0

    def at(rest: float) -> float:
        return (1.0 - rest) * apart + _term(1.0 - rest, held) + rest * each

    return max(at(r.low), at(r.high))  # convex in r
