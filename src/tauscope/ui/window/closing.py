"""How the window closes: at once, while a write that it began may take its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from tauscope.ui.editing.later import call_later

if TYPE_CHECKING:
    from tauscope.ui.window.lazy_parts import LazyParts

LONGEST_MS = 20_000
"""Milliseconds for which the program waits for a write without a window; later it relies on recovery."""


class Closing(QObject):
    """Decides whether the window may close, and hides it while its document or an export is being written.

    A write that fails, or a question that it brings up, shows the window again.
    """

    waiting = Signal()
    """Emitted when the window is hidden while its document is being saved."""

    def __init__(self, window: LazyParts) -> None:
        super().__init__(window)
        self._window = window
        self._may_close = self._leaving = self._hidden = False
        self.gave_up = False
        """True if the program ends although the document is not saved: it has to be recovered."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._give_up)
        window.session.asking.connect(self._come_back)
        window.writer.refused.connect(self._come_back)
        # An event later: `ended` comes before the result, and a refusal shows the window again.
        window.writer.jobs.ended.connect(lambda _: call_later(self, 0, self._close_if_written))

    def ask(self) -> bool:
        """Whether the window may close now. While its document is being saved it is hidden instead."""
        # Hidden, the window is closed by `_close`, and by nobody else.
        if self._hidden:
            return self._may_close
        self._may_close = self._leaving = False
        self._window.session.when_discardable(self._leave, self._come_back)
        if not self._may_close and (self._leaving or self._window.session.saving):
            self._hide()
        return self._may_close

    def _hide(self) -> None:
        self._hidden = True
        if self._window.has("desk"):
            self._window.desk.run_controller.pause()
        # Hiding the last window would end the program, and the write with it.
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()
        self._timer.start(LONGEST_MS)
        self.waiting.emit()

    def _leave(self) -> None:
        """Close the window, or hide it until exports are written: the document was saved or discarded."""
        self._leaving = True
        self._close_if_written()

    def _close_if_written(self) -> None:
        if self._leaving and not self._window.writer.busy and not self._may_close:
            self._close()

    def _close(self) -> None:
        self._may_close = True
        if self._hidden:
            self._timer.stop()
            QApplication.setQuitOnLastWindowClosed(True)
            self._window.close()
            QApplication.quit()  # a window that is hidden already is not the last one that closes

    def _come_back(self) -> None:
        """Show the window again: its document is not saved."""
        self._leaving = False
        if self._hidden:
            self._hidden = False
            self._timer.stop()
            QApplication.setQuitOnLastWindowClosed(True)
            self._window.show()
            self._window.activateWindow()

    def _give_up(self) -> None:
        self.gave_up = not self._leaving
        self._close()
