"""Answers that the room gives to predictions: chosen, typed or dragged on the stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui import hands

from tauscope.document.lessons.lesson_file import read_lesson, shipped_lesson
from tauscope.document.library.lesson_guess import DONE, WRONG
from tauscope.document.picture.picture import Picture
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.presenting.stage import Stage
from tauscope.ui.presenting.stage_words import TOUCH
from tauscope.ui.window.main_window import MainWindow

CHOICE = """
title = "Choose"
[[step]]
title = "Which"
[step.prediction]
kind = "choose"
question = "How much?"
answers = ["a quarter", "a half", "the whole of all that there is to be had"]
right = 2
"""

NUMBER = """
title = "Number"
[[step]]
title = "How likely"
[step.prediction]
kind = "number"
question = "How likely is cat at τ = 0.5?"
quantity = "p(cat)"
low = 0.0
high = 1.0
reveal = { chain = "temperature=0.5" }
"""


@pytest.fixture(autouse=True)
def _stopped(window: MainWindow) -> Iterator[None]:
    yield
    window.presentation.stop()


def begin(window: MainWindow, text: str) -> Stage:
    window.lessons.open(read_lesson(text))
    window.present(from_start=True, shape="16:9")
    QApplication.processEvents()
    assert window.presentation.stage is not None
    return window.presentation.stage


def guess(window: MainWindow) -> tuple[float, ...]:
    assert window.history.document.lesson is not None
    return window.history.document.lesson.guess


def test_the_room_s_answer_is_chosen_by_key_and_by_touch(window: MainWindow) -> None:
    stage = begin(window, CHOICE)
    for expected in (0.0, 1.0, 2.0, 0.0):
        hands.key(stage, Qt.Key.Key_N)
        assert guess(window) == (expected,)
    hands.click(stage.title, stage.title.frames()[2].center())
    assert guess(window) == (2.0,)
    hands.click(stage.title, QPointF(2, 2))
    assert guess(window) == (2.0,)
    hands.key(stage, Qt.Key.Key_PageDown)
    assert f"{DONE} B a half" in stage.title.accessibleName()
    assert f"{WRONG} C the whole" in stage.title.accessibleName()
    assert not stage.title.frames()
    hands.key(stage, Qt.Key.Key_N)
    assert guess(window) == (2.0,)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768)])
def test_answers_are_large_enough_for_a_finger_and_lie_apart(
    window: MainWindow, width: int, height: int
) -> None:
    stage = begin(window, CHOICE)
    stage.resize(width, height)
    stage._layout.activate()
    frames = list(stage.title.frames().values())
    assert len(frames) == 3
    for number, frame in enumerate(frames):
        assert min(frame.width(), frame.height()) >= TOUCH
        assert stage.title.rect().toRectF().contains(frame)
        assert not any(frame.intersects(other) for other in frames[number + 1 :])


def test_the_room_s_number_is_typed(window: MainWindow) -> None:
    stage = begin(window, NUMBER)
    field = stage.number.field
    assert field.text() == "?"
    hands.key(stage, Qt.Key.Key_N)
    assert field.hasFocus()
    QTest.keyClicks(field, "60")
    assert window.history.document.temperature == 1  # 0 is a key of the stage, but not while one types
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (guess(window), field.text(), field.hasFocus()) == ((0.6,), "60.0%", False)
    hands.key(stage, Qt.Key.Key_N)
    QTest.keyClicks(field, "1000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (guess(window), field.text()) == ((0.6,), "60.0%")
    hands.key(stage, Qt.Key.Key_PageDown)
    assert stage.number.line.accessibleName() == "The room's number: 60.0%, true is 82.8%"
    assert not field.isEnabled()
    assert "You said 60.0%. Too low." in stage.title.accessibleName()


def test_without_a_prediction_the_field_shows_the_true_number(window: MainWindow) -> None:
    stage = begin(window, NUMBER)
    hands.key(stage, Qt.Key.Key_PageDown)
    assert stage.number.field.text() == "82.8%"
    assert "You said" not in stage.title.accessibleName()
    window.history.undo()
    assert stage.number.field.text() == "?"


def test_bars_are_to_be_dragged_only_before_the_truth(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("softmax-amplifies"))
    window.lessons._go(2)
    window.present(from_start=False, shape="16:9")
    stage = window.presentation.stage
    assert stage is not None
    assert "Drag the outlines." in stage.title.accessibleName()
    assert window.lessons.prediction.question.text().endswith("Drag the outlines.")
    hands.key(stage, Qt.Key.Key_PageDown)
    assert "Drag" not in stage.title.accessibleName()
    assert window.lessons.prediction.question.text() == "Where will the bars stand with 10 and 8?"


def test_what_is_typed_counts_when_the_clicker_goes_on(window: MainWindow) -> None:
    stage = begin(window, NUMBER)
    hands.key(stage, Qt.Key.Key_N)
    QTest.keyClicks(stage.number.field, "0.7")
    hands.key(stage.number.field, Qt.Key.Key_PageDown)
    assert guess(window) == (0.7,)
    assert window.history.document.temperature == 0.5


def test_the_room_s_number_is_dragged_as_one_step_of_undo(window: MainWindow) -> None:
    stage = begin(window, NUMBER)
    line = stage.number.line
    assert line.height() >= TOUCH
    left, right = line._span()
    middle = line.height() / 2
    for shares in ((0.1, 0.4, 0.75), (0.2,)):
        hands.drag(line, [QPointF(left + share * (right - left), middle) for share in shares])
    assert guess(window) == pytest.approx((0.2,), abs=0.01)
    window.history.undo()
    assert guess(window) == pytest.approx((0.75,), abs=0.01)
    window.history.undo()
    assert guess(window) == ()
    hands.key(stage, Qt.Key.Key_PageDown)
    hands.drag(line, [QPointF(left, middle)])
    assert guess(window) == ()


def test_the_line_is_there_for_numbers_alone_and_plots_keep_their_place(window: MainWindow) -> None:
    stage = begin(window, CHOICE)
    assert stage.number.isHidden()
    window.presentation.stop()
    stage = begin(window, NUMBER)
    before = stage.shown[0].geometry()
    hands.key(stage, Qt.Key.Key_PageDown)
    QApplication.processEvents()
    assert stage.number.isVisible()
    assert stage.shown[0].geometry() == before


def test_the_room_reads_how_near_its_bars_were(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("enter-tau"))
    window.present(from_start=True, shape="16:9")
    stage = window.presentation.stage
    assert stage is not None
    hands.key(stage, Qt.Key.Key_PageDown)
    QApplication.processEvents()
    before = stage.shown[0].geometry()
    plot = stage.shown[0]
    plot.grab()
    column = plot.frame.x.pixel(0.0)
    top = plot.frame.y.pixel(0.574)
    hands.drag(plot, [QPointF(column, top), QPointF(column, top + 20), QPointF(column, top + 60)])
    bars = guess(window)
    assert sum(bars) == pytest.approx(1.0, abs=1e-12)
    assert bars[0] < 0.57
    hands.key(stage, Qt.Key.Key_PageDown)
    QApplication.processEvents()
    assert "nats" in stage.title.accessibleName()
    assert "bits" in stage.title.accessibleName()
    assert stage.shown[0].geometry() == before


def test_after_the_truth_no_trace_of_the_hand_lies_over_the_bars(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("enter-tau"))
    window.present(from_start=True, shape="16:9")
    stage = window.presentation.stage
    assert stage is not None
    hands.key(stage, Qt.Key.Key_PageDown)
    QApplication.processEvents()
    plot = stage.shown[0]
    plot.grab()
    column, top = plot.frame.x.pixel(0.0), plot.frame.y.pixel(0.574)
    hands.drag(plot, [QPointF(column, top), QPointF(column, top + 20), QPointF(column, top + 60)])
    hands.move(plot, plot.frame.rect.center())
    assert plot._tag is not None
    assert not plot._tag.isHidden()
    assert len(window.focus.selected) == 1
    assert "predicted" not in plot.caption(shown_by(plot))
    hands.key(stage, Qt.Key.Key_PageDown)
    QApplication.processEvents()
    assert plot._tag.isHidden()
    assert not list(window.focus.selected)
    assert "□ predicted" in plot.caption(shown_by(plot))
    # Two classes that are compared stay so.
    keys = window.history.document.logits.keys
    window.focus.select((int(keys[0]), int(keys[1])))
    hands.key(stage, Qt.Key.Key_PageDown)
    QApplication.processEvents()
    assert len(window.focus.selected) == 2


def shown_by(plot: Plot) -> Picture:
    assert plot.picture is not None
    return plot.picture
