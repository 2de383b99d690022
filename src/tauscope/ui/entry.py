"""A line of text for one value."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class Entry(QLineEdit):
    """While nothing is typed in it, Undo and Redo are the document's and not the line's own."""

    def event(self, event: QEvent) -> bool:
        """Leave these keys to the window: a QLineEdit would keep them though it has nothing to undo."""
        if self._is_for_the_window(event):
            event.ignore()
            return False
        return super().event(event)

    def _is_for_the_window(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and not self.isModified()
            and any(event.matches(key) for key in _HISTORY)
        )
