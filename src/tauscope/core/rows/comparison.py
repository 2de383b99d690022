"""Two models' distributions of the same next token: how far apart they are at a temperature."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds, DistributionBounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.measures import kl_divergence_of_logarithms
from tauscope.core.partial.divergence import Listed, divergence_bounds
from tauscope.core.softmax import log_softmax

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.values import Floats, Integers, Mask


class RowComparison(NamedTuple):
    """How two distributions over the same classes differ.

    Attributes
    ----------
    forward, backward : float or Bounds
        KL(one ‖ other) and KL(other ‖ one) in nats; bounds, perhaps up to ∞, where classes are unlisted.
    same_top : bool or None
        True if both have the same likeliest class, of ties the first; None where an unlisted class may be
        likelier than all listed ones.
    gain : float, Bounds or None
        ln p of the chosen class in the other minus that in the first; None where either is not known.
    """

    forward: Number
    backward: Number
    same_top: bool | None
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


def compare_rows(
    one: KnownRow, other: KnownRow, temperature: float, chosen: int | None, *, by_name: bool = False
) -> RowComparison:
    """Compare softmax(z/τ) of two rows, whose classes are the same where their keys are.

    Where a row lists only some classes, divergences are those of `divergence_bounds`. Where keys were given
    by names, a class that the other row seems to lack may be there under another name: then all classes that
    are in one row alone count as unlisted, for neither row is known to rule them out.

    Parameters
    ----------
    one, other : KnownRow
    temperature : float
        τ, in [0, ∞].
    chosen : int or None
        Key of the class that was chosen.
    by_name : bool
        True if keys were given by names.
    """
    rows, back = rows_in(one.logits.keys, other.logits.keys), rows_in(other.logits.keys, one.logits.keys)
    listed = one.knowledge is None and other.knowledge is None
    if listed and len(one.logits) == len(other.logits) and (rows >= 0).all():
        log_p = log_softmax(one.logits.values, temperature)
        log_q = log_softmax(other.logits.values[rows], temperature)
        forward: Number = _divergence(log_p, log_q)
        backward: Number = _divergence(log_q, log_p)
    else:
        here, there = (_bounded(row, temperature) for row in (one, other))
        alone, alone_there = bool((rows < 0).any()), bool((back < 0).any())
        lacks = (other.knowledge is None and alone) or (one.knowledge is None and alone_there)
        if by_name and (lacks or (alone and alone_there)):
            here, there = _among(here, rows >= 0), _among(there, back >= 0)
            rows, back = (rows_in(*keys) for keys in _keys_of_both(one, other, rows, back))
        forward = _number(divergence_bounds(here, there, rows))
        backward = _number(divergence_bounds(there, here, back))
    same_top = _same_top(one, other, by_name=by_name)
    return RowComparison(forward, backward, same_top, _gain(one, other, temperature, chosen))


def rows_in(keys: Integers, among: Integers) -> Integers:
    """Return the place of each key in `among`; −1 where it is not there."""
    if keys is among or np.array_equal(keys, among):
        return np.arange(len(keys))
    order = np.argsort(among, kind="stable")
    places = order[np.minimum(np.searchsorted(among, keys, sorter=order), len(among) - 1)]
    return np.where(among[places] == keys, places, -1)


def _divergence(log_p: Floats, log_q: Floats) -> float:
    """Return Σ p (ln p − ln q) in nats; ∞ if q rules out a class that p does not, however unlikely."""
    if ((log_q == -math.inf) & (log_p > -math.inf)).any():
        return math.inf
    return kl_divergence_of_logarithms(log_p, np.exp(log_p), log_q)


def _bounded(row: KnownRow, temperature: float) -> Listed:
    """Return a row's logits with the bounds of their probabilities at τ."""
    values = row.logits.values
    if row.knowledge is not None:
        return Listed(values, row.knowledge.bounds(Chain().with_temperature(temperature)))
    log_p = log_softmax(values, temperature)
    p, kept = np.exp(log_p), log_p > -math.inf
    count, nothing = float(kept.sum()), Bounds(0.0, 0.0)
    exact = DistributionBounds(
        p, p, 0, nothing, {}, kept, kept, Bounds(count, count), temperature=temperature, whole=True
    )
    return Listed(values, exact)


def _among(row: Listed, common: Mask) -> Listed:
    """Return a row with some of its classes alone; all others count as unlisted."""
    known, beside = row.bounds, ~common
    least = known.others.low + float(known.low[beside].sum())
    most = known.others.high + float(known.high[beside].sum())
    bounds = replace(
        known,
        low=known.low[common],
        high=known.high[common],
        unlisted=None if known.unlisted is None else known.unlisted + int(beside.sum()),
        others=Bounds(least, min(1.0, most)),
        possible=known.possible[common],
        certain=known.certain[common],
        logarithms=None,
    )
    return Listed(row.values[common], bounds)


def _keys_of_both(
    one: KnownRow, other: KnownRow, rows: Integers, back: Integers
) -> tuple[tuple[Integers, Integers], tuple[Integers, Integers]]:
    """Return keys of common classes in both rows: those of the first and of the other, and back."""
    here, there = one.logits.keys[rows >= 0], other.logits.keys[back >= 0]
    return (here, there), (there, here)


def _number(bounds: Bounds) -> float | Bounds:
    return bounds.low if bounds.low == bounds.high else bounds


def _same_top(one: KnownRow, other: KnownRow, *, by_name: bool) -> bool | None:
    """Return whether two rows have the same likeliest class; None if lists or names do not tell."""
    if any(row.knowledge is not None and row.knowledge.outranked for row in (one, other)):
        return None
    first, second = (int(row.logits.keys[row.logits.values.argmax()]) for row in (one, other))
    if by_name and (one.logits.row_of(second) is None or other.logits.row_of(first) is None):
        return None
    return first == second


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
    return row.knowledge.bounds(Chain().with_temperature(temperature)).log_of(place)


def matched_by_name(one: Logits, other: Logits) -> Logits:
    """Return `other` with the keys of the classes of `one` that have the same names."""
    known: dict[str, int] = {}
    for label, key in zip(one.labels, one.keys.tolist(), strict=True):
        known.setdefault(label, key)
    # A name that is unknown there, or that came before, gets a key that no class has.
    keys = [known.pop(label, -2 - row) for row, label in enumerate(other.labels)]
    return Logits.of(other.labels, other.values, keys)
