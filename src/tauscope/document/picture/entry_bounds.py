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
    sum. Members that are not listed have between nothing and as much as so many unlisted classes may have.
    """
    others = bool(prepared.other_count)
    if prepared.grouped is None:
        return known.shown(prepared.shown, others=others)
    rows = prepared.drawn_rows
    unlisted = np.minimum(prepared.unlisted_members * known.each, known.others.high)
    low, listed = prepared.summed(known.low[rows]), prepared.summed(known.high[rows])
    high = np.minimum(listed + unlisted, 1.0)
    singly = tuple(map(Bounds, low.tolist(), np.maximum(low, high).tolist()))
    if not others:
        return singly
    rest = known.shown(rows, others=True)[-1]
    # What is not listed may all be in a group.
    taken = min(known.others.high, float(unlisted.sum()))
    return (*singly, Bounds(max(0.0, rest.low - taken), rest.high))


def group_bounds(known: DistributionBounds, rows: Integers, unlisted_members: int) -> Bounds:
    """Return the bounds of a group by the rows of its listed members and the number of all others."""
    low, high = float(known.low[rows].sum()), float(known.high[rows].sum())
    if unlisted_members:
        high += min(unlisted_members * known.each, known.others.high)
    return Bounds(low, max(low, min(1.0, high)))


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
