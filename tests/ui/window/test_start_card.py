"""How one begins: the very first start asks, and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.ui import hands

from tauscope.document.document import Document
from tauscope.document.preferences import STARTS, Preferences, from_json, to_json
from tauscope.ui.editing.settings import is_first_start, keep_preferences
from tauscope.ui.window.main_window import MainWindow
from tauscope.ui.window.start_card import WORDS, StartCard


def card_on(window: MainWindow) -> StartCard | None:
    return next((one for one in window.findChildren(StartCard) if not one.isHidden()), None)


def asked(window: MainWindow) -> StartCard:
    window.begin(first=True)
    QApplication.processEvents()
    found = card_on(window)
    assert found is not None
    return found


def test_each_start_is_described() -> None:
    assert WORDS.keys() == STARTS.keys()


def test_the_first_start_leads_to_one_plot_and_the_dial(window: MainWindow) -> None:
    card = asked(window)
    assert card.buttons["dial"].hasFocus()
    hands.key(card.buttons["dial"], Qt.Key.Key_Return)
    assert card_on(window) is None
    document = window.history.document
    assert document.plots == ("distribution",)
    assert document.hidden == ("table", "knobs", "readouts")
    assert window.history.clean
    assert window.preferences.start == "dial"
    assert from_json(to_json(window.preferences)).preferences.start == "dial"
    window.show_everything()
    assert window.bench.table.isVisible()


def test_the_second_leads_to_the_lessons(window: MainWindow) -> None:
    card = asked(window)
    hands.key(card.buttons["dial"], Qt.Key.Key_Down)
    assert card.buttons["lessons"].hasFocus()
    card.buttons["lessons"].click()
    assert window.lessons.isVisible()
    assert window.history.document == Document()


@pytest.mark.parametrize("way", ["escape", "an edit"])
def test_escape_and_any_edit_take_the_whole_bench(window: MainWindow, way: str) -> None:
    card = asked(window)
    if way == "escape":
        hands.key(card.buttons["dial"], Qt.Key.Key_Escape)
    else:
        window.turn_to(2.0)
    assert card_on(window) is None
    assert window.preferences.start == "bench"
    assert window.history.document.plots == Document.plots


@pytest.mark.parametrize("start", STARTS)
def test_it_is_asked_once(make_window: Callable[..., MainWindow], start: str) -> None:
    window = make_window(Preferences(theme="light", start=start))
    window.begin(first=True)
    assert card_on(window) is None
    assert (window.history.document.plots == ("distribution",)) is (start == "dial")
    assert (window.has("lessons") and window.lessons.isVisible()) is (start == "lessons")


def test_whoever_has_settings_is_not_asked(window: MainWindow) -> None:
    assert is_first_start()
    window.begin(first=False)
    assert card_on(window) is None
    keep_preferences(Preferences())
    assert not is_first_start()


def test_help_asks_again_and_an_edited_session_is_undone_to(window: MainWindow) -> None:
    window.turn_to(0.5)
    window.actions_by_name["begin"].trigger()
    found = card_on(window)
    assert found is not None
    found.buttons["dial"].click()
    assert window.history.document.plots == ("distribution",)
    window.history.undo()
    assert window.history.document.plots == Document.plots
    assert window.history.document.temperature == 0.5
