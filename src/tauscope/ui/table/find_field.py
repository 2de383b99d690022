"""The field above the table in which a class is found by its name or number while one types."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.entry import Entry

PAUSE = 60
"""Milliseconds after a letter before the table shows what is found: of fast typing the last text counts."""


class FindField(QWidget):
    """Hidden until it is opened; while it has a text, the table shows what that finds."""

    def __init__(self, table: LogitTable) -> None:
        super().__init__()
        self._table = table
        self.setObjectName("findField")
        self.entry = _FindEntry(self)
        self.entry.setPlaceholderText("Find a class by name or number")
        self.entry.setAccessibleName("Find a class by name or number")
        self.entry.textChanged.connect(self._later)
        self.entry.returnPressed.connect(self.take)
        self.count = QLabel()
        self.count.setObjectName("findCount")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.entry, 1)
        row.addWidget(self.count)
        row.addWidget(word_button("×", "Show all classes again (Esc)", self.close_find))
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.show_found)
        self.hide()

    def open(self, text: str = "") -> None:
        """Show the field, ready for typing: after `text`, or over what is in it."""
        self.show()
        if text:
            self.entry.setText(text)
        # With the focus of a shortcut a line selects all its text, which the next letter would replace.
        reason = Qt.FocusReason.OtherFocusReason if text else Qt.FocusReason.ShortcutFocusReason
        self.entry.setFocus(reason)
        if not text:
            self.entry.selectAll()

    def close_find(self) -> None:
        """Hide the field, and show all classes again, where the current one stands."""
        self.entry.clear()
        self.show_found()
        self.hide()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _later(self) -> None:
        self._timer.start()

    def show_found(self) -> None:
        """Show what the text finds, and how much that is."""
        self._timer.stop()
        text = self.entry.text()
        found, every = self._table.find_classes(text)
        self.count.setText(f"{found:,} of {every:,}" if text else "")

    def take(self) -> None:
        """Select the first class that was found, and go to the table."""
        self.show_found()
        self._table.select_first()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)


class _FindEntry(Entry):
    """Esc closes the field, ↓ goes into the table."""

    def __init__(self, field: FindField) -> None:
        super().__init__()
        self._field = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the field at Esc, go into the table at ↓."""
        if event.key() == Qt.Key.Key_Escape:
            self._field.close_find()
        elif event.key() == Qt.Key.Key_Down:
            self._field.take()
        else:
            super().keyPressEvent(event)
