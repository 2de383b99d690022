from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tauscope.document.library.presets import presets
from tauscope.ui.export.dialog import ExportDialog
from tauscope.ui.window.main_window import MainWindow
from tauscope.ui.window.notice import Notice


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
    notice.say("Restore?", {"Restore": lambda: given.append("yes"), "No": lambda: given.append("no")})
    button(notice, "Restore").click()
    assert given == ["yes"]
    assert not notice.isVisible()


def test_answers_go_with_their_notice(notice: Notice, qtbot: QtBot) -> None:
    notice.say("Use them?", {"Use": lambda: None}, about=lambda: 1)
    notice.say("Saved.")
    qtbot.waitUntil(lambda: {each.text() for each in notice.findChildren(QToolButton)} == {"more ▾", "×"})


def test_answer_may_say_something_itself(notice: Notice) -> None:
    notice.say("Restore?", {"Restore": lambda: notice.refuse("It is gone.")})
    button(notice, "Restore").click()
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


# What it speaks of


def test_goes_when_what_it_speaks_of_changes_and_not_before(notice: Notice) -> None:
    subject = ["napkin"]
    notice.say("The napkin guesses.", about=lambda: list(subject))
    notice.check()
    assert notice.isVisible()
    subject.append("fox")
    notice.check()
    assert not notice.isVisible()


def test_a_question_stays_until_it_is_answered_and_what_was_said_meanwhile_follows(notice: Notice) -> None:
    given: list[str] = []
    notice.say("Restore?", {"Restore": lambda: given.append("yes")})
    notice.say("s1.tauscope is open.")
    notice.clear()
    notice.say("s2.tauscope is open.")
    assert (notice.isVisible(), notice.text) == (True, "Restore?")
    button(notice, "Restore").click()
    assert given == ["yes"]
    assert (notice.isVisible(), notice.text) == (True, "s2.tauscope is open.")


LONG = "A sentence that goes on. " * 30


def test_of_a_long_sentence_the_beginning_is_shown_and_all_of_it_on_demand(notice: Notice) -> None:
    notice.say(LONG)
    (label,) = notice.findChildren(QLabel)
    before = notice.height()
    assert label.text().endswith("…")
    assert notice.text == notice.accessibleName() == LONG
    button(notice, "more ▾").click()
    assert label.text().replace("\n", " ").strip() == LONG.strip()
    assert notice.height() > before
    button(notice, "less ▴").click()
    assert notice.height() == before


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (784, 600)])
@pytest.mark.parametrize("sentence", ["Short.", LONG])
def test_a_notice_moves_nothing_and_covers_nothing_of_the_bench(
    window: MainWindow, size: tuple[int, int], sentence: str
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    bench = window.bench
    parts: list[QWidget] = [bench, bench.table, bench.dial, bench.readouts, *bench.shown]
    before = [(part.mapTo(window, QPoint(0, 0)), part.size()) for part in parts]
    window.notice.say(sentence)
    QApplication.processEvents()
    assert window.notice.isVisible()
    assert [(part.mapTo(window, QPoint(0, 0)), part.size()) for part in parts] == before
    assert window.notice.geometry().bottom() <= bench.mapTo(window, QPoint(0, 0)).y()
    for each in window.findChildren(QToolButton):
        if each.isVisible() and each.parent() is not window.notice:
            area = QRect(each.mapTo(window, QPoint(0, 0)), each.size())
            assert not area.intersects(window.notice.geometry()), each.text()


@pytest.mark.parametrize("size", [(1024, 768), (784, 600)])
def test_a_long_question_stands_above_the_bench_and_covers_no_heading(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    bench, notice = window.bench, window.notice
    before = bench.mapTo(window, QPoint(0, 0)).y()
    question = "Tauscope closed unexpectedly. Your unsaved work from 2026-11-29 12:04 was kept."
    notice.say(question, {"Restore": lambda: None, "Discard": lambda: None})
    QApplication.processEvents()
    (label,) = notice.findChildren(QLabel)
    assert label.text().replace("\n", " ") == question
    assert notice.geometry().bottom() < bench.mapTo(window, QPoint(0, 0)).y()
    assert window.size() == QSize(*size)
    button(notice, "Restore").click()
    QApplication.processEvents()
    # Menus that were smaller in less room may be so by a pixel or two.
    assert bench.mapTo(window, QPoint(0, 0)).y() <= before + 3


def test_what_lies_over_a_small_window_is_magnified_only_as_far_as_the_window(window: MainWindow) -> None:
    window.resize(1024, 768)
    window.choose_theme("projector")
    for _ in range(5):
        window.magnify(1)
    QApplication.processEvents()
    window.notice.say("storyteller is on the bench: press Write (F7), and turn the dial while it writes.")
    dialog = ExportDialog(window.history.document, parent=window)
    menu = window.menus.menus["View"]
    asked, base = window.appearance.theme.base, round(window.bench.theme.base)
    assert base < asked
    for part in (*window.notice.findChildren(QLabel), menu, *dialog.findChildren(QComboBox)):
        part.ensurePolished()
        assert QFontInfo(part.font()).pixelSize() == base, part
    assert window.notice.geometry().bottom() <= window.bench.mapTo(window, QPoint(0, 0)).y()
    assert dialog.sizeHint().width() <= window.width()


def test_a_preset_s_note_goes_with_its_table(window: MainWindow) -> None:
    napkin, other, *_ = presets()
    for undo in (window.history.undo, window.session.new, lambda: window.load_preset(other)):
        window.load_preset(napkin)
        window.turn_to(0.5)
        assert window.notice.text == napkin.note
        assert window.notice.isVisible()
        undo()
        undo()
        assert not window.notice.isVisible() or window.notice.text == other.note


def test_what_is_said_of_knobs_goes_with_undo(window: MainWindow) -> None:
    window.bench.knobs.use_engine("llama.cpp")
    assert window.notice.isVisible()
    window.turn_to(0.3)
    assert window.notice.isVisible()
    window.history.undo()
    window.history.undo()
    assert not window.notice.isVisible()


def test_a_refusal_goes_with_the_next_change(window: MainWindow, tmp_path: Path) -> None:
    window.session.open_path(tmp_path / "none.tauscope")
    assert window.notice.property("refused")
    window.turn_to(0.3)
    assert not window.notice.isVisible()


def test_a_refusal_is_told_at_once_beside_a_question_and_goes_when_it_is_done(notice: Notice) -> None:
    given: list[str] = []
    notice.say("Restore?", {"Restore": lambda: given.append("yes")})
    notice.refuse("The disk is full.")
    notice.refuse("The disk is very full.")
    assert notice.text == "The disk is very full. Restore?"
    assert notice.property("refused")
    notice.withdraw()
    assert (notice.isVisible(), notice.text) == (True, "Restore?")
    assert not notice.property("refused")
    notice._buttons[0].click()
    assert given == ["yes"]
