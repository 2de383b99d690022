from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot
from tests.ui.conftest import end

from tauscope.core.errors import InputError
from tauscope.ui.editing import jobs as module
from tauscope.ui.editing.job import JobToken
from tauscope.ui.editing.jobs import Jobs


@pytest.fixture
def writes(qtbot: QtBot) -> Iterator[Jobs]:
    """Jobs of which two with one key never run at the same time."""
    del qtbot
    made = Jobs(overtaking=False)
    yield made
    end(made)


def refused(sentence: str) -> None:
    pytest.fail(sentence)


class Endless:
    """Work that ends only when it is let."""

    def __init__(self, result: int = 1) -> None:
        self.gate, self.begun, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.token: JobToken | None = None
        self._result = result

    def __call__(self, token: JobToken) -> int:
        self.token = token
        self.begun.set()
        self.gate.wait(30)
        self.ended.set()
        return self._result


def test_work_is_done_elsewhere_and_its_result_comes_here(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[tuple[threading.Thread, threading.Thread]] = []
    here = threading.current_thread()
    jobs.start(
        "a",
        lambda _: threading.current_thread(),
        lambda there: seen.append((there, threading.current_thread())),
        refused,
    )
    assert jobs.busy("a")
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] is not here
    assert seen[0][1] is here
    assert not jobs.busy("a")


def test_of_one_key_the_newest_counts(jobs: Jobs, qtbot: QtBot) -> None:
    first, seen, worked = Endless(), list[int](), list[int]()

    def second(_: JobToken) -> int:
        worked.append(2)
        return 2

    jobs.start("a", first, seen.append, refused)
    assert first.begun.wait(30)
    jobs.start("a", second, seen.append, refused)
    jobs.start("a", lambda _: 3, seen.append, refused)
    assert first.token is not None
    assert first.token.cancelled
    first.gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert (seen, worked) == ([3], [])


def test_different_keys_run_at_the_same_time(jobs: Jobs, qtbot: QtBot) -> None:
    stuck, seen = [Endless() for _ in range(9)], list[int]()
    for key, one in enumerate(stuck):
        jobs.start(key, one, lambda _: refused("It has not ended."), refused)
    assert all(one.begun.wait(30) for one in stuck)
    jobs.start("free", lambda _: 2, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [2], timeout=30_000)
    jobs.close()
    for one in stuck:
        one.gate.set()


def test_results_may_come_in_the_wrong_order(jobs: Jobs, qtbot: QtBot) -> None:
    first, second, seen = Endless(1), Endless(2), list[int]()
    jobs.start("a", first, seen.append, refused)
    jobs.start("b", second, seen.append, refused)
    second.gate.set()
    qtbot.waitUntil(lambda: seen == [2], timeout=30_000)
    first.gate.set()
    qtbot.waitUntil(lambda: seen == [2, 1], timeout=30_000)


def test_a_late_result_of_an_overtaken_job_is_dropped(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_MS", 1)
    late, seen = Endless(1), list[int]()
    jobs.start("a", late, seen.append, refused)
    assert late.begun.wait(30)
    jobs.start("a", lambda _: 2, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [2], timeout=30_000)
    assert not late.ended.is_set()
    jobs.start("a", lambda _: 3, seen.append, refused)
    late.gate.set()
    qtbot.waitUntil(lambda: seen == [2, 3], timeout=30_000)
    assert late.ended.wait(30)
    qtbot.wait(10)
    assert seen == [2, 3]


def test_a_cancelled_job_is_dropped_and_the_next_begins_at_once(jobs: Jobs, qtbot: QtBot) -> None:
    stuck, seen, ended, told = Endless(), list[int](), list[object](), list[str]()
    jobs.ended.connect(ended.append)
    jobs.start("a", stuck, seen.append, refused, on_cancel=lambda: told.append("cancelled"))
    assert stuck.begun.wait(30)
    jobs.cancel("a")
    jobs.cancel("a")
    assert stuck.token is not None
    assert stuck.token.cancelled
    assert (ended, told) == (["a"], ["cancelled"])
    assert not jobs.busy("a")
    jobs.start("a", lambda _: 2, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [2], timeout=30_000)
    stuck.gate.set()
    assert stuck.ended.wait(30)
    qtbot.wait(10)
    assert seen == [2]


def test_a_job_that_waits_can_be_cancelled(jobs: Jobs, qtbot: QtBot) -> None:
    first, seen = Endless(), list[int]()
    jobs.start("a", first, seen.append, refused)
    assert first.begun.wait(30)
    jobs.start("a", lambda _: 2, seen.append, refused)
    jobs.cancel("a")
    first.gate.set()
    jobs.start("b", lambda _: 3, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [3], timeout=30_000)
    assert first.ended.wait(30)
    qtbot.wait(10)
    assert seen == [3]


def test_work_may_look_whether_it_is_cancelled_or_be_told(jobs: Jobs, qtbot: QtBot) -> None:
    begun, stopped, seen, late = threading.Event(), threading.Event(), list[int](), list[str]()

    def work(token: JobToken) -> int:
        with token.ending(stopped.set):
            begun.set()
            assert stopped.wait(30)
        with token.ending(lambda: late.append("at once")):
            token.check()
        return 1

    jobs.start("a", work, seen.append, refused)
    assert begun.wait(30)
    jobs.cancel("a")
    qtbot.waitUntil(lambda: late == ["at once"], timeout=30_000)
    qtbot.wait(10)
    assert seen == []


def test_progress_is_told_of_the_newest_alone(jobs: Jobs, qtbot: QtBot) -> None:
    first, told, seen = Endless(), list[tuple[object, float, str]](), list[int]()
    jobs.progressed.connect(lambda key, fraction, words: told.append((key, fraction, words)))

    def work(token: JobToken) -> int:
        token.progress(0.5, "line 7")
        return 2

    jobs.start("a", first, seen.append, refused)
    assert first.begun.wait(30)
    assert first.token is not None
    jobs.start("a", work, seen.append, refused)
    first.token.progress(0.1)
    first.gate.set()
    qtbot.waitUntil(lambda: seen == [2], timeout=30_000)
    assert told == [("a", 0.5, "line 7")]


def test_progress_is_told_once_for_each_whole_percentage(jobs: Jobs, qtbot: QtBot) -> None:
    told, seen = list[int](), list[int]()
    jobs.progressed.connect(lambda _, fraction, __: told.append(round(100 * fraction)))

    def work(token: JobToken) -> int:
        for number in range(100_001):
            token.progress(number / 100_000)
        return 1

    jobs.start("a", work, seen.append, refused)
    qtbot.waitUntil(lambda: seen == [1], timeout=30_000)
    assert told == list(range(101))


def test_what_comes_within_patience_is_there_at_once(jobs: Jobs) -> None:
    seen, slow = list[int](), Endless()
    assert jobs.start("a", lambda _: 1, seen.append, refused, patience=60.0)
    assert seen == [1]
    assert not jobs.start("b", slow, seen.append, refused, patience=0.01)
    slow.gate.set()


def test_of_two_writes_to_one_file_the_second_waits(
    writes: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_MS", 1)
    first, seen = Endless(), list[int]()
    writes.start("file", first, seen.append, refused)
    assert first.begun.wait(30)
    writes.start("file", lambda _: 2, seen.append, refused)
    writes.cancel("file")
    writes.start("file", lambda _: 3, seen.append, refused)
    qtbot.wait(50)
    assert first.token is not None
    assert (seen, first.token.cancelled) == ([], False)
    first.gate.set()
    qtbot.waitUntil(lambda: seen == [3], timeout=30_000)


def test_a_refusal_is_its_sentence(jobs: Jobs, qtbot: QtBot) -> None:
    def work(_: JobToken) -> None:
        raise InputError("No.")

    seen: list[str] = []
    jobs.start("a", work, lambda _: None, seen.append)
    qtbot.waitUntil(lambda: seen == ["No."])


def test_a_mistake_is_reported_where_all_are(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        jobs.start("a", lambda _: 1 / 0, lambda _: None, refused)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert not jobs.busy("a")


def test_closing_waits_for_nothing_and_drops_what_comes_then(jobs: Jobs, qtbot: QtBot) -> None:
    endless, waiting, seen = Endless(), Endless(), list[int]()
    jobs.start("a", endless, seen.append, refused)
    assert endless.begun.wait(30)
    jobs.start("a", waiting, seen.append, refused)
    jobs.close()
    assert not endless.ended.is_set()
    endless.gate.set()
    assert endless.ended.wait(30)
    qtbot.wait(10)
    assert (seen, waiting.begun.is_set()) == ([], False)


def test_what_is_late_may_find_its_window_gone(qtbot: QtBot) -> None:
    del qtbot
    jobs, endless = Jobs(), Endless()
    before = set(threading.enumerate())
    jobs.start("a", endless, lambda _: None, refused)
    assert endless.begun.wait(30)
    jobs.close()
    jobs.deleteLater()
    QCoreApplication.sendPostedEvents(jobs, QEvent.Type.DeferredDelete)
    endless.gate.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)  # an error in a thread would fail this test
        assert not thread.is_alive()


class Array:
    """Stands for an array of all classes."""


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_result_is_let_go_as_soon_as_it_is_handed_over(jobs: Jobs, qtbot: QtBot, cancelled: bool) -> None:
    """Without waiting for Python's search for objects that refer to each other."""
    made, seen, gate = list["weakref.ref[Array]"](), list[bool](), threading.Event()

    def work(_: JobToken) -> Array:
        assert gate.wait(30)
        array = Array()
        made.append(weakref.ref(array))
        return array

    gc.disable()
    try:
        jobs.start("a", work, lambda array: seen.append(isinstance(array, Array)), refused)
        if cancelled:
            jobs.cancel("a")
        gate.set()
        qtbot.waitUntil(lambda: bool(made) and made[0]() is None)
    finally:
        gc.enable()
    assert seen == ([] if cancelled else [True])


def test_a_window_may_be_deleted_while_threads_report(qtbot: QtBot) -> None:
    """An object that is deleted while it emits in another thread crashes the process."""
    del qtbot
    before = set(threading.enumerate())
    for _ in range(20):
        window, gate = QObject(), threading.Event()
        jobs = Jobs(window)

        def work(token: JobToken, gate: threading.Event = gate) -> None:
            assert gate.wait(30)
            for number in range(200):
                token.progress(number / 200, str(number))

        for key in range(4):
            jobs.start(key, work, lambda _: None, refused)
        gate.set()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        jobs.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()
