from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tauscope.ui.editing import worker_threads as module
from tauscope.ui.editing.worker_threads import WorkerThreads


@pytest.fixture
def threads() -> Iterator[WorkerThreads]:
    made = WorkerThreads()
    yield made
    made.close()


def thread_of(threads: WorkerThreads) -> threading.Thread:
    """The thread that does the next piece of work."""
    seen, told = list[threading.Thread](), threading.Event()

    def work() -> None:
        seen.append(threading.current_thread())
        told.set()

    threads.run(work)
    assert told.wait(30)
    return seen[0]


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_an_idle_thread_does_the_next_work(threads: WorkerThreads) -> None:
    first = thread_of(threads)
    assert first is not threading.current_thread()
    assert first.daemon
    # It becomes idle a little after it has done its work.
    wait_until(lambda: thread_of(threads) is first)


def test_work_waits_for_no_other(threads: WorkerThreads) -> None:
    together = threading.Barrier(5)  # broken if one of them waits for another to end
    for _ in range(4):
        threads.run(partial(together.wait, 30))
    together.wait(30)


def test_closing_ends_idle_threads_at_once_and_others_after_their_work(threads: WorkerThreads) -> None:
    gate, begun, seen = threading.Event(), threading.Event(), list[threading.Thread]()

    def work() -> None:
        seen.append(threading.current_thread())
        begun.set()
        gate.wait(30)

    threads.run(work)
    assert begun.wait(30)
    idle = thread_of(threads)
    threads.close()
    idle.join(30)
    assert not idle.is_alive()
    assert seen[0].is_alive()
    gate.set()
    seen[0].join(30)
    assert not seen[0].is_alive()


def test_what_is_run_after_closing_is_done_and_its_thread_ends(threads: WorkerThreads) -> None:
    threads.close()
    thread = thread_of(threads)
    thread.join(30)
    assert not thread.is_alive()


def test_a_thread_without_work_ends_after_a_while(
    threads: WorkerThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    first = thread_of(threads)
    first.join(30)
    assert not first.is_alive()
    assert thread_of(threads) is not first


def test_an_idle_thread_keeps_nothing_of_its_work(threads: WorkerThreads) -> None:
    class Array:
        """Stands for an array of all classes."""

    array = Array()
    kept = weakref.ref(array)
    threads.run(partial(id, array))
    del array
    wait_until(lambda: kept() is None)


def test_work_is_done_once_also_by_a_thread_that_was_about_to_end(
    threads: WorkerThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.0)
    done = list[int]()
    for number in range(2000):
        threads.run(partial(done.append, number))
        if number % 3 == 0:
            wait_until(lambda: len(done) > number)  # noqa: B023  # called here and now
    wait_until(lambda: len(done) == 2000)
    assert sorted(done) == list(range(2000))
