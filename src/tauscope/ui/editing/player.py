"""The player of τ: turns the dial by the clock, from one temperature to another."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from tauscope.document.edits import table_edits
from tauscope.ui.editing.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.document import Document
    from tauscope.document.motion import Motion
    from tauscope.ui.editing.history import History

TICK_MS = 33


class Paused(NamedTuple):
    """Where a play was paused."""

    motion: Motion
    elapsed: float
    temperature: float


class Player(QObject):
    """Plays a motion of τ, as one step of undo; edits of anything but τ leave it going.

    Parameters
    ----------
    history : History
    parent : QObject or None
    now : callable
        Returns the present time in seconds.
    """

    changed = Signal(bool)
    """Emitted with True when a play begins, and with False when it pauses or ends."""

    def __init__(
        self, history: History, parent: QObject | None = None, now: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        self._history, self._now = history, now
        self._motion, self._elapsed, self._last = history.document.motion, 0.0, 0.0
        self._own = False
        self._paused: Paused | None = None
        self._clock = Clock(history, self)
        self._clock.ticked.connect(self.tick)
        self._clock.edited.connect(self._follow)

    @property
    def going(self) -> bool:
        """True while τ is being played."""
        return self._clock.going

    def toggle(self) -> None:
        """Play the document's motion, or pause; a pause goes on where it was if τ is still there."""
        if self.going:
            self._pause()
        else:
            document, paused = self._history.document, self._paused
            resumes = paused is not None and paused[::2] == (document.motion, document.temperature)
            self._begin(document.motion, paused.elapsed if paused is not None and resumes else 0.0)

    def play(self, motion: Motion) -> None:
        """Play a motion that is not the document's, from its beginning."""
        self.stop()
        self._begin(motion, 0.0)
        self._own = True

    def stop(self) -> None:
        """End the play; the next one starts at the first temperature."""
        self._paused = None
        if self.going:
            self._clock.stop()
            self.changed.emit(False)

    def _begin(self, motion: Motion, elapsed: float) -> None:
        self._motion, self._elapsed, self._last = motion, elapsed, self._now()
        self._own, self._paused = False, None
        self._clock.start("play τ", TICK_MS)
        self.changed.emit(True)
        self.tick()

    def _pause(self) -> None:
        self.stop()
        self._paused = Paused(self._motion, self._elapsed, self._history.document.temperature)

    def tick(self) -> None:
        """Turn the dial to where it is due now."""
        if not self.going:
            return
        now = self._now()
        passed, self._last = now - self._last, now
        if QApplication.activeModalWidget() is not None:  # a question is asked about this document
            return
        self._elapsed += passed
        temperature = self._motion.temperature_at(self._elapsed)
        # A move that changes nothing would be no step of undo, and the next would join the step before.
        if temperature != self._history.document.temperature:
            self._clock.move(partial(table_edits.set_temperature, temperature=temperature))
        if self._elapsed >= self._motion.duration:
            self.stop()
        elif self.going:
            self._clock.set_interval(
                TICK_MS
            )  # anew: however long that took, the hand has its turn in between

    def _follow(self, before: Document, after: Document) -> None:
        """Leave the dial to the hand that turned it, or take over other settings of the play."""
        if before.temperature != after.temperature:
            self.stop()
        elif before.motion != after.motion and not self._own:
            back = self._motion.goes_back(self._elapsed)
            self._motion = after.motion
            self._elapsed = after.motion.elapsed_at(after.temperature, back=back)
