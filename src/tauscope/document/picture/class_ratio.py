"""How many times likelier one class is than another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core import measures
from tauscope.core.bounds import Bounds

if TYPE_CHECKING:
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
