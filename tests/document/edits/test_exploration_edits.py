from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.suited import bandit_document

from tauscope.core.bandit.run import BanditRun
from tauscope.core.bandit.testbed import BanditTestbed
from tauscope.core.errors import InputError
from tauscope.core.temperatures.schedules import Drawn, Exponential
from tauscope.document.document import Document
from tauscope.document.edits import exploration_edits
from tauscope.document.panel_settings.bandit import COMPARED, BanditSettings
from tauscope.sources.bandit import Bandit

POINTS = ((0.0, 2.0), (10.0, 1.0), (11.0, 0.5), (99.0, 0.1))


def drawn() -> Document:
    settings = BanditSettings(schedule=Drawn(POINTS), steps=100, scheduled=True)
    return bandit_document().with_settings(settings)


def points(document: Document) -> tuple[tuple[float, float], ...]:
    schedule = document.settings(BanditSettings).schedule
    assert isinstance(schedule, Drawn)
    return schedule.points


def test_policies_are_compared_in_their_order() -> None:
    document = bandit_document().with_settings(BanditSettings(compared=()))
    for name in ("greedy", "ucb", "greedy"):
        document = exploration_edits.compare_policy(document, name, on=True)
    assert document.settings(BanditSettings).compared == ("ucb", "greedy")
    document = exploration_edits.compare_policy(document, "ucb", on=False)
    assert document.settings(BanditSettings).compared == ("greedy",)


def test_a_constant_that_is_set_is_compared() -> None:
    document = bandit_document().with_settings(BanditSettings(compared=("greedy",)))
    settings = exploration_edits.set_constant(document, 0.7).settings(BanditSettings)
    assert (settings.constant, settings.compared) == (0.7, ("constant", "greedy"))
    with pytest.raises(InputError):
        exploration_edits.set_constant(document, -1.0)


def test_runs_that_are_too_many_are_refused_in_words() -> None:
    document = bandit_document()
    assert exploration_edits.set_runs(document, 500).settings(BanditSettings).runs == 500
    source = Bandit(BanditRun(BanditTestbed(1000)))
    many = replace(document, source=source, state=source.initial())
    with pytest.raises(InputError, match="take fewer runs or fewer steps"):
        exploration_edits.set_runs(many, 1_000_000)
    with pytest.raises(InputError, match="number of runs"):
        exploration_edits.set_runs(document, 0)


def test_a_stroke_is_drawn_over_the_schedule_and_followed() -> None:
    document = bandit_document().with_settings(BanditSettings(policy="greedy", steps=100))
    over = document.settings(BanditSettings).schedule
    after = exploration_edits.draw_schedule(document, ((20, 0.5), (40, 0.5)), over)
    settings = after.settings(BanditSettings)
    assert settings.follows
    temperatures = settings.schedule.temperatures(100)
    np.testing.assert_allclose(temperatures[20:41], 0.5)
    np.testing.assert_allclose(temperatures[50:], over.temperatures(100)[50:], rtol=0.03)


def test_points_of_a_schedule_say_what_it_said() -> None:
    document = bandit_document().with_settings(BanditSettings(schedule=Exponential(2.0, 0.05)))
    settings = exploration_edits.make_points(document).settings(BanditSettings)
    wanted = Exponential(2.0, 0.05).temperatures(settings.steps)
    np.testing.assert_allclose(settings.schedule.temperatures(settings.steps), wanted, rtol=0.04)
    assert settings.follows
    assert exploration_edits.make_points(drawn()).settings(BanditSettings).schedule == Drawn(POINTS)


@pytest.mark.parametrize(
    ("place", "step", "found"),
    [(1, 5.4, 5.0), (1, -3.0, 1.0), (1, 50.0, 10.0), (2, 50.0, 50.0), (3, 500.0, 99.0), (0, 4.0, 4.0)],
)
def test_a_point_moves_between_its_neighbours(place: int, step: float, found: float) -> None:
    after = points(exploration_edits.move_point(drawn(), place, step, 3.0))
    assert after[place] == (found, 3.0)
    assert [one for number, one in enumerate(after) if number != place] == [
        one for number, one in enumerate(POINTS) if number != place
    ]


def test_a_point_without_room_moves_up_and_down_alone() -> None:
    document = drawn().with_settings(BanditSettings(schedule=Drawn(((0, 1.0), (1, 2.0), (2, 3.0))), steps=3))
    assert points(exploration_edits.move_point(document, 1, 2.0, 9.0))[1] == (1, 9.0)


def test_points_are_removed_but_the_last() -> None:
    document = drawn()
    for _ in range(3):
        document = exploration_edits.remove_point(document, 0)
    assert points(document) == POINTS[-1:]
    with pytest.raises(InputError, match="keeps one point"):
        exploration_edits.remove_point(document, 0)
    with pytest.raises(InputError, match="no points"):
        exploration_edits.remove_point(bandit_document(), 0)


def test_every_policy_can_be_taken_away_and_come_back() -> None:
    for name in COMPARED.meanings:
        document = exploration_edits.compare_policy(bandit_document(), name, on=False)
        assert name not in document.settings(BanditSettings).compared
        again = exploration_edits.compare_policy(document, name, on=True)
        assert again.settings(BanditSettings) == bandit_document().settings(BanditSettings)
