import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tauscope.core.bandit.policies import (
    Boltzmann,
    EpsilonGreedy,
    Greedy,
    Policy,
    UpperConfidence,
    boltzmann_weights,
    drawn_arms,
)
from tauscope.core.errors import InputError
from tauscope.core.softmax import softmax
from tauscope.core.temperatures.schedules import Constant, Linear
from tauscope.core.values import Floats

ESTIMATES = arrays(np.float64, (4, 3), elements=st.floats(-50, 50))
POLICIES = (Greedy(), EpsilonGreedy(0.2), UpperConfidence(), Boltzmann(Constant(0.3)))


def shares(policy: Policy, estimates: Floats, counts: Floats | None = None, step: int = 9) -> Floats:
    """Probability of each arm."""
    weights = policy.rule(10)(step, estimates, np.ones_like(estimates) if counts is None else counts)
    return np.asarray(weights / weights.sum(axis=0))


@given(ESTIMATES, st.sampled_from([0.0, 1e-300, 1e-3, 0.5, 1.0, 30.0, 1e300, math.inf]))
def test_boltzmann_weights_are_those_of_softmax(estimates: Floats, temperature: float) -> None:
    found = shares(Boltzmann(Constant(temperature)), estimates)
    for run in range(estimates.shape[1]):
        np.testing.assert_allclose(found[:, run], softmax(estimates[:, run], temperature), atol=1e-14)


def test_boltzmann_follows_its_schedule() -> None:
    estimates = np.array([[0.0], [1.0]])
    for step, temperature in enumerate(Linear(2.0, 0.0).temperatures(10)):
        expected = softmax(estimates[:, 0], temperature)
        np.testing.assert_allclose(shares(Boltzmann(Linear(2.0, 0.0)), estimates, step=step)[:, 0], expected)


def test_greedy_shares_among_ties() -> None:
    found = shares(Greedy(), np.array([[1.0, 0.0], [3.0, 0.0], [3.0, 0.0]]))
    np.testing.assert_allclose(found.T, [[0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3]])


def test_epsilon_is_shared_by_all_arms() -> None:
    found = shares(EpsilonGreedy(0.2), np.array([[1.0], [3.0], [3.0], [0.0]]))
    np.testing.assert_allclose(found[:, 0], [0.05, 0.45, 0.45, 0.05])


@given(ESTIMATES)
def test_epsilon_has_greedy_and_chance_at_its_ends(estimates: Floats) -> None:
    np.testing.assert_array_equal(shares(EpsilonGreedy(0.0), estimates), shares(Greedy(), estimates))
    np.testing.assert_allclose(shares(EpsilonGreedy(1.0), estimates), 0.25)


def test_upper_confidence_tries_each_arm_first() -> None:
    counts = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    found = shares(UpperConfidence(), np.array([[9.0, 0.0], [0.0, 9.0], [0.0, 0.0]]), counts, step=1)
    np.testing.assert_allclose(found.T, [[0, 0.5, 0.5], [0.5, 0, 0.5]])


def test_upper_confidence_adds_what_is_not_known() -> None:
    estimates, counts = np.array([[1.0], [0.9]]), np.array([[8.0], [1.0]])
    bounds = [1.0 + math.sqrt(2 * math.log(9) / 8), 0.9 + math.sqrt(2 * math.log(9))]
    assert bounds[1] > bounds[0]
    np.testing.assert_array_equal(shares(UpperConfidence(), estimates, counts)[:, 0], [0, 1])
    np.testing.assert_array_equal(shares(UpperConfidence(0.0), estimates, counts)[:, 0], [1, 0])


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@given(estimates=ESTIMATES)
def test_weights_are_new_and_leave_the_estimates_alone(policy: Policy, estimates: Floats) -> None:
    before = estimates.copy()
    weights = policy.rule(10)(9, estimates, np.ones_like(estimates))
    assert not np.shares_memory(weights, estimates)
    np.testing.assert_array_equal(estimates, before)
    assert (weights >= 0).all()
    assert (weights.sum(axis=0) > 0).all()


@given(
    arrays(np.float64, (5, 6), elements=st.sampled_from([0.0, 1e-300, 0.1, 1 / 3, 1.0, 7.0])),
    arrays(np.float64, 6, elements=st.sampled_from([0.0, 0.1, 0.5, 1 - 2**-53]) | st.floats(0, 1 - 2**-53)),
)
def test_an_arm_without_weight_is_never_drawn(weights: Floats, uniforms: Floats) -> None:
    weights[2] += 1e-3  # in each run something has weight
    arms = drawn_arms(weights.copy(), uniforms)
    assert (weights[arms, np.arange(6)] > 0).all()


def test_arms_are_drawn_by_their_shares() -> None:
    weights, runs = np.array([0.0, 1.0, 6.0, 3.0, 0.0]), 100_000
    arms = drawn_arms(np.repeat(weights[:, None], runs, axis=1), np.random.default_rng(1).random(runs))
    np.testing.assert_allclose(np.bincount(arms, minlength=5) / runs, weights / 10, atol=0.006)


def test_all_weights_may_be_tiny() -> None:
    assert boltzmann_weights(np.array([[-1e300], [-1e300]]), 5e-324).tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize("epsilon", [-0.1, 1.1, math.nan])
def test_epsilon_is_a_probability(epsilon: float) -> None:
    with pytest.raises(InputError, match="from 0 to 1"):
        EpsilonGreedy(epsilon)


def test_confidence_is_not_negative() -> None:
    with pytest.raises(InputError, match="from 0 to"):
        UpperConfidence(-1.0)


def test_policies_say_what_they_are() -> None:
    expected = ["Greedy", "ε-greedy, ε = 0.2", "UCB, c = 1.41", "Boltzmann, τ = 0.30"]
    assert [str(policy) for policy in POLICIES] == expected
