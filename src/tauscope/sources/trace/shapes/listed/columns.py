"""Arrays over all steps of a recording, made of checked cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.sources.trace.shapes.listed.cells import checked_values
from tauscope.sources.trace.shapes.listed.identity import Identity, identify

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers, Mask
    from tauscope.sources.trace.shapes.listed.cells import Cells
    from tauscope.sources.trace.shapes.listed.names import Names

NOT_LISTED = -9999.0
"""Log-probabilities up to here stand for “not among the likeliest”: vLLM and OpenAI write this one, and
llama.cpp the lowest float32."""

_ABOVE_ONE = 1e-2
"""Most that rounding lifts a sum of probabilities above 1: 1.4e-4 with llama.cpp, more with two decimals."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Checked columns. Rows are the listed tokens of all steps, one step after the other.

    Attributes
    ----------
    starts : (steps + 1,) int64
        First row of each step, and last the number of rows.
    values : (rows,) float64
        Natural logarithms of probabilities.
    keys : (rows,) int64
        Numbers that identify tokens throughout the recording, different within a step.
    names : Names
        Names of the tokens with these keys.
    masses : (steps,) float64
        Probability of all tokens that are not listed, clamped at 0; NaN where nothing is known: such a step
        has one row, the chosen token, whose value means nothing.
    chosen : (steps,) int64
        Row of the chosen token; −1 where it is not known or not listed.
    added : (steps,) bool
        True where the chosen token is not one of the likeliest, or may not be.
    likeliest : (steps,) int64
        Number of tokens of each step that are listed because they are likely.
    all_zero : bool
        True if every log-probability in the file is 0, so that every chosen token is certain.
    """

    starts: Integers
    values: Floats
    keys: Integers
    names: Names
    masses: Floats
    chosen: Integers
    added: Mask
    likeliest: Integers
    all_zero: bool


def columns_of(cells: Cells) -> Columns:
    """Check the cells of all steps and make arrays of them.

    Raises
    ------
    InputError
        If a cell has the wrong type, a number is no log-probability, a step lists no token, or its
        probabilities add up to more than 1.
    """
    counts = np.diff(cells.ends, prepend=0)
    steps = np.repeat(np.arange(len(counts)), counts)
    values = checked_values(cells, steps)
    kept = values > NOT_LISTED
    chosen = np.array(cells.chosen_rows, np.int64)
    unknown = np.bincount(steps[kept], minlength=len(counts)) == 0
    if unknown.all():
        raise InputError("None of the tokens in this answer has a log-probability.")
    all_zero = bool(kept.all()) and not values.any()
    _keep_tokens_alone(unknown, chosen, kept, values)
    identity = identify(cells, steps)
    _drop_repeats(identity, steps, values, kept, chosen)
    sums = np.asarray(np.bincount(steps[kept], np.exp(values[kept]), len(counts)), np.float64)
    _check_sums(sums, np.bincount(steps[kept], minlength=len(counts)))
    place = np.cumsum(kept) - 1
    chosen = np.where((chosen >= 0) & kept[chosen], place[chosen], -1)
    starts = np.searchsorted(steps[kept], np.arange(len(counts) + 1))
    values = values[kept]
    told = np.array([one is not None for one in cells.extended])
    is_before = chosen < starts[1:] - 1
    extended = np.where(told, np.array(cells.extended, bool), is_before)
    added = np.array(cells.added, bool) | (extended & _are_least(chosen, values, starts))
    added &= chosen >= 0
    surely = added & (np.array(cells.added, bool) | is_before)
    masses = np.where(unknown, np.nan, np.clip(1.0 - sums, 0.0, 1.0))
    return Columns(
        starts,
        values,
        identity.keys[kept],
        identity.names,
        masses,
        chosen,
        added,
        np.diff(starts) - surely,
        all_zero,
    )


def _keep_tokens_alone(unknown: Mask, chosen: Integers, kept: Mask, values: Floats) -> None:
    """Keep the chosen token of each step of which nothing else is known; `InputError` if there is none."""
    lost = unknown & (chosen < 0)
    if lost.any():
        raise InputError(f"Step {int(np.flatnonzero(lost)[0]) + 1:,} lists no token.")
    rows = chosen[unknown]
    kept[rows], values[rows] = True, 0.0


def _drop_repeats(identity: Identity, steps: Integers, values: Floats, kept: Mask, chosen: Integers) -> None:
    """Keep one row of an id that a step lists twice; `InputError` if its values differ."""
    for first, second in identity.repeats:
        if kept[first] and kept[second] and abs(values[first] - values[second]) > 1e-6:
            raise InputError(
                f"Step {int(steps[first]) + 1:,} lists the token {int(identity.keys[first])} twice, with"
                " different log-probabilities."
            )
        stays, goes = (first, second) if kept[first] else (second, first)
        kept[goes] = False
        chosen[chosen == goes] = stays


def _check_sums(sums: Floats, listed: Integers) -> None:
    """Raise `InputError` if the probabilities of a step add up to more than 1; `listed` counts its tokens."""
    above = np.flatnonzero(sums > 1.0 + _ABOVE_ONE)
    if above.size:
        step = int(above[0])
        if sums[step] == listed[step]:
            raise InputError(
                f"Step {step + 1:,}: all {listed[step]} listed tokens have log-probability 0, as if each were"
                " certain. Servers that decode speculatively write this and compute no probabilities."
                " Ask again without speculative decoding."
            )
        raise InputError(
            f"Step {step + 1:,}: the listed probabilities add up to {sums[step]:.4g}, more than 1."
        )


def _are_least(chosen: Integers, values: Floats, starts: Integers) -> Mask:
    """Return True for each step whose chosen token has the smallest value of all that are listed."""
    least = np.minimum.reduceat(values, starts[:-1])
    are_least: Mask = values[chosen] <= least
    return are_least
