"""Bounds of a list computed once more with fifty digits, at temperatures far from that of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted

LISTED = (-1.16, -1.91, -2.40, -2.72, -3.02)
OTHERS = 24
TEMPERATURES = (1e-3, 0.3, 1.0, 1.7, 1e3)
SOURCES = (1.0, 0.7, 2.5)
DEPTHS = (2, 4, 6, 10, 20, 50, 100, 300, 600, 800, 1000, 1500, 2000, 3000)
"""How far tiny classes lie below the highest that they might be, in ln p."""

NEAR = 0.15
"""How far a bound may lie beyond the completions that are tried, as a share of their width."""


class Level(NamedTuple):
    """Classes of one probability at the temperature of the list."""

    number: int
    x: mpmath.mpf


class Numbers(NamedTuple):
    p: mpmath.mpf
    log_partition: mpmath.mpf
    free_energy: mpmath.mpf
    mean_energy: mpmath.mpf
    entropy: mpmath.mpf


def knowledge(source: float) -> ListKnowledge:
    """A list at the temperature `source`, with the logits T₀ ln p."""
    p = np.exp(LISTED)
    mass = float(1.0 - p.sum())
    values = [source * one for one in LISTED]
    return ListKnowledge.of(
        Logits.unnamed(values), Unlisted(OTHERS, Bounds(mass, mass), float(p[-1]), source)
    )


def numbers(levels: list[Level], source: float, temperature: float) -> Numbers:
    """State functions of the listed classes with unlisted ones, from their definitions."""
    tau, every = mpmath.mpf(temperature), [Level(1, mpmath.exp(one)) for one in LISTED] + levels
    energies = [-source * mpmath.log(one.x) for one in every]
    weights = [mpmath.exp(-energy / tau) for energy in energies]
    z = mpmath.fsum(one.number * weight for one, weight in zip(every, weights, strict=True))
    p = [weight / z for weight in weights]
    mean = mpmath.fsum(one.number * q * e for one, q, e in zip(every, p, energies, strict=True))
    entropy = -mpmath.fsum(one.number * q * mpmath.log(q) for one, q in zip(every, p, strict=True) if q)
    return Numbers(p[0], mpmath.log(z), -tau * mpmath.log(z), mean, entropy)


def completions() -> Iterator[list[Level]]:
    """Some classes with the highest probability, and the rest even among some of the others, or tiny in most.

    The extreme completions of each quantity are near some of these.
    """
    mass, most = 1 - mpmath.fsum(mpmath.exp(one) for one in LISTED), mpmath.exp(LISTED[-1])
    for full in range(int(mass / most) + 1):
        rest = mass - full * most
        first = [Level(full, most)] if full else []
        for even in range(int(rest / most) + 1, OTHERS - full + 1):
            yield [*first, Level(even, rest / even)]
        number = OTHERS - full - 1
        if rest >= most:
            continue
        for depth in DEPTHS:
            tiny = most * mpmath.exp(-depth)
            if number * tiny < rest:
                yield [*first, Level(1, rest - number * tiny), Level(number, tiny)]


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("source", SOURCES)
def test_every_quantity_lies_within_its_bounds_and_near_them(source: float, temperature: float) -> None:
    known = knowledge(source).bounds(Chain().with_temperature(temperature))
    with mpmath.workdps(50):
        found = [numbers(levels, source, temperature) for levels in completions()]
        columns = [[getattr(one, name) for one in found] for name in Numbers._fields]
    ends = {name: (min(column), max(column)) for name, column in zip(Numbers._fields, columns, strict=True)}
    for name, (low, high) in ends.items():
        bounds = known.of(0) if name == "p" else known.quantities[name]
        assert bounds is not None, name
        room = 1e-9 * (1.0 + float(abs(high)))
        assert bounds.low <= float(low) + room, name
        assert bounds.high >= float(high) - room, name
        if name != "entropy":  # the ends of its bounds are not attained
            width = float(high - low)
            assert bounds.low >= float(low) - NEAR * width - 2 * room, name
            assert bounds.high <= float(high) + NEAR * width + 2 * room, name


@pytest.mark.parametrize("source", SOURCES)
def test_at_the_temperature_of_the_list_p_z_and_f_are_exact(source: float) -> None:
    known = knowledge(source).bounds(Chain().with_temperature(source))
    assert known.of(0) == pytest.approx([np.exp(LISTED[0])] * 2, rel=1e-13)
    for name in ("log_partition", "free_energy"):
        assert known.quantities[name] == pytest.approx([0.0, 0.0], abs=1e-13)
