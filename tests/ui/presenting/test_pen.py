"""A pen on the stage, by the events that a window system sends: dial, bars, outlines, answers, foot."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from itertools import count

import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui import hands
from tests.ui.presenting.test_stage_answers import CHOICE, NUMBER
from tests.ui.presenting.test_touch import Finger, begin, drag_up, guess, step

from tauscope.core.temperatures import scale
from tauscope.ui.window.main_window import MainWindow

SEND = (
    "_ZN22QWindowSystemInterface17handleTabletEventEP7QWindowmPK15QPointingDeviceRK7QPointFS7_"
    "6QFlagsIN2Qt11MouseButtonEEdddddiS8_INS9_16KeyboardModifierEE"
)
FOLLOW = "_ZN29QWindowSystemInterfacePrivate11TabletEvent27setPlatformSynthesizesMouseEb"
"""Functions that Qt's X11 platform calls: one for each event of a pen, one to have the mouse follow it."""

PRESSURE = 0.5


def qt_gui() -> ctypes.CDLL | None:
    """Return Qt's library with both functions; None where it has them under other names."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL("libQt6Gui.so.6")
    return library if hasattr(library, SEND) and hasattr(library, FOLLOW) else None


class Pen:
    """Sends a pen's events to windows: touches at the first point, moves over the others, and lifts."""

    def __init__(self, library: ctypes.CDLL) -> None:
        real, whole, pointer = ctypes.c_double, ctypes.c_int, ctypes.c_void_p
        self._send = getattr(library, SEND)
        self._send.restype = ctypes.c_bool
        self._send.argtypes = [
            pointer,
            ctypes.c_ulong,
            pointer,
            pointer,
            pointer,
            whole,
            *[real] * 5,
            whole,
            whole,
        ]
        can = QInputDevice.Capability
        self._device = QPointingDevice(
            "pen",
            77,
            QInputDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            can.Position | can.Pressure,
            1,
            3,
        )
        self._times = count(1000, 20)

    def __call__(self, widget: QWidget, points: Sequence[QPointF]) -> None:
        at = hands.target(widget)
        for point in points:
            self._event(at, point, down=True)
        self._event(at, points[-1], down=False)
        QApplication.processEvents()

    def _event(self, widget: QWidget, point: QPointF, *, down: bool) -> None:
        window = widget.window().windowHandle()
        assert window is not None
        here = QPointF(widget.mapTo(widget.window(), point.toPoint()))
        there = QPointF(window.mapToGlobal(here.toPoint()))
        pointers = [shiboken6.getCppPointer(one)[0] for one in (window, self._device, here, there)]
        handle, *others = pointers
        pressure = PRESSURE if down else 0.0
        self._send(handle, next(self._times), *others, int(down), pressure, 0.0, 0.0, 0.0, 0.0, 0, 0)
        QApplication.processEvents()


@pytest.fixture
def pen() -> Iterator[Finger]:
    library = qt_gui()
    if library is None:
        pytest.skip("this Qt has no such functions")
    follow = getattr(library, FOLLOW)
    follow.argtypes = [ctypes.c_bool]
    follow(False)
    yield Pen(library)
    follow(True)


@pytest.fixture(autouse=True)
def _stopped(window: MainWindow) -> Iterator[None]:
    yield
    window.presentation.stop()


def test_a_pen_turns_the_dial_in_one_step_of_undo(window: MainWindow, pen: Finger) -> None:
    dial = begin(window).dial
    places = [scale.position(temperature) for temperature in (1.0, 1.5, 2.5, 4.0)]
    pen(dial, [dial.dial_geometry.on_ring(place) for place in places])
    assert window.history.document.temperature == pytest.approx(4.0, rel=0.03)
    window.history.undo()
    assert window.history.document.temperature == 1


def test_a_pen_hits_two_stops_one_after_the_other(window: MainWindow, pen: Finger) -> None:
    dial = begin(window).dial
    for stop in (0.1, 10.0):
        pen(dial, [dial.dial_geometry.labels[stop]])
        assert window.history.document.temperature == stop


def test_a_pen_drags_a_bar_and_the_outline_of_a_prediction(window: MainWindow, pen: Finger) -> None:
    stage = begin(window)
    plot = stage.shown[0]
    drag_up(plot, pen)
    assert window.history.document.logits.values[1] > 1
    window.history.undo()
    assert window.history.document.logits.values[1] == 1
    hands.key(stage, Qt.Key.Key_PageDown)
    window.finish_glide()
    QApplication.processEvents()
    drag_up(plot, pen)
    assert guess(window)[1] > 0.3
    assert window.history.document.logits.values[1] == 1


def test_a_pen_answers(window: MainWindow, pen: Finger) -> None:
    stage = begin(window, CHOICE)
    pen(stage.title, [stage.title.frames()[1].center()])
    assert guess(window) == (1.0,)
    window.presentation.stop()
    line = begin(window, NUMBER).number.line
    left, right = line._span()
    middle = line.height() / 2
    pen(line, [QPointF(left + share * (right - left), middle) for share in (0.5, 0.6, 0.8)])
    assert guess(window) == pytest.approx((0.8,), abs=0.01)


def test_a_pen_walks_through_the_lesson_at_the_foot(window: MainWindow, pen: Finger) -> None:
    stage = begin(window)
    hints = {hint.name: box for hint, box in stage.foot.hints() if hint.name}
    for name, expected in (("forward", 1), ("back", 0)):
        pen(stage.foot, [hints[name].center()])
        assert step(window) == expected
    pen(stage.foot, [hints["leave"].center()])
    assert window.presentation.stage is None
