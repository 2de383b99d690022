from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers
from tests.ui.editing.files.slow_disk import SlowDisk, slow_disk

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.ui import application
from tauscope.ui.editing.files import recovery, session_file
from tauscope.ui.editing.files.recovery import Recovery, remove_all, unsaved_work
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.window.main_window import MainWindow

SOON_MS = 1

PROGRAM = """
import sys
from pathlib import Path
from tauscope.ui import application
from tauscope.ui.editing.files import recovery
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest

recovery.DELAY_MS = 1
application.recovery_folder = lambda: Path(sys.argv[1])
app = application.make_application()
window = application.make_window()
kept = application.protect_work(window)
window.show()
window.history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 2.5)))
sys.exit(app.exec())
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where unsaved work is kept, at once."""
    folder = tmp_path / "recovery"
    monkeypatch.setattr(application, "recovery_folder", lambda: folder)
    monkeypatch.setattr(recovery, "DELAY_MS", SOON_MS)
    return folder


@contextmanager
def running_program(folder: Path, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start another program that makes an edit, keeps a copy of it in this folder, and waits; kill it."""
    places = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    source = str(Path(application.__file__).parents[2])
    program = subprocess.Popen(command, env={**os.environ, **places, "PYTHONPATH": source})
    try:
        patience = time.monotonic() + 60
        while not copies(folder) and program.poll() is None and time.monotonic() < patience:
            time.sleep(0.01)
        assert len(copies(folder)) == 1
        yield program
    finally:
        program.kill()
        program.wait()


def turn(history: History, temperature: float) -> None:
    history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, temperature)))


def no_file() -> None:
    """The session belongs to no file."""


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.tauscope"))


def answer(window: MainWindow, text: str) -> None:
    (button,) = [each for each in window.notice._buttons if each.text() == text]
    button.click()


# The copy


def test_copy_appears_after_an_edit(folder: Path, history: History, qtbot: QtBot) -> None:
    kept = Recovery(history, folder, no_file)
    turn(history, 2.5)
    qtbot.waitUntil(lambda: len(copies(folder)) == 1)
    assert decode(copies(folder)[0].read_bytes()).document == history.document
    kept.discard()
    assert list(folder.iterdir()) == []


def test_copy_follows_the_edits(folder: Path, history: History, qtbot: QtBot) -> None:
    kept = Recovery(history, folder, no_file)
    turn(history, 2.5)
    qtbot.waitUntil(lambda: len(copies(folder)) == 1)
    turn(history, 3.5)
    qtbot.waitUntil(lambda: decode(copies(folder)[0].read_bytes()).document.temperature == 3.5)
    kept.discard()


@pytest.mark.parametrize("way", ["save", "undo", "new"])
def test_copy_goes_when_nothing_is_unsaved(folder: Path, history: History, qtbot: QtBot, way: str) -> None:
    kept = Recovery(history, folder, no_file)
    turn(history, 2.5)
    qtbot.waitUntil(lambda: len(copies(folder)) == 1)
    if way == "save":
        history.mark_saved(history.document)
    elif way == "undo":
        history.undo()
    else:
        history.start(Document())
    qtbot.waitUntil(lambda: list(folder.iterdir()) == [], timeout=20_000)
    kept.discard()


def test_folder_that_cannot_be_written_disturbs_nobody(tmp_path: Path, history: History) -> None:
    (tmp_path / "file").write_text("")
    kept = Recovery(history, tmp_path / "file" / "recovery", no_file)
    turn(history, 2.5)
    kept.keep()
    kept.discard()
    assert history.document.temperature == 2.5


def test_copy_of_a_living_program_is_left_to_it(folder: Path, history: History) -> None:
    kept = Recovery(history, folder, no_file)
    turn(history, 2.5)
    kept.keep()
    assert unsaved_work(folder) == []
    kept.discard()


def test_damaged_copy_is_refused_with_a_sentence_and_left_alone(
    folder: Path, window: MainWindow, qtbot: QtBot
) -> None:
    folder.mkdir()
    (folder / "a.tauscope").write_text('{"format": "tausc')
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    answer(window, "Restore")
    qtbot.waitUntil(lambda: bool(window.notice.property("refused")))
    assert "a.tauscope" in window.notice.text
    assert window.history.document == Document()
    assert len(copies(folder)) == 1
    kept.discard()


def test_work_that_cannot_be_read_does_not_hide_older_work(
    folder: Path, window: MainWindow, qtbot: QtBot
) -> None:
    leave(folder, "older", 2.5, 60)
    (folder / "newer.tauscope").write_text("{")
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    answer(window, "Restore")
    qtbot.waitUntil(lambda: "newer.tauscope" in window.notice.text)
    assert "was kept" in window.notice.text
    qtbot.wait(10)  # the answers of the first notice go
    answer(window, "Restore")
    assert window.history.document.temperature == 2.5
    kept.discard()
    assert [path.stem for path in copies(folder)] == ["newer"]


def test_restored_work_belongs_to_its_file_again(
    folder: Path, tmp_path: Path, history: History, window: MainWindow, qtbot: QtBot
) -> None:
    talk = tmp_path / os.fsdecode(b"talk \xce\xbb.tauscope")
    crashed = Recovery(history, folder, lambda: talk)
    turn(history, 2.5)
    assert crashed.keep()
    crashed._lock.unlock()  # type: ignore[union-attr]  # as the system does when a program dies
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    answer(window, "Restore")
    assert window.history.document.temperature == 2.5
    assert window.session.path == talk
    assert window.isWindowModified()
    assert not talk.exists()
    window.session.save()
    assert decode(talk.read_bytes()).document.temperature == 2.5
    kept.discard()
    assert list(folder.iterdir()) == []


def test_no_folder_is_no_trouble(tmp_path: Path) -> None:
    assert unsaved_work(tmp_path / "never made") == []


# A disk that does not answer


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    with slow_disk(monkeypatch, recovery) as disk:
        yield disk


def test_a_copy_that_hangs_is_not_waited_for(
    folder: Path, history: History, hanging: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "PATIENCE", 0.01)
    kept = Recovery(history, folder, no_file)
    turn(history, 2.5)
    assert not kept.keep()
    assert hanging.begun.wait(30)
    kept.discard()
    monkeypatch.setattr(recovery, "PATIENCE", 60.0)
    hanging.gate.set()
    kept.discard()
    assert kept.keep()
    kept.discard()
    assert list(folder.iterdir()) == []


def test_to_forget_saved_work_never_removes_the_copy_of_newer_work(
    folder: Path, history: History, hanging: SlowDisk, qtbot: QtBot
) -> None:
    kept = Recovery(history, folder, no_file)
    turn(history, 2.5)
    kept.keep_soon()
    assert hanging.begun.wait(30)
    history.mark_saved(history.document)  # asks for the copy to be removed
    turn(history, 3.5)
    kept.keep_soon()
    hanging.gate.set()
    qtbot.waitUntil(lambda: not kept._jobs.busy(recovery.COPY), timeout=30_000)
    (copy,) = copies(folder)
    assert decode(copy.read_bytes()).document.temperature == 3.5
    kept.discard()
    assert list(folder.iterdir()) == []


# A program that is killed


@pytest.fixture(scope="module")
def left_by_a_kill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a program that is killed after an edit leaves behind."""
    folder = tmp_path_factory.mktemp("killed") / "recovery"
    with running_program(folder, tmp_path_factory.mktemp("home")) as program:
        program.send_signal(signal.SIGKILL)
        program.wait()
    return folder


@pytest.fixture
def killed(folder: Path, left_by_a_kill: Path) -> None:
    """A program was killed after an edit."""
    shutil.copytree(left_by_a_kill, folder)


@pytest.mark.usefixtures("killed")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_unsaved_work_of_a_killed_program_is_offered_and_restored(
    folder: Path, window: MainWindow, qtbot: QtBot
) -> None:
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    assert re.search(r"unsaved work from \d{4}-\d\d-\d\d \d\d:\d\d was kept", window.notice.text)
    answer(window, "Restore")
    assert window.history.document.temperature == 2.5
    assert window.isWindowModified()
    assert [path.stem for path in copies(folder)] == [kept._copy.stem]
    kept.discard()
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("killed")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_restoring_asks_before_newer_changes_are_lost(
    folder: Path, window: MainWindow, answers: Answers, qtbot: QtBot
) -> None:
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    turn(window.history, 7.0)
    answers.discard = "cancel"
    answer(window, "Restore")
    assert window.history.document.temperature == 7.0
    assert unsaved_work(folder)
    assert "was kept" in window.notice.text  # the offer stands, for nothing was restored
    assert window.notice.isVisible()
    answers.discard = "discard"
    answer(window, "Restore")
    assert window.history.document.temperature == 2.5
    kept.discard()


@pytest.mark.usefixtures("killed")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_nothing_that_is_opened_covers_the_offer(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s1.tauscope"
    file.write_text(encode(Document()), encoding="utf-8")
    monkeypatch.setattr(session_file, "PATIENCE", 0.0)
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    window.session.open_path(file)
    qtbot.waitUntil(lambda: window.session.path == file, timeout=20_000)
    assert "was kept" in window.notice.text
    window.session.open_path(tmp_path / "gone.tauscope")
    qtbot.waitUntil(lambda: bool(window.notice.property("refused")), timeout=20_000)
    assert "was kept" in window.notice.text
    answer(window, "Restore")
    qtbot.waitUntil(lambda: window.history.document.temperature == 2.5, timeout=20_000)
    kept.discard()


@pytest.mark.parametrize("newer", [True, False])
def test_a_file_saved_since_the_crash_is_not_replaced_without_a_question(
    folder: Path, window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot, newer: bool
) -> None:
    file, copy = tmp_path / "s1.tauscope", folder / "left.tauscope"
    folder.mkdir()
    file.write_text(encode(Document()), encoding="utf-8")
    copy.write_text(encode(table_edits.set_temperature(Document(), 2.5)), encoding="utf-8")
    copy.with_suffix(".file").write_bytes(os.fsencode(file))
    os.utime(copy, ns=(10**18, 10**18))
    os.utime(file, ns=(10**18 + (1 if newer else -1),) * 2)
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    answer(window, "Restore")
    assert window.session.path == file
    window.session.save()
    assert answers.asked == (["replace s1.tauscope"] if newer else [])
    kept.discard()


@pytest.mark.usefixtures("killed")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_unsaved_work_can_be_thrown_away(folder: Path, window: MainWindow, qtbot: QtBot) -> None:
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    answer(window, "Discard")
    assert window.history.document == Document()
    assert list(folder.iterdir()) == []
    kept.discard()


def leave(folder: Path, name: str, temperature: float, age: float) -> None:
    """Leave unsaved work behind as a program does that was killed some seconds ago."""
    folder.mkdir(exist_ok=True)
    copy = folder / f"{name}.tauscope"
    copy.write_text(encode(table_edits.set_temperature(Document(), temperature)))
    os.utime(copy, (1e9 - age, 1e9 - age))


def test_throwing_the_newest_work_away_keeps_and_offers_the_next(
    folder: Path, window: MainWindow, qtbot: QtBot
) -> None:
    leave(folder, "older", 2.5, 60)
    leave(folder, "newer", 3.5, 0)
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    answer(window, "Discard")
    assert [path.stem for path in copies(folder)] == ["older"]
    qtbot.wait(10)  # the answers of the first notice go
    assert window.notice.isVisible()
    answer(window, "Restore")
    assert window.history.document.temperature == 2.5
    assert window.session.path is None
    kept.discard()
    assert copies(folder) == []


def test_restored_work_stays_on_the_disk_where_no_other_copy_can_be_written(
    folder: Path, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise InputError(f"{path}: no room for {len(data)} bytes.")

    leave(folder, "only", 2.5, 0)
    kept = application.protect_work(window)
    qtbot.waitUntil(window.notice.isVisible)
    monkeypatch.setattr(recovery, "replace_file", full)
    answer(window, "Restore")
    assert window.history.document.temperature == 2.5
    assert [path.stem for path in copies(folder)] == ["only"]
    kept.discard()


def test_two_living_programs_do_not_take_each_others_work(
    folder: Path, tmp_path: Path, window: MainWindow
) -> None:
    with running_program(folder, tmp_path):
        kept = application.protect_work(window)
        turn(window.history, 7.0)
        kept.keep()
        assert unsaved_work(folder) == []
        assert not window.notice.isVisible()
        assert len(copies(folder)) == 2
        kept.discard()
        assert len(copies(folder)) == 1
    (left,) = unsaved_work(folder)
    assert decode(left.path.read_bytes()).document.temperature == 2.5
    remove_all([left])
    assert list(folder.iterdir()) == []
