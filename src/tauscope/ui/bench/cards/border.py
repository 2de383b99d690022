"""The gap between two cards: it can be dragged, and lights up under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tauscope.ui.theme import Theme

LINE = 3.0
"""Width in pixels of the line that shows what is dragged."""


class Border(QWidget):
    """Draggable border between cards; `Borders` resizes the cards."""

    taken = Signal()
    """Emitted when a drag begins."""

    dragged = Signal(int)
    """Emitted during a drag with the distance in pixels to the right of, or below, its start."""

    cancelled = Signal()
    """Emitted when Esc ended a drag."""

    reset = Signal()
    """Emitted on a double click."""

    def __init__(self, parent: QWidget, theme: Theme, *, upright: bool) -> None:
        super().__init__(parent)
        self._theme, self._upright = theme, upright
        self._start: QPointF | None = None
        self.setObjectName("columnBorder" if upright else "rowBorder")
        shape = Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor
        self.setCursor(shape)
        self.setToolTip("Drag to resize; double-click to reset")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colour of the line from a theme."""
        self._theme = theme
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            # On the screen, for the border itself moves under the mouse.
            self._start = event.globalPosition()
            self.taken.emit()
            # A border never has the focus: this is how Esc reaches it during a drag.
            self.grabKeyboard()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emit the distance of a drag."""
        if self._start is not None:
            way = event.globalPosition() - self._start
            self.dragged.emit(round(way.x() if self._upright else way.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        del event
        self._release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the usual size."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel a drag at Esc."""
        if event.key() == Qt.Key.Key_Escape and self._start is not None:
            self._release()
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _release(self) -> None:
        if self._start is not None:
            self._start = None
            self.releaseKeyboard()
            self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """End a drag when the border is hidden."""
        del event
        self._release()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Highlight the border under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Remove the highlight."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line while the mouse is here or drags."""
        del event
        if self._start is None and not self.underMouse():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colours.accent)
            size = QPointF(LINE, self.height()) if self._upright else QPointF(self.width(), LINE)
            line = QRectF(0, 0, size.x(), size.y())
            line.moveCenter(QRectF(self.rect()).center())
            painter.drawRoundedRect(line, LINE / 2, LINE / 2)
