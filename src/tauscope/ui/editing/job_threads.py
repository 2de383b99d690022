"""The threads of `Jobs`: which job of a key runs and which waits, and the way back to the owner's thread."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QObject, Signal

from tauscope.ui.editing.job import Job
from tauscope.ui.editing.worker_threads import WorkerThreads


class Messages(QObject):
    """What threads tell the owner of jobs, emitted in theirs: Qt queues the calls into the owner's thread.

    The threads hold this object, which no window owns. So it is there for as long as one may emit, whatever
    is deleted meanwhile; Qt allows a receiver to be deleted at any time, but not a sender.
    """

    told = Signal(object, float, str)
    finished = Signal(object)


class JobThreads:
    """Lets jobs with different keys run at the same time, and of each key a single one.

    Parameters
    ----------
    overtaking : bool
        False if two jobs of a key must never run at the same time.
    """

    def __init__(self, *, overtaking: bool) -> None:
        self.messages = Messages()
        self._overtaking = overtaking
        self._running: dict[Hashable, Job] = {}
        self._waiting: dict[Hashable, Job] = {}
        self._closed = False
        self._lock = threading.Lock()
        self._threads = WorkerThreads()

    def begin(self, job: Job) -> bool:
        """Begin a job, or let it wait for the one of its key; return whether it has begun."""
        with self._lock:
            # Either the thread of the job before finds this one in `_hand_over`, or this one gets a thread.
            waits = job.key in self._running
            (self._waiting if waits else self._running)[job.key] = job
        if not waits:
            self._threads.run(partial(self._work, job))
        return not waits

    def overtake(self, job: Job) -> None:
        """Begin a waiting job in another thread although the one before it is still running."""
        with self._lock:
            if self._waiting.get(job.key) is not job:
                return
            self._running[job.key] = self._waiting.pop(job.key)
        self._threads.run(partial(self._work, job))

    def forget(self, job: Job) -> None:
        """Let the next job of this one's key begin at once, if two may run at the same time."""
        with self._lock:
            if self._waiting.get(job.key) is job:
                del self._waiting[job.key]
            # The thread of a cancelled job may never end: the next job does not wait for it.
            if self._overtaking:
                self._running.pop(job.key, None)

    def close(self) -> None:
        """Begin no waiting job, and tell nothing more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
        self._threads.close()

    def tell(self, job: Job, fraction: float, words: str) -> None:
        """Pass on what the work of a job reports, in its thread."""
        if not self._closed and not job.token.cancelled:
            self.messages.told.emit(job, fraction, words)

    def _work(self, job: Job | None) -> None:
        while job is not None:
            job.do()
            job = self._hand_over(job)

    def _hand_over(self, job: Job) -> Job | None:
        """Deliver the result of a job, and return the job that waited for it."""
        following = None
        with self._lock:
            # If not, the job was cancelled or overtaken, and another thread has the key.
            if self._running.get(job.key) is job:
                del self._running[job.key]
                following = self._waiting.pop(job.key, None)
                if following is not None:
                    self._running[job.key] = following
        if not self._closed:
            self.messages.finished.emit(job)
        job.finished.set()
        return following
