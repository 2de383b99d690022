"""A line of text for one value."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from tauscope.core.errors import InputError
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble

_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class Entry(QLineEdit):
    """Line edit that leaves Undo and Redo to the document while nothing is typed."""

    def event(self, event: QEvent) -> bool:
        """Leave these keys to the window: a QLineEdit would keep them though it has nothing to undo."""
        if self._is_for_the_window(event):
            event.ignore()
            return False
        return super().event(event)

    def _is_for_the_window(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            # Qt offers the key of a shortcut to the focused widget first; one that accepts keeps it.
            and event.type() == QEvent.Type.ShortcutOverride
            and not self.isModified()
            and any(event.matches(key) for key in _HISTORY)
        )


class ValueEntry(Entry):
    """Shows a value of the document, and asks for an edit when another is typed."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.editingFinished.connect(self.commit)

    def show_text(self, text: str) -> None:
        """Show a text unless the user is typing; this edits nothing."""
        if text != self._shown:
            self._shown = text
            self.setText(text)

    def ask(self, text: str) -> str | None:
        """Ask for the edit that a typed text stands for; return the sentence of a refusal, or None.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        raise NotImplementedError

    def commit(self) -> None:
        """Ask for the typed value, or show why it is refused."""
        # Qt emits editingFinished at Enter, and once more when the focus leaves.
        if self.text() == self._shown:
            return
        # The edit is done before this returns, and `show_text` has then set what is shown.
        try:
            sentence = self.ask(self.text())
        except InputError as refusal:
            sentence = str(refusal)
        if sentence:
            self.refuse(sentence)
        else:
            hide_bubble(self)
            self.setText(self._shown)

    def refuse(self, sentence: str) -> None:
        """Say why the typed text is refused, and show the old value again."""
        show_bubble(self, sentence)
        self.setText(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore the value at Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            hide_bubble(self)
        else:
            super().keyPressEvent(event)
