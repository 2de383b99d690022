"""What a hand does at mouse and keyboard, as the events that a widget gets."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QWidget

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

Point = QPointF | QPoint


def target(widget: QWidget) -> QWidget:
    """What the mouse is over: views have it over their viewport."""
    return widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget


def press(
    widget: QWidget, point: Point, keys: Qt.KeyboardModifier = NO_KEYS, button: Qt.MouseButton = LEFT
) -> None:
    QTest.mousePress(target(widget), button, keys, QPointF(point).toPoint())


def release(
    widget: QWidget, point: Point, keys: Qt.KeyboardModifier = NO_KEYS, button: Qt.MouseButton = LEFT
) -> None:
    over = target(widget)
    at = QPointF(point)
    kind = QEvent.Type.MouseButtonRelease
    if over.rect().contains(at.toPoint()):
        QTest.mouseRelease(over, button, keys, at.toPoint())
    else:
        QApplication.sendEvent(over, QMouseEvent(kind, at, over.mapToGlobal(at), button, NONE, keys))


def move(widget: QWidget, point: Point, held: Qt.MouseButton = NONE) -> None:
    over, at = target(widget), QPointF(point)
    kind = QEvent.Type.MouseMove
    QApplication.sendEvent(over, QMouseEvent(kind, at, over.mapToGlobal(at), NONE, held, NO_KEYS))


def click(
    widget: QWidget, point: Point, keys: Qt.KeyboardModifier = NO_KEYS, button: Qt.MouseButton = LEFT
) -> None:
    QTest.mouseClick(target(widget), button, keys, QPointF(point).toPoint())


def double_click(widget: QWidget, point: Point) -> None:
    click(widget, point)
    QTest.mouseDClick(target(widget), LEFT, NO_KEYS, QPointF(point).toPoint())
    release(widget, point)


def drag(widget: QWidget, points: Iterable[Point]) -> None:
    first, *rest = points
    press(widget, first)
    for point in rest:
        move(widget, point, LEFT)
    release(widget, rest[-1] if rest else first)


def wheel(widget: QWidget, notches: float, keys: Qt.KeyboardModifier = NO_KEYS, when: int = 0) -> bool:
    """Turn the wheel over the middle; whether the widget took it."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        NONE,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.setTimestamp(when)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def key(
    widget: QWidget, which: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS, text: str = "", when: int = 0
) -> None:
    """Press and let go of a key, `when` in milliseconds."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, which, keys, text)
        event.setTimestamp(when)
        QApplication.sendEvent(widget, event)


def tap(widget: QWidget, which: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key as at a keyboard: shortcuts of the window come first. Then all that follows happens."""
    QTest.keyClick(widget, which, keys)
    QApplication.processEvents()


def write(widget: QWidget, text: str) -> None:
    """Type these characters."""
    for character in text:
        key(widget, Qt.Key.Key_unknown, text=character)


def overwrite(line: QLineEdit, text: str) -> None:
    """Type in place of what is there, or paste what would be long to type."""
    line.selectAll()
    if len(text) > 100:
        line.insert(text)
    else:
        tap(line, Qt.Key.Key_Delete)
        write(line, text)


def leave(widget: QWidget) -> None:
    """Take the mouse away."""
    for each in (target(widget), widget):
        QApplication.sendEvent(each, QEvent(QEvent.Type.Leave))
