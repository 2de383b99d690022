"""Lets work in other threads pause while the window's thread lays out and paints."""

from __future__ import annotations

import math
import threading
from time import monotonic, thread_time

from PySide6.QtCore import QObject, QTimer, Signal

PAINTED_MS = 8
"""Milliseconds after a document was shown for which its frame counts as being painted: Qt paints a few
milliseconds later, and the timer comes after the paint."""

REST_MS = 30
"""Milliseconds after a document was shown after which the hand rests: no other turn follows at once."""

GIVING = 4.0
"""Most times as long as a part of the work has taken that it pauses for a frame, so that it goes on, at a
fifth of its speed, under a hand that never rests."""

LONGEST = 0.25
"""Most seconds of one pause."""


class FrameGate(QObject):
    """Is open while nothing is being shown, and closed from a call of `begin` until the frame is painted.

    Python runs one thread at a time: of a simulation of small arrays beside it, a frame takes twice as long.
    """

    rested = Signal()
    """Emitted when no frame has begun for `REST_MS`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = threading.Event()
        self._open.set()
        self._painted = QTimer(self, singleShot=True, interval=PAINTED_MS)
        self._painted.timeout.connect(self._open.set)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.rested)

    @property
    def is_open(self) -> bool:
        """Whether the last frame is painted."""
        return self._open.is_set()

    @property
    def at_rest(self) -> bool:
        """Whether no frame has begun for `REST_MS`."""
        return not self._rest.isActive()

    def begin(self) -> None:
        """Close the gate until the frame that begins is painted."""
        self._open.clear()
        self._painted.start()
        self._rest.start()

    def wait(self, longest: float) -> None:
        """Wait, in another thread, until the gate is open; `longest` seconds at most."""
        self._open.wait(longest)


class Pauses:
    """Pauses of one piece of work, which calls this between two of its parts.

    Attributes
    ----------
    seconds : float
        Length of all pauses so far.
    """

    def __init__(self, gate: FrameGate) -> None:
        self._gate = gate
        self._worked = math.nan
        self.seconds = 0.0

    def __call__(self) -> None:
        """Wait while the gate is closed, but not for long."""
        worked = thread_time() - self._worked  # what a thread waits for Python's lock is no work
        if not self._gate.is_open and worked > 0:
            began = monotonic()
            self._gate.wait(min(GIVING * worked, LONGEST))
            self.seconds += monotonic() - began
        self._worked = thread_time()
