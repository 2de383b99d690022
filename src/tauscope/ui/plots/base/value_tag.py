"""The value under the mouse: a small label beside the pointer over a plot."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

ASIDE = 14
"""Pixels from the pointer to the label."""


class ValueTag(QLabel):
    """Plain text beside the pointer, inside the widget that it belongs to; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("valueTag")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.pointer = QPoint()
        self.hide()

    def show_at(self, text: str, pointer: QPoint) -> None:
        """Show `text` at the upper right of the pointer, or wherever it fits; hide the label if empty."""
        self.pointer = pointer
        if not text:
            self.hide()
            return
        if text != self.text():
            self.setText(text)
            self.adjustSize()
        parent = self.parentWidget()
        room = parent.rect() if parent is not None else self.rect()
        right = pointer.x() + ASIDE
        left = right if right + self.width() <= room.right() else pointer.x() - ASIDE - self.width()
        top = pointer.y() - ASIDE - self.height()
        self.move(max(0, left), max(0, top))
        self.show()
