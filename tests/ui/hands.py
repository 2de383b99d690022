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


def mouse(
    widget: QWidget,
    kind: QEvent.Type,
    point: Point,
    button: Qt.MouseButton = NONE,
    held: Qt.MouseButton = NONE,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    at = QPointF(point)
    QApplication.sendEvent(target, QMouseEvent(kind, at, QPointF(target.mapToGlobal(at)), button, held, keys))


def press(widget: QWidget, point: Point, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, point, LEFT, LEFT, keys)


def move(widget: QWidget, point: Point, held: Qt.MouseButton = NONE) -> None:
    mouse(widget, QEvent.Type.MouseMove, point, NONE, held)


def release(widget: QWidget, point: Point, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    mouse(widget, QEvent.Type.MouseButtonRelease, point, LEFT, NONE, keys)


def click(widget: QWidget, point: Point, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    press(widget, point, keys)
    release(widget, point, keys)


def double_click(widget: QWidget, point: Point) -> None:
    click(widget, point)
    mouse(widget, QEvent.Type.MouseButtonDblClick, point, LEFT, LEFT)
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
    """Press a key as at a keyboard: shortcuts of the window come first."""
    QTest.keyClick(widget, which, keys)


def write(widget: QWidget, text: str) -> None:
    """Type these characters."""
    for character in text:
        key(widget, Qt.Key.Key_unknown, text=character)


def overwrite(line: QLineEdit, text: str) -> None:
    """Type in place of what is there."""
    line.selectAll()
    tap(line, Qt.Key.Key_Delete)
    write(line, text)
