"""Documents between two documents, each of which is a true state of its own."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.logits import Logits
from tauscope.document.library.lesson_walk import is_veiled
from tauscope.document.motion import Motion
from tauscope.sources import TypedTable

if TYPE_CHECKING:
    from tauscope.document.document import Document

MOST_CLASSES = 200
"""Largest table whose logits are moved; of a larger one only τ is."""


def between(before: Document, after: Document, share: float) -> Document | None:
    """Return the document that is `share` of the way from `before` to `after`.

    Temperature moves by equal ratios, and logits in a straight line; everything else is as in `after`. The
    probabilities are those of softmax at this temperature and these logits, not averages of distributions.

    Parameters
    ----------
    before, after : Document
    share : float
        From 0 to 1.

    Returns
    -------
    Document or None
        None if there is no such document: other classes, other knobs, or classes that are masked in only one;
        and if `after` asks for a prediction, since the states between would show what is asked for.
    """
    if before.chain.with_temperature(after.temperature) != after.chain or is_veiled(after):
        return None
    motion = Motion(before.temperature, after.temperature, 1.0)
    chain = after.chain.with_temperature(motion.temperature_at(share))
    if before.is_where(after):
        return None if before.temperature == after.temperature else replace(after, chain=chain)
    table = _table_between(before.logits_at_hand, after.logits_at_hand, share)
    editable = before.source.abilities.classes_editable and after.source.abilities.classes_editable
    if table is None or not editable:
        return None
    return replace(after, chain=chain, source=table, state=None)


def _table_between(before: Logits | None, after: Logits | None, share: float) -> TypedTable | None:
    if before is None or after is None or len(after) > MOST_CLASSES or before.labels != after.labels:
        return None
    one, other = before.values, after.values
    masked = np.isneginf(one)
    if not np.array_equal(masked, np.isneginf(other)) or not np.array_equal(before.keys, after.keys):
        return None
    moved = np.full(len(one), -math.inf)
    moved[~masked] = one[~masked] * (1 - share) + other[~masked] * share
    return TypedTable(Logits.of(after.labels, moved, after.keys))
