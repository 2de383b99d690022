"""Handle of six dots by which a row is dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

ACROSS, DOWN = 2, 3
APART = 0.3
"""From dot to dot, in text heights."""


class Grip(QWidget):
    """Handle that reports its drags; its row does the moving. Esc, or another window, ends a drag."""

    taken = Signal(QPoint)
    dragged = Signal(QPoint)
    """Emitted during a drag, with the global position of the mouse."""

    dropped = Signal()
    let_go = Signal()
    """Emitted when a drag is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self._held = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def sizeHint(self) -> QSize:
        """Width of two columns of dots."""
        return QSize(round(0.9 * self._text_height), round(1.2 * self._text_height))

    @property
    def _text_height(self) -> int:
        return self.fontInfo().pixelSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots, stronger under the mouse."""
        del event
        role = self.palette().text() if self.underMouse() or self._held else self.palette().placeholderText()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(role)
            gap, middle = APART * self._text_height, QPointF(self.rect().center()) + QPointF(0.5, 0.5)
            for number in range(ACROSS * DOWN):
                column, line = number % ACROSS, number // ACROSS
                away = QPointF((column - (ACROSS - 1) / 2) * gap, (line - (DOWN - 1) / 2) * gap)
                painter.drawEllipse(middle + away, 0.3 * gap, 0.3 * gap)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold(held=True)
            self.taken.emit(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Report the position of a drag."""
        if self._held:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._hold(held=False)
            self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel a drag at Esc."""
        if self._held and event.key() == Qt.Key.Key_Escape:
            self._release()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Cancel a drag when the focus leaves: another window may have taken the mouse."""
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
