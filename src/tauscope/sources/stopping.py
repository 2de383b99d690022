"""Ending of a call to a model that may never return, since a model's graph can have an endless loop.

The caller gives its thread a `Stop` with `stopped_by`. The code that calls a library says with `ended_by` how
the call is ended from another thread.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class StoppedError(Exception):
    """A call was ended before it returned, because its result is no longer needed."""


class Stop:
    """Ends, from any thread, the calls that are made under it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._ends: list[Callable[[], object]] = []

    @property
    def stopped(self) -> bool:
        """True if `stop` was called."""
        return self._stopped

    def stop(self) -> None:
        """End all present calls under this stop, and all that begin later."""
        with self._lock:
            self._stopped = True
            ends = list(self._ends)
        for end in ends:
            end()

    @contextmanager
    def ending(self, end: Callable[[], object]) -> Iterator[None]:
        """Within this block `end` is called when `stop` is called, or at once if that was before."""
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
    """The stop of the present thread, which no other thread sees or changes."""

    stop = Stop()


_present = _Present()


@contextmanager
def stopped_by(stop: Stop) -> Iterator[None]:
    """Within this block `stop` ends the calls of the present thread."""
    before, _present.stop = _present.stop, stop
    try:
        yield
    finally:
        _present.stop = before


@contextmanager
def ended_by(end: Callable[[], object]) -> Iterator[None]:
    """Within this block `end` is called when the thread's stop is; errors are then `StoppedError`."""
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
    """Within this block Ctrl+C ends the process at once, without Python.

    Python handles Ctrl+C when its main thread returns from a library, which never happens in an endless loop.
    For programs without a window, which have nothing to save.
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
