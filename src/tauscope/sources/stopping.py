"""How a question that may never be answered is ended: a model's graph can have a loop without end.

Who runs a question gives its thread a `Stop`; who answers one says how that is ended.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class StoppedError(Exception):
    """A question was stopped before it was answered; nobody waits for the answer any more."""


class Stop:
    """Ends, from any thread, whatever is done under it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._ends: list[Callable[[], object]] = []

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped

    def stop(self) -> None:
        """End what is done now, and what begins later."""
        with self._lock:
            self._stopped = True
            ends = list(self._ends)
        for end in ends:
            end()

    @contextmanager
    def ending(self, end: Callable[[], object]) -> Iterator[None]:
        """Within this block `end` is called when `stop` is; at once where it was called before."""
        with self._lock:
            self._ends.append(end)
        try:
            if self._stopped:
                end()
            yield
        finally:
            with self._lock:
                self._ends.remove(end)


class _Present(threading.local):
    """The stop of the present thread. A thread's own: no other thread sees it or changes it."""

    stop = Stop()


_present = _Present()


@contextmanager
def stopped_by(stop: Stop) -> Iterator[None]:
    """Within this block `stop` ends what the present thread does."""
    before, _present.stop = _present.stop, stop
    try:
        yield
    finally:
        _present.stop = before


@contextmanager
def ended_by(end: Callable[[], object]) -> Iterator[None]:
    """Within this block `end` is called when the present thread is to stop; what fails then is stopped."""
    stop = _present.stop
    try:
        with stop.ending(end):
            yield
    except Exception:
        if stop.stopped:
            raise StoppedError from None
        raise


@contextmanager
def interrupts_end_at_once() -> Iterator[None]:
    """Within this block Ctrl+C ends the process, without Python.

    Python hears of Ctrl+C when its main thread comes back from a library, and from a loop without end it
    never does. For programs without a window, which have nothing to keep.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:  # as of a job in the background
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
