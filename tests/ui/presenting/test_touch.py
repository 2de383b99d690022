"""A finger on the stage: dial, bars, answers, number, and the words at the foot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui import hands
from tests.ui.presenting.test_stage_answers import CHOICE, NUMBER

from tauscope.core.temperatures import scale
from tauscope.document.lessons.lesson_file import read_lesson, shipped_lesson
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.presenting.stage import Stage
from tauscope.ui.presenting.stage_words import TOUCH
from tauscope.ui.window.main_window import MainWindow

Finger = Callable[[QWidget, Sequence[QPointF]], None]


@pytest.fixture(scope="module")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.fixture
def finger(screen: QPointingDevice) -> Finger:
    """Touch a widget at the first point, move over the others, and let go."""

    def touch(widget: QWidget, points: Sequence[QPointF]) -> None:
        at = hands.target(widget)
        first, *rest = [point.toPoint() for point in points]
        QTest.touchEvent(at, screen).press(0, first, at).commit()
        for point in rest:
            QTest.touchEvent(at, screen).move(0, point, at).commit()
        QTest.touchEvent(at, screen).release(0, rest[-1] if rest else first, at).commit()
        QApplication.processEvents()

    return touch


@pytest.fixture(autouse=True)
def _stopped(window: MainWindow) -> Iterator[None]:
    yield
    window.presentation.stop()


def begin(window: MainWindow, text: str = "") -> Stage:
    window.lessons.open(read_lesson(text) if text else shipped_lesson("enter-tau"))
    window.present(from_start=True, shape="16:9")
    QApplication.processEvents()
    assert window.presentation.stage is not None
    return window.presentation.stage


def step(window: MainWindow) -> int:
    assert window.history.document.lesson is not None
    return window.history.document.lesson.step


def guess(window: MainWindow) -> tuple[float, ...]:
    assert window.history.document.lesson is not None
    return window.history.document.lesson.guess


def test_a_finger_turns_the_dial_in_one_step_of_undo(window: MainWindow, finger: Finger) -> None:
    dial = begin(window).dial
    places = [scale.position(temperature) for temperature in (1.0, 1.5, 2.5, 4.0)]
    finger(dial, [dial.dial_geometry.on_ring(place) for place in places])
    assert window.history.document.temperature == pytest.approx(4.0, rel=0.03)
    window.history.undo()
    assert window.history.document.temperature == 1


def test_a_finger_hits_the_stops_of_the_dial(window: MainWindow, finger: Finger) -> None:
    stage = begin(window)  # small, so that all of it is on the screen of the tests
    for tick in scale.TICKS:
        for dx, dy in ((0, 0), (TOUCH / 2 - 2, 0), (0, TOUCH / 2 - 2)):
            window.turn_to(0.37)
            # Two quick touches are a double click to Qt, whose first one was elsewhere here.
            finger(stage.title, [QPointF(2, 2)])
            stage.dial._pressed = QPointF(-100, -100)
            finger(stage.dial, [stage.dial.dial_geometry.labels[tick] + QPointF(dx, dy)])
            assert window.history.document.temperature == tick


def test_two_quick_touches_in_two_places_are_no_double_click(window: MainWindow, finger: Finger) -> None:
    dial = begin(window).dial
    finger(dial, [dial.dial_geometry.labels[0.1]])
    finger(dial, [dial.dial_geometry.labels[10.0]])
    assert window.history.document.temperature == 10


def test_a_finger_drags_a_bar_and_the_outline_of_a_prediction(window: MainWindow, finger: Finger) -> None:
    stage = begin(window)
    plot = stage.shown[0]
    drag_up(plot, finger)
    assert window.history.document.logits.values[1] > 1
    window.history.undo()
    hands.key(stage, Qt.Key.Key_PageDown)
    window.finish_glide()
    drag_up(plot, finger)
    assert guess(window)[1] > 0.3
    assert window.history.document.logits.values[1] == 1


def drag_up(plot: Plot, finger: Finger) -> None:
    """Drag the second bar upward by a fifth of the frame."""
    plot.grab()
    x, y = plot.frame.x.pixel(1.0), plot.frame.y.pixel(0.1)
    reach = 0.2 * plot.frame.rect.height()
    finger(plot, [QPointF(x, y), QPointF(x, y - reach / 2), QPointF(x, y - reach)])


def test_a_finger_answers(window: MainWindow, finger: Finger) -> None:
    stage = begin(window, CHOICE)
    finger(stage.title, [stage.title.frames()[1].center()])
    assert guess(window) == (1.0,)
    window.presentation.stop()
    line = begin(window, NUMBER).number.line
    left, right = line._span()
    middle = line.height() / 2
    finger(line, [QPointF(left + share * (right - left), middle) for share in (0.5, 0.6, 0.8)])
    assert guess(window) == pytest.approx((0.8,), abs=0.01)


def test_a_finger_walks_through_the_lesson_at_the_foot(window: MainWindow, finger: Finger) -> None:
    stage = begin(window)
    hints = {hint.name: box for hint, box in stage.foot.hints() if hint.name}
    assert set(hints) == {"back", "forward", "black", "leave"}
    assert all(min(box.width(), box.height()) >= TOUCH for box in hints.values())
    for name, expected in (("forward", 1), ("back", 0)):
        finger(stage.foot, [hints[name].center()])
        assert step(window) == expected
    finger(stage.foot, [hints["black"].center()])
    assert stage.covered == QColor("black")
    # What is covered is not moved: the first touch shows it again.
    finger(
        stage._over,
        [stage.dial.mapTo(stage, stage.dial.dial_geometry.on_ring(0.2).toPoint()).toPointF()],
    )
    assert stage.covered is None
    assert window.history.document.temperature == 1
    hands.click(stage.foot, hints["leave"].center())
    assert window.presentation.stage is None


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768)])
def test_words_at_the_foot_are_large_enough(window: MainWindow, width: int, height: int) -> None:
    stage = begin(window)
    stage.resize(width, height)
    stage._layout.activate()
    hints = stage.foot.hints()
    assert len(hints) == 5
    assert all(min(box.width(), box.height()) >= TOUCH for _, box in hints)


def test_rows_of_the_table_over_the_stage_are_high_enough(window: MainWindow) -> None:
    stage = begin(window)
    stage.resize(1024, 768)
    hands.key(stage, Qt.Key.Key_E)
    assert window.presentation._table is not None
    assert window.presentation._table.table.rowHeight(0) >= TOUCH
