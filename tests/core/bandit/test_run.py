import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.bandit.policies import Policy, Rule
from tauscope.core.bandit.run import LONGEST, BanditRun
from tauscope.core.bandit.testbed import BanditTestbed, Simulation
from tauscope.core.errors import InputError
from tauscope.core.values import Floats

ARMS = st.lists(st.integers(0, 3), max_size=60)


class Turn(Policy):
    """Takes the arms in turn."""

    def rule(self, steps: int) -> Rule:
        del steps
        return self._weights

    def _weights(self, step: int, estimates: Floats, counts: Floats) -> Floats:
        del counts
        weights = np.zeros_like(estimates)
        weights[step % len(estimates)] = 1.0
        return weights

    def __str__(self) -> str:
        return "in turn"


@pytest.mark.parametrize("walk", [0.0, 0.3])
def test_arms_and_rewards_are_those_of_a_simulation_of_one_run(walk: float) -> None:
    testbed, steps = BanditTestbed(4, walk), 50
    run, arms = BanditRun(testbed, seed=9), np.arange(steps) % 4
    curves = Simulation(Turn(), testbed, runs=1, steps=steps, seed=9).curves()
    np.testing.assert_allclose(run.rewards(arms), curves.average_reward)
    regret = [run.values(step).max() - run.values(step)[arm] for step, arm in enumerate(arms)]
    np.testing.assert_allclose(np.cumsum(regret), curves.regret)


@given(ARMS, st.sampled_from([None, 0.1, 1.0]), st.integers(0, 99))
def test_estimates_are_learned_step_by_step(arms: list[int], step_size: float | None, seed: int) -> None:
    run = BanditRun(BanditTestbed(4, walk=0.1), seed, step_size)
    q, n = [0.0] * 4, [0] * 4
    for arm, reward in zip(arms, run.rewards(np.array(arms, dtype=np.int64)), strict=True):
        n[arm] += 1
        q[arm] += (reward - q[arm]) * (step_size or 1 / n[arm])
    np.testing.assert_allclose(run.estimates(np.array(arms, dtype=np.int64)), q, atol=1e-12)
    np.testing.assert_array_equal(run.counts(np.array(arms, dtype=np.int64)), n)


@given(ARMS, st.integers(0, 60))
def test_a_reward_does_not_depend_on_what_is_chosen_later(arms: list[int], count: int) -> None:
    run = BanditRun(BanditTestbed(4), seed=2)
    all_ = run.rewards(np.array(arms, dtype=np.int64))
    np.testing.assert_array_equal(run.rewards(np.array(arms[:count], dtype=np.int64)), all_[:count])


def test_a_run_is_a_small_value() -> None:
    run = BanditRun(BanditTestbed(walk=0.1), seed=4)
    first = run.rewards(np.array([1, 2]))
    again = pickle.loads(pickle.dumps(run))
    assert again == run
    assert len(pickle.dumps(run)) < 1000
    np.testing.assert_array_equal(again.rewards(np.array([1, 2])), first)
    assert run.values(LONGEST).shape == (10,)


@pytest.mark.parametrize("change", [{"seed": -1}, {"step_size": 0.0}, {"step_size": 2.0}])
def test_what_is_no_run_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(InputError):
        BanditRun(**change)  # type: ignore[arg-type]
