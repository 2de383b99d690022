"""Glides between presets: true states on the way, the present document at the end, or none at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.library.presets import Preset, presets
from tauscope.document.preferences import Preferences
from tauscope.ui.editing.glide import SECONDS, Glide
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def napkin() -> Preset:
    return next(one for one in presets() if one.id == "napkin")


def heat(history: History) -> None:
    history.perform(EditRequest("heat", lambda one: table_edits.set_temperature(one, 8.0)))


def test_it_shows_states_between_and_ends_with_the_document(napkin: Preset, qapp: object) -> None:
    del qapp
    time = [0.0]
    glide, shown = Glide(now=lambda: time[0]), list[Document]()
    glide.shown.connect(shown.append)
    before = table_edits.set_temperature(Document(), 8.0)
    after = napkin.put_on(before)
    glide.follow(before, after)
    while glide.going:
        time[0] += SECONDS / 8
        glide.tick()
    temperatures = [document.temperature for document in shown]
    assert temperatures == sorted(temperatures, reverse=True)
    assert len(temperatures) == 9
    assert temperatures[0] == 8.0
    assert shown[-1] is after


def test_a_preset_and_its_undo_glide(window: MainWindow, qtbot: QtBot, napkin: Preset) -> None:
    heat(window.history)
    seen: list[float] = []
    window.feed.changed.connect(lambda _: seen.append(window.bench.dial.temperature))
    window.load_preset(napkin)
    assert window.history.document.temperature == 1.0
    assert window.glide.going
    qtbot.waitUntil(lambda: not window.glide.going)
    assert window.bench.dial.temperature == 1.0
    assert {1.0, 8.0} < set(seen)
    assert window.feed.picture is not None
    assert window.feed.picture.document == window.history.document
    assert window.feed.picture.probabilities == pytest.approx(softmax([2, 1, 0.5, 0.1]))
    window.history.undo()
    assert window.glide.going
    window.finish_typing()  # a command acts on what the history holds
    assert not window.glide.going
    assert window.bench.dial.temperature == 8.0


def test_a_hand_ends_it(window: MainWindow, napkin: Preset) -> None:
    heat(window.history)
    window.load_preset(napkin)
    window.turn_to(0.0)
    assert not window.glide.going
    assert window.bench.dial.temperature == 0.0


def test_other_edits_do_not_glide(window: MainWindow) -> None:
    heat(window.history)
    assert not window.glide.going


def test_reduced_motion_turns_it_off(make_window: Callable[..., MainWindow], napkin: Preset) -> None:
    window = make_window(Preferences(theme="light", reduce_motion=True))
    heat(window.history)
    window.load_preset(napkin)
    assert window.bench.dial.temperature == 1.0
    assert not window.glide.going
    action = window.actions_by_name["reduce_motion"]
    assert action.isChecked()
    action.trigger()
    assert not action.isChecked()
    assert not window.preferences.reduce_motion
    window.history.undo()
    assert window.glide.going
