"""One notice tells of what takes long, and cancels it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.hands import tap

from tauscope.ui.editing.job import JobToken
from tauscope.ui.window import job_notice
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_notice, "DELAY_MS", 1)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What slow work waits for."""
    made = threading.Event()
    yield made
    made.set()


def begin(window: MainWindow, gate: threading.Event, key: str, title: str) -> list[str]:
    """Start slow work, and return what comes of it."""
    seen: list[str] = []

    def work(token: JobToken) -> str:
        token.progress(0.25)
        gate.wait(60)
        return "done"

    window.jobs.start(
        key, work, seen.append, seen.append, title=title, on_cancel=lambda: seen.append("cancelled")
    )
    return seen


def buttons(window: MainWindow) -> dict[str, QToolButton]:
    return {
        button.text(): button for button in window.notice.findChildren(QToolButton) if not button.isHidden()
    }


def shown(window: MainWindow, sentence: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.notice.isVisible() and window.notice.text == sentence, timeout=30_000)


def test_a_long_job_is_told_with_its_progress_and_its_notice_goes_with_it(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    seen = begin(window, gate, "a", "Opening zoo.csv")
    shown(window, "Opening zoo.csv … 25%", qtbot)
    gate.set()
    qtbot.waitUntil(lambda: seen == ["done"], timeout=30_000)
    assert not window.notice.isVisible()


def test_a_job_without_a_title_is_not_told(window: MainWindow, gate: threading.Event, qtbot: QtBot) -> None:
    begin(window, gate, "a", "")
    begin(window, gate, "b", "Second")
    shown(window, "Second … 25%", qtbot)
    window.jobs.cancel("b")
    assert not window.notice.isVisible()


@pytest.mark.parametrize("how", ["click", "space", "escape"])
def test_cancel_by_mouse_and_keyboard(
    window: MainWindow, gate: threading.Event, qtbot: QtBot, how: str
) -> None:
    seen = begin(window, gate, "a", "Opening zoo.csv")
    shown(window, "Opening zoo.csv … 25%", qtbot)
    button = buttons(window)["Cancel"]
    if how == "click":
        button.click()
    elif how == "space":
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        button.setFocus()
        tap(button, Qt.Key.Key_Space)
    else:
        tap(window.bench.dial, Qt.Key.Key_Escape)
    assert seen == ["cancelled"]
    assert not window.notice.isVisible()
    assert not window.jobs.busy("a")


def test_progress_keeps_the_button_that_has_the_keyboard(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    told = threading.Event()

    def work(token: JobToken) -> None:
        told.wait(60)
        token.progress(0.5, "line 7")
        gate.wait(60)

    window.jobs.start("a", work, lambda _: None, lambda _: None, title="Opening zoo.csv")
    shown(window, "Opening zoo.csv …", qtbot)
    button = buttons(window)["Cancel"]
    button.setFocus()
    told.set()
    shown(window, "Opening zoo.csv … 50%, line 7", qtbot)
    assert buttons(window)["Cancel"] is button
    assert button.hasFocus()


def test_of_several_jobs_the_last_is_told_and_then_the_one_before(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    begin(window, gate, "a", "First")
    shown(window, "First … 25%", qtbot)
    begin(window, gate, "b", "Second")
    shown(window, "Second … 25%", qtbot)
    buttons(window)["Cancel"].click()
    shown(window, "First … 25%", qtbot)
    buttons(window)["Cancel"].click()
    assert not window.notice.isVisible()


def test_a_question_stays_and_no_notice_of_a_finished_job_follows_it(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    window.notice.say("Restore?", {"Yes": lambda: None})
    seen = begin(window, gate, "a", "Opening zoo.csv")
    qtbot.waitUntil(lambda: window.job_notice.shown == "a", timeout=30_000)
    assert window.notice.text == "Restore?"
    gate.set()
    qtbot.waitUntil(lambda: seen == ["done"], timeout=30_000)
    buttons(window)["Yes"].click()
    assert not window.notice.isVisible()


def test_another_message_covers_a_job_only_for_a_while(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    begin(window, gate, "a", "Opening zoo.csv")
    shown(window, "Opening zoo.csv … 25%", qtbot)
    window.notice.refuse("This cannot be done.")
    window.notice.dismiss()
    shown(window, "Opening zoo.csv … 25%", qtbot)
    window.notice.dismiss()
    qtbot.wait(30)
    assert not window.notice.isVisible()


def test_escape_without_a_job_does_what_it_did(window: MainWindow) -> None:
    window.focus.select((0,))
    tap(window.bench.dial, Qt.Key.Key_Escape)
    assert window.focus.selected == ()


def test_a_job_does_not_take_the_place_of_a_refusal(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    window.notice.refuse("This cannot be done.")
    begin(window, gate, "a", "Opening zoo.csv")
    qtbot.waitUntil(lambda: window.job_notice.shown == "a", timeout=30_000)
    assert window.notice.text == "This cannot be done."
    window.notice.withdraw()
    shown(window, "Opening zoo.csv … 25%", qtbot)


def test_where_room_is_short_the_title_is_shortened_and_nothing_of_the_bench_moves(
    window: MainWindow, gate: threading.Event, qtbot: QtBot
) -> None:
    begin(window, gate, "a", "Fitting τ to 500 samples")
    shown(window, "Fitting τ to 500 samples … 25%", qtbot)
    room = window.notice.findChild(QLabel)
    assert room is not None
    window.resize(1024, 768)
    bar = window.tool_bar.findChild(QWidget, "toolBarRoom")
    assert bar is not None
    top = window.bench.y()
    texts = list[str]()
    for width in range(700, 180, -20):
        bar.resize(width, bar.height())
        texts.append(room.text())
        assert "Cancel" in buttons(window)
    assert "more ▾" not in buttons(window)
    assert texts[0] == "Fitting τ to 500 samples … 25%"
    assert all("25%" in text for text in texts)
    assert len(set(texts)) > 2
    assert window.bench.y() == top
    assert window.notice.accessibleName() == "Fitting τ to 500 samples … 25%"
