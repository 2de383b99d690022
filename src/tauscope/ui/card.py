"""A quiet card with a heading: what every part of the bench sits on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

TOOL_HEIGHT = 26


class Elided(QLabel):
    """Plain text that is elided where there is no room, and that moves nothing when it changes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Show as much of `text` as there is room for."""
        if text != self._whole:
            self._whole = text
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class Card(QFrame):
    """Heading, a note beside it, tools at the right, and one widget below."""

    def __init__(self, title: str, content: QWidget, *tools: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        self.content = content
        heading = QLabel(title.upper().replace("Τ", "τ"))
        heading.setObjectName("cardTitle")
        self._note = Elided("cardNote")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(heading)
        row.addWidget(self._note, 1)
        for tool in tools:
            row.addWidget(tool)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(6)
        # Cards side by side keep their headings in line, with tools or without.
        row.addStrut(TOOL_HEIGHT)
        layout.addLayout(row)
        layout.addWidget(content, 1)

    def set_note(self, note: str) -> None:
        """Put a few words beside the title."""
        self._note.set_text(note)
