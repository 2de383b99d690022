"""Work in other threads, so that the window never waits: of the jobs with one key the newest counts."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from functools import partial
from typing import NoReturn, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.core.errors import InputError
from tauscope.sources.stopping import Stop, StoppedError, stopped_by

T = TypeVar("T")

STUCK_MS = 5000
"""Milliseconds after which a newer job of the same key begins in another thread."""


class JobToken:
    """Passed to the work of a job, which checks it for cancellation and reports its progress through it.

    Parameters
    ----------
    tell : callable
        Is given the fraction that is done, from 0 to 1, and words on what is being done.
    """

    def __init__(self, tell: Callable[[float, str], object]) -> None:
        self._tell = tell
        self._told: tuple[int, str] | None = None
        self._stop = Stop()

    @property
    def cancelled(self) -> bool:
        """True once the job was cancelled or a newer one of its key began."""
        return self._stop.stopped

    def check(self) -> None:
        """Raise `StoppedError` if the job is cancelled: for loops that may take long."""
        if self.cancelled:
            raise StoppedError

    def progress(self, fraction: float, words: str = "") -> None:
        """Report progress: a fraction from 0 to 1, and words on what is being done.

        A report with the same words and whole percentage as the last one is dropped: work of 100,000 small
        parts would keep the window busy with reports that show nothing new.
        """
        report = (round(100 * fraction), words)
        if report != self._told:
            self._told = report
            self._tell(fraction, words)

    def ending(self, end: Callable[[], object]) -> AbstractContextManager[None]:
        """Context in which cancelling the job calls `end`, for work that cannot check this token."""
        return self._stop.ending(end)

    def working(self) -> AbstractContextManager[None]:
        """Context in which cancelling the job stops a model that the present thread asks."""
        return stopped_by(self._stop)

    def cancel(self) -> None:
        """Cancel the job, and stop the parts of its work that can be stopped."""
        self._stop.stop()


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

    _told = Signal(object, float, str)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None, *, overtaking: bool = True) -> None:
        super().__init__(parent)
        self._overtaking = overtaking
        self._newest: dict[Hashable, _Job] = {}
        self._running: dict[Hashable, _Job] = {}
        self._waiting: dict[Hashable, _Job] = {}
        self._closed = False
        self._lock = threading.Lock()
        # Both are emitted in other threads: Qt queues the calls into the thread that owns this object.
        self._told.connect(self._pass_on)
        self._finished.connect(self._deliver)

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
        job = _Job(key, work, then, refuse, on_cancel or nothing, self._tell)
        before = self._newest.get(key)
        self._newest[key] = job
        if before is not None and self._overtaking:
            before.token.cancel()
        self._begin_or_wait(job)
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
        with self._lock:
            if self._waiting.get(key) is job:
                del self._waiting[key]
            # The thread of a cancelled job may never end: the next job does not wait for it.
            if self._overtaking:
                self._running.pop(key, None)
        job.token.cancel()
        self.ended.emit(key)
        job.on_cancel()

    def close(self) -> None:
        """Drop all jobs, without waiting for any."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
        jobs, self._newest = self._newest, {}
        for job in jobs.values():
            job.token.cancel()

    def _begin_or_wait(self, job: _Job) -> None:
        with self._lock:
            # Either the thread of the job before finds this one in `_hand_over`, or this one gets a thread.
            waits = job.key in self._running
            (self._waiting if waits else self._running)[job.key] = job
        if not waits:
            self._begin(job)
        elif self._overtaking:
            QTimer.singleShot(STUCK_MS, self, partial(self._overtake, job))

    def _begin(self, job: _Job) -> None:
        # `Thread.start` waits until the thread runs, which then would keep Python's lock for its work.
        go = threading.Event()
        threading.Thread(target=self._work, args=(job, go), name="job", daemon=True).start()
        go.set()

    def _overtake(self, job: _Job) -> None:
        """Begin a waiting job in another thread although the one before it is still running."""
        with self._lock:
            if self._waiting.get(job.key) is not job:
                return
            self._running[job.key] = self._waiting.pop(job.key)
        self._begin(job)

    # In a job's thread

    def _work(self, job: _Job | None, go: threading.Event) -> None:
        go.wait()
        while job is not None:
            job.do()
            job = self._hand_over(job)

    def _hand_over(self, job: _Job) -> _Job | None:
        """Deliver the result of a job, and return the job that waited for it."""
        following = None
        with self._lock:  # once it is closed, this object may be gone
            # If not, the job was cancelled or overtaken, and another thread has the key.
            if self._running.get(job.key) is job:
                del self._running[job.key]
                following = self._waiting.pop(job.key, None)
                if following is not None:
                    self._running[job.key] = following
            if not self._closed:
                with contextlib.suppress(RuntimeError):  # deleted without being closed
                    self._finished.emit(job)
        job.finished.set()
        return following

    def _tell(self, job: _Job, fraction: float, words: str) -> None:
        with self._lock:
            if not self._closed and not job.token.cancelled:
                self._told.emit(job, fraction, words)

    # In the thread that owns this object

    def _pass_on(self, job: _Job, fraction: float, words: str) -> None:
        if self._newest.get(job.key) is job:
            self.progressed.emit(job.key, fraction, words)

    def _deliver(self, job: _Job) -> None:
        """Deliver a result once, unless the job was cancelled."""
        # A cancelled job, one with a newer one of its key, and one that `start` has delivered are not here.
        if self._newest.get(job.key) is job:
            del self._newest[job.key]
            self.ended.emit(job.key)
            job.finish()


class _Job:
    """One job, from its start until its result is handed over."""

    def __init__(
        self,
        key: Hashable,
        work: Callable[[JobToken], T],
        then: Callable[[T], object],
        refuse: Callable[[str], object],
        on_cancel: Callable[[], object],
        tell: Callable[[_Job, float, str], object],
    ) -> None:
        self.key, self.on_cancel = key, on_cancel
        self.token = JobToken(partial(tell, self))
        self.finished = threading.Event()
        self.finish: Callable[[], object] = nothing
        self._work = partial(_outcome, work, then, refuse, self.token)

    def do(self) -> None:
        """Do the work; set `finish` to the call that its owner's thread has to make."""
        self.finish = self._work()


def _outcome(
    work: Callable[[JobToken], T],
    then: Callable[[T], object],
    refuse: Callable[[str], object],
    token: JobToken,
) -> Callable[[], object]:
    """Do some work, and return the call that its owner's thread has to make."""
    try:
        with token.working():
            return partial(then, work(token))
    except StoppedError:
        return nothing
    except InputError as error:
        return partial(refuse, str(error))
    except BaseException as error:  # noqa: BLE001  # a mistake of the program's own is reported where all are
        return partial(_raise, error)


def nothing() -> None:
    """Do nothing: what follows where no one asked for more."""


def _raise(error: BaseException) -> NoReturn:
    raise error
