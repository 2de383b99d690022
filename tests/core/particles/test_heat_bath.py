"""The heat bath: detailed balance as a matrix, and populations that agree with p."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.particles.heat_bath import acceptance, hopped
from tauscope.core.softmax import log_softmax, softmax
from tauscope.core.values import Floats

LOGITS = st.lists(st.floats(-20, 20) | st.just(-math.inf), min_size=1, max_size=6).filter(
    lambda values: max(values) > -math.inf
)


def transition_matrix(log_weights: Floats) -> Floats:
    """Probability that a particle that tries another level is at each level afterwards, shape (K, K)."""
    count = len(log_weights)
    here, there = np.divmod(np.arange(count * count), count)
    matrix = acceptance(log_weights, here, there).reshape(count, count) / max(1, count - 1)
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, 1.0 - matrix.sum(axis=1))
    return matrix


@given(LOGITS, st.floats(0.05, 100) | st.sampled_from([0.0, math.inf]))
def test_detailed_balance(logits: list[float], temperature: float) -> None:
    p = softmax(logits, temperature)
    matrix = transition_matrix(log_softmax(logits, temperature))
    assert matrix.min() >= 0
    assert matrix.sum(axis=1) == pytest.approx(np.ones(len(p)))
    flow = p[:, None] * matrix
    assert flow == pytest.approx(flow.T, rel=1e-12, abs=1e-300)
    assert p @ matrix == pytest.approx(p, rel=1e-12, abs=1e-300)


def test_it_is_glauber_s_rule_of_the_difference_of_energies() -> None:
    energies, kt = np.array([0.0, 0.3, 1.7]), 0.4
    chance = acceptance(-energies / kt, np.array([0, 2, 1]), np.array([2, 0, 2]))
    expected = [1 / (1 + math.exp(gap / kt)) for gap in (1.7, -1.7, 1.4)]
    assert chance == pytest.approx(expected, rel=1e-12)


def test_nothing_enters_a_masked_level_and_everything_leaves_it() -> None:
    matrix = transition_matrix(np.array([0.0, -math.inf, -math.inf]))
    assert matrix.tolist() == [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5]]


@pytest.mark.parametrize("temperature", [0.3, 1.0, 5.0, math.inf])
def test_populations_settle_into_p(temperature: float) -> None:
    logits = np.array([2.0, 1.0, 0.5, 0.1])
    p, log_p = softmax(logits, temperature), log_softmax(logits, temperature)
    particles, random = np.zeros(20_000, dtype=np.int64), np.random.default_rng(4)
    for _ in range(150):
        particles = hopped(particles, log_p, random)
    counts, expected = np.bincount(particles, minlength=4), p * len(particles)
    # Particles are independent: 16.27 is exceeded by chance once in a thousand at three degrees of freedom.
    assert float(((counts - expected) ** 2 / expected).sum()) < 16.27


def test_one_step_has_the_frequencies_of_the_matrix() -> None:
    log_p = log_softmax([1.0, 0.0, -1.0], 0.8)
    start = np.repeat(np.arange(3), 30_000)
    after = hopped(start, log_p, np.random.default_rng(2))
    seen = np.array([np.bincount(after[start == level], minlength=3) for level in range(3)]) / 30_000
    assert seen == pytest.approx(transition_matrix(log_p), abs=0.012)


def test_at_zero_all_fall_to_the_ties_and_stay_there() -> None:
    log_p = log_softmax([2.0, 2.0, 1.0], 0.0)
    particles, random = np.full(500, 2), np.random.default_rng(1)
    for _ in range(40):
        particles = hopped(particles, log_p, random)
    assert set(particles.tolist()) == {0, 1}


def test_a_share_of_the_particles_tries() -> None:
    log_p = np.array([-math.inf, 0.0])
    moved = hopped(np.zeros(10_000, dtype=np.int64), log_p, np.random.default_rng(3), 0.1)
    assert moved.sum() == pytest.approx(1000, abs=150)
    assert hopped(np.zeros(5, dtype=np.int64), np.array([0.0]), np.random.default_rng(3)).sum() == 0
