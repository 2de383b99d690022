"""Numbers of a trace as a strip draws them: a column for each step, or for several where pixels are few."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.logits import Floats
    from tauscope.core.values import Mask
    from tauscope.document.studies.trace_reading import ReadTrace
    from tauscope.document.studies.trace_tempering import TemperedTrace

NARROWEST = 2
"""Least width of a column in pixels."""


class Columns(NamedTuple):
    """Numbers of C columns.

    Attributes
    ----------
    surprise : (C,) float64
        Largest surprise of the column's steps in bits; NaN where it is unknown.
    entropy : (2, C) float64
        Least lower and largest upper bound in bits; NaN where it is unknown.
    cut : (C,) bool
        True if the chain cuts the chosen token of one of the steps.
    ranks : (C,) float64
        Largest rank of the chosen tokens, from 1; NaN where it is unknown.
    beyond : (C,) bool
        True if only a lower bound is known of one of the ranks.
    """

    surprise: Floats
    entropy: Floats
    cut: Mask
    ranks: Floats
    beyond: Mask


def columns_of(read: ReadTrace | None, tempered: TemperedTrace | None, steps: int, pixels: int) -> Columns:
    """Return the columns of all steps in a room of `pixels`."""
    unknown = np.full(steps, np.nan)
    surprise = unknown if read is None else read.surprise
    entropy = np.array([unknown, unknown]) if tempered is None else tempered.entropy
    cut = np.zeros(steps, dtype=bool) if tempered is None else tempered.chosen[1] == 0
    ranks = unknown if read is None else np.where(read.ranks > 0, read.ranks, np.nan)
    beyond = np.zeros(steps, dtype=bool) if read is None else read.beyond.astype(bool)
    count = max(1, pixels // NARROWEST)
    if steps <= count:
        return Columns(surprise, entropy, cut, ranks, beyond)
    starts = np.arange(count) * steps // count
    low = np.minimum.reduceat(np.where(np.isnan(entropy[0]), np.inf, entropy[0]), starts)
    high = np.maximum.reduceat(np.where(np.isnan(entropy[1]), -np.inf, entropy[1]), starts)
    largest = np.maximum.reduceat(np.where(np.isnan(surprise), -np.inf, surprise), starts)
    low, high = (np.where(np.isfinite(low), ends, np.nan) for ends in (low, high))
    return Columns(
        np.where(np.isneginf(largest), np.nan, largest),
        np.array([low, high]),
        np.logical_or.reduceat(cut, starts),
        np.fmax.reduceat(ranks, starts),
        np.logical_or.reduceat(beyond, starts),
    )
