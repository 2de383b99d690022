"""Work in other threads, so that the window never waits: of the jobs with one key the newest counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from tauscope.ui.editing.job import Job, JobToken, nothing
from tauscope.ui.editing.job_threads import JobThreads
from tauscope.ui.editing.later import call_later

T = TypeVar("T")

STUCK_MS = 5000
"""Milliseconds after which a newer job of the same key begins in another thread."""


class Jobs(QObject):
    """Does jobs in threads and hands their results back in the thread that owns this object.

    Jobs with different keys run at the same time. Of one key a single job runs and the newest waits for it:
    it is told that it is cancelled, and after `STUCK_MS` the newest begins beside it. Python cannot end a
    thread, and work may never end by itself (a disk that does not answer), so the threads are daemons and
    nothing waits for them.

    Parameters
    ----------
    parent : QObject, optional
    overtaking : bool
        False if two jobs of a key must never run at the same time, however long the first takes: they write
        to one file. The first one is then not cancelled by the next.
    """

    begun = Signal(object, str)
    """Emitted with a job's key and title."""
    progressed = Signal(object, float, str)
    """Emitted with a job's key, the fraction that is done, and words."""
    ended = Signal(object)
    """Emitted with a job's key, before its result is handed over or after it was cancelled."""

    def __init__(self, parent: QObject | None = None, *, overtaking: bool = True) -> None:
        super().__init__(parent)
        self._overtaking = overtaking
        self._newest: dict[Hashable, Job] = {}
        self._threads = JobThreads(overtaking=overtaking)
        self._threads.messages.told.connect(self._pass_on)
        self._threads.messages.finished.connect(self._deliver)

    def start(
        self,
        key: Hashable,
        work: Callable[[JobToken], T],
        then: Callable[[T], object],
        refuse: Callable[[str], object],
        *,
        title: str = "",
        patience: float = 0.0,
        on_cancel: Callable[[], object] | None = None,
    ) -> bool:
        """Do `work` in another thread, then call `then` with its result here.

        Parameters
        ----------
        key : hashable
            What the job is for: a newer job with the same key takes its place.
        work : callable
            Is given the job's `JobToken`. An `InputError` that it raises is a refusal; any other error is
            raised here.
        then, refuse : callable
            Are given the result, or the sentence of the refusal.
        title : str
            What is being done, for the notice: "Opening zoo.csv". Without one no notice is shown.
        patience : float
            Seconds that this call waits for the result.
        on_cancel : callable, optional
            Called here if the user cancels the job.

        Returns
        -------
        bool
            True if the result came within `patience`.
        """
        job = Job(key, work, then, refuse, on_cancel or nothing, self._threads.tell)
        before = self._newest.get(key)
        self._newest[key] = job
        if before is not None and self._overtaking:
            before.token.cancel()
        if not self._threads.begin(job) and self._overtaking:
            call_later(self, STUCK_MS, partial(self._threads.overtake, job))
        self.begun.emit(key, title)
        done = job.finished.wait(patience) if patience else False
        # The queued signal cannot arrive while this thread waits; when it does, the result is delivered.
        if done:
            self._deliver(job)
        return done

    def busy(self, key: Hashable) -> bool:
        """Whether the result of a job with this key is still to come."""
        return key in self._newest

    @property
    def busy_at_all(self) -> bool:
        """Whether any result is still to come."""
        return bool(self._newest)

    def cancel(self, key: Hashable) -> None:
        """Drop the job with this key: its result is never handed over, and the next one begins at once."""
        job = self._newest.pop(key, None)
        if job is None:
            return
        self._threads.forget(job)
        job.token.cancel()
        self.ended.emit(key)
        job.on_cancel()

    def close(self) -> None:
        """Drop all jobs, without waiting for any."""
        self._threads.close()
        jobs, self._newest = self._newest, {}
        for job in jobs.values():
            job.token.cancel()

    def _pass_on(self, job: Job, fraction: float, words: str) -> None:
        if self._newest.get(job.key) is job:
            self.progressed.emit(job.key, fraction, words)

    def _deliver(self, job: Job) -> None:
        """Deliver a result once, unless the job was cancelled."""
        finish = job.take_finish()
        # A cancelled job, one with a newer one of its key, and one that `start` has delivered are not here.
        if self._newest.get(job.key) is job:
            del self._newest[job.key]
            self.ended.emit(job.key)
            finish()
