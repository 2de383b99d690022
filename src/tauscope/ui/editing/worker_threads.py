"""Threads that stay for the next piece of work, so that who gives it waits for no thread to begin."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

IDLE_SECONDS = 10.0
"""Time for which a thread without work stays."""

Work = Callable[[], object]


class WorkerThreads:
    """Runs each piece of work in a thread of its own: in an idle one, else in a new one.

    `threading.Thread.start` waits until the new thread runs; where others compute, that takes milliseconds.
    Python cannot end a thread, and work may never end by itself (a disk that does not answer), so the threads
    are daemons and nothing waits for them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[SimpleQueue[Work | None]] = []
        self._closed = False

    def run(self, work: Work) -> None:
        """Let a thread do this work, which must not raise an error."""
        with self._lock:
            inbox = self._idle.pop() if self._idle else None
        if inbox is None:
            inbox = SimpleQueue()
            threading.Thread(target=self._stay, args=(inbox,), name="worker", daemon=True).start()
        # After the start: a thread that has work at once keeps Python's lock, for which `start` waits.
        inbox.put(work)

    def close(self) -> None:
        """Let idle threads end now, and each of the others after its work."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for inbox in idle:
            inbox.put(None)

    def _stay(self, inbox: SimpleQueue[Work | None]) -> None:
        while (work := self._next(inbox)) is not None:
            work()
            del work  # which may hold arrays of all classes
            with self._lock:
                if self._closed:
                    return
                self._idle.append(inbox)

    def _next(self, inbox: SimpleQueue[Work | None]) -> Work | None:
        """The next work for this thread, or None if it is to end."""
        try:
            return inbox.get(timeout=IDLE_SECONDS)
        except Empty:
            with self._lock:
                if inbox in self._idle:
                    self._idle.remove(inbox)
                    return None
        return inbox.get()  # `run` or `close` has just chosen this thread
