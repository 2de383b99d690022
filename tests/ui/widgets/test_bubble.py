from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tauscope.ui.widgets import bubble
from tauscope.ui.widgets.bubble import Bubble, hide_bubble, show_bubble


@pytest.fixture
def desk(show: Callable[[QWidget], None]) -> QWidget:
    desk = QWidget()
    desk.resize(300, 200)
    show(desk)
    return desk


def bubbles(desk: QWidget) -> list[Bubble]:
    return desk.findChildren(Bubble)


@pytest.mark.parametrize("at", [QPoint(0, 0), QPoint(290, 190), QPoint(-50, -50), QPoint(5000, 5000)])
@pytest.mark.parametrize("sentence", ["No.", "This is not a number, and there is much to say about it. " * 6])
def test_whole_sentence_is_within_the_window(desk: QWidget, at: QPoint, sentence: str) -> None:
    show_bubble(desk, sentence, at)
    (found,) = bubbles(desk)
    assert desk.rect().contains(found.geometry())
    assert found.height() >= found.heightForWidth(found.width())


def test_window_has_one_at_a_time(desk: QWidget) -> None:
    show_bubble(desk, "One.")
    show_bubble(desk, "Two.")
    (found,) = bubbles(desk)
    assert found.text() == found.accessibleName() == "Two."


def test_markup_is_shown_as_text(desk: QWidget) -> None:
    show_bubble(desk, "“<b>x</b>” is not a number.")
    assert bubbles(desk)[0].textFormat() == Qt.TextFormat.PlainText


def test_hush_takes_it_away_and_needs_none(desk: QWidget) -> None:
    hide_bubble(desk)
    show_bubble(desk, "One.")
    hide_bubble(desk)
    assert not bubbles(desk)[0].isVisible()


def test_it_goes_by_itself(desk: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubble, "SECONDS", 0)
    show_bubble(desk, "One.")
    qtbot.waitUntil(lambda: not bubbles(desk)[0].isVisible())


def test_mouse_goes_through_it(desk: QWidget) -> None:
    show_bubble(desk, "One.", QPoint(20, 20))
    found = bubbles(desk)[0]
    assert found.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_widget_in_a_window_speaks_in_that_window(desk: QWidget) -> None:
    label = QLabel("x", desk)
    show_bubble(label, "One.")
    assert bubbles(desk)[0].parentWidget() is desk
