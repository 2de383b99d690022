from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from tests.cli.commands import check_refused, printed, printed_json

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Greedy, Policy, UpperConfidence
from tauscope.core.bandit.testbed import BanditTestbed, Simulation
from tauscope.core.temperatures.schedules import Constant, Exponential

SMALL = ("--runs", "40", "--steps", "30", "--seed", "3")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    return printed(capsys, "explore", *words)


def entry(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return printed_json(capsys, "explore", *words)


@pytest.mark.parametrize(
    ("words", "policy"),
    [
        ("", Boltzmann(Constant(1.0))),
        ("--temperature 0,25", Boltzmann(Constant(0.25))),
        ("--policy boltzmann --anneal 1:0.05:exponential", Boltzmann(Exponential(1.0, 0.05))),
        ("--policy greedy", Greedy()),
        ("--policy epsilon-greedy", EpsilonGreedy(0.1)),
        ("--policy epsilon-greedy --epsilon 0.01", EpsilonGreedy(0.01)),
        ("--policy ucb", UpperConfidence()),
    ],
)
def test_a_number_a_step(capsys: pytest.CaptureFixture[str], words: str, policy: Policy) -> None:
    found = entry(capsys, *words.split(), *SMALL)
    expected = Simulation(policy, runs=40, steps=30, seed=3).curves()
    for name in ("average_reward", "optimal_fraction", "regret"):
        np.testing.assert_array_equal(found[name], getattr(expected, name))
        assert len(found[name]) == 30
    assert (found["runs"], found["steps"], found["seed"]) == (40, 30, 3)


def test_settings_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, "--temperature", "inf", *SMALL)
    assert (found["policy"], found["temperature"], found["anneal"]) == ("boltzmann", "inf", None)
    found = entry(capsys, "--anneal", "2:0.5:log", *SMALL)
    assert found["anneal"] == {"start": 2.0, "end": 0.5, "shape": "log"}
    assert (found["temperature"], found["epsilon"]) == (None, None)
    assert entry(capsys, "--policy", "epsilon-greedy", *SMALL)["epsilon"] == 0.1


def test_arms_may_walk_and_the_step_be_constant(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, "--policy", "greedy", "--walk", "0.5", "--step-size", "0.1", *SMALL)
    expected = Simulation(Greedy(), BanditTestbed(walk=0.5), 0.1, 40, 30, 3).curves()
    assert (found["walk"], found["step_size"]) == (0.5, 0.1)
    np.testing.assert_array_equal(found["regret"], expected.regret)


def test_arms_may_have_given_values(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, "--values", "-1,2,0.5", "--policy", "ucb", *SMALL)
    bed = BanditTestbed(3, values=(-1.0, 2.0, 0.5))
    assert found["values"] == [-1.0, 2.0, 0.5]
    expected = Simulation(UpperConfidence(), bed, None, 40, 30, 3).curves()
    np.testing.assert_array_equal(found["optimal_fraction"], expected.optimal_fraction)
    assert entry(capsys, *SMALL)["values"] is None
    assert "3 arms of given values" in run(capsys, "--values", "1;2;3", *SMALL)


def test_a_short_table_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--policy", "epsilon-greedy", "--walk", "0.01", "--step-size", "0.1")
    lines = run(capsys, *words, "--runs", "50", "--steps", "1005").splitlines()
    assert lines[0].startswith("ε-greedy, ε = 0.1   step size 0.1   10 arms   which walk by 0.01 a step")
    assert len(lines) == 13
    assert lines[3].split()[0] == "1–100"
    assert lines[-1].split()[0] == "905–1,005"
    curves = Simulation(EpsilonGreedy(), BanditTestbed(walk=0.01), 0.1, 50, 1005).curves()
    assert lines[-1].split()[1] == f"{curves.average_reward[904:].mean():.2f}"
    assert lines[-1].split()[3] == f"{curves.regret[-1]:.1f}"


def test_a_few_steps_are_listed_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "--runs", "2", "--steps", "3").splitlines()
    assert [line.split()[0] for line in lines[3:]] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--policy x", "The policy is boltzmann or greedy or epsilon-greedy or ucb; “x” is not."),
        ("--policy greedy --temperature 1", "--temperature is for the policy boltzmann; greedy has no"),
        ("--policy ucb --epsilon 0.1", "--epsilon is for the policy epsilon-greedy"),
        ("--epsilon 0.1", "--epsilon is for the policy epsilon-greedy; boltzmann has no such setting"),
        ("--policy epsilon-greedy --epsilon 2", "from 0 to 1; 2 is outside"),
        ("--temperature -1", "Temperature goes from 0 to ∞"),
        ("--temperature 1 --anneal 1:0.1:linear", "give --temperature or --anneal, not both"),
        ("--anneal 1:0.1", "write start:end:shape, as in 1:0.1:exponential"),
        ("--runs 0", "The number of runs goes from 1 to 1,000,000; 0 is outside"),
        ("--runs 2,000", "write the number of runs without any"),
        ("--steps 1e9", "number of steps"),
        ("--runs 1000000 --steps 1000000", "take fewer runs or fewer steps"),
        ("--walk nan", "The walk of the arms' values"),
        ("--walk inf", "inf is outside"),
        ("--values 1", "The number of arms goes from 2 to 1,000; 1 is outside"),
        ("--values 1,x", "“x” is not a number"),
        ("--values 1,inf", "An arm's value goes"),
        ("--anneal -1:0:linear", "-1 is outside"),
        ("--step-size 0", "nothing is learned"),
        ("--seed x", "“x” is not a number"),
        ("file.csv", "unrecognized arguments: file.csv (see tauscope explore --help)"),
    ],
)
def test_what_cannot_be_explored_is_refused(
    capsys: pytest.CaptureFixture[str], words: str, message: str
) -> None:
    check_refused(capsys, "explore", *words.split(), message=message)


def test_help_names_policies_and_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "--help")
    for word in ("boltzmann", "epsilon-greedy", "ucb", "exponential", "linear", "log", "1705.10257"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 110


def test_neither_qt_nor_models_are_loaded() -> None:
    program = (
        "import sys\nfrom tauscope.cli import main\n"
        "main(['explore', '--runs', '1', '--steps', '1'])\n"
        "print({'PySide6', 'pyqtgraph', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
