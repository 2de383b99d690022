"""Rules of a run: temperatures along a schedule, policies, and runs that end."""

from __future__ import annotations

import pickle
from time import sleep

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tauscope.core.bandit.policies import EpsilonGreedy, Greedy, Policy, UpperConfidence
from tauscope.core.chain import Chain
from tauscope.core.softmax import softmax
from tauscope.core.temperatures.schedules import Exponential, Linear
from tauscope.sources.bandit import Bandit, Played
from tauscope.sources.exploration import ByPolicy, policy_chances
from tauscope.sources.running.process_runner import ProcessRunner
from tauscope.sources.running.rules import ChoiceRule, Limited, Scheduled
from tauscope.sources.running.runner import Runner, Settings

CHAIN, SOURCE = Chain.parse("temperature=1,top-k=9"), Bandit()


def played(rule: ChoiceRule, steps: int, seed: int = 5, start: Played | None = None) -> Played:
    cursor = SOURCE.cursor(start or SOURCE.initial())
    for _ in range(steps):
        cursor = rule.onward(cursor, CHAIN, seed)
    state: Played = cursor.state
    return state


def test_each_draw_is_made_at_the_temperature_of_its_step() -> None:
    rule = Scheduled(60, Linear(2.0, 0.1))
    state = played(rule, 60)
    for step, tau in enumerate(np.linspace(2.0, 0.1, 60).tolist()):
        before, choice = SOURCE.at(state, step), state.choices[step]
        assert choice.settings is not None
        assert choice.settings.chain == CHAIN.with_temperature(rule.temperature(step))
        assert (
            rule.temperature(step) == pytest.approx(tau, rel=5e-4) == float(f"{rule.temperature(step):.4g}")
        )
        if step > 9:  # top-k leaves out one arm
            q = SOURCE.logits(before).values
            kept = np.sort(q)[::-1][:9]
            p = softmax(kept, rule.temperature(step))[np.flatnonzero(kept == q[choice.key])[0]]
            assert choice.probability == pytest.approx(p)
    assert rule.temperature(500) == 0.1


@pytest.mark.parametrize("policy", [Greedy(), EpsilonGreedy(0.3), UpperConfidence()])
def test_a_policy_chooses_by_its_chances(policy: Policy) -> None:
    state = played(ByPolicy(400, policy), 400)
    arms = np.array(state.arms)
    for step in (0, 3, 12, 200, 399):
        before = SOURCE.at(state, step)
        counts = np.bincount(arms[:step], minlength=10)
        chances = policy_chances(policy, step, SOURCE.logits(before).values, counts)
        assert chances.sum() == pytest.approx(1.0)
        assert state.choices[step].probability == chances[arms[step]] > 0


def test_greedy_draws_among_ties_and_epsilon_among_all() -> None:
    estimates, counts = np.array([0.5, 0.1, 0.5]), np.array([1, 1, 1])
    assert_allclose(policy_chances(Greedy(), 3, estimates, counts), [0.5, 0.0, 0.5])
    assert_allclose(policy_chances(EpsilonGreedy(0.3), 3, estimates, counts), [0.45, 0.1, 0.45])
    assert_allclose(policy_chances(UpperConfidence(), 2, estimates, np.array([1, 1, 0])), [0, 0, 1])
    # A hand may have left out an arm for long.
    assert_allclose(policy_chances(UpperConfidence(), 90, estimates, np.array([60, 30, 0])), [0, 0, 1])
    first = {played(ByPolicy(9, Greedy()), 1, seed).arms for seed in range(40)}
    assert len(first) > 5


@pytest.mark.parametrize(
    "rule", [Scheduled(40, Exponential(2.0, 0.05)), ByPolicy(40, EpsilonGreedy(0.2)), Limited(40)]
)
def test_a_run_that_was_saved_and_read_goes_on_as_if_nothing_had_happened(rule: ChoiceRule) -> None:
    whole = played(rule, 40)
    half = SOURCE.state_from_json(SOURCE.state_to_json(played(rule, 17)))
    assert played(rule, 23, start=half).arms == whole.arms
    assert pickle.loads(pickle.dumps(rule)) == rule  # one of our own


@pytest.mark.parametrize("kind", [Runner, ProcessRunner])
def test_a_runner_follows_the_rule_and_stops_at_its_end(kind: type[Runner | ProcessRunner]) -> None:
    rule = Scheduled(25, Exponential(2.0, 0.05))
    runner = kind()
    try:
        runner.start(Settings(SOURCE, (CHAIN,), 5, rule=rule), (SOURCE.initial(),))
        while (progress := runner.poll()).going:
            sleep(0.01)
    finally:
        runner.close()
    assert progress.error == ""
    assert progress.states[0].arms == played(rule, 25).arms
