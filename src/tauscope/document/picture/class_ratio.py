"""How many times likelier one class, or group of classes, is than another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core import measures
from tauscope.core.bounds import Bounds, lower, upper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.bounds import DistributionBounds, Known
    from tauscope.document.picture.final_distribution import FinalDistribution


def class_ratio(picture: FinalDistribution, row: int, other: int) -> Known:
    """How many times likelier `row` is than `other`.

    e^((z_i − z_j)/τ) if the chain left both or cut both; inf if it cut `other` alone, and 0 if it cut
    `row` alone. Bounds where a list does not decide which of these holds, or at which τ.
    """
    if picture.bounds is not None:
        return _of_list(picture, picture.bounds, row, other)
    one, two = picture.keeps(row), picture.keeps(other)
    if one != two:
        return math.inf if one else 0.0
    # Of two classes that are both cut, the ratio is that of softmax at the dial's τ: the chain has none.
    return _at(picture, row, other, picture.final.temperature if one else picture.temperature)


def _at(picture: FinalDistribution, row: int, other: int, temperature: float) -> float:
    """Return e^((z_i − z_j)/τ)."""
    values = picture.logits.values
    return measures.ratio(float(values[row]), float(values[other]), temperature)


def _of_list(picture: FinalDistribution, known: DistributionBounds, row: int, other: int) -> Known:
    """Return the ratio of two listed classes, which others do not change if both are left at a known τ."""
    rows = [row, other]
    possible, certain = known.possible[rows], known.certain[rows]
    if not possible.any():
        return _at(picture, row, other, picture.temperature)
    if not possible.all():
        low = high = math.inf if possible[0] else 0.0
    elif known.temperature is None:
        gap = float(picture.logits.values[row]) - float(picture.logits.values[other])
        low, high = (1.0 if gap >= 0 else 0.0), (1.0 if gap <= 0 else math.inf)
    else:
        low = high = _at(picture, row, other, known.temperature)
    # A class that may be left or not makes the ratio anything down to 0, or up to ∞.
    if possible[0] and not certain[0]:
        low = 0.0
    if possible[1] and not certain[1]:
        high = math.inf
    return low if low == high else Bounds(low, high)


def compared_rows(picture: FinalDistribution, selected: Iterable[int]) -> tuple[int, int] | None:
    """Return the rows of two selected classes or groups, the likelier first; None where there are not two.

    Parameters
    ----------
    picture : FinalDistribution
    selected : iterable of int
        Keys; of many no more are looked at than show that there are three.
    """
    prepared, entries = picture.prepared, set[int]()
    for key in selected:
        if (row := picture.logits.row_of(key)) is not None:
            entries.add(prepared.entry_of(row))
        if len(entries) > 2:
            return None
    if len(entries) != 2:
        return None
    if prepared.grouped is None:
        one, other = sorted(entries, key=picture.logits.rank_of)
        return one, other
    unlisted = dict(zip(prepared.shown.tolist(), prepared.unlisted_members.tolist(), strict=True))
    # What is not listed may make any ratio of a group that has it.
    if any(unlisted.get(row) for row in entries):
        return None
    one, other = sorted(entries, key=lambda row: -lower(picture.entry_probability(row)))
    return one, other


def has_group(picture: FinalDistribution, *rows: int) -> bool:
    """Return True if one of the classes in these rows is in a group."""
    grouped = picture.prepared.grouped
    return grouped is not None and bool((grouped.members.numbers[list(rows)] >= 0).any())


def entry_ratio(picture: FinalDistribution, row: int, other: int) -> Known:
    """Return `class_ratio`, or the ratio of the groups for which the rows stand."""
    if not has_group(picture, row, other):
        return class_ratio(picture, row, other)
    p, of = picture.entry_probability(row), picture.entry_probability(other)
    known, grouped = picture.bounds, picture.prepared.grouped
    if known is not None and grouped is not None:
        rows = np.concatenate((grouped.rows_of(row), grouped.rows_of(other)))
        if known.temperature is None or not np.array_equal(known.certain[rows], known.possible[rows]):
            most = upper(p) / lower(of) if lower(of) else math.inf
            return Bounds(lower(p) / upper(of) if upper(of) else math.inf, most)
    # Unknown weights of a list divide both alike, so the lower bounds have the ratio.
    return lower(p) / lower(of) if lower(of) else math.inf
