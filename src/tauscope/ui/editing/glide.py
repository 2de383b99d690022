"""Glides: the bench goes from one preset or step of a lesson to the next through true states between them."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.document.between import between

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.document import Document

SECONDS, TICK_MS = 0.35, 16


class Glide(QObject):
    """Shows the documents between two; the history holds the second one from the beginning.

    Parameters
    ----------
    parent : QObject or None
    now : callable
        Returns the present time in seconds.
    """

    shown = Signal(object)
    """Emitted with each document to show; the last one is that in the history."""

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._now, self._began = now, 0.0
        self._ends: tuple[Document, Document] | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def going(self) -> bool:
        """True during a glide."""
        return self._timer.isActive()

    def follow(self, before: Document, after: Document) -> None:
        """Glide if there is another preset, another step of a lesson or its truth; end any glide before."""
        self.stop()
        if _step(before) != _step(after):
            self.start(before, after)

    def start(self, before: Document, after: Document) -> None:
        """Glide from `before` to `after`, the present document, if there are states between them."""
        self.stop()
        if between(before, after, 0.5) is None:
            return
        self._ends, self._began = (before, after), self._now()
        self._timer.start()
        self.tick()

    @property
    def present(self) -> Document | None:
        """The document between two that is due now; None without a glide."""
        if self._ends is None:
            return None
        share = (self._now() - self._began) / SECONDS
        return between(*self._ends, _eased(share)) if 0 <= share < 1 else None

    def stop(self) -> None:
        """End a glide: whatever is shown next is shown by others."""
        self._timer.stop()
        self._ends = None

    def finish(self) -> None:
        """Show the last document of a glide at once."""
        if self._ends is not None:
            _, after = self._ends
            self.stop()
            self.shown.emit(after)

    def tick(self) -> None:
        """Show the document that is due now."""
        if self._ends is None:
            return
        document = self.present
        if document is None:
            self.finish()
        else:
            self.shown.emit(document)


def _step(document: Document) -> tuple[str, int, bool]:
    """Preset and place in a lesson."""
    place = document.lesson
    return (document.preset, -1, False) if place is None else (document.preset, place.step, place.revealed)


def _eased(share: float) -> float:
    """Share of the way: slow at both ends."""
    return (1 - math.cos(math.pi * share)) / 2
