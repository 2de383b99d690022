"""Saving to a disk that answers late, never, or with an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers
from tests.ui.editing.files.slow_disk import SlowDisk, slow_disk

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.ui.editing.files import saver, session_file
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.window import closing
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    monkeypatch.setattr(session_file, "PATIENCE", 0.01)
    with slow_disk(monkeypatch, saver, waiting="slow") as disk:
        yield disk


@pytest.fixture
def file(window: MainWindow, tmp_path: Path) -> Path:
    """A session on the slow disk, open in the window."""
    path = tmp_path / "slow.tauscope"
    path.write_text(encode(Document()), encoding="utf-8")
    window.session.read(path)
    return path


def turn(window: MainWindow, temperature: float) -> None:
    window.history.perform(
        EditRequest("turn", lambda document: table_edits.set_temperature(document, temperature))
    )


def on_disk(path: Path) -> float:
    return decode(path.read_bytes()).document.temperature


def saved(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing is being written."""
    qtbot.waitUntil(lambda: window.session._saver.newest is None, timeout=30_000)


def test_the_window_goes_on_while_a_file_is_written(
    window: MainWindow, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    assert not window.session.save()
    assert window.windowTitle() == "slow.tauscope (saving …)[*] — Tauscope"
    assert window.isWindowModified()
    disk.gate.set()
    saved(window, qtbot)
    assert on_disk(file) == 2.0
    assert window.windowTitle() == "slow.tauscope[*] — Tauscope"
    assert not window.isWindowModified()


@pytest.mark.parametrize("then", ["edit", "undo"])
def test_what_is_changed_while_a_file_is_written_is_not_saved(
    window: MainWindow, file: Path, disk: SlowDisk, qtbot: QtBot, then: str
) -> None:
    turn(window, 2.0)
    window.session.save()
    if then == "edit":
        turn(window, 3.0)
    else:
        window.history.undo()
    disk.gate.set()
    saved(window, qtbot)
    assert on_disk(file) == 2.0
    assert window.isWindowModified()
    if then == "edit":
        window.history.undo()
    else:
        window.history.redo()
    assert not window.isWindowModified()


def test_writes_to_one_file_never_overlap_and_the_newest_comes_last(
    window: MainWindow, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    for temperature in (2.0, 3.0, 4.0):
        turn(window, temperature)
        window.session.save()
    disk.gate.set()
    saved(window, qtbot)
    assert (on_disk(file), disk.names, disk.most_together) == (4.0, [file.name] * 2, 1)
    assert not window.isWindowModified()


@pytest.mark.usefixtures("file")
def test_own_writes_are_not_taken_for_those_of_another_program(
    window: MainWindow, answers: Answers, disk: SlowDisk, qtbot: QtBot
) -> None:
    for temperature in (2.0, 3.0):
        turn(window, temperature)
        window.session.save()
        window.session._watch.look()
    disk.gate.set()
    saved(window, qtbot)
    window.session._watch.look()
    qtbot.waitUntil(lambda: not window.jobs.busy(window.session._watch), timeout=30_000)
    assert answers.asked == []
    assert window.windowTitle() == "slow.tauscope[*] — Tauscope"


def test_a_disk_that_hangs_does_not_stand_in_the_way_of_another(
    window: MainWindow, answers: Answers, file: Path, disk: SlowDisk, tmp_path: Path, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    window.session.save()
    turn(window, 3.0)
    answers.save = tmp_path / "quick.tauscope"
    window.session.save_as()
    qtbot.waitUntil(lambda: window.session.path == answers.save, timeout=30_000)
    assert not window.isWindowModified()
    disk.gate.set()
    saved(window, qtbot)
    assert (on_disk(file), on_disk(answers.save)) == (2.0, 3.0)
    assert window.session.path == answers.save
    assert not window.isWindowModified()


@pytest.mark.usefixtures("file")
def test_save_after_save_as_goes_to_the_new_file(
    window: MainWindow, answers: Answers, disk: SlowDisk, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.save = tmp_path / "slow too.tauscope"
    window.session.save_as()
    turn(window, 3.0)
    window.session.save()
    disk.gate.set()
    saved(window, qtbot)
    assert on_disk(answers.save) == 3.0
    assert set(disk.names) == {answers.save.name}


def test_a_write_that_fails_late_is_told(
    window: MainWindow, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    window.session.save()
    disk.refusal = "“slow.tauscope” could not be saved: the disk is full."
    disk.gate.set()
    saved(window, qtbot)
    assert window.notice.text == disk.refusal
    assert window.isWindowModified()
    assert on_disk(file) == 1.0


@pytest.mark.usefixtures("file")
def test_a_disk_that_does_not_answer_is_spoken_of(
    window: MainWindow, disk: SlowDisk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saver, "SLOW_MS", 1)
    turn(window, 2.0)
    window.session.save()
    qtbot.waitUntil(lambda: "its disk does not respond" in window.notice.text, timeout=30_000)
    disk.gate.set()
    saved(window, qtbot)
    assert window.notice.text == "slow.tauscope is saved."


def test_another_session_is_not_marked_by_a_late_write(
    window: MainWindow, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    window.session.save()
    turn(window, 3.0)  # let go, as `discard` is the answer
    window.session.new()
    turn(window, 5.0)
    disk.gate.set()
    saved(window, qtbot)
    assert on_disk(file) == 2.0
    assert window.session.path is None
    assert window.isWindowModified()


def test_a_new_session_waits_for_the_write_of_the_one_before(
    window: MainWindow, answers: Answers, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    answers.discard = "save"
    window.session.new()
    assert window.history.document.temperature == 2.0
    disk.gate.set()
    qtbot.waitUntil(lambda: window.history.document == Document(), timeout=30_000)
    assert on_disk(file) == 2.0
    assert answers.asked == ["discard slow.tauscope"]


# Closing


def test_the_window_is_gone_at_once_and_the_program_lives_until_the_write_has_ended(
    window: MainWindow, answers: Answers, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    answers.discard = "save"
    window.close()
    assert not window.isVisible()
    assert not window.closing._may_close
    disk.gate.set()
    qtbot.waitUntil(lambda: window.closing._may_close, timeout=30_000)
    assert on_disk(file) == 2.0
    assert answers.asked == ["discard slow.tauscope"]
    assert not window.isVisible()
    assert not window.closing.gave_up
    assert QApplication.quitOnLastWindowClosed()


def test_a_document_that_is_being_saved_is_not_asked_about(
    window: MainWindow, answers: Answers, file: Path, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    window.session.save()
    window.close()
    assert not window.isVisible()
    disk.gate.set()
    qtbot.waitUntil(lambda: window.closing._may_close, timeout=30_000)
    assert (on_disk(file), answers.asked) == (2.0, [])


@pytest.mark.usefixtures("file")
def test_the_window_comes_back_where_the_write_fails(
    window: MainWindow, answers: Answers, disk: SlowDisk, qtbot: QtBot
) -> None:
    turn(window, 2.0)
    answers.discard = "save"
    window.close()
    disk.refusal = "“slow.tauscope” could not be saved: the disk is full."
    disk.gate.set()
    qtbot.waitUntil(window.isVisible, timeout=30_000)
    assert window.notice.text == disk.refusal
    assert window.history.document.temperature == 2.0
    assert QApplication.quitOnLastWindowClosed()
    disk.refusal = ""
    window.close()
    qtbot.waitUntil(lambda: window.closing._may_close, timeout=30_000)


def test_the_window_comes_back_to_ask_before_another_programs_work_is_replaced(
    window: MainWindow,
    answers: Answers,
    file: Path,
    disk: SlowDisk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turn(window, 2.0)
    file.write_text(encode(table_edits.set_temperature(Document(), 9.0)), encoding="utf-8")
    seen: list[tuple[str, bool]] = []

    def ask(name: str) -> str:
        seen.append((name, window.isVisible()))
        return "replace"

    monkeypatch.setattr(answers, "before_replacing", ask)
    monkeypatch.setattr(session_file, "PATIENCE", 0.0)
    answers.discard = "save"
    disk.gate.set()
    window.close()
    qtbot.waitUntil(lambda: window.session.path == file and window.history.clean, timeout=30_000)
    assert seen == [("slow.tauscope", True)]
    assert on_disk(file) == 2.0


def test_after_a_while_the_program_ends_and_the_work_is_kept(
    window: MainWindow,
    answers: Answers,
    file: Path,
    disk: SlowDisk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(closing, "LONGEST_MS", 1)
    turn(window, 2.0)
    answers.discard = "save"
    window.close()
    qtbot.waitUntil(lambda: window.closing.gave_up, timeout=30_000)
    assert not window.isVisible()
    assert on_disk(file) == 1.0
    assert not disk.gate.is_set()
