"""The player of τ: what is played, what goes on meanwhile, and what takes over."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from tests.ui.hands import tap

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.motion import WAY, Motion
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.editing.player import Player
from tauscope.ui.window.main_window import MainWindow


class Watch:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Played:
    """A player whose time the test makes."""

    def __init__(self, history: History, motion: Motion) -> None:
        history.start(replace(Document(), motion=motion))
        self.history, self.watch = history, Watch()
        self.player = Player(history, now=self.watch)

    @property
    def temperature(self) -> float:
        return self.history.document.temperature

    def wait(self, seconds: float) -> float:
        """Let time pass; return τ."""
        self.watch.seconds += seconds
        self.player.tick()
        return self.temperature

    def undo_names(self) -> list[str]:
        """Names of all steps of undo, the last first; afterwards nothing is left to undo."""
        names = []
        while (name := self.history.undo_name) is not None:
            names.append(name)
            self.history.undo()
        return names


@pytest.fixture
def played(history: History) -> Played:
    return Played(history, Motion(0.1, 10.0, 2.0))


def set_temperature(history: History, temperature: float) -> None:
    history.perform(EditRequest("turn", lambda one: table_edits.set_temperature(one, temperature)))


def test_plays_from_one_bound_to_the_other_as_one_step(played: Played) -> None:
    told: list[bool] = []
    played.player.changed.connect(told.append)
    played.player.toggle()
    assert played.temperature == 0.1
    assert [played.wait(0.5) for _ in range(4)] == [0.316, 1.0, 3.16, 10.0]
    assert not played.player.going
    assert told == [True, False]
    assert played.undo_names() == ["play τ"]
    assert played.temperature == 1.0


def test_a_play_that_begins_where_the_dial_is_leaves_the_step_before_alone(history: History) -> None:
    played = Played(history, Motion(0.5, 5.0, 1.0))
    set_temperature(history, 0.5)
    played.player.toggle()
    played.wait(0.5)
    assert played.undo_names() == ["play τ", "turn"]


def test_a_pause_is_gone_on_with(played: Played) -> None:
    played.player.toggle()
    played.wait(0.5)
    played.player.toggle()
    assert not played.player.going
    played.watch.seconds += 60
    played.player.toggle()
    assert played.temperature == 0.316
    assert played.wait(0.5) == 1.0


def test_after_a_pause_and_a_turn_it_begins_anew(played: Played) -> None:
    played.player.toggle()
    played.wait(0.5)
    played.player.toggle()
    set_temperature(played.history, 7.0)
    played.player.toggle()
    assert played.temperature == 0.1


def test_a_hand_on_the_dial_takes_over(played: Played) -> None:
    played.player.toggle()
    played.wait(0.5)
    set_temperature(played.history, 7.0)
    assert not played.player.going
    assert played.wait(0.5) == 7.0
    assert played.undo_names() == ["turn", "play τ"]


def test_undo_takes_over(played: Played) -> None:
    played.player.toggle()
    played.wait(0.5)
    played.history.undo()
    assert not played.player.going
    assert played.temperature == 1.0
    played.history.redo()
    assert played.temperature == 0.316


def test_other_edits_join(played: Played) -> None:
    played.player.toggle()
    played.wait(0.5)
    played.history.perform(EditRequest("edit", lambda one: table_edits.set_logit(one, 3, 4.0)))
    played.history.perform(EditRequest("seed", lambda one: bench_edits.set_seed(one, 5)))
    assert played.player.going
    assert played.wait(0.5) == 1.0
    assert played.history.document.logits.values[3] == 4.0
    assert played.undo_names() == ["seed", "edit", "play τ"]


@pytest.mark.parametrize("way", WAY.meanings)
def test_other_settings_are_taken_over_where_it_is(played: Played, way: str) -> None:
    played.player.toggle()
    assert played.wait(1.0) == 1.0
    motion = Motion(0.01, 100.0, 4.0, way)
    played.history.perform(EditRequest("settings", lambda one: table_edits.set_motion(one, motion)))
    assert played.player.going
    assert played.temperature == 1.0
    assert played.wait(1.0) == 10.0


def test_a_motion_of_somebody_else_keeps_the_settings(played: Played) -> None:
    played.player.play(Motion(1.0, math.inf, 1.0))
    assert played.temperature == 1.0
    assert played.wait(1.0) == math.inf
    assert played.history.document.motion == Motion(0.1, 10.0, 2.0)


def test_endless_ways_go_on(history: History) -> None:
    played = Played(history, Motion(0.1, 10.0, 2.0, "back and forth"))
    played.player.toggle()
    assert [played.wait(1.0) for _ in range(6)] == [1.0, 10.0, 1.0, 0.1, 1.0, 10.0]
    assert played.player.going
    played.player.stop()


def test_key_button_and_menu_play(window: MainWindow) -> None:
    tools, dial = window.bench.play_tools, window.bench.dial
    tap(dial, Qt.Key.Key_F9)
    assert window.player.going
    assert window.history.document.temperature == pytest.approx(0.1, rel=0.5)
    assert tools.button.text() == "Pause"
    assert dial._bounds == (0.1, 10.0)
    tools.button.click()
    assert not window.player.going
    assert tools.button.text() == "Play"
    assert dial._bounds == ()
    window.actions_by_name["play"].trigger()
    assert window.player.going
    window.session.new()
    assert not window.player.going


def test_the_menu_sets_and_shows_the_settings(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = window.bench.play_tools
    answers = {"start": 0.02, "end": math.inf, "seconds": 12.0}
    for name, answer in answers.items():
        monkeypatch.setattr("tauscope.ui.bench.dial.play_tools.ask", lambda *_, answer=answer: (answer,))
        tools.menu.aboutToShow.emit()
        next(action for action in tools.menu.actions() if action.objectName() == f"play_{name}").trigger()
    tools.menu.aboutToShow.emit()
    next(action for action in tools.menu.actions() if action.text() == "&Loop").trigger()
    assert window.history.document.motion == Motion(0.02, math.inf, 12.0, "loop")
    assert "from 0.02 to ∞ in 12 s, loop" in tools.button.toolTip()
    assert window.bench.dial._bounds == (0.02, math.inf)
    tools.menu.aboutToShow.emit()
    texts = [action.text() for action in tools.menu.actions()]
    assert texts[:3] == ["&From τ = 0.02 …", "&To τ = ∞ …", "&Seconds: 12 …"]
    assert [action.text() for action in tools.menu.actions() if action.isChecked()] == ["&Loop"]
    window.history.undo()
    assert window.history.document.motion.way == "once"
