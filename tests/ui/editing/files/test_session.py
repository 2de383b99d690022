from __future__ import annotations

import errno
import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.stepping import Stepping
from tests.ui import hands
from tests.ui.conftest import Answers
from tests.ui.hands import CTRL, tap

from tauscope.core.chain import Chain
from tauscope.document.document import Document, Pin
from tauscope.document.edits import table_edits
from tauscope.document.files import codec, opening
from tauscope.document.files.codec import Decoded, decode, encode
from tauscope.sources import SOURCES
from tauscope.ui.editing.files import session_file
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.questions import Answer, Replacing
from tauscope.ui.window.main_window import MainWindow

HOT = table_edits.set_temperature(Document(), 2.5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A session on the disk."""
    path = tmp_path / "hot.tauscope"
    path.write_text(encode(HOT), encoding="utf-8")
    return path


def turn(window: MainWindow, temperature: float) -> None:
    window.history.perform(
        EditRequest("turn", lambda document: table_edits.set_temperature(document, temperature))
    )


def run(window: MainWindow, command: str) -> None:
    window.actions_by_name[command].trigger()


def on_disk(path: Path) -> Document:
    return decode(path.read_bytes()).document


# Saving


def test_first_save_asks_where(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    turn(window, 2.5)
    answers.save = tmp_path / "new.tauscope"
    run(window, "save")
    assert on_disk(answers.save) == HOT
    assert answers.asked == ["save as session.tauscope"]
    assert window.windowTitle() == "new.tauscope[*] — Tauscope"
    assert not window.isWindowModified()


def test_what_could_not_be_opened_again_is_not_saved(
    window: MainWindow, answers: Answers, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(codec, "LARGEST", 100)
    turn(window, 3.0)
    answers.save = file
    run(window, "save")
    assert window.notice.text == (
        "This session is larger than 64 MiB. Tauscope could not open it again, so it was not saved."
    )
    assert file.read_bytes() == before
    assert window.isWindowModified()


def test_second_save_does_not_ask(window: MainWindow, answers: Answers, file: Path) -> None:
    window.session.read(file)
    turn(window, 3.0)
    run(window, "save")
    assert on_disk(file).temperature == 3.0
    assert answers.asked == []


def test_save_as_goes_on_in_the_new_file(
    window: MainWindow, answers: Answers, file: Path, tmp_path: Path
) -> None:
    window.session.read(file)
    turn(window, 3.0)
    answers.save = tmp_path / "other.tauscope"
    run(window, "save_as")
    assert on_disk(file) == HOT
    assert on_disk(answers.save).temperature == 3.0
    assert window.session.path == answers.save


def test_save_that_is_cancelled_changes_nothing(window: MainWindow, answers: Answers) -> None:
    turn(window, 2.5)
    answers.save = None
    run(window, "save")
    assert window.isWindowModified()
    assert window.session.path is None


def test_star_comes_and_goes(window: MainWindow, file: Path) -> None:
    window.session.read(file)
    assert not window.isWindowModified()
    turn(window, 3.0)
    assert window.isWindowModified()
    window.history.undo()
    assert not window.isWindowModified()


def test_what_is_being_typed_is_saved_too(window: MainWindow, file: Path) -> None:
    window.session.read(file)
    window.bench.field.setFocus()
    hands.overwrite(window.bench.field, "0.25")
    tap(window.bench.field, Qt.Key.Key_S, CTRL)
    assert on_disk(file).temperature == 0.25


def test_cell_that_is_being_typed_is_saved_too(window: MainWindow, file: Path) -> None:
    window.session.read(file)
    table = window.bench.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 1))
    hands.write(table, "7")
    line = table.viewport().findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    tap(line, Qt.Key.Key_S, CTRL)
    assert on_disk(file).logits.values[1] == 7.0


@pytest.mark.parametrize("where", ["missing/a.tauscope", ".", "x" * 300 + ".tauscope", "nul\0.tauscope"])
def test_place_that_cannot_be_written_is_refused_in_the_notice(
    window: MainWindow, answers: Answers, tmp_path: Path, where: str
) -> None:
    turn(window, 2.5)
    answers.save = tmp_path / where
    run(window, "save")
    assert "could not be saved" in window.notice.text
    assert window.notice.property("refused")
    assert window.isWindowModified()
    assert window.history.document == HOT
    answers.save = tmp_path / "another.tauscope"
    run(window, "save")
    assert not window.notice.isVisible()


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_full_disk_leaves_the_old_file_and_the_document(
    window: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    window.session.read(file)
    before = file.read_bytes()
    turn(window, 3.0)
    targets = {"write": ("tauscope.document.files.saving._write_through", full)}
    if step in targets:
        monkeypatch.setattr(*targets[step])
    else:
        monkeypatch.setattr(os if step == "fsync" else Path, step, full)
    run(window, "save")
    monkeypatch.undo()
    assert "No space left on device" in window.notice.text
    assert file.read_bytes() == before
    assert window.history.document.temperature == 3.0
    assert window.isWindowModified()
    assert [path.name for path in file.parent.glob("*hot*")] == [file.name]
    assert list(file.parent.glob(".*")) == []


# A file that another program changes

OTHERS = encode(table_edits.set_temperature(Document(), 9.0))


@pytest.mark.parametrize("answer", ["cancel", "replace", "save as"])
def test_what_another_program_wrote_is_not_replaced_without_a_question(
    window: MainWindow, answers: Answers, file: Path, tmp_path: Path, answer: Replacing
) -> None:
    window.session.read(file)
    turn(window, 3.0)
    file.write_text(OTHERS, encoding="utf-8")
    answers.replace, answers.save = answer, tmp_path / "mine.tauscope"
    run(window, "save")
    assert answers.asked[0] == "replace hot.tauscope"
    assert on_disk(file).temperature == (3.0 if answer == "replace" else 9.0)
    assert window.isWindowModified() == (answer == "cancel")
    assert answers.save.exists() == (answer == "save as")
    asked = len(answers.asked)
    turn(window, 4.0)
    answers.replace = "cancel"
    run(window, "save")
    assert (len(answers.asked) > asked) == (answer == "cancel")


def test_closing_does_not_replace_it_either(window: MainWindow, answers: Answers, file: Path) -> None:
    window.session.read(file)
    turn(window, 3.0)
    file.write_text(OTHERS, encoding="utf-8")
    answers.discard = "save"
    window.close()
    assert window.isVisible()
    assert answers.asked == ["discard hot.tauscope", "replace hot.tauscope"]
    assert on_disk(file).temperature == 9.0


def test_a_file_that_is_gone_or_as_it_was_is_saved_without_a_question(
    window: MainWindow, answers: Answers, file: Path
) -> None:
    window.session.read(file)
    os.utime(file, ns=(1, 1))
    for temperature in (3.0, 4.0):
        turn(window, temperature)
        run(window, "save")
    file.unlink()
    turn(window, 5.0)
    run(window, "save")
    assert on_disk(file).temperature == 5.0
    assert answers.asked == []


def test_the_title_says_so_when_it_is_noticed(window: MainWindow, file: Path, qtbot: QtBot) -> None:
    window.session.read(file)
    before = file.read_text(encoding="utf-8")
    file.write_text(OTHERS, encoding="utf-8")
    window.session._watch.look()
    told = "hot.tauscope (changed on disk)[*] — Tauscope"
    qtbot.waitUntil(lambda: window.windowTitle() == told, timeout=20_000)
    assert window.notice.text.startswith("Another program changed hot.tauscope.")
    file.write_text(before, encoding="utf-8")
    window.session._watch._timer.setInterval(1)
    qtbot.waitUntil(lambda: window.windowTitle() == "hot.tauscope[*] — Tauscope", timeout=20_000)
    file.write_text(OTHERS, encoding="utf-8")
    qtbot.waitUntil(lambda: window.windowTitle() == told, timeout=20_000)
    window.session.read(file)
    assert window.windowTitle() == "hot.tauscope[*] — Tauscope"
    run(window, "new")
    assert not window.session._watch._timer.isActive()


# Opening


def test_open_shows_the_file(window: MainWindow, answers: Answers, file: Path) -> None:
    answers.open = file
    run(window, "open")
    assert window.history.document == HOT
    assert window.windowTitle() == "hot.tauscope[*] — Tauscope"
    assert window.history.undo_name is None
    assert window.recent_files() == [file]


def test_open_that_is_cancelled_changes_nothing(window: MainWindow) -> None:
    turn(window, 2.5)
    run(window, "open")
    assert window.history.document == HOT
    assert window.isWindowModified()


def test_table_is_opened_as_a_new_session(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    path = tmp_path / "zoo.csv"
    path.write_text("label;logit\nant;1,5\nbee;-2\n", encoding="utf-8")
    answers.open = path
    run(window, "open")
    assert window.history.document.logits.labels == ("ant", "bee")
    assert window.session.path is None
    answers.save = tmp_path / "zoo.tauscope"
    run(window, "save")
    assert path.read_text(encoding="utf-8").startswith("label")


@pytest.mark.parametrize("by_menu", [True, False], ids=["menu", "drop"])
@pytest.mark.parametrize(("name", "asks"), [("steps.csv", False), ("zoo.csv", True), ("hot.tauscope", True)])
def test_an_edited_document_is_asked_for_once_and_only_where_a_session_begins(
    window: MainWindow, qtbot: QtBot, answers: Answers, file: Path, name: str, asks: bool, by_menu: bool
) -> None:
    (file.parent / "steps.csv").write_text("step,cat,dog\n0,2.5,1\n1,0,0.5\n", encoding="utf-8")
    (file.parent / "zoo.csv").write_text("ant,1.5\nbee,-2\n", encoding="utf-8")
    turn(window, 3.0)
    before, answers.open, answers.discard = window.history.document, file.parent / name, "discard"
    if by_menu:
        run(window, "open")
    else:
        window.session.open_path(file.parent / name)
    qtbot.waitUntil(lambda: window.history.document != before, timeout=30_000)
    assert len([one for one in answers.asked if not one.startswith("open in")]) == asks
    if not asks:
        window.history.undo()
        assert window.history.document == before


BROKEN = {
    "empty.tauscope": b"",
    "ours.json": b'{"format": "other"}',
    "list.tauscope": b"[true, null]",
    "text.txt": b"These are words, not numbers.",
    "binary.png": bytes(range(256)),
    "picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "page.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "short.tauscope": encode(HOT).encode()[:150],
    "newer.tauscope": encode(HOT).replace('"version": 1', '"version": 99').encode(),
    "types.tauscope": encode(HOT).replace('"logit": 2.0', '"logit": [2.0]').encode(),
    "nan.tauscope": encode(HOT).replace('"logit": 2.0', '"logit": NaN').encode(),
    "large.tauscope": encode(HOT).replace('"logit": 2.0', '"logit": 1e999').encode(),
    "chain.tauscope": encode(HOT).replace("temperature=2.5", "temperature=-1").encode(),
    "latin.tauscope": encode(HOT).encode("utf-16")[:41],
}


def test_files_that_are_not_as_they_should_be_are_refused_and_left_alone(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    turn(window, 0.7)
    window.history.mark_saved(window.history.document)
    before = window.history.document
    for name, content in BROKEN.items():
        window.notice.dismiss()
        answers.open = tmp_path / name
        answers.open.write_bytes(content)
        run(window, "open")
        assert window.notice.isVisible(), name
        assert window.notice.property("refused"), name
        assert name in window.notice.text
        assert window.notice.text.endswith((".", "…", "”"))
        assert window.history.document is before, name
        assert answers.open.read_bytes() == content, name
        assert window.recent_files() == [], name
        assert window.windowTitle() == "Untitled[*] — Tauscope", name


def test_what_is_no_file_is_refused(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    notice = window.notice
    for where in ("gone.tauscope", ".", "/dev/zero", "nul\0", "long" * 100):
        notice.clear()
        assert not notice.isVisible(), where
        window.session.open_path(tmp_path / where)
        qtbot.waitUntil(lambda: notice.isVisible() and bool(notice.property("refused")))
        assert window.history.document == Document(), where


def test_unknown_keys_are_told_and_the_rest_is_opened(window: MainWindow, file: Path) -> None:
    entry = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**entry, "mood": "sunny"}), encoding="utf-8")
    window.session.read(file)
    assert window.history.document == HOT
    assert "mood" in window.notice.text
    assert not window.notice.property("refused")


# Before changes are lost


@pytest.mark.parametrize("command", ["new", "open", "quit"])
def test_changes_that_are_let_go_are_gone(
    window: MainWindow, answers: Answers, file: Path, command: str
) -> None:
    turn(window, 3.0)
    answers.open, answers.discard = file, "discard"
    run(window, command)
    assert "discard Untitled" in answers.asked
    expected = {"new": Document(), "open": HOT}
    if command in expected:
        assert window.history.document == expected[command]
    assert window.isVisible() == (command != "quit")


@pytest.mark.parametrize("command", ["new", "open", "quit"])
def test_cancel_keeps_the_changes(window: MainWindow, answers: Answers, file: Path, command: str) -> None:
    turn(window, 3.0)
    answers.open, answers.discard = file, "cancel"
    run(window, command)
    assert window.history.document.temperature == 3.0
    assert window.isVisible()


@pytest.mark.parametrize("command", ["new", "open", "quit"])
def test_changes_are_saved_first_when_asked_for(
    window: MainWindow, answers: Answers, file: Path, tmp_path: Path, command: str
) -> None:
    turn(window, 3.0)
    answers.open, answers.save, answers.discard = file, tmp_path / "kept.tauscope", "save"
    run(window, command)
    assert on_disk(tmp_path / "kept.tauscope").temperature == 3.0
    assert window.isVisible() == (command != "quit")


@pytest.mark.parametrize("save", [None, "missing/kept.tauscope"])
def test_changes_stay_where_saving_them_first_fails(
    window: MainWindow, answers: Answers, tmp_path: Path, save: str | None
) -> None:
    turn(window, 3.0)
    answers.save, answers.discard = (tmp_path / save if save else None), "save"
    run(window, "quit")
    assert window.isVisible()
    assert window.history.document.temperature == 3.0


def test_nothing_is_asked_where_nothing_is_lost(window: MainWindow, answers: Answers, file: Path) -> None:
    answers.open = file
    for command in ("new", "open", "new"):
        run(window, command)
    assert not any(asked.startswith("discard") for asked in answers.asked)


def test_what_is_being_typed_is_asked_about_too(window: MainWindow, answers: Answers) -> None:
    window.bench.field.setFocus()
    hands.overwrite(window.bench.field, "0.25")
    answers.discard = "cancel"
    window.close()
    assert answers.asked == ["discard Untitled"]
    assert window.history.document.temperature == 0.25


# Dropped and recent files


def drop(window: MainWindow, *urls: QUrl) -> bool:
    """Drop these on the window; whether they were welcome."""
    what = QMimeData()
    what.setUrls(list(urls))
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(10, 10), action, what, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(10, 10), action, what, left, none))
    return enter.isAccepted()


def test_dropped_file_is_opened(window: MainWindow, file: Path) -> None:
    assert drop(window, QUrl.fromLocalFile(str(file)))
    assert window.history.document == HOT


def test_dropped_file_asks_before_changes_are_lost(window: MainWindow, answers: Answers, file: Path) -> None:
    turn(window, 3.0)
    answers.discard = "cancel"
    drop(window, QUrl.fromLocalFile(str(file)))
    assert window.history.document.temperature == 3.0


def test_what_is_no_file_is_not_taken(window: MainWindow) -> None:
    assert not drop(window, QUrl("https://example.org/a.tauscope"))
    assert not drop(window)


def recent_titles(window: MainWindow) -> list[str]:
    menu = window.menus._recent
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_recent_files_stand_in_the_menu_the_newest_first(
    window: MainWindow, file: Path, tmp_path: Path
) -> None:
    assert recent_titles(window) == ["No files yet"]
    other = tmp_path / "other.tauscope"
    other.write_text(encode(Document()), encoding="utf-8")
    window.session.read(file)
    window.session.read(other)
    assert recent_titles(window) == ["other.tauscope", "hot.tauscope"]
    window.menus._recent.actions()[1].trigger()
    assert window.history.document == HOT
    assert recent_titles(window) == ["hot.tauscope", "other.tauscope"]


def test_recent_file_is_called_by_its_name(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "salt & pepper.tauscope"
    path.write_text(encode(HOT), encoding="utf-8")
    window.session.read(path)
    assert recent_titles(window) == ["salt && pepper.tauscope"]


def test_recent_file_that_is_gone_is_forgotten(window: MainWindow, file: Path) -> None:
    window.session.read(file)
    file.unlink()
    window.session.open_path(file)
    assert "no such file" in window.notice.text
    assert recent_titles(window) == ["No files yet"]
    assert window.history.document == HOT


class Slow:
    """Files that take until they are let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate = threading.Event()
        self._read = opening.read_document
        monkeypatch.setattr(opening, "read_document", self.read)
        monkeypatch.setattr(session_file, "PATIENCE", 0.01)

    def read(self, path: Path) -> Decoded:
        self.gate.wait(30)
        return self._read(path)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    return Slow(monkeypatch)


def test_a_file_that_takes_long_does_not_keep_the_window_waiting(
    window: MainWindow, file: Path, slow: Slow, qtbot: QtBot
) -> None:
    window.session.open_path(file)
    qtbot.waitUntil(lambda: window.notice.text == "Opening hot.tauscope …", timeout=20_000)
    assert window.history.document == Document()
    slow.gate.set()
    qtbot.waitUntil(lambda: window.history.document == HOT, timeout=20_000)
    assert window.session.path == file
    assert window.notice.text == "hot.tauscope is open."


@pytest.mark.parametrize(("answer", "opened"), [("discard", True), ("cancel", False)])
def test_what_was_changed_while_a_file_was_opened_is_asked_about(
    window: MainWindow, answers: Answers, file: Path, slow: Slow, qtbot: QtBot, answer: Answer, opened: bool
) -> None:
    window.session.open_path(file)
    turn(window, 0.5)
    answers.discard = answer
    slow.gate.set()
    qtbot.waitUntil(lambda: bool(answers.asked), timeout=20_000)
    assert (window.history.document == HOT) is opened


def test_a_slow_file_that_is_refused_leaves_everything(
    window: MainWindow, file: Path, slow: Slow, qtbot: QtBot
) -> None:
    file.write_text("{", encoding="utf-8")
    window.session.open_path(file)
    slow.gate.set()
    qtbot.waitUntil(lambda: bool(window.notice.property("refused")), timeout=20_000)
    assert window.history.document == Document()


def test_the_logits_of_what_was_opened_are_at_hand(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SOURCES, "stepping", "tests.stepping.Stepping")
    source = Stepping()
    document = replace(Document(), source=source, state=(1,), pins=(Pin(source, (2, 1), Chain()),))
    file = tmp_path / "moving.tauscope"
    file.write_text(encode(document), encoding="utf-8")
    window.session.open_path(file)
    opened = window.history.document
    assert opened.ready
    assert opened.pins[0].source.ready((2, 1))
