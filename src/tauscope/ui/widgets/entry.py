"""A line of text for one value."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from tauscope.core.errors import InputError
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble

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


class ValueEntry(Entry):
    """Shows something of the document; what is typed is asked for, or refused here, and the old stays."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.editingFinished.connect(self.commit)

    def show_text(self, text: str) -> None:
        """Show it; this edits nothing, and what is being typed stays while it does."""
        if text != self._shown:
            self._shown = text
            self.setText(text)

    def ask(self, text: str) -> str | None:
        """Ask for what was typed; the answer is the sentence of a refusal, or None.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        raise NotImplementedError

    def commit(self) -> None:
        """Ask for what was typed; say why not, where it cannot be."""
        if self.text() == self._shown:
            return
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
        """Esc takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            hide_bubble(self)
        else:
            super().keyPressEvent(event)
