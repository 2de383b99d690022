"""Curves of policies: which there are, with which numbers, and what is shown until they are finished."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.suited import bandit_document

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Greedy, UpperConfidence
from tauscope.core.bandit.run import BanditRun
from tauscope.core.bandit.testbed import BanditTestbed, Simulation
from tauscope.core.temperatures.schedules import Constant, Drawn, Exponential, Linear, Logarithmic
from tauscope.document.commands.exploration import requested_exploration
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.picture.answers import Answer, Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.document.studies.exploration import (
    PRESENT,
    PREVIEW_RUNS,
    ExplorationStudy,
    PolicyCurves,
    compared_policies,
    policy_curves,
    policy_names,
    shape_words,
)
from tauscope.sources.bandit import Bandit


class Late(StudyResults):
    """Results that come when they are let."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: dict[Any, Study[Any]] = {}

    def _missing(self, study: Study[Any]) -> Answer[Any]:
        self.wanted[study.slot] = study
        return Pending()

    def finish(self, *, preview: bool) -> None:
        for slot, study in list(self.wanted.items()):
            if isinstance(study, ExplorationStudy) and study.preview == preview:
                self._computed(self.wanted.pop(slot))


def bandit(temperature: float = 0.5, **settings: Any) -> Document:
    known = BanditSettings(**{"runs": 30, "steps": 40, **settings})
    return table_edits.set_temperature(bandit_document().with_settings(known), temperature)


def curves(document: Document) -> dict[str, PolicyCurves]:
    return {one.role: one for one in Picture.of(document).once(policy_curves)}


def test_the_policy_of_the_run_comes_first_and_those_it_is_compared_with_follow() -> None:
    assert compared_policies(bandit(0.25)) == {
        PRESENT: Boltzmann(Constant(0.25)),
        "constant": Boltzmann(Constant(0.3)),
        "epsilon-greedy": EpsilonGreedy(0.1),
        "ucb": UpperConfidence(),
        "greedy": Greedy(),
    }
    assert list(compared_policies(bandit(compared=("greedy",)))) == [PRESENT, "greedy"]


@pytest.mark.parametrize(
    ("settings", "gone"),
    [({"policy": "greedy"}, "greedy"), ({"policy": "ucb"}, "ucb"), ({"constant": 0.5}, "constant")],
)
def test_no_policy_is_there_twice(settings: dict[str, Any], gone: str) -> None:
    assert gone not in compared_policies(bandit(0.5, **settings))


def test_curves_are_those_of_the_testbed_with_its_walk_and_step_size() -> None:
    testbed = BanditTestbed(3, 0.1, (1.0, 0.5, 0.0))
    source = Bandit(BanditRun(testbed, seed=7, step_size=0.2))
    document = replace(bandit(0.5), source=source, state=source.initial())
    found = curves(document)[PRESENT].curves
    expected = Simulation(Boltzmann(Constant(0.5)), testbed, 0.2, 30, 40, 1).curves()
    assert found is not None
    np.testing.assert_array_equal(found.average_reward, expected.average_reward)
    np.testing.assert_array_equal(found.regret, expected.regret)


def test_the_numbers_are_those_of_the_command_line() -> None:
    request = requested_exploration("boltzmann", "0", "30", "40", "1", anneal="2:0.05:exponential")
    table = plot_numbers("reward", Picture.of(bandit(scheduled=True)))
    assert [row[1] for row in table.rows] == request.report()["average_reward"]
    assert table.headers[:3] == ["step", "annealed", "standard error of annealed"]
    assert [row[0] for row in table.rows] == list(range(1, 41))


@pytest.mark.parametrize(("plot", "name"), [("optimal", "optimal_fraction"), ("regret", "regret")])
def test_tables_hold_every_policy_with_its_standard_error(plot: str, name: str) -> None:
    document = bandit(0.3, constant=0.2)
    table = plot_numbers(plot, Picture.of(document))
    names = ["constant τ 0.3", "constant τ 0.2", "ε-greedy 0.1", "UCB1", "greedy"]
    assert table.headers == ["step", *(text for one in names for text in (one, f"standard error of {one}"))]
    greedy = curves(document)["greedy"].curves
    assert [row[-2] for row in table.rows] == getattr(greedy, name).tolist()


def test_the_table_of_the_schedule() -> None:
    table = plot_numbers("schedule", Picture.of(bandit(schedule=Linear(1.0, 0.0), steps=5)))
    assert table.rows == [(1, 1.0, 0.3), (2, 0.75, 0.3), (3, 0.5, 0.3), (4, 0.25, 0.3), (5, 0.0, 0.3)]


def test_too_many_runs_for_the_testbed_are_a_sentence() -> None:
    source = Bandit(BanditRun(BanditTestbed(1000)))
    document = replace(bandit(runs=1_000_000), source=source, state=source.initial())
    (present, *_) = curves(document).values()
    assert present.curves is None
    assert "at most 10,000,000 are made" in present.failure


# Until they are finished


def asked(document: Document, results: Late) -> PolicyCurves:
    return Picture.of(document, results=results).once(policy_curves)[0]


def test_a_preview_of_few_runs_is_shown_while_the_dial_moves() -> None:
    results = Late()
    first = asked(bandit(0.5, runs=300), results)
    assert (first.curves, first.finished) == (None, False)
    results.finish(preview=True)
    early = asked(bandit(0.5, runs=300), results)
    assert (early.simulation.runs, early.finished) == (PREVIEW_RUNS, False)
    results.finish(preview=False)
    done = asked(bandit(0.5, runs=300), results)
    assert (done.simulation.runs, done.finished) == (300, True)
    # The next turn of the dial: what is shown stays until the preview of the new τ is there.
    moved = asked(bandit(0.6, runs=300), results)
    assert (moved.curves, moved.names[0]) == (done.curves, "constant τ 0.5")
    results.finish(preview=True)
    again = asked(bandit(0.7, runs=300), results)
    assert (again.names[0], again.simulation.runs) == ("constant τ 0.6", PREVIEW_RUNS)


def test_the_policies_that_do_not_move_have_no_preview() -> None:
    results = Late()
    asked(bandit(0.5, runs=300), results)
    previews = {
        one.role for one in results.wanted.values() if isinstance(one, ExplorationStudy) and one.preview
    }
    assert previews == {PRESENT}
    assert len(results.wanted) == 6
    asked(bandit(0.5, runs=PREVIEW_RUNS), fewer := Late())
    assert len(fewer.wanted) == 5


def test_a_turn_of_the_dial_asks_for_nothing_if_the_schedule_is_followed() -> None:
    results = Late()
    for temperature in (0.5, 0.6):
        asked(bandit(temperature, scheduled=True), results)
        results.finish(preview=False)
        results.finish(preview=True)
    assert asked(bandit(0.7, scheduled=True), results).finished
    assert not results.wanted


def test_curves_of_another_number_of_steps_are_not_shown() -> None:
    results = Late()
    asked(bandit(0.5), results)
    results.finish(preview=False)
    assert asked(bandit(0.5), results).curves is not None
    assert asked(bandit(0.5, steps=50), results).curves is None


def test_curves_of_other_arms_are_not_shown() -> None:
    results = Late()
    asked(bandit(0.5), results)
    results.finish(preview=False)
    for run in (BanditRun(BanditTestbed(walk=0.1)), BanditRun(step_size=0.1)):
        source = Bandit(run)
        other = replace(bandit(0.5), source=source, state=source.initial())
        assert all(one.curves is None for one in Picture.of(other, results=results).once(policy_curves))


def test_titles_say_what_is_simulated() -> None:
    study = ExplorationStudy(Simulation(Greedy()))
    assert study.title == "Simulating 2,000 runs: greedy"
    assert replace(study, preview=True).title == ""
    assert study.slot != replace(study, preview=True).slot != replace(study, role="greedy").slot


def test_names_are_short_where_there_is_little_room() -> None:
    policies = {
        Boltzmann(Constant(math.inf)): ("constant τ ∞", "τ ∞"),
        Boltzmann(Exponential(1.0, 0.1)): ("annealed", "annealed"),
        Boltzmann(Drawn(((0, 1.0),))): ("τ as drawn", "drawn"),
        EpsilonGreedy(0.05): ("ε-greedy 0.05", "ε 0.05"),
        UpperConfidence(): ("UCB1", "UCB1"),
        Greedy(): ("greedy", "greedy"),
    }
    assert {policy: policy_names(policy) for policy in policies} == policies
    shapes = [shape_words(one) for one in (Logarithmic(1.0, 0.1), Drawn(((0, 1.0),)), Linear(1.0, 0.0))]
    assert shapes == ["1 / log t", "drawn by hand", "linear"]
