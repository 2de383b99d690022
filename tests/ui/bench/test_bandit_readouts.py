"""Readouts of a bandit: numbers of the run, also where the values walk, and none that give them away."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tauscope.core.bandit.run import BanditRun
from tauscope.core.bandit.testbed import BanditTestbed
from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bandit_edits, source_edits, table_edits
from tauscope.document.picture.picture import Picture
from tauscope.sources.bandit import Bandit
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.bench.readout_sets.bandit import HIDDEN, NOTHING, READOUTS
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.window.main_window import MainWindow


def played(walk: float, steps: int = 40) -> Document:
    run = BanditRun(BanditTestbed(4, walk), seed=3)
    document = source_edits.use_source(table_edits.set_temperature(Document(), 0.4), Bandit(run))
    for step in range(steps):
        document = source_edits.choose(document, (step + step // 3) % 4)
    return document


def told(document: Document) -> dict[str, tuple[str, str]]:
    picture = Picture.of(document)
    return {one.name: (one.value(picture), one.note(picture)) for one in readouts_for(document)}


@pytest.mark.parametrize("walk", [0.0, 0.5])
def test_the_numbers_are_those_of_the_run(walk: float) -> None:
    document = played(walk)
    run, arms = bandit_edits.bandit_of(document).run, [(step + step // 3) % 4 for step in range(40)]
    values = np.array([run.values(step) for step in range(40)])
    best, chosen = values.max(axis=1), values[np.arange(40), arms]
    rewards = run.rewards(np.array(arms))
    found = told(document)
    p = softmax(document.logits.values, 0.4)
    entropy = -float((p * np.log(p)).sum())
    assert found["choice_entropy"] == (
        f"{screen_number(entropy, 3)} nats",
        f"{screen_number(entropy / math.log(2), 3)} bits",
    )
    assert found["effective_arms"] == (screen_number(math.exp(entropy)), "of 4")
    top = int(p.argmax())
    assert found["likely_arm"][0] == f"arm {top + 1} {100 * p[top]:.1f}%"
    assert found["mean_reward"] == (
        screen_number(float(rewards.mean()), 3),
        f"best arm {screen_number(float(best.mean()), 3)}",
    )
    times = int((chosen == best).sum())
    assert found["best_pulled"] == (screen_percentage(times / 40), f"{times} of 40")
    assert 0 < times < 40
    regret = float((best - chosen).sum())
    assert found["regret"] == (screen_number(regret, 1), f"{screen_number(regret / 40, 3)} a step")


def test_before_the_first_pull_there_is_nothing_to_tell() -> None:
    found = told(played(0.0, 0))
    assert {found[name] for name in ("mean_reward", "best_pulled", "regret")} == {("—", NOTHING)}
    assert found["effective_arms"] == ("4.00", "of 4")


def test_hidden_values_are_not_given_away() -> None:
    found = told(bandit_edits.show_true_values(played(0.0), on=False))
    assert found["best_pulled"] == found["regret"] == ("—", HIDDEN)
    assert found["mean_reward"][1] == HIDDEN
    assert found["mean_reward"][0] != "—"


def test_a_policy_that_is_certain_has_no_second() -> None:
    found = told(bandit_edits.set_policy(played(0.0), "greedy"))
    assert found["choice_entropy"][0] == "0.000 nats"
    assert found["likely_arm"][1] == "no other is chosen"


def test_they_stand_in_the_window_and_go_with_the_bandit(window: MainWindow) -> None:
    window.history.perform(EditRequest("open", bandit_edits.open_bandit))
    assert [cell.readout for cell in window.bench.readouts.cells] == list(READOUTS)
    window.history.undo()
    assert window.bench.readouts.cells[0].readout.name == "entropy"
