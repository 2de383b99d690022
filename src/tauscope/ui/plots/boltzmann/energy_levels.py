"""Energy levels of the classes that are drawn: heights from 0 to 1, and energies measured from the lowest."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.numbers import screen_logit, told_apart
from tauscope.ui.plots.details.quantity_axis import GROUND

if TYPE_CHECKING:
    from tauscope.core.logits import Floats
    from tauscope.document.picture.picture import Picture

LARGEST = 1e300
"""Energies beyond this are scaled down first, because their differences overflow."""

EPSILON = float(np.finfo(np.float64).eps)


class Level(NamedTuple):
    """One level, or one place of several that coincide.

    Attributes
    ----------
    place : int
        Among the rows drawn; one past the last is everything else.
    height : float
        On the axis from 0 (lowest energy) to 1.
    start, end : float
        Which part of the width is its own.
    """

    place: int
    height: float
    start: float
    end: float


def energies_drawn(picture: Picture) -> Floats:
    """Energies of the rows that are drawn one by one; +inf for a masked class."""
    return 0.0 - picture.logits.values[picture.prepared.shown]


def energies_above_ground(picture: Picture) -> list[str]:
    """Energies in words, measured from the lowest: "E₀", "E₀ + 1.00"; none where nothing gets shorter."""
    energies = energies_drawn(picture)
    lowest = energies.min()
    with np.errstate(over="ignore", invalid="ignore"):  # between the ends of float64 lies an infinity
        above = energies - lowest
    texts = told_apart(above.tolist(), screen_logit)
    named = [
        GROUND if not gap else text if math.isinf(energy) else f"{GROUND} + {text}"
        for gap, energy, text in zip(above.tolist(), energies.tolist(), texts, strict=True)
    ]
    absolute = told_apart(energies.tolist(), screen_logit)
    return named if max(map(len, named)) < max(map(len, absolute)) else []


def _finite_energies(picture: Picture) -> Floats:
    energies = energies_drawn(picture)
    return energies[np.isfinite(energies)]


def energy_span(picture: Picture) -> float:
    """From the lowest level drawn to the highest; 1 or more where they coincide, ∞ where it overflows."""
    energies = _finite_energies(picture)
    with np.errstate(over="ignore"):
        span = float(energies.max() - energies.min())
    # Beside a large offset levels may lie as close as floats do: all that is noise is their rounding.
    noise = max(1e-12, 4 * EPSILON * float(np.abs(energies).max()))
    return span if span > noise else max(1.0, noise)


def heights(picture: Picture) -> list[tuple[int, float]]:
    """Place and height from 0 to 1 of each level that is drawn; a masked class has no level."""
    finite = _finite_energies(picture)
    span = energy_span(picture)
    shrink = 1 / LARGEST if math.isinf(span) or span > LARGEST else 1.0
    low, width = float(finite.min()) * shrink, (float(finite.max() * shrink - finite.min() * shrink) or 1.0)
    if shrink == 1.0:
        width = span
    return [
        (place, (float(energy) * shrink - low) / width)
        for place, energy in enumerate(energies_drawn(picture))
        if math.isfinite(energy)
    ]


def arranged(places: list[tuple[int, float]], same: float) -> list[Level]:
    """Put levels that coincide side by side, so that each shows its own particles."""
    groups: list[list[tuple[int, float]]] = []
    for place, height in sorted(places, key=lambda entry: (entry[1], entry[0])):
        if groups and height - groups[-1][0][1] < same:
            groups[-1].append((place, height))
        else:
            groups.append([(place, height)])
    return [level for group in groups for level in _side_by_side(group)]


def _side_by_side(group: list[tuple[int, float]]) -> list[Level]:
    gap = 0.02 if len(group) > 1 else 0.0
    width = 1.0 / len(group)
    return [
        Level(place, height, number * width + gap / 2, (number + 1) * width - gap / 2)
        for number, (place, height) in enumerate(group)
    ]
