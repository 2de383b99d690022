from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tauscope.ui.notice import Notice


@pytest.fixture
def notice(show: Callable[[QWidget], None]) -> Notice:
    desk = QWidget()
    desk.resize(600, 200)
    notice = Notice()
    notice.setParent(desk)
    show(desk)
    return notice


def button(notice: Notice, text: str) -> QToolButton:
    (found,) = [button for button in notice.findChildren(QToolButton) if button.text() == text]
    return found


def test_there_is_none_at_first(notice: Notice) -> None:
    assert not notice.isVisible()


def test_says_a_sentence_and_goes_when_put_away(notice: Notice) -> None:
    notice.say("A preset.")
    assert notice.isVisible()
    assert notice.text == notice.accessibleName() == "A preset."
    button(notice, "×").click()
    assert not notice.isVisible()


def test_refusal_looks_like_one_and_the_next_notice_does_not(notice: Notice) -> None:
    notice.refuse("No.")
    assert notice.property("refused")
    notice.say("Yes.")
    assert not notice.property("refused")


def test_answer_is_given_once_and_closes_it(notice: Notice) -> None:
    given: list[str] = []
    notice.say("Restore?", {"Restore it": lambda: given.append("yes"), "No": lambda: given.append("no")})
    button(notice, "Restore it").click()
    assert given == ["yes"]
    assert not notice.isVisible()


def test_answers_go_with_their_notice(notice: Notice, qtbot: QtBot) -> None:
    notice.say("Restore?", {"Restore it": lambda: None})
    notice.say("Saved.")
    qtbot.waitUntil(lambda: [each.text() for each in notice.findChildren(QToolButton)] == ["×"])


def test_answer_may_say_something_itself(notice: Notice) -> None:
    notice.say("Restore?", {"Restore it": lambda: notice.refuse("It is gone.")})
    button(notice, "Restore it").click()
    assert notice.isVisible()
    assert notice.text == "It is gone."


def test_markup_is_shown_as_text(notice: Notice) -> None:
    notice.refuse("“<h1>x</h1>” is not ours.")
    assert [label.textFormat() for label in notice.findChildren(QLabel)] == [Qt.TextFormat.PlainText]


def test_refusal_is_withdrawn_and_good_news_is_not(notice: Notice) -> None:
    notice.refuse("The disk is full.")
    notice.withdraw()
    assert not notice.isVisible()
    notice.say("Well done.")
    notice.withdraw()
    assert notice.isVisible()
