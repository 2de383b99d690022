"""The testbed against its published curves, and against runs that are made one at a time."""

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Greedy, Policy, UpperConfidence
from tauscope.core.bandit.testbed import BanditTestbed, Simulation
from tauscope.core.errors import InputError
from tauscope.core.temperatures.schedules import Constant, Exponential, Linear, Logarithmic, Schedule
from tauscope.core.values import Floats

POLICIES = (
    Greedy(),
    EpsilonGreedy(0.3),
    UpperConfidence(),
    Boltzmann(Constant(0.4)),
    Boltzmann(Exponential(2.0, 0.1)),
)
every_policy = pytest.mark.parametrize("policy", POLICIES, ids=str)


@pytest.mark.parametrize(
    ("policy", "reward", "optimal"),
    [(Greedy(), 1.03, 0.36), (EpsilonGreedy(0.1), 1.37, 0.80), (EpsilonGreedy(0.01), 1.31, 0.60)],
    ids=str,
)
def test_the_published_curves(policy: Policy, reward: float, optimal: float) -> None:
    """Sutton and Barto, figure 2.2: mean of the last 100 of 1,000 steps over 2,000 runs, in two digits."""
    parts = [Simulation(policy, runs=250, seed=seed).curves() for seed in range(8)]
    for found, published in (
        ([part.average_reward[-100:].mean() for part in parts], reward),
        ([part.optimal_fraction[-100:].mean() for part in parts], optimal),
    ):
        error = np.std(found, ddof=1) / math.sqrt(len(found))
        # The published figure has the same error, for it has as many runs, and is rounded.
        assert abs(np.mean(found) - published) < 3 * math.sqrt(2) * error + 0.005


def one_at_a_time(simulation: Simulation) -> tuple[Floats, Floats, Floats]:
    """Reward, choice of a best arm and regret so far of every run by itself, each of shape (runs, steps).

    The random numbers are those of the simulation; all else is plain Python.
    """
    seeds = np.random.SeedSequence(simulation.seed, spawn_key=(0,)).spawn(4)
    values, choices, noise, walk = (np.random.Generator(np.random.PCG64(seed)) for seed in seeds)
    runs, steps, arms = simulation.runs, simulation.steps, simulation.testbed.arms
    drawn = values.standard_normal((arms, runs))
    uniforms, rewards, walks = [], [], []
    for _ in range(steps):
        uniforms.append(choices.random(runs))
        rewards.append(noise.standard_normal(runs))
        walks.append(walk.standard_normal((arms, runs)))
    found = np.zeros((3, runs, steps))
    for run in range(runs):
        q, learnt, tried = [drawn[arm, run] for arm in range(arms)], [0.0] * arms, [0] * arms
        for step in range(steps):
            p = chances(simulation.policy, learnt, tried, step, steps)
            arm = next(arm for arm in range(arms) if sum(p[: arm + 1]) > uniforms[step][run] and p[arm])
            reward = q[arm] + rewards[step][run]
            tried[arm] += 1
            learnt[arm] += (reward - learnt[arm]) * (simulation.step_size or 1 / tried[arm])
            found[:, run, step] = reward, q[arm] == max(q), max(q) - q[arm]
            q = [value + simulation.testbed.walk * walks[step][k, run] for k, value in enumerate(q)]
    return found[0], found[1], found[2].cumsum(axis=1)


def chances(policy: Policy, learnt: list[float], tried: list[int], step: int, steps: int) -> list[float]:
    """Probability of each arm, from the definition of each policy."""
    arms = range(len(learnt))
    match policy:
        case Boltzmann(schedule):
            tau = schedule.temperatures(steps)[step]
            weights = [math.exp(value / tau) for value in learnt]
        case UpperConfidence(c):
            bounds = [
                learnt[arm] + c * math.sqrt(math.log(step) / tried[arm]) if tried[arm] else math.inf
                for arm in arms
            ]
            weights = [float(bound == max(bounds)) for bound in bounds]
        case _:
            epsilon = policy.epsilon if isinstance(policy, EpsilonGreedy) else 0.0
            best = [value == max(learnt) for value in learnt]
            weights = [epsilon / len(learnt) + (1 - epsilon) * one / sum(best) for one in best]
    return [weight / sum(weights) for weight in weights]


@every_policy
@pytest.mark.parametrize("step_size", [None, 0.2])
def test_the_same_as_runs_one_at_a_time(policy: Policy, step_size: float | None) -> None:
    simulation = Simulation(policy, BanditTestbed(4, walk=0.1), step_size, runs=9, steps=60, seed=5)
    found = simulation.curves()
    means = found.average_reward, found.optimal_fraction, found.regret
    errors = found.reward_error, found.optimal_error, found.regret_error
    for mean, error, runs in zip(means, errors, one_at_a_time(simulation), strict=True):
        np.testing.assert_allclose(mean, runs.mean(axis=0))
        np.testing.assert_allclose(error, runs.std(axis=0, ddof=1) / 3, atol=1e-7)


def test_one_run_has_no_standard_error() -> None:
    found = Simulation(EpsilonGreedy(), runs=1, steps=3).curves()
    assert np.isnan((found.reward_error, found.optimal_error, found.regret_error)).all()


@settings(max_examples=40)
@given(
    st.sampled_from(POLICIES),
    st.integers(2, 12),
    st.integers(1, 30),
    st.integers(1, 40),
    st.floats(0, 2),
    st.integers(0, 2**32 - 1),
)
def test_what_holds_of_all_curves(
    policy: Policy, arms: int, runs: int, steps: int, walk: float, seed: int
) -> None:
    simulation = Simulation(policy, BanditTestbed(arms, walk), None, runs, steps, seed)
    found, again = simulation.curves(), simulation.curves()
    for name in ("average_reward", "optimal_fraction", "regret"):
        curve = getattr(found, name)
        assert curve.shape == (steps,)
        assert np.isfinite(curve).all()
        np.testing.assert_array_equal(curve, getattr(again, name))
    assert ((found.optimal_fraction >= 0) & (found.optimal_fraction <= 1)).all()
    assert (np.diff(found.regret, prepend=0.0) >= 0).all()


def test_policies_with_one_seed_meet_the_same_arms() -> None:
    """In the first step nothing is known: at τ = ∞ and at 0 the same arms are drawn."""
    greedy, random = (Simulation(policy, runs=50) for policy in (Greedy(), Boltzmann(Constant(math.inf))))
    assert greedy.curves().average_reward[0] == random.curves().average_reward[0]
    assert replace(greedy, seed=2).curves().average_reward[0] != greedy.curves().average_reward[0]


def test_many_runs_are_blocks_with_arms_of_their_own() -> None:
    """4,500 runs are two blocks of 2,000 and one of 500: the first of them is what 2,000 runs are."""
    first, all_ = (Simulation(Greedy(), runs=runs, steps=2).curves() for runs in (2000, 4500))
    rest = (all_.average_reward * 4500 - first.average_reward * 2000) / 2500
    assert abs(rest[0] - first.average_reward[0]) > 1e-9
    assert abs(rest[0]) < 5 * math.sqrt(2 / 2500)


def test_memory_does_not_grow_with_the_runs() -> None:
    tracemalloc.start()
    try:
        Simulation(EpsilonGreedy(), runs=100_000, steps=3).curves()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000  # the values of all arms alone would be 8 million bytes


def test_given_values_are_those_of_every_run() -> None:
    testbed = BanditTestbed(3, values=(0.0, 5.0, -5.0))
    found = Simulation(Boltzmann(Constant(math.inf)), testbed, runs=5000, steps=40).curves()
    assert found.optimal_fraction.mean() == pytest.approx(1 / 3, abs=0.01)
    assert found.regret[-1] / 40 == pytest.approx(5.0, abs=0.05)  # the mean of 5, 0 and 10


def test_where_the_arms_walk_some_heat_must_stay() -> None:
    """Sutton and Barto, exercise 2.5, for temperatures: what has cooled down no longer follows the arms."""
    bed = BanditTestbed(walk=0.1)
    cooled = Simulation(Boltzmann(Exponential(1.0, 0.01)), bed, 0.1, runs=400, steps=1500).curves()
    warm = Simulation(Boltzmann(Constant(0.4)), bed, 0.1, runs=400, steps=1500).curves()
    assert warm.optimal_fraction[-100:].mean() > cooled.optimal_fraction[-100:].mean() + 0.05


@pytest.mark.parametrize(
    "schedule", [Exponential(1.0, 0.05), Linear(1.0, 0.0), Logarithmic(1.0, 0.05)], ids=str
)
def test_annealing_loses_where_one_arm_is_good_and_nine_are_half_as_good(schedule: Schedule) -> None:
    bed = BanditTestbed(values=(1.0, *[0.5] * 9))
    annealed, confident, random = (
        Simulation(policy, bed, runs=300, steps=1000).curves().regret[-1]
        for policy in (Boltzmann(schedule), UpperConfidence(), EpsilonGreedy(0.1))
    )
    assert annealed > 1.1 * max(confident, random)


def test_progress_rises_from_0_to_1() -> None:
    told = list[float]()
    Simulation(Greedy(), runs=4500, steps=100).curves(told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert len(told) == 3 * 7 + 1


def test_what_progress_raises_ends_the_simulation() -> None:
    class CancelledError(Exception):
        pass

    def cancel(fraction: float) -> None:
        if fraction > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        Simulation(Greedy(), runs=10, steps=1000).curves(cancel)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"runs": 0}, "number of runs goes from 1 to 1,000,000; 0 is outside"),
        ({"steps": 1_000_001}, "number of steps goes"),
        ({"runs": 100_000, "steps": 100_000}, "are 10,000,000,000 choices.*take fewer runs or fewer steps"),
        ({"runs": 2.5}, "whole number"),
        ({"seed": -1}, "seed"),
        ({"step_size": 0.0}, "nothing is learned"),
        ({"step_size": 1.5}, "step size goes from 0 to 1"),
        ({"step_size": math.nan}, "step size goes from 0 to 1"),
    ],
)
def test_what_cannot_be_simulated_is_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Simulation(Greedy(), **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arms": 1}, "number of arms"),
        ({"walk": -0.1}, "walk of the arms"),
        ({"walk": math.nan}, "walk of the arms"),
        ({"arms": 3, "values": (1.0, 2.0)}, "3 arms and 2 values"),
        ({"arms": 2, "values": (1.0, math.nan)}, "an arm's value"),
    ],
)
def test_what_is_no_testbed_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=f"(?i){message}"):
        BanditTestbed(**change)  # type: ignore[arg-type]


def test_with_more_arms_fewer_choices_are_allowed() -> None:
    with pytest.raises(InputError, match="1,000 arms at most 10,000,000"):
        Simulation(Greedy(), BanditTestbed(1000), runs=20_000, steps=1000)
