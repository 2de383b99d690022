from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tauscope.core.numbers import screen_temperature
from tauscope.ui.widgets.when_heard import catch_up, turning, when_heard
from tauscope.ui.window.main_window import MainWindow

TURNS = (0.5, 0.52, 0.54)


class Speaker(QWidget):
    """Counts how often its texts were made."""

    said = 0

    def speak(self) -> None:
        self.said += 1


@pytest.fixture
def speaker(qtbot: QtBot) -> Speaker:
    speaker = Speaker()
    qtbot.addWidget(speaker)
    return speaker


@pytest.fixture
def reader(qapp: QApplication) -> Iterator[None]:
    """A screen reader that listens."""
    del qapp
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)


def heard(widget: QWidget) -> str:
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description))


def test_texts_are_made_at_once_unless_the_dial_turns(speaker: Speaker) -> None:
    when_heard(speaker.speak)
    with turning(on=False):
        when_heard(speaker.speak)
    assert speaker.said == 2


def test_texts_of_many_turns_are_made_once(speaker: Speaker) -> None:
    with turning(on=True):
        for _ in range(5):
            when_heard(speaker.speak)
        assert speaker.said == 0
    catch_up()
    assert speaker.said == 1


@pytest.mark.usefixtures("reader")
def test_a_reader_that_listens_hears_every_turn(speaker: Speaker) -> None:
    with turning(on=True):
        when_heard(speaker.speak)
    assert speaker.said == 1


@pytest.mark.usefixtures("qapp")
def test_a_widget_that_is_gone_says_nothing() -> None:
    parent = QWidget()
    child = Speaker(parent)
    with turning(on=True):
        when_heard(child.speak)
    delete(parent)
    catch_up()
    assert child.said == 0


def test_what_a_window_says_is_right_once_the_hand_rests(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    for temperature in TURNS:
        window.turn_to(temperature)
    last = f"τ = {screen_temperature(TURNS[-1])}."
    plots, cells = window.bench.shown, window.bench.readouts.cells
    with qtbot.waitSignal(window.feed.studies.gate.rested):
        pass
    assert all(last in heard(plot) for plot in plots)
    assert all(heard(cell).startswith(cell.value.partition(" ")[0]) for cell in cells)
    assert screen_temperature(TURNS[-1]) in window.bench.dial.accessibleName()


def test_who_asks_a_plot_while_the_dial_turns_is_told_what_it_shows(window: MainWindow) -> None:
    window.show()
    for temperature in TURNS:
        window.turn_to(temperature)
    assert f"τ = {screen_temperature(TURNS[-1])}." in window.bench.shown[0].accessibleDescription()


@pytest.mark.usefixtures("reader")
def test_a_reader_hears_each_turn_of_a_window(window: MainWindow) -> None:
    window.show()
    for temperature in TURNS:
        window.turn_to(temperature)
        assert f"τ = {screen_temperature(temperature)}." in heard(window.bench.shown[0])
