"""Signals that end the program: Ctrl+C in the terminal, the terminal's end, the system's end."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

PATIENCE_SECONDS = 5.0
"""Seconds that the window may take to close before the process is ended."""

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts(QObject):
    """Calls `leave` in the window's thread when a signal asks the program to end.

    Python's own handlers run only when Python does, and not while Qt waits for events: so a thread waits for
    the signals. A second signal, or a window that does not answer in time, ends the process at once.

    Parameters
    ----------
    leave : callable
        Is given the exit status, as a shell shows it: 128 and the number of the signal.
    """

    _arrived = Signal(int)

    def __init__(self, leave: Callable[[int], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.status = 0
        self._before: dict[int, Any] = {}
        self._leave = leave
        self._arrived.connect(self._answer)
        self._receiver, self._sender = socket.socketpair()
        self._sender.setblocking(False)

    def listen(self) -> None:
        """Install the handlers, except for signals that this process ignores from its start (nohup)."""
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._wait, name="interrupts", daemon=True).start()

    def close(self) -> None:
        """Restore the handlers and end the thread."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._sender.close()

    def _wait(self) -> None:
        number = self._next()
        if number is None:
            return
        status = 128 + number
        self._arrived.emit(status)
        self._receiver.settimeout(PATIENCE_SECONDS)
        try:
            self._next()
        finally:
            os._exit(status)

    def _next(self) -> int | None:
        """Wait for the next signal that asks the program to end; None after `close`."""
        while received := self._receiver.recv(1):
            if received[0] in SIGNALS:
                return received[0]
        return None

    def _answer(self, status: int) -> None:
        self.status = status
        self._leave(status)
