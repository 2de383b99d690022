"""Typical-p on many rows at once: the range of each ranking that is nearest to the entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.chain.candidates import ROUNDING

if TYPE_CHECKING:
    from tauscope.core.chain.mass_knobs import TypicalP
    from tauscope.core.values import Floats, Integers, Mask

SURE = 1e-11
"""Two distances, in nats, that differ by more are told apart whatever rounding did to them."""


class TypicalRows(NamedTuple):
    """R rows of W classes by rising gap, as typical-p sees them.

    Attributes
    ----------
    scaled : (R, W) float64
        Gap over temperature of each class, rising.
    weights : (R, W) float64
        e^(−scaled).
    inside : (R,) int64
        Number of classes of each row that are left, of those that are known: at most W.
    totals, means : (R,) float64
        Sum of the weights, and mean of `scaled` over all classes that are left.
    errors : (R,) float64
        Relative error of `totals`, and absolute one of `means`: 0 where only rounding is in the way.
    is_open : (R,) bool
        True if more classes are left than are known; all of them lie beyond the known ones.
    """

    scaled: Floats
    weights: Floats
    inside: Integers
    totals: Floats
    means: Floats
    errors: Floats
    is_open: Mask


class TypicalRanges(NamedTuple):
    """What typical-p leaves of each row: the first place, how many classes, and whether that is decided."""

    begins: Integers
    counts: Integers
    decided: Mask


def typical_ranges(knob: TypicalP, rows: TypicalRows) -> TypicalRanges:
    """Return what typical-p leaves of each row.

    The surprise of a class less the entropy is its scaled gap less the mean of these: no ln Z is needed.
    """
    number = np.arange(rows.scaled.shape[1])
    there = number < rows.inside[:, None]
    surprise = np.where(there, rows.scaled - rows.means[:, None], np.inf)
    distance = np.abs(surprise)
    is_low = surprise < 0
    # One falling run and one rising one: a stable sort merges them in one pass.
    order = distance.argsort(axis=1, kind="stable")
    running = np.take_along_axis(np.where(there, rows.weights, 0.0), order, axis=1).cumsum(axis=1)
    if knob.stop == "reached":
        below = running < ((knob.value - ROUNDING) * rows.totals)[:, None]
    else:
        below = running <= ((knob.value + ROUNDING) * rows.totals)[:, None]
    last = np.minimum(below.sum(axis=1), rows.inside - 1)[:, None]
    at_last = np.take_along_axis(order, last, axis=1)
    edge = np.take_along_axis(distance, at_last, axis=1)
    if knob.stop == "reached":
        kept = distance <= edge + ROUNDING
        begins, counts = kept.argmax(axis=1), kept.sum(axis=1)
    else:
        likelier = (np.take_along_axis(is_low, order, axis=1) & (number <= last)).sum(axis=1)
        begins, counts = is_low.sum(axis=1) - likelier, last[:, 0] + 1

    tolerance = SURE + 2 * rows.errors[:, None]
    across = is_low != np.take_along_axis(is_low, at_last, axis=1)
    unsure = (across & (np.abs(distance - edge) <= tolerance)).any(axis=1)
    near = np.abs(running - (knob.value * rows.totals)[:, None]) < (rows.errors * rows.totals)[:, None]
    unsure |= near.any(axis=1)
    if knob.stop == "passed":  # which of equal classes is the nearest is up to the side they are on
        unsure |= (edge <= tolerance)[:, 0]
    beyond = rows.is_open & (edge + tolerance >= surprise[:, -1:])[:, 0]
    return TypicalRanges(begins, counts, ~(unsure | beyond))
