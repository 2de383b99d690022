"""The text of a trace over its strip: as many lines of text as it needs, and the rest of the room below."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from tauscope.ui.panels.trace.trace_strip import TraceStrip
from tauscope.ui.panels.trace.trace_text import TraceText

MOST = 0.45
"""Largest share of the height that the text takes."""


class TraceView(QWidget):
    """Lays out the text and the strip.

    Parameters
    ----------
    text : TraceText
        Hidden for a file without chosen tokens.
    strip : TraceStrip
    """

    def __init__(self, text: TraceText, strip: TraceStrip) -> None:
        super().__init__()
        self.text, self.strip = text, strip
        text.setParent(self)
        strip.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """Height of a line of text, and of the least strip."""
        strip = self.strip.minimumSizeHint().height()
        return QSize(0, strip if self.text.isHidden() else strip + 2 * self.text.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place both parts in the new room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give the text the lines that it needs, and the strip the rest."""
        width, height, top = self.width(), self.height(), 0
        if not self.text.isHidden():
            # The text breaks its lines for a width first, and says then how many there are.
            self.text.resize(width, max(1, self.text.height()))
            top = min(self.text.lines_in(MOST * height), height)
            self.text.setGeometry(0, 0, width, top)
        self.strip.setGeometry(0, top, width, height - top)
