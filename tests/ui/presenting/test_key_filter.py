"""Keys on the stage, in the presenter's window and at the table over the stage."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from tests.ui import hands
from tests.ui.presenting.short_lesson import LESSON, stage, step

from tauscope.document.lessons.lesson_file import read_lesson
from tauscope.ui.presenting.keys import STAGE_KEYS
from tauscope.ui.presenting.presentation import Presentation
from tauscope.ui.window.commands import key_rows
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


def test_a_clicker_moves_neither_dial_nor_table(window: MainWindow, presentation: Presentation) -> None:
    presentation.toggle_table()
    table = presentation._table
    assert table is not None
    assert presentation.presenter is not None
    widgets: dict[str, QWidget] = {
        "dial": stage(presentation).dial,
        "plot": stage(presentation).shown[0],
        "presenter": presentation.presenter.dial,
        "table": table.table,
    }
    table.table.setCurrentIndex(table.table.model().index(2, 1))
    for where, widget in widgets.items():
        hands.key(widget, Qt.Key.Key_PageDown)
        assert window.history.document.temperature == 1, where
        assert table.table.currentIndex().row() == 2, where
        assert step(window) == 1, where
        hands.key(widget, Qt.Key.Key_PageUp)
        assert step(window) == 0, where


def test_arrows_and_figures_turn_the_dial(window: MainWindow, presentation: Presentation) -> None:
    where = stage(presentation)
    for key, expected in ((Qt.Key.Key_0, 0.0), (Qt.Key.Key_8, math.inf), (Qt.Key.Key_1, 1.0)):
        hands.key(where, key)
        assert window.history.document.temperature == expected
    hands.key(where, Qt.Key.Key_Right)
    coarse = window.history.document.temperature
    assert coarse > 1
    hands.key(where, Qt.Key.Key_1)
    hands.key(where, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert 1 < window.history.document.temperature < coarse
    window.history.undo()
    assert window.history.document.temperature == 1


def test_keys_at_the_table_over_the_stage(window: MainWindow, presentation: Presentation) -> None:
    """Arrows up and down and figures are the table's; a clicker's keys and ←/→ are the presentation's."""
    where = stage(presentation)
    hands.key(where, Qt.Key.Key_E)
    assert presentation._table is not None
    table = presentation._table.table
    table.setCurrentIndex(table.model().index(0, 1))
    assert not table.verticalScrollBar().maximum()  # every row is seen
    hands.key(table, Qt.Key.Key_Down)
    assert (table.currentIndex().row(), window.history.document.temperature) == (1, 1)
    hands.key(table, Qt.Key.Key_Right)
    assert window.history.document.temperature > 1
    hands.key(table, Qt.Key.Key_1, text="1")
    editor = table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, ".5")
    assert editor.text() == "1.5"
    assert where.covered is None
    before = step(window)
    hands.key(editor, Qt.Key.Key_PageDown)
    assert (step(window), table.currentIndex().row()) == (before + 1, 1)
    window.history.undo()  # the step; it begins with the lesson's own logits
    assert (step(window), window.history.document.logits.values[1]) == (before, 1.5)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F5])
def test_leaving_keeps_what_was_typed_into_the_table(
    window: MainWindow, presentation: Presentation, key: Qt.Key
) -> None:
    hands.key(stage(presentation), Qt.Key.Key_E)
    assert presentation._table is not None
    table = presentation._table.table
    table.setCurrentIndex(table.model().index(0, 1))
    hands.key(table, Qt.Key.Key_8, text="8")
    editor = table.findChild(QLineEdit)
    assert editor is not None
    hands.key(editor, key)
    assert presentation.stage is None
    assert window.history.document.logits.values[0] == 8.0


def test_undo_pins_and_reveal_by_key(window: MainWindow, presentation: Presentation) -> None:
    where = stage(presentation)
    hands.key(where, Qt.Key.Key_G)
    assert len(window.history.document.pins) == 1
    hands.key(where, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not window.history.document.pins
    hands.key(where, Qt.Key.Key_PageDown)
    hands.key(where, Qt.Key.Key_R)
    assert window.history.document.temperature == 2


def test_keys_of_the_window_are_its_own_again_after_the_end(
    window: MainWindow, presentation: Presentation
) -> None:
    presentation.stop()
    window.bench.dial.setFocus()
    hands.key(window.bench.dial, Qt.Key.Key_PageDown)
    assert window.history.document.temperature < 1
    assert step(window) == 0


def test_a_remote_may_send_arrows(window: MainWindow) -> None:
    window.lessons.open(read_lesson(LESSON))
    window.choose_remote("arrows")
    window.choose_stage("4:3")
    window.present(from_start=True)
    found = stage(window.presentation)
    assert found.width() / found.height() == pytest.approx(4 / 3, rel=0.01)
    hands.key(found, Qt.Key.Key_Right)
    assert (step(window), window.history.document.temperature) == (1, 1)
    hands.key(found, Qt.Key.Key_Left)
    assert step(window) == 0
    hands.key(found, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert window.history.document.temperature > 1
    window.presentation.stop()


def test_every_key_is_listed_once() -> None:
    keys = [(key, row.held) for row in STAGE_KEYS for key in row.keys]
    assert len(set(keys)) == len(keys)
    listed = {(where, shown) for where, shown, _ in key_rows()}
    assert {("Presenting", row.shown) for row in STAGE_KEYS} <= listed


def test_outlines_are_chosen_and_moved_with_keys(window: MainWindow, presentation: Presentation) -> None:
    presentation.go_to(1)
    QApplication.processEvents()
    tau = window.history.document.temperature
    hands.tap(stage(presentation), Qt.Key.Key_N)
    hands.tap(stage(presentation), Qt.Key.Key_N)
    keys = window.history.document.logits.keys
    assert window.focus.selected == (int(keys[1]),)
    p = float(window.feed.shown.probabilities[1]) if window.feed.shown is not None else 0.0
    hands.tap(stage(presentation), Qt.Key.Key_Up)
    hands.tap(stage(presentation), Qt.Key.Key_Up)
    hands.tap(stage(presentation), Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    place = window.history.document.lesson
    assert place is not None
    assert place.guess[1] == pytest.approx(p + 0.1 - 0.005)
    assert sum(place.guess) == pytest.approx(1)
    assert window.history.document.temperature == tau
    hands.tap(stage(presentation), Qt.Key.Key_R)
    hands.tap(stage(presentation), Qt.Key.Key_Up)
    assert window.history.document.temperature > 2


def test_without_outlines_the_upper_arrow_turns_the_dial(
    window: MainWindow, presentation: Presentation
) -> None:
    window.focus.select((int(window.history.document.logits.keys[0]),))
    hands.tap(stage(presentation), Qt.Key.Key_Up)
    assert window.history.document.temperature > 1
    hands.tap(stage(presentation), Qt.Key.Key_Down)
    assert window.history.document.temperature == pytest.approx(1)


def test_control_and_plus_magnifies_with_shift_too(presentation: Presentation) -> None:
    """On keyboards whose + is on the other side of a key."""
    where = stage(presentation)
    before = where.scale
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    hands.tap(where, Qt.Key.Key_Plus, control | shift)
    once = where.scale
    assert once > before
    hands.tap(where, Qt.Key.Key_Plus, control)
    assert where.scale > once
