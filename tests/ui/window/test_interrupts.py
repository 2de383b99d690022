"""Signals end the program without a question, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tauscope.document.document import Document
from tauscope.document.files.codec import decode

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without a signal")

PROGRAM = """
import atexit, signal, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from tauscope.document.edits import table_edits
from tauscope.ui import application
from tauscope.ui.window import interrupts
from tauscope.ui.editing.files import recovery
from tauscope.ui.editing.files import saver
from tauscope.ui.editing.history import EditRequest

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may ignore one, as a shell's job does
recovery.DELAY_MS = 10**8  # no copy is written but when the program ends

def begin(window):
    if "edit" in sys.argv:
        edit = lambda document: table_edits.set_temperature(document, 2.5)
        window.history.perform(EditRequest("turn", edit))
    if "type" in sys.argv:
        window.bench.field.setFocus()
        window.bench.field.selectAll()
        QTest.keyClicks(window.bench.field, "0.25")
    if "ask" in sys.argv:
        QTimer.singleShot(0, lambda: print("ready", flush=True))
        window.session.new()
    if "close" in sys.argv:
        atexit.register(lambda: print("ended as programs do", flush=True))
        QTimer.singleShot(0, window.close)
    if "stuck" in sys.argv:
        recovery.PATIENCE = 0.1
        recovery.replace_file = lambda *_: time.sleep(600)
    if "saving" in sys.argv:  # closed, and its file is on a disk that does not answer
        saver.replace_file = lambda *_: time.sleep(600)
        window.session.questions.before_discarding = lambda name: "save"
        window.session.path = Path("slow.tauscope").absolute()
        window.close()
    print("ready", flush=True)
    if "hang" in sys.argv:
        interrupts.PATIENCE_SECONDS = 0.1
        time.sleep(600)

made = application.make_window
def make(theme=None):
    window = made(theme)
    QTimer.singleShot(0, window, lambda: begin(window))
    return window

application.make_window = make
sys.exit(application.run())
"""


def end(home: Path, number: int, *words: str) -> tuple[int, str, list[Document]]:
    """Run the program until it is ready and send it a signal.

    Returns
    -------
    int, str, list of Document
        Exit status, standard error, and the unsaved work that was kept.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        env={**kept, "HOME": str(home)},
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        error = process.stderr.read()
    copies = sorted(home.rglob("recovery/*.tauscope"))
    return process.returncode, error, [decode(copy.read_text("utf-8")).document for copy in copies]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_unsaved_work_is_kept_and_nothing_is_asked(tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)
    status, error, kept = end(tmp_path, number, "edit")
    assert (status, error) == (128 + number, "")
    assert [document.temperature for document in kept] == [2.5]


def test_what_is_being_typed_is_kept(tmp_path: Path) -> None:
    _, _, kept = end(tmp_path, signal.SIGTERM, "type")
    assert [document.temperature for document in kept] == [0.25]


def test_a_question_that_is_open_goes_with_the_program(tmp_path: Path) -> None:
    status, error, kept = end(tmp_path, signal.SIGINT, "edit", "ask")
    assert status == 130
    assert "Traceback" not in error
    assert [document.temperature for document in kept] == [2.5]


def test_a_copy_that_cannot_be_written_does_not_hold_the_end_up(tmp_path: Path) -> None:
    status, error, kept = end(tmp_path, signal.SIGTERM, "edit", "stuck")
    assert (status, error, kept) == (128 + signal.SIGTERM, "", [])


def test_the_work_of_a_closed_window_whose_file_is_not_written_yet_is_kept(tmp_path: Path) -> None:
    status, error, kept = end(tmp_path, signal.SIGTERM, "edit", "saving")
    assert (status, error) == (128 + signal.SIGTERM, "")
    assert [document.temperature for document in kept] == [2.5]


def test_without_changes_nothing_is_kept(tmp_path: Path) -> None:
    assert end(tmp_path, signal.SIGINT) == (130, "", [])


def test_a_window_that_is_closed_leaves_no_thread_behind(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    command = [sys.executable, "-c", PROGRAM, "close"]
    done = subprocess.run(
        command,
        env={**kept, "HOME": str(tmp_path)},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "ready\nended as programs do\n"


def test_a_window_that_does_not_answer_is_ended(tmp_path: Path) -> None:
    status, error, _ = end(tmp_path, signal.SIGTERM, "hang")
    assert (status, error) == (128 + signal.SIGTERM, "")
