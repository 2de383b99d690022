"""Exchange of quanta: every way to share them out is equally frequent, and the law that follows."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.particles.exchange import (
    PARTICLES,
    boltzmann,
    exchanged,
    mean_quanta,
    settled,
    shared_out,
    temperature_of,
)


def ways(particles: int, quanta: int) -> list[tuple[int, ...]]:
    """Every way to share out the quanta, one by one."""
    every = itertools.product(range(quanta + 1), repeat=particles)
    return [way for way in every if sum(way) == quanta]


def marginal(particles: int, quanta: int) -> list[float]:
    """Probability that one of a few particles has 0, 1, … quanta if all ways to share are equally likely."""
    every = math.comb(quanta + particles - 1, particles - 1)
    return [math.comb(quanta - own + particles - 2, particles - 2) / every for own in range(quanta + 1)]


@pytest.mark.parametrize(("particles", "quanta"), [(2, 5), (3, 4), (4, 3), (5, 2)])
def test_the_marginal_counts_the_ways(particles: int, quanta: int) -> None:
    every = ways(particles, quanta)
    counted = Counter(way[0] for way in every)
    assert marginal(particles, quanta) == pytest.approx(
        [counted[own] / len(every) for own in range(quanta + 1)]
    )


@pytest.mark.parametrize(("particles", "quanta"), [(3, 3), (4, 2)])
def test_every_way_is_equally_frequent(particles: int, quanta: int) -> None:
    random, every = np.random.default_rng(6), ways(particles, quanta)
    shares, runs = shared_out(particles, quanta), 4000
    seen = Counter[tuple[int, ...]]()
    for _ in range(runs):
        shares = exchanged(shares, 12, random)
        seen[tuple(shares.tolist())] += 1
    assert set(seen) == set(every)
    expected = runs / len(every)
    # 29.6 is exceeded by chance once in a thousand at ten degrees of freedom; there are nine here.
    assert len(every) == 10
    assert sum((seen[way] - expected) ** 2 / expected for way in every) < 29.6


def test_no_round_makes_or_loses_a_quantum() -> None:
    random, shares = np.random.default_rng(1), shared_out(11, 30)
    for _ in range(50):
        shares = exchanged(shares, 1, random)
        assert shares.sum() == 30
        assert shares.min() >= 0


@given(st.floats(0.05, 50))
def test_mean_and_temperature_are_one_law(temperature: float) -> None:
    mean = mean_quanta(temperature)
    assert 1 + 1 / mean == pytest.approx(math.exp(1 / temperature), rel=1e-9)
    assert temperature_of(mean) == pytest.approx(temperature, rel=1e-9)
    p = boltzmann(mean, 40)
    assert p[1] / p[0] == pytest.approx(math.exp(-1 / temperature), rel=1e-9)
    assert p[0] == pytest.approx(1 - math.exp(-1 / temperature), rel=1e-9)


def test_the_ends_of_the_law() -> None:
    assert mean_quanta(0.0) == mean_quanta(1e-3) == temperature_of(0.0) == 0.0
    assert mean_quanta(math.inf) == math.inf


@pytest.mark.parametrize("temperature", [0.7, 2.0, 5.0])
def test_many_particles_settle_into_boltzmann_s_law(temperature: float) -> None:
    quanta = round(PARTICLES * mean_quanta(temperature))
    counts = np.zeros(400)
    for seed in range(20):
        one = settled(quanta, 300, seed)
        counts[: len(one)] += one
    shares = counts / (20 * PARTICLES)
    expected = np.array(boltzmann(quanta / PARTICLES, 400))
    assert np.abs(shares - expected).sum() / 2 < 0.02
    # The slope of ln n over q is −1/τ.
    many = np.flatnonzero(counts > 200)
    slope = np.polyfit(many, np.log(counts[many]), 1, w=np.sqrt(counts[many]))[0]
    assert -1 / slope == pytest.approx(temperature, rel=0.05)


def test_the_law_is_the_limit_of_the_ways() -> None:
    few, law = marginal(2000, 3000), boltzmann(1.5, 12)
    assert few[:12] == pytest.approx(law, abs=5e-4)


def test_the_same_seed_gives_the_same_particles() -> None:
    assert settled(500, 40, 3) == settled(500, 40, 3) != settled(500, 40, 4)
    assert settled(500, 0, 3) == settled(500, 0, 4) == (500, 500)
