"""Six dots by which a row is taken and dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

ACROSS, DOWN = 2, 3
APART = 0.3
"""From dot to dot, in text heights."""


class Grip(QWidget):
    """Tells where the hand takes it; what it belongs to moves. Esc, or another window, lets go of it."""

    taken = Signal(QPoint)
    dragged = Signal(QPoint)
    """Where the mouse is on the screen."""

    dropped = Signal()
    let_go = Signal()
    """All is to be as it was before."""

    def __init__(self) -> None:
        super().__init__()
        self._held = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def sizeHint(self) -> QSize:
        """Narrow."""
        return QSize(round(0.9 * self._text_height), round(1.2 * self._text_height))

    @property
    def _text_height(self) -> int:
        return self.fontInfo().pixelSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots, stronger under the mouse."""
        del event
        role = self.palette().text() if self.underMouse() or self._held else self.palette().placeholderText()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(role)
        gap, middle = APART * self._text_height, QPointF(self.rect().center()) + QPointF(0.5, 0.5)
        for number in range(ACROSS * DOWN):
            column, line = number % ACROSS, number // ACROSS
            away = QPointF((column - (ACROSS - 1) / 2) * gap, (line - (DOWN - 1) / 2) * gap)
            painter.drawEllipse(middle + away, 0.3 * gap, 0.3 * gap)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold(held=True)
            self.taken.emit(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._held:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop it where it is."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._hold(held=False)
            self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc lets go."""
        if self._held and event.key() == Qt.Key.Key_Escape:
            self._release()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go when the keyboard goes elsewhere: the mouse may have gone with it."""
        super().focusOutEvent(event)
        if self._held:
            self._release()

    def _release(self) -> None:
        self._hold(held=False)
        self.let_go.emit()

    def _hold(self, *, held: bool) -> None:
        self._held = held
        self.setCursor(Qt.CursorShape.ClosedHandCursor if held else Qt.CursorShape.OpenHandCursor)
        self.update()
