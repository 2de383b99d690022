"""Settings of the bandit: read and refused, and the dial that follows a schedule."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Greedy, UpperConfidence
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.temperatures.schedules import Constant, Drawn, Exponential, Linear, Logarithmic
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.running import choice_rule, followed, why_ended
from tauscope.sources.bandit import Bandit
from tauscope.sources.running.rules import Limited, Scheduled


@pytest.fixture(autouse=True)
def _with_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bandit, "abilities", replace(Bandit.abilities, panel="bandit"))


EVERY = BanditSettings("ucb", 0.25, Drawn(((0, 2.0), (10, 0.5))), scheduled=True, steps=77, true_values=False)


@pytest.mark.parametrize(
    "settings",
    [
        EVERY,
        BanditSettings(schedule=Linear(1.0, 0.0)),
        BanditSettings(schedule=Logarithmic(3.0, 0.1), scheduled=True),
        BanditSettings(runs=77, compared=("constant", "greedy"), constant=math.inf),
        BanditSettings(compared=()),
    ],
)
def test_settings_are_read_back(settings: BanditSettings) -> None:
    assert BanditSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
    document = Document().with_settings(settings)
    again = decode(encode(document))
    assert (again.document, again.warnings) == (document, ())


@pytest.mark.parametrize(
    "entry",
    [
        {"policy": "thompson"},
        {"policy": 3},
        {"epsilon": -0.1},
        {"epsilon": 1.5},
        {"epsilon": float("nan")},
        {"steps": 0},
        {"steps": 10**9},
        {"steps": 2.5},
        {"scheduled": 1},
        {"true_values": "no"},
        {"runs": 0},
        {"runs": 10**7},
        {"runs": 2.5},
        {"compared": "greedy"},
        {"compared": ["thompson"]},
        {"compared": ["greedy", "greedy"]},
        {"compared": ["greedy", "constant"]},
        {"constant": -1},
        {"constant": "nan"},
        {"schedule": None},
        {"schedule": {}},
        {"schedule": {"shape": "exponential", "start": 2}},
        {"schedule": {"shape": "exponential", "start": 2, "end": 0}},
        {"schedule": {"shape": "exponential", "start": 10**400, "end": 1}},
        {"schedule": {"shape": "exponential", "start": True, "end": 1}},
        {"schedule": {"shape": "log", "start": 1, "end": 2}},
        {"schedule": {"shape": "linear", "start": -1, "end": 2}},
        {"schedule": {"shape": "linear", "start": float("nan"), "end": 2}},
        {"schedule": {"shape": "sine", "start": 1, "end": 2}},
        {"schedule": {"points": []}},
        {"schedule": {"points": [1, 2]}},
        {"schedule": {"points": [[1, 2, 3]]}},
        {"schedule": {"points": [[2, 1], [1, 1]]}},
        {"schedule": {"points": [[0, -1]]}},
        {"schedule": {"points": [[0, "x"]]}},
        {"schedule": {"points": [[step, 1] for step in range(1001)]}},
    ],
)
def test_wrong_settings_are_refused_in_a_sentence(entry: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"^\w.*\.$"):
        BanditSettings.from_json(entry)


def test_each_policy_has_its_settings() -> None:
    scheduled = BanditSettings(scheduled=True)
    assert BanditSettings().policy_at(0.3) == Boltzmann(Constant(0.3))
    assert scheduled.policy_at(0.3) == Boltzmann(Exponential(2.0, 0.05))
    assert BanditSettings("greedy").policy_at(0.3) == Greedy()
    assert BanditSettings("epsilon-greedy", 0.2).policy_at(0.3) == EpsilonGreedy(0.2)
    assert BanditSettings("ucb").policy_at(0.3) == UpperConfidence()
    assert scheduled.follows
    assert not BanditSettings("greedy", scheduled=True).follows


def bandit(settings: BanditSettings) -> Document:
    return source_edits.use_source(Document(), Bandit()).with_settings(settings)


def stepped(document: Document, steps: int) -> Document:
    choices = [Chosen(0, 0.1, 1.0)] * steps
    return replace(document, state=document.source.advance(document.state, *choices))


def test_the_dial_follows_the_schedule() -> None:
    settings = BanditSettings(schedule=Linear(1.0, 0.0), scheduled=True, steps=5)
    plain = bandit(BanditSettings(schedule=Linear(1.0, 0.0), steps=5))
    document = followed(plain, plain.with_settings(settings))
    found = []
    for _ in range(6):
        found.append(document.temperature)
        document = followed(document, stepped(document, 1))
    assert found == [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    back = followed(document, source_edits.go_to_position(document, 2))
    assert back.temperature == 0.5
    other = replace(settings, schedule=Linear(3.0, 1.0))
    assert followed(back, back.with_settings(other)).temperature == 2.0
    assert followed(back, source_edits.restart(back)).temperature == 1.0


def test_a_hand_on_the_dial_takes_over_and_the_schedule_is_kept() -> None:
    settings = BanditSettings(scheduled=True)
    document = followed(bandit(BanditSettings()), bandit(settings))
    taken = followed(document, table_edits.set_temperature(document, 0.3))
    after = taken.settings(BanditSettings)
    assert taken.temperature == 0.3
    assert (after.scheduled, after.schedule) == (False, settings.schedule)
    assert followed(taken, stepped(taken, 3)).temperature == 0.3
    # What moves the run moves the dial, even where the edit has a temperature of its own.
    moved = followed(document, table_edits.set_temperature(stepped(document, 9), 0.3))
    assert moved.settings(BanditSettings).scheduled
    assert moved.temperature == settings.temperature_at(9)


def test_no_other_source_and_no_other_policy_is_touched() -> None:
    settings = BanditSettings("greedy", scheduled=True)
    document = bandit(settings)
    assert followed(document, table_edits.set_temperature(document, 0.3)).temperature == 0.3
    table = Document().with_settings(BanditSettings(scheduled=True))
    assert followed(table, table_edits.set_temperature(table, 0.3)).temperature == 0.3
    assert choice_rule(table) is None


def test_the_run_has_the_rule_of_its_settings_and_ends_after_its_steps() -> None:
    document = bandit(BanditSettings(steps=3))
    assert choice_rule(document) == Limited(3)
    assert choice_rule(bandit(BanditSettings(scheduled=True))) == Scheduled(1000, Exponential(2.0, 0.05))
    assert [bool(why_ended(stepped(document, steps))) for steps in (2, 3, 4)] == [False, True, True]
    assert "all its 3 steps" in why_ended(stepped(document, 3))
    assert "one step" in why_ended(stepped(bandit(BanditSettings(steps=1)), 1))
    assert "10,000" in why_ended(stepped(bandit(BanditSettings(steps=10_000)), 10_000))
