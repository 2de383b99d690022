"""The clock of what moves the document on by itself: a source that runs, or a temperature that is played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.ui.editing.history import EditRequest

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.editing.history import Edit, History


class Clock(QObject):
    """Ticks while a play goes on, makes one step of undo of all its moves, and notices edits of the user.

    A play is what happens between `start` and `stop`. Whoever plays something moves the document at each tick
    by `move`; `edited` says that the user changed the document meanwhile, so that the play can take over the
    new settings or leave the document to the hand.
    """

    ticked = Signal()
    """Emitted at each tick."""

    edited = Signal(object, object)
    """Emitted during a play with the documents before and after an edit that was not one of its moves."""

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._name, self._moved, self._moving = "", False, False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.ticked)
        history.changed.connect(self._follow)

    @property
    def going(self) -> bool:
        """Whether a play goes on."""
        return self._timer.isActive()

    def start(self, name: str, interval: int) -> None:
        """Begin a play, which Undo calls `name`, with a tick every `interval` milliseconds."""
        self._name, self._moved = name, False
        self._timer.start(interval)

    def set_interval(self, interval: int) -> None:
        """Set the milliseconds between two ticks."""
        self._timer.setInterval(interval)

    def stop(self) -> None:
        """End the play."""
        self._timer.stop()

    def move(self, edit: Edit) -> None:
        """Move the document: the first move of a play is a step of undo, which all others join."""
        # `_follow` hears of this change as of any other, and must not take it for an edit of the user.
        self._moving, before = True, self._history.document
        try:
            if self._moved:
                self._history.amend(edit)
            else:
                self._history.perform(EditRequest(self._name, edit))
        finally:
            # A move that changed nothing is no step of undo: the next one begins it.
            self._moved = self._moved or self._history.document is not before
            self._moving = False

    def _follow(self, before: Document, after: Document) -> None:
        if self.going and not self._moving:
            self.edited.emit(before, after)
