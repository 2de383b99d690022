from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget
from tests.suited import suited
from tests.ui import hands
from tests.ui.conftest import Answers, kept_preferences
from tests.ui.hands import tap

from tauscope.document.document import QUANTITIES, Document
from tauscope.document.edits import table_edits
from tauscope.document.library.vocabularies import vocabularies
from tauscope.document.preferences import LARGEST_SCALE, SMALLEST_SCALE, Preferences
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.settings import load_preferences
from tauscope.ui.plots import PLOTS
from tauscope.ui.window.main_window import MainWindow

PARTS = ("logitTable", "temperatureDial", "temperatureField", "readouts")


def test_opens_on_four_classes_at_one(window: MainWindow) -> None:
    document = window.history.document
    assert document.logits.labels == ("cat", "dog", "fox", "owl")
    assert document.logits.values.tolist() == [2.0, 1.0, 0.5, 0.1]
    assert document.temperature == 1.0
    assert window.windowTitle() == "Untitled[*] — Tauscope"


def test_scripts_find_its_parts_by_name(window: MainWindow) -> None:
    for name in PARTS:
        (found,) = window.findChildren(QWidget, name)
        assert found.isVisible(), name
        assert found.accessibleName() or name == "readouts", name


def test_scripts_find_a_plot_by_name_once_it_has_been_shown(window: MainWindow) -> None:
    for name, entry in PLOTS.items():
        window.history.start(Document())
        shown = table_edits.place_plot(suited(name, Document()), 0, name)
        window.history.perform(EditRequest("show", lambda _, shown=shown: shown))  # type: ignore[misc]
        (found,) = window.findChildren(QWidget, f"{name}Plot")
        assert found.isVisible(), name
        assert found.accessibleName() == entry.title


def test_tab_reaches_dial_field_and_table_and_comes_round(window: MainWindow) -> None:
    window.bench.dial.setFocus()
    reached = []
    for _ in range(30):
        widget = window.focusWidget()
        reached.append(widget.objectName() or type(widget).__name__)
        tap(widget, Qt.Key.Key_Tab)
        if window.focusWidget() is window.bench.dial:
            break
    assert {"temperatureDial", "temperatureField", "logitTable"} <= set(reached)
    assert window.focusWidget() is window.bench.dial


# One document, shown everywhere


def test_turn_of_the_dial_is_shown_everywhere(window: MainWindow) -> None:
    before = {plot.name: plot.grab().toImage() for plot in window.bench.shown}
    entropy = window.bench.readouts.cells[0].value
    hands.key(window.bench.dial, Qt.Key.Key_End)
    assert window.bench.field.text() == "∞"
    assert window.bench.table.model().index(0, 2).data() == "0.2500"
    assert window.bench.readouts.cells[0].value != entropy
    assert all(plot.grab().toImage() != before[plot.name] for plot in window.bench.shown)


def test_edit_in_the_table_is_shown_everywhere(window: MainWindow) -> None:
    before = {plot.name: plot.grab().toImage() for plot in window.bench.shown}
    table = window.bench.table
    table.model().setData(table.model().index(3, 1), "3")
    assert table.model().index(3, 3).data() == "−3.00"
    assert window.bench.readouts.cells[2].value.startswith("owl")
    assert all(plot.grab().toImage() != before[plot.name] for plot in window.bench.shown)


def test_what_one_points_at_is_highlighted_in_all(window: MainWindow) -> None:
    views: list[QWidget] = [*window.bench.shown, window.bench.table]
    before = [view.grab().toImage() for view in views]
    hands.move(window.bench.plots["distribution"], window.bench.plots["distribution"].frame.point(2, 0.9))
    assert window.focus.hovered == 2
    assert all(view.grab().toImage() != image for view, image in zip(views, before, strict=True))
    hands.leave(window.bench.plots["distribution"])
    assert all(view.grab().toImage() == image for view, image in zip(views, before, strict=True))


def test_selection_follows_its_class_through_undo(window: MainWindow) -> None:
    window.focus.select((2,))
    window.table_commands.move(-1)
    assert window.bench.table.rows() == [1]
    window.history.undo()
    assert window.bench.table.rows() == [2]


def test_class_that_is_gone_is_no_longer_compared(window: MainWindow) -> None:
    window.focus.select((1, 2))
    window.history.perform(EditRequest("cut", lambda document: table_edits.remove_classes(document, [2])))
    window.table_commands.add()
    assert 2 in window.history.document.logits.keys
    window.grab()


def test_quantity_of_the_curves_is_chosen_in_their_card(window: MainWindow) -> None:
    (button,) = window.findChildren(QToolButton, "quantityChoice")
    menu = button.menu()
    assert isinstance(menu, QMenu)
    for place, quantity in enumerate(QUANTITIES):
        window.resize(1440, 900)
        QApplication.processEvents()
        menu.actions()[place].trigger()
        assert window.history.document.quantity == quantity
        assert button.text() == f"{menu.actions()[place].text()} ▾"
        window.grab()
        window.resize(800, 600)
        QApplication.processEvents()
        # Its symbol, where there is no room.
        assert button.text() == f"{menu.actions()[place].text()[-1]} ▾"
        assert button.width() >= button.sizeHint().width(), quantity
        window.history.undo()
        assert window.history.document.quantity == "entropy"


# What is remembered


def entry(window: MainWindow, menu: str, text: str) -> QAction:
    found = [
        action
        for submenu in window.menus.menus[menu].findChildren(QMenu) + window.findChildren(QMenu)
        for action in submenu.actions()
        if action.text().replace("&", "") == text
    ]
    return found[0]


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_theme_is_put_on_and_remembered(window: MainWindow, name: str) -> None:
    entry(window, "View", name.capitalize()).trigger()
    assert window.appearance.theme.name == name
    card = window.appearance.theme.colours.card
    for plot in window.bench.shown:
        assert plot.grab().toImage().pixelColor(1, 1) == card
    assert window.bench.dial.grab().toImage().pixelColor(1, 1) == card
    assert window.bench.readouts.grab().toImage().pixelColor(30, 3) == card
    assert kept_preferences(window).theme == name


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda vocabulary: vocabulary.id)
def test_words_are_chosen_and_remembered(window: MainWindow, vocabulary: object) -> None:
    entry(window, "View", vocabulary.title).trigger()  # type: ignore[attr-defined]
    assert window.bench.dial.readout.word == vocabulary.word(1.0)  # type: ignore[attr-defined]
    assert kept_preferences(window).vocabulary == vocabulary.id  # type: ignore[attr-defined]


def test_words_of_the_last_time_are_used(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="light", vocabulary="bar"))
    assert window.bench.dial.readout.word == "cheerful"
    assert entry(window, "View", "Bar talk").isChecked()


def test_bigger_and_smaller_have_ends_and_a_middle(window: MainWindow) -> None:
    base = window.appearance.theme.base
    window.actions_by_name["bigger"].trigger()
    assert window.appearance.theme.base > base
    for _ in range(12):
        window.magnify(1)
    assert window.preferences.scale == LARGEST_SCALE
    for _ in range(24):
        window.magnify(-1)
    assert window.preferences.scale == SMALLEST_SCALE
    window.grab()
    window.actions_by_name["normal"].trigger()
    assert window.appearance.theme.base == base
    assert kept_preferences(window).scale == 1.0


def test_place_and_size_are_remembered(window: MainWindow, make_window: Callable[..., MainWindow]) -> None:
    window.resize(780, 600)
    window.close()
    again = make_window(replace(load_preferences().preferences, theme="light"))
    assert (again.width(), again.height()) == (780, 600)


def test_preferences_that_make_no_sense_do_no_harm(make_window: Callable[..., MainWindow]) -> None:
    stored = {"theme": "pink", "vocabulary": "?", "geometry": "AAAA", "scale": "-3", "recent": "[1, {}"}
    window = make_window(Preferences.from_entries(stored)[0])
    assert window.isVisible()


# The whole screen


def test_f11_fills_the_screen_and_escape_leaves_it(window: MainWindow) -> None:
    tap(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    for widget in (window.bench.dial, window.bench.table, window.bench.field):
        window.setWindowState(Qt.WindowState.WindowFullScreen)
        widget.setFocus()
        tap(widget, Qt.Key.Key_Escape)
        assert not window.isFullScreen(), widget.objectName()


def test_escape_in_a_window_does_nothing(window: MainWindow) -> None:
    tap(window.bench.dial, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert not window.isFullScreen()


def test_the_selection_goes_with_a_new_session_and_stays_when_one_is_saved(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    answers.save = tmp_path / "kept.tauscope"
    window.focus.select((0, 1))
    window.session.save()
    assert len(window.focus.selected) == 2
    window.session.new()
    assert not window.focus.selected
    assert not window.bench.table.selectionModel().hasSelection()


def test_escape_selects_nothing(window: MainWindow) -> None:
    for widget in (window.bench.table, window.bench.dial):
        window.focus.select((0, 1))
        widget.setFocus()
        tap(widget, Qt.Key.Key_Escape)
        assert not window.focus.selected
        assert not window.bench.table.selectionModel().hasSelection()
