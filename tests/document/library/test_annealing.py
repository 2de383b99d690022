"""The article on annealing and the preset of arms that walk: every number in them is measured again."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pytest

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Greedy, Policy, UpperConfidence
from tauscope.core.bandit.testbed import BanditTestbed, LearningCurves, Simulation
from tauscope.core.temperatures.schedules import Constant, Drawn, Exponential
from tauscope.document.document import Document
from tauscope.document.library.articles import articles
from tauscope.document.library.presets import presets
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.studies.exploration import PRESENT, compared_policies, simulation_of

TEXT = articles()["annealing"].text
WORDS = re.sub(r"\s+", " ", TEXT)

BEDS = {
    "N(0, 1)": BanditTestbed(),
    "1 and 0.5": BanditTestbed(values=(1.0, *[0.5] * 9)),
    "2 and 1": BanditTestbed(values=(2.0, *[1.0] * 9)),
}
DOUBLED = "2 and 1"
LOSER = "τ 0.3 to 0.02"
POLICIES: dict[str, Policy] = {
    "τ 2 to 0.05": Boltzmann(Exponential(2.0, 0.05)),
    "τ 0.5 to 0.02": Boltzmann(Exponential(0.5, 0.02)),
    LOSER: Boltzmann(Exponential(0.3, 0.02)),
    "constant 0.3": Boltzmann(Constant(0.3)),
    "ε-greedy 0.1": EpsilonGreedy(0.1),
    "UCB1": UpperConfidence(),
    "greedy": Greedy(),
}
COOLED = {name: Boltzmann(Drawn(((0.0, 0.5), (500.0, float(name))))) for name in ("0.01", "0.2")}
WALKS = {"values stay": 0.0, "values walk": 0.01}


@cache
def curves(policy: Policy, bed: BanditTestbed) -> LearningCurves:
    return Simulation(policy, bed).curves()


@cache
def long_curves(policy: Policy, walk: float) -> LearningCurves:
    return Simulation(policy, BanditTestbed(walk=walk), 0.1, steps=5000).curves()


def rows(heading: str) -> dict[str, list[str]]:
    """Cells of the table in the article whose heading has these words, by the first cell of each row."""
    lines = TEXT[TEXT.index(heading) :].split("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return {row[0]: row[1:] for row in cells[2:]}


def check(text: str, mean: float, error: float, rounding: float = 0.05) -> None:
    """A mean and its standard error as they are written; another libm may let a draw fall otherwise."""
    written, sure = map(float, text.replace("\u00a0", " ").split(" ± "))
    assert abs(written - mean) <= rounding + 0.3 * error
    assert abs(sure - error) <= rounding + 0.1 * error


@pytest.mark.parametrize("name", POLICIES)
def test_regret_of_each_policy_on_each_set_of_arms(name: str) -> None:
    cells = rows("| policy |")
    assert list(cells) == list(POLICIES)
    for text, bed in zip(cells[name], BEDS.values(), strict=True):
        found = curves(POLICIES[name], bed)
        check(text, float(found.regret[-1]), float(found.regret_error[-1]), rounding=0.5)


def test_what_is_said_of_the_table() -> None:
    last = {bed: {name: curves(POLICIES[name], BEDS[bed]) for name in POLICIES} for bed in BEDS}
    regret = {
        bed: {name: float(one.regret[-1]) for name, one in found.items()} for bed, found in last.items()
    }
    drawn, halved, doubled = regret.values()
    # As good as UCB1: within two standard errors.
    one, other = (last["N(0, 1)"][name] for name in ("τ 0.5 to 0.02", "UCB1"))
    assert abs(one.regret[-1] - other.regret[-1]) < 2 * math.hypot(
        one.regret_error[-1], other.regret_error[-1]
    )
    assert min(halved, key=halved.__getitem__) == LOSER
    assert [name for name in doubled if doubled[name] > doubled[LOSER]] == ["greedy"]
    # From 2 to 0.05 pulls the best arm most often in the end, and pays more than UCB1 on all sets.
    hot = "τ 2 to 0.05"
    for found in last.values():
        share = {name: one.optimal_fraction[-100:].mean() for name, one in found.items()}
        assert max(share, key=share.__getitem__) == hot
    assert all(found[hot] > 1.5 * found["UCB1"] for found in (drawn, halved, doubled))


def test_what_is_said_of_the_instance_that_loses() -> None:
    loser, sure = curves(POLICIES[LOSER], BEDS[DOUBLED]), curves(POLICIES["UCB1"], BEDS[DOUBLED])
    wrong = 1 - float(loser.optimal_fraction[-100:].mean())
    assert f"{100 * wrong:.0f}% of the runs pull a wrong arm" in WORDS
    growth, ucb = (float(one.regret[-1] - one.regret[-101]) / 100 for one in (loser, sure))
    assert f"regret grows by {growth:.2f} a step, with UCB1 by {ucb:.2f}" in WORDS
    assert f"= {math.exp(1 / 0.3):.0f} times as likely" in WORDS
    others = [name for name in POLICIES if name not in (LOSER, "greedy")]
    for name in others:
        found = curves(POLICIES[name], BEDS[DOUBLED])
        assert (found.regret[-1] - found.regret[-101]) / 100 < growth


def test_where_the_estimates_begin() -> None:
    bed = BanditTestbed(values=(0.0, *[-1.0] * 9))
    for policy, pattern in (
        (POLICIES[LOSER], r"0.02 has ([\d.]+ ± [\d.]+)"),
        (POLICIES["UCB1"], r"still has (.*?)\. "),
    ):
        found, text = curves(policy, bed), re.search(pattern, WORDS)
        assert text is not None
        check(text.group(1), float(found.regret[-1]), float(found.regret_error[-1]))


@pytest.mark.parametrize("end", COOLED)
def test_where_the_arms_walk_some_heat_must_stay(end: str) -> None:
    cells = rows("| | stay")
    for place, walk in enumerate(WALKS.values()):
        found = long_curves(COOLED[end], walk)
        share = float(found.optimal_fraction[-1000:].mean())
        growth = float(found.regret[-1] - found.regret[-1001]) / 1000
        assert abs(float(cells[f"best arm, {end}"][place].rstrip("%")) - 100 * share) <= 0.2
        assert abs(float(cells[f"regret a step, {end}"][place]) - growth) <= 0.0015
    text = re.search(r"the same regret, (.*?) and (.*?)\. ", WORDS)
    assert text is not None
    walking = long_curves(COOLED[end], 0.01)
    written = text.group(1 + list(COOLED).index(end))
    check(written, float(walking.regret[-1]), float(walking.regret_error[-1]))


def test_the_colder_schedule_wins_where_values_stay_and_loses_where_they_walk() -> None:
    for walk, better in ((0.0, "0.01"), (0.01, "0.2")):
        shares = {
            end: float(np.mean(long_curves(policy, walk).optimal_fraction[-1000:]))
            for end, policy in COOLED.items()
        }
        assert max(shares, key=shares.__getitem__) == better


def test_the_scene_is_the_instance_that_loses() -> None:
    document = articles()["annealing"].scene.document
    simulation = simulation_of(document, compared_policies(document)[PRESENT])
    assert simulation == Simulation(POLICIES[LOSER], BEDS[DOUBLED])
    assert set(compared_policies(document).values()) >= {UpperConfidence(), EpsilonGreedy(0.1), Greedy()}
    assert document.settings(BanditSettings).constant == 0.3


def test_the_preset_of_arms_that_walk() -> None:
    (preset,) = [one for one in presets() if one.id == "walking-arms"]
    document = preset.put_on(Document())
    simulations = {role: simulation_of(document, one) for role, one in compared_policies(document).items()}
    assert simulations[PRESENT] == Simulation(COOLED["0.01"], BanditTestbed(walk=0.01), 0.1, steps=5000)
    assert list(simulations) == [PRESENT, "constant"]
    shares = [
        f"{100 * float(long_curves(one.policy, 0.01).optimal_fraction[-1000:].mean()):.0f}%"
        for one in simulations.values()
    ]
    assert re.findall(r"\d+%", preset.note) == shares
