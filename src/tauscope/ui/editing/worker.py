"""Work in another thread, so that the window never waits: of what is asked for, the newest counts."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from time import monotonic, sleep
from typing import NoReturn, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from tauscope.core.errors import InputError

T = TypeVar("T")

STUCK_MS = 5000
"""A task may take so long before a waiting one is given to another thread."""

END_SECONDS = 0.2
"""Longest wait for idle threads when the program ends."""


class Background(QObject):
    """One thread at a time. What was asked for and not begun when something newer comes is passed over.

    Python cannot end a thread, and a task may never end by itself (a model with a loop, a disk that does
    not answer). So the threads are daemons, nothing waits for them, and a stuck one is replaced.
    """

    _done = Signal(int, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._worker: _Worker | None = None
        self._newest = self._begun = 0
        self._closed = False
        self._lock = threading.Lock()
        self._done.connect(self._finish)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        refuse: Callable[[str], object],
        patience: float = 0.0,
    ) -> bool:
        """Do `work` there, and then `then` with its result, or `refuse` with a refusal's sentence, here.

        What is done within `patience` seconds is waited for; the answer tells whether it was.
        """
        self._newest += 1
        finished = threading.Event()
        self._hand_over(partial(self._work, self._newest, work, then, refuse, finished))
        done = finished.wait(patience) if patience else False
        if done:
            QCoreApplication.sendPostedEvents(self)
        return done

    def _hand_over(self, task: Callable[[], object]) -> None:
        if self._worker is None:
            self._worker = _Worker(self._name)
        self._worker.tasks.put(task)
        if self._begun < self._newest:
            QTimer.singleShot(STUCK_MS, self, partial(self._relieve, self._newest, task))

    def _relieve(self, number: int, task: Callable[[], object]) -> None:
        """Give the newest task to another thread where the first one is still at an older task."""
        if number == self._newest and self._begun < number and not self._closed:
            self._leave_worker()
            self._hand_over(task)

    def _leave_worker(self) -> None:
        """Let the thread end after the task that it is at."""
        if self._worker is not None:
            self._worker.tasks.put(None)
        self._worker = None

    def close(self) -> None:
        """Drop what the thread is doing, without waiting for it."""
        with self._lock:
            self._newest += 1
            self._closed = True
        self._leave_worker()

    def _work(
        self,
        number: int,
        work: Callable[[], T],
        then: Callable[[T], object],
        refuse: Callable[[str], object],
        finished: threading.Event,
    ) -> None:
        if not self._claim(number):
            return
        finish: Callable[[], object]
        try:
            finish = partial(then, work())
        except InputError as error:
            finish = partial(refuse, str(error))
        except Exception as error:  # noqa: BLE001  # a mistake of the program's own is reported where all are
            finish = partial(_raise, error)
        with self._lock:  # once it is closed, this object may be gone
            if not self._closed:
                self._done.emit(number, finish)
        finished.set()

    def _claim(self, number: int) -> bool:
        """Whether this task is still wanted and no other thread has begun it."""
        with self._lock:
            wanted = number == self._newest and self._begun < number
            if wanted:
                self._begun = number
            return wanted

    def _finish(self, number: int, finish: Callable[[], object]) -> None:
        if number == self._newest:
            finish()


class _Worker(threading.Thread):
    """A daemon thread that does one task after the other, until it is given None."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.tasks: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self.start()

    def run(self) -> None:
        """Run tasks in the order in which they come."""
        while (task := self.tasks.get()) is not None:
            task()


def end_process(status: int) -> int:
    """Return the exit status, or end the process with it here and now if a thread is still at work.

    To shut down the interpreter under native code that still runs (a model that is asked) may hang or
    crash. All that is to be kept must lie on the disk already.
    """
    end = monotonic() + END_SECONDS
    while threading.active_count() > 1 and monotonic() < end:
        sleep(END_SECONDS / 50)
    if threading.active_count() > 1:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
    return status


def _raise(error: Exception) -> NoReturn:
    raise error
