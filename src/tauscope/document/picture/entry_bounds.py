"""Bounds of what plots draw, classes and groups of classes, where the logits list only some classes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds

if TYPE_CHECKING:
    from tauscope.core.bounds import CurveBounds, DistributionBounds
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.prepared_logits import PreparedLogits


def entry_bounds(known: DistributionBounds, prepared: PreparedLogits) -> tuple[Bounds, ...]:
    """Return the bounds of each entry of `prepared.shown` and last, if there are more classes, of all others.

    The listed members of a group rise and fall together, so the sums of their bounds are the bounds of their
    sum. What members may have that are not listed says `_with_unlisted`.
    """
    others = bool(prepared.other_count)
    if prepared.grouped is None:
        return known.shown(prepared.shown, others=others)
    rows = prepared.drawn_rows
    unlisted = np.minimum(prepared.unlisted_members * known.each, known.others.high)
    least, most = prepared.summed(known.low[rows]), prepared.summed(known.high[rows])
    low, high = _with_unlisted(known, least, most, prepared.unlisted_members)
    singly = tuple(map(Bounds, low.tolist(), np.maximum(low, high).tolist()))
    if not others:
        return singly
    rest = known.shown(rows, others=True)[-1]
    # What is not listed may all be in a group.
    taken = min(known.others.high, float(unlisted.sum()))
    return (*singly, Bounds(max(0.0, rest.low - taken), rest.high))


def group_bounds(known: DistributionBounds, rows: Integers, unlisted_members: int) -> Bounds:
    """Return the bounds of a group by the rows of its listed members and the number of all others."""
    least, most = (np.array([array[rows].sum()]) for array in (known.low, known.high))
    low, high = _with_unlisted(known, least, most, np.array([unlisted_members]))
    return Bounds(float(low[0]), max(float(low[0]), float(high[0])))


def _with_unlisted(
    known: DistributionBounds, low: Floats, high: Floats, members: Integers
) -> tuple[Floats, Floats]:
    """Return the bounds of groups of which some members are not listed.

    These have at most as much as so many unlisted classes may have, and at least what all other unlisted
    classes cannot have. Nor can a group have more than what everything else leaves, or less.

    Parameters
    ----------
    known : DistributionBounds
    low, high : (entries,) float64
        Sums of the bounds of the listed members.
    members : (entries,) int64
        Number of members that are not listed.
    """
    others, each = known.others, known.each
    most = np.minimum(members * each, others.high)
    beside = np.full(len(members), others.high)
    if known.unlisted is not None:
        beside = np.minimum(np.maximum(known.unlisted - members, 0) * each, others.high)
    least, beside_least = np.maximum(0.0, others.low - beside), np.maximum(0.0, others.low - most)
    lowest = np.maximum(low + least, 1.0 - (float(known.high.sum()) - high) - beside)
    highest = np.minimum(high + most, 1.0 - (float(known.low.sum()) - low) - beside_least)
    # Rounding is no bound: where both ends are one number, the sums of it may be in the wrong order.
    highest = np.minimum(1.0, np.maximum(highest, low))
    lowest = np.minimum(np.maximum(lowest, low), highest)
    return np.where(members > 0, lowest, low), np.where(members > 0, highest, np.minimum(high, 1.0))


def entry_curves(partial: PartialKnowledge, prepared: PreparedLogits, temperatures: Floats) -> CurveBounds:
    """Return the bounds of softmax(z/τ) at each temperature for each entry of `prepared.shown`."""
    curves = partial.curves(prepared.drawn_rows, temperatures)
    if prepared.grouped is None:
        return curves
    low, high = prepared.summed(curves.low), prepared.summed(curves.high)
    # An unlisted member has at most what all that is drawn leaves.
    room = np.maximum(0.0, 1.0 - low.sum(axis=0))
    each = np.ones_like(room) if curves.each is None else curves.each
    unlisted = np.minimum(prepared.unlisted_members[:, None] * each, room)
    high = np.minimum(high + unlisted, 1.0)
    return replace(curves, low=low, high=np.maximum(low, high))
