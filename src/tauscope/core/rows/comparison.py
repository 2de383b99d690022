"""Two models' distributions of the same next token: how far apart they are at a temperature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.softmax import log_softmax

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.values import Floats, Integers

ROUNDING = 1e-12
"""More than the rounding of a sum of probabilities."""


class RowComparison(NamedTuple):
    """How two distributions over the same classes differ.

    Attributes
    ----------
    forward, backward : float or Bounds
        KL(one ‖ other) and KL(other ‖ one) in nats; bounds up to ∞ where classes are unlisted.
    same_top : bool
        True if both have the same likeliest class, of ties the first.
    gain : float, Bounds or None
        ln p of the chosen class in the other minus that in the first; None where either is not known.
    """

    forward: Number
    backward: Number
    same_top: bool
    gain: Number


@dataclass(frozen=True, eq=False)
class KnownRow:
    """Logits of one step, and what is known of classes that they do not list.

    Attributes
    ----------
    logits : Logits
    knowledge : PartialKnowledge or None
        None if all classes are listed.
    """

    logits: Logits
    knowledge: PartialKnowledge | None = None


def compare_rows(one: KnownRow, other: KnownRow, temperature: float, chosen: int | None) -> RowComparison:
    """Compare softmax(z/τ) of two rows, whose classes are the same where their keys are.

    Where a row lists only some classes, let C be the classes that both list. With r and s the probabilities
    of all others, and K the divergence of the two distributions over C alone, which no unlisted class
    changes, KL ≥ (1 − r) K + kl(r, s), with kl the divergence of two coins. Nothing limits KL from above, for
    the other model may all but rule out an unlisted class.

    Parameters
    ----------
    one, other : KnownRow
    temperature : float
        τ, in [0, ∞].
    chosen : int or None
        Key of the class that was chosen.
    """
    here, there = _common(one.logits.keys, other.logits.keys)
    listed = one.knowledge is None and other.knowledge is None
    whole = listed and len(here) == len(one.logits) == len(other.logits)
    logs = [_log_p_among(row, rows, temperature) for row, rows in ((one, here), (other, there))]
    apart = _divergence(logs[0], logs[1]), _divergence(logs[1], logs[0])
    forward: Number = apart[0]
    backward: Number = apart[1]
    if not whole:
        rests = _rest(one, here, temperature), _rest(other, there, temperature)
        forward, backward = _at_least(apart[0], *rests), _at_least(apart[1], *reversed(rests))
    tops = (int(row.logits.keys[row.logits.order[0]]) for row in (one, other))
    return RowComparison(forward, backward, next(tops) == next(tops), _gain(one, other, temperature, chosen))


def _common(one: Integers, other: Integers) -> tuple[Integers, Integers]:
    """Rows of the classes that are in both, in each, in one order."""
    if one is other or (len(one) == len(other) and np.array_equal(one, other)):
        rows = np.arange(len(one))
        return rows, rows
    _, here, there = np.intersect1d(one, other, assume_unique=True, return_indices=True)
    return here, there


def _divergence(log_p: Floats, log_q: Floats) -> float:
    """Σ p (ln p − ln q) in nats; ∞ if q rules out a class that p does not."""
    p = np.exp(log_p)
    likely = p > 0
    if not likely.any():
        return 0.0
    with np.errstate(invalid="ignore"):
        gaps = log_p[likely] - log_q[likely]
    return max(0.0, float(p[likely] @ gaps))


def _log_p_among(row: KnownRow, rows: Integers, temperature: float) -> Floats:
    """Logarithms of the probabilities of the classes in `rows`, as if there were no others."""
    return log_softmax(row.logits.values[rows], temperature) if rows.size else np.empty(0)


def _at_least(apart: float, rest: Bounds, other_rest: Bounds) -> Bounds:
    """Bounds of a divergence, from that over the common classes and the probabilities of all others."""
    common = 1.0 - rest.high
    return Bounds((common * apart if common > 0 else 0.0) + _least_of_coins(rest, other_rest), math.inf)


def _rest(row: KnownRow, rows: Integers, temperature: float) -> Bounds:
    """Bounds of the probability of all classes but those in `rows`."""
    if row.knowledge is None:
        p = np.exp(log_softmax(row.logits.values, temperature))
        least = most = float(p[rows].sum())
    else:
        bounds = row.knowledge.bounds(Chain().with_temperature(temperature))
        least, most = float(bounds.low[rows].sum()), float(bounds.high[rows].sum())
    # The rounding of a sum must not make a rest of what is none.
    return Bounds(min(1.0, max(0.0, 1.0 - most - ROUNDING)), min(1.0, max(0.0, 1.0 - least + ROUNDING)))


def _least_of_coins(one: Bounds, other: Bounds) -> float:
    """The least divergence of two coins whose probabilities lie within bounds: between the nearest ends."""
    if one.low <= other.high and other.low <= one.high:
        return 0.0
    r, s = (one.low, other.high) if one.low > other.high else (one.high, other.low)
    return _term(r, s) + _term(1 - r, 1 - s)


def _term(p: float, q: float) -> float:
    return 0.0 if p <= 0 else math.inf if q <= 0 else p * math.log(p / q)


def _gain(one: KnownRow, other: KnownRow, temperature: float, chosen: int | None) -> Number:
    """Return ln p of the chosen class in the other row minus that in the first."""
    if chosen is None:
        return None
    here, there = (_log_p(row, temperature, chosen) for row in (one, other))
    if here is None or there is None:
        return None
    (low, high), (other_low, other_high) = here, there
    if math.isinf(low) or math.isinf(other_low):
        return None
    least, most = other_low - high, other_high - low
    return least if least == most else Bounds(least, most)


def _log_p(row: KnownRow, temperature: float, key: int) -> Bounds | None:
    """Return ln p of a class, or bounds of it; None if it is not listed."""
    place = row.logits.row_of(key)
    if place is None:
        return None
    if row.knowledge is None:
        exact = float(log_softmax(row.logits.values, temperature)[place])
        return Bounds(exact, exact)
    known = row.knowledge.bounds(Chain().with_temperature(temperature)).of(place)
    return known.mapped(lambda p: math.log(p) if p > 0 else -math.inf)


def matched(one: Logits, other: Logits) -> Logits:
    """Return `other` with keys by which its classes are the same as those of `one`.

    Where both have the same names for the same keys, these are ids of one vocabulary, and stay. Where they
    have not, as in answers of servers without ids, classes are the same if they have the same name.
    """
    here, there = _common(one.keys, other.keys)
    if here.size and all(
        one.labels[row] == other.labels[place]
        for row, place in zip(here[:_LOOKED_AT].tolist(), there[:_LOOKED_AT].tolist(), strict=True)
    ):
        return other
    known: dict[str, int] = {}
    for label, key in zip(one.labels, one.keys.tolist(), strict=True):
        known.setdefault(label, key)
    # A name that is unknown there, or that came before, gets a key that no class has.
    keys = [known.pop(label, -2 - row) for row, label in enumerate(other.labels)]
    return Logits.of(other.labels, other.values, keys)


_LOOKED_AT = 500
"""Number of common keys of which the names are compared."""
