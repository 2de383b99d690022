"""A line of text that changes with the dial, and for which nothing around it is laid out again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from tauscope.document.formulas import plain
from tauscope.ui.widgets.when_heard import when_heard


class QuietLabel(QLabel):
    """Plain text; Qt lays out the whole window when the text of a label changes, whatever room it takes.

    Attributes
    ----------
    shown : str
        Text that is painted. Qt is told of it when screen readers may hear it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: str, *, moves: bool) -> None:
        """Show a text; tell Qt at once if it `moves` what is around it, since it takes another room."""
        if text == self.shown:
            return
        self.shown = text
        self.update()
        if moves:
            self._speak()
        else:
            when_heard(self._speak)

    def _speak(self) -> None:
        """Give Qt, and with it screen readers, the text."""
        self.setText(plain(self.shown))

    def text(self) -> str:
        """Text that is shown, without the marks of formulas."""
        return plain(self.shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the text as a QLabel does."""
        del event
        with QPainter(self) as painter:
            self.paint_text(painter)

    def paint_text(self, painter: QPainter) -> None:
        """Write the text at its place."""
        area, role = self.contentsRect(), self.foregroundRole()
        self.style().drawItemText(painter, area, self.alignment(), self.palette(), True, self.shown, role)
