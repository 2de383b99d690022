from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from tauscope.core.errors import InputError
from tauscope.ui.editing import worker as module
from tauscope.ui.editing.worker import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    made = Background("test")
    yield made
    made.close()


def refused(sentence: str) -> None:
    pytest.fail(sentence)


def test_work_is_done_elsewhere_and_its_result_comes_here(background: Background, qtbot: QtBot) -> None:
    seen: list[tuple[str, str]] = []

    def work() -> str:
        return threading.current_thread().name

    background.run(work, lambda name: seen.append((name, threading.current_thread().name)), refused)
    qtbot.waitUntil(lambda: bool(seen))
    there, here = seen[0]
    assert there.startswith("test")
    assert here == threading.main_thread().name


def test_of_what_is_asked_for_the_newest_counts(background: Background, qtbot: QtBot) -> None:
    begun, gate, seen, worked = threading.Event(), threading.Event(), list[int](), list[int]()

    def first() -> int:
        begun.set()
        gate.wait(10)
        return 1

    def second() -> int:
        worked.append(2)
        return 2

    background.run(first, seen.append, refused)
    assert begun.wait(10)
    background.run(second, seen.append, refused)
    background.run(lambda: 3, seen.append, refused)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert (seen, worked) == ([3], [])


def test_a_refusal_is_its_sentence(background: Background, qtbot: QtBot) -> None:
    def work() -> None:
        raise InputError("No.")

    seen: list[str] = []
    background.run(work, lambda _: None, seen.append)
    qtbot.waitUntil(lambda: seen == ["No."])


def test_a_mistake_is_reported_where_all_are(background: Background, qtbot: QtBot) -> None:
    def work() -> float:
        return 1 / 0

    with qtbot.captureExceptions() as caught:
        background.run(work, lambda _: None, refused)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_what_comes_after_closing_is_dropped(qtbot: QtBot) -> None:
    gate, seen = threading.Event(), list[int]()
    background = Background("test")

    def work() -> int:
        gate.wait(10)
        return 1

    background.run(work, seen.append, refused)
    gate.set()
    background.close()
    qtbot.wait(30)
    assert seen == []


class Endless:
    """Work that ends only when it is let."""

    def __init__(self) -> None:
        self.gate, self.begun, self.ended = threading.Event(), threading.Event(), threading.Event()

    def __call__(self) -> int:
        self.begun.set()
        self.gate.wait(30)
        self.ended.set()
        return 1


def test_closing_waits_for_nothing(qtbot: QtBot) -> None:
    background, endless, seen = Background("test"), Endless(), list[int]()
    background.run(endless, seen.append, refused)
    assert endless.begun.wait(30)
    background.close()
    assert not endless.ended.is_set()
    endless.gate.set()
    assert endless.ended.wait(30)
    qtbot.wait(10)
    assert seen == []


def test_what_is_late_may_find_its_window_gone(qtbot: QtBot) -> None:
    del qtbot
    background, endless = Background("test"), Endless()
    background.run(endless, lambda _: None, refused)
    assert endless.begun.wait(30)
    background.close()
    background.deleteLater()
    QCoreApplication.sendPostedEvents(background, QEvent.Type.DeferredDelete)
    endless.gate.set()
    for thread in [thread for thread in threading.enumerate() if thread.name == "test"]:
        thread.join(30)  # an error in a thread would fail this test
        assert not thread.is_alive()


def test_work_that_never_ends_does_not_keep_other_work_waiting(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_MS", 1)
    background, endless, seen = Background("test"), Endless(), list[int]()
    background.run(endless, seen.append, refused)
    assert endless.begun.wait(30)
    background.run(lambda: 2, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [2], timeout=30_000)
    assert not endless.ended.is_set()
    endless.gate.set()
    background.run(lambda: 3, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [2, 3], timeout=30_000)
    background.close()


LEAVING = """
import atexit, sys, threading
from tauscope.ui.editing.worker import Background, end_process
from PySide6.QtCore import QCoreApplication
atexit.register(print, "shut down")
application, background, begun = QCoreApplication([]), Background("test"), threading.Event()
def work():
    begun.set()
    {work}
background.run(work, print, print)
begun.wait()
background.close()
print("told", end="")
sys.exit(end_process(3))
"""


@pytest.mark.parametrize(
    ("work", "told"), [("threading.Event().wait()", "told"), ("pass", "toldshut down\n")]
)
def test_the_program_ends_whatever_a_thread_does(work: str, told: str) -> None:
    command = [sys.executable, "-c", LEAVING.format(work=work)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (3, told, "")
