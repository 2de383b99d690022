"""One job: work in another thread, and the call that its owner's thread makes of the result."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from functools import partial
from typing import NoReturn, TypeVar

from tauscope.core.errors import InputError
from tauscope.sources.stopping import Stop, StoppedError, stopped_by

T = TypeVar("T")


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


class Job:
    """One job, from its start until its result is handed over.

    Parameters
    ----------
    key : hashable
        What the job is for.
    work : callable
        Is given the job's `JobToken`, in another thread.
    then, refuse : callable
        Are given the result, or the sentence of an `InputError`, in the owner's thread.
    on_cancel : callable
        Called in the owner's thread if the user cancels the job.
    tell : callable
        Is given the job and what its work reports: a fraction and words.
    """

    def __init__(
        self,
        key: Hashable,
        work: Callable[[JobToken], T],
        then: Callable[[T], object],
        refuse: Callable[[str], object],
        on_cancel: Callable[[], object],
        tell: Callable[[Job, float, str], object],
    ) -> None:
        self.key, self.on_cancel = key, on_cancel
        self.token = JobToken(partial(tell, self))
        self.finished = threading.Event()
        self._work: Callable[[], Callable[[], object]] = partial(_outcome, work, then, refuse, self.token)
        self._finish: Callable[[], object] = nothing

    def do(self) -> None:
        """Do the work, once."""
        self._finish, self._work = self._work(), _done

    def take_finish(self) -> Callable[[], object]:
        """Return, once, the call that its owner's thread has to make of the result.

        The job lets go of it, and of the work: job and token refer to each other, so that a large result
        would stay in memory until Python looks for such pairs.
        """
        finish, self._finish = self._finish, nothing
        return finish


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


def _done() -> Callable[[], object]:
    """The work of a job that has done it."""
    return nothing


def _raise(error: BaseException) -> NoReturn:
    raise error
