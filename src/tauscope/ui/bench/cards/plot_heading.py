"""The heading of a plot's card: a click opens its menu, a double click enlarges it, a drag moves it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from tauscope.ui.widgets.buttons import give_menu


class HeadingMouse(QObject):
    """Clicks and drags on a heading, on its button or beside it."""

    moved = Signal(QPoint)
    """Where on the screen the heading is dragged to."""

    dropped = Signal(QPoint)
    """Where on the screen the heading was let go after a drag."""

    cancelled = Signal()
    """Emitted when Esc ended a drag."""

    enlarged = Signal()
    """Emitted on a double click."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._start: QPoint | None = None
        self.dragging = False

    def press(self, at: QPoint) -> None:
        """Take the heading."""
        self._start, self.dragging = at, False

    def move(self, at: QPoint, by: QWidget) -> None:
        """Drag the heading, once the mouse has gone some way; `by` then hears the Esc key."""
        if self._start is None:
            return
        far = (at - self._start).manhattanLength() >= QApplication.startDragDistance()
        if far and not self.dragging:
            self.dragging = True
            # The focus may be elsewhere: so Esc reaches the heading during a drag.
            by.grabKeyboard()
        if self.dragging:
            by.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.moved.emit(at)

    def release(self, at: QPoint, by: QWidget) -> bool:
        """End the press; return True if it was a click and no drag."""
        clicked = self._start is not None and not self.dragging
        dragged = self._end(by)
        if dragged:
            self.dropped.emit(at)
        return clicked

    def cancel(self, by: QWidget) -> None:
        """End the drag without a drop."""
        if self._end(by):
            self.cancelled.emit()

    def _end(self, by: QWidget) -> bool:
        dragged, self.dragging, self._start = self.dragging, False, None
        if dragged:
            by.releaseKeyboard()
            by.unsetCursor()
        return dragged


class PlotHeading(QToolButton):
    """Button in the heading that opens the menu of a plot."""

    asked_to_move = Signal(int)
    """Emitted with the number of places to move the plot, at Alt with an arrow key."""

    asked_to_go = Signal()
    """Emitted when the Del key asks to remove the plot."""

    def __init__(self, menu: QMenu, mouse: HeadingMouse) -> None:
        super().__init__()
        self._mouse, self._since_open = mouse, QElapsedTimer()
        self.setObjectName("plotChoice")
        self.setToolTip(
            "Choose, move or remove this plot\n"
            "Double-click or Enter: enlarge; again: go back\n"
            "Drag onto another plot: swap the two"
        )
        give_menu(self, menu)
        menu.installEventFilter(self)

    def open_menu(self) -> None:
        """Show the menu below the word."""
        self._since_open.start()
        self.menu().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a click or a drag: only the release tells which."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.press(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the heading."""
        self._mouse.move(event.globalPosition().toPoint(), self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the menu after a click, or end a drag."""
        if self._mouse.release(event.globalPosition().toPoint(), self):
            self.open_menu()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge the plot, and hide the menu that the first click opened."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.menu().hide()
            self._mouse.enlarged.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter enlarges, Alt with an arrow moves, Del removes; Space and ↓ open the menu."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        key, keys = event.key(), Qt.Key
        if key == keys.Key_Escape and self._mouse.dragging:
            self._mouse.cancel(self)
        elif key in (keys.Key_Return, keys.Key_Enter):
            self._mouse.enlarged.emit()
        elif alt and key in (keys.Key_Left, keys.Key_Right):
            self.asked_to_move.emit(-1 if key == keys.Key_Left else 1)
        elif key == keys.Key_Delete:
            self.asked_to_go.emit()
        elif key in (keys.Key_Space, keys.Key_Down):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See the second press of a double click, which goes to the menu that the first one opened."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
            and self._since_open.isValid()
            and self._since_open.elapsed() < QApplication.doubleClickInterval()
            and QRect(self.mapToGlobal(QPoint()), self.size()).contains(event.globalPosition().toPoint())
        ):
            self._since_open.invalidate()
            self.menu().hide()
            self._mouse.enlarged.emit()
            return True
        return super().eventFilter(watched, event)
