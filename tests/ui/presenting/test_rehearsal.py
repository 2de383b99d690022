"""A lecture from beginning to end: what a lecturer does in 45 minutes, and what the room sees of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from tests.ui import hands
from tests.ui.hands import CTRL

from tauscope.cli import main
from tauscope.document.lessons.lesson import LessonPlace
from tauscope.document.preferences import Preferences
from tauscope.ui import application
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.presenting.presenter import PresenterWindow
from tauscope.ui.presenting.stage import Stage
from tauscope.ui.window.main_window import MainWindow

_K = Qt.Key


def softmax(logits: list[float], temperature: float) -> list[float]:
    """Return softmax(z/τ) by its definition, with the uniform distribution at τ = ∞."""
    weights = [math.exp((z - max(logits)) / temperature) for z in logits]
    return [weight / sum(weights) for weight in weights]


class Lecture:
    """The lecturer at the keyboard, and what is seen on the stage."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    # What there is

    @property
    def stage(self) -> Stage:
        assert self.window.presentation.stage is not None
        return self.window.presentation.stage

    @property
    def presenter(self) -> PresenterWindow:
        assert self.window.presentation.presenter is not None
        return self.window.presentation.presenter

    @property
    def place(self) -> LessonPlace:
        assert self.window.history.document.lesson is not None
        return self.window.history.document.lesson

    @property
    def temperature(self) -> float:
        return self.window.history.document.temperature

    @property
    def probabilities(self) -> list[float]:
        """What the bars on the stage show."""
        assert self.bars.picture is not None
        return list(self.bars.picture.probabilities)

    @property
    def bars(self) -> DistributionPlot:
        plot = self.stage.plots["distribution"]
        assert isinstance(plot, DistributionPlot)
        return plot

    def picture(self) -> QImage:
        """What the room sees."""
        self.stage.grab()
        return self.stage.grab().toImage()

    # What the lecturer does

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = hands.NO_KEYS) -> None:
        for key in keys:
            hands.key(self.stage.focusWidget() or self.stage, key, held)
            self.window.finish_glide()
            QApplication.processEvents()

    def forward(self, step: int, *, revealed: bool = False) -> None:
        """PgDn leads to this step, counted from 1, or reveals its truth."""
        self.press(_K.Key_PageDown)
        assert (self.place.step + 1, self.place.revealed) == (step, revealed)
        assert self.presenter.title.text() == self.place.present.title
        assert self.stage.title.accessibleName().startswith(self.place.present.title)

    # What is so

    def check(self, logits: list[float], temperature: float) -> None:
        """The room sees softmax(logits/τ): on the dial, in the bars, in words; Σp = 1."""
        assert self.temperature == pytest.approx(temperature, rel=1e-9)
        assert self.stage.dial.temperature == self.temperature == self.presenter.dial.temperature
        picture = self.bars.picture
        assert picture is not None
        assert picture is self.window.feed.picture
        assert math.fsum(picture.probabilities) == pytest.approx(1.0, abs=1e-12)
        assert list(picture.probabilities) == pytest.approx(softmax(logits, temperature), rel=1e-9)

    def says(self, *words: str) -> None:
        """These words are on the stage."""
        shown = self.stage.title.accessibleName()
        assert all(word in shown for word in words), shown


def give(lecture: Lecture) -> None:
    """Six steps of "Say it back", with what comes between."""
    stage = lecture.stage
    assert stage.isVisible()
    lecture.window.presentation.open_presenter(stage.dial.readout.vocabulary)
    QApplication.processEvents()
    choose(lecture)
    turn_in_the_middle(lecture)
    drag_the_bars(lecture)
    type_a_number(lecture)
    answer_a_question(lecture)
    prepare_behind_a_frozen_picture(lecture)
    look_closer(lecture)
    leave(lecture)


def choose(lecture: Lecture) -> None:
    """Step 1: the plots are covered until the room has chosen."""
    lecture.says("Logits 3 and 1: how many times likelier", "A 2", "C 3")
    assert not lecture.place.revealed
    lecture.press(_K.Key_N, _K.Key_N)
    assert lecture.place.guess == (1.0,)
    lecture.forward(1, revealed=True)
    lecture.check([3.0, 1.0], 1.0)
    lecture.says("✓ B", "Only the gap counts")
    assert "Most likely: a 88.1%" in lecture.stage.numbers.accessibleName()


def turn_in_the_middle(lecture: Lecture) -> None:
    """Step 2: somebody wants to see it colder first; the step goes on from there."""
    lecture.forward(2)
    lecture.press(_K.Key_Left, _K.Key_Left)
    cold = lecture.temperature
    assert cold < 1
    lecture.check([3.0, 1.0], cold)
    lecture.press(_K.Key_Right, held=Qt.KeyboardModifier.ShiftModifier)
    assert cold < lecture.temperature < 1
    lecture.press(_K.Key_8)
    assert lecture.probabilities == [0.5, 0.5]
    lecture.press(_K.Key_1)
    lecture.check([3.0, 1.0], 1.0)
    lecture.press(_K.Key_N, _K.Key_N, _K.Key_N)
    lecture.forward(2, revealed=True)
    lecture.check([3.0, 1.0], 2.0)
    lecture.says("✓ A", "✗ C", "2.72")


def drag_the_bars(lecture: Lecture) -> None:
    """Step 3: the lecturer drags the outlines for the room."""
    lecture.forward(3)
    plot = lecture.bars
    plot.grab()
    x, level = plot.frame.x.pixel(0.0), plot.frame.y.pixel(1 / 3)
    up = plot.frame.y.pixel(0.6)
    hands.drag(plot, [QPointF(x, level), QPointF(x, (level + up) / 2), QPointF(x, up)])
    guess = lecture.place.guess
    assert guess[0] == pytest.approx(0.6, abs=0.02)
    assert math.fsum(guess) == pytest.approx(1.0, abs=1e-12)
    lecture.forward(3, revealed=True)
    lecture.check([2.0, 1.0, 0.0], 1.0)
    true = softmax([2.0, 1.0, 0.0], 1.0)
    miss = math.fsum(p * math.log(p / q) for p, q in zip(true, guess, strict=True))
    lecture.says(f"Missed by {miss:.4f} nats ({miss / math.log(2):.4f} bits).", "66.5%")


def type_a_number(lecture: Lecture) -> None:
    """Step 4: the room calls a number, and figures typed are no keys of the dial meanwhile."""
    lecture.forward(4)
    lecture.press(_K.Key_N)
    field = lecture.stage.number.field
    assert field.hasFocus()
    QTest.keyClicks(field, "18")
    QTest.keyClick(field, _K.Key_Return)
    assert lecture.place.guess == (0.18,)
    lecture.check([2.0, 1.0, 0.0], 1.0)
    lecture.forward(4, revealed=True)
    assert lecture.temperature == math.inf
    assert lecture.probabilities == pytest.approx([1 / 3] * 3, rel=1e-12)
    assert "18.0%, true is 33.3%" in lecture.stage.number.line.accessibleName()


def answer_a_question(lecture: Lecture) -> None:
    """Step 5: "What if c had 4?" The logit is typed; then the screen is black and white, to talk."""
    lecture.forward(5)
    lecture.press(_K.Key_E)
    over = lecture.window.presentation._table
    assert over is not None
    table = over.table
    assert table.hasFocus()
    table.setCurrentIndex(table.model().index(2, 1))
    hands.key(table, _K.Key_4, text="4")
    editor = table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, _K.Key_Return)
    QApplication.processEvents()  # a cell is committed when control is back in the event loop
    lecture.check([2.0, 1.0, 4.0], 1.0)
    assert lecture.temperature == 1  # 1 and 4 are typed, not keys of the dial
    lecture.press(_K.Key_E)
    assert over.isHidden()
    lecture.press(_K.Key_B)
    assert lecture.picture().pixelColor(400, 300) == QColor("black")
    assert lecture.presenter.switch.buttons["black"].isChecked()
    lecture.press(_K.Key_B, _K.Key_W)
    assert lecture.picture().pixelColor(400, 300) == QColor("white")
    lecture.press(_K.Key_W)
    assert lecture.stage.covered is None
    lecture.press(_K.Key_Z, held=CTRL)
    lecture.check([2.0, 1.0, 0.0], 1.0)
    lecture.press(_K.Key_N, _K.Key_N)
    lecture.forward(5, revealed=True)
    lecture.check([9.0, 8.0, 7.0], 1.0)
    lecture.says("✓ B Nothing")


def prepare_behind_a_frozen_picture(lecture: Lecture) -> None:
    """Step 6: the room looks at a still picture while the next one is prepared."""
    lecture.forward(6)
    seen = lecture.picture()
    lecture.press(_K.Key_F)
    assert lecture.presenter.frozen.isChecked()
    lecture.press(_K.Key_G, _K.Key_Left, _K.Key_Left, _K.Key_Left)
    assert lecture.temperature < 1
    assert len(lecture.window.history.document.pins) == 1
    assert lecture.picture() == seen
    assert lecture.presenter.dial.temperature == lecture.temperature
    lecture.press(_K.Key_F)
    assert lecture.picture() != seen
    lecture.check([2.0, 1.0, 0.0], lecture.temperature)
    lecture.press(_K.Key_Z, held=CTRL)  # the turns, which were one gesture
    lecture.press(_K.Key_Z, held=CTRL)  # the pin
    lecture.check([2.0, 1.0, 0.0], 1.0)
    assert not lecture.window.history.document.pins


def look_closer(lecture: Lecture) -> None:
    """One plot on the whole stage, and τ plays by itself; a pause and an undo lead back."""
    several = len(lecture.stage.shown)
    assert several == 2
    lecture.press(_K.Key_Z)
    assert len(lecture.stage.shown) == 1
    lecture.press(_K.Key_Space)
    player = lecture.window.player
    assert player.going
    player._last -= 1.0
    player.tick()
    lecture.press(_K.Key_Space)
    assert not player.going
    assert lecture.temperature != 1
    lecture.check([2.0, 1.0, 0.0], lecture.temperature)
    lecture.press(_K.Key_Z, held=CTRL)
    lecture.check([2.0, 1.0, 0.0], 1.0)
    lecture.press(_K.Key_Z)
    assert len(lecture.stage.shown) == several
    lecture.forward(6, revealed=True)
    lecture.says("1.099 nats")


def leave(lecture: Lecture) -> None:
    """44 minutes have passed; the window is as it was, at the step where the lecture ended."""
    presentation = lecture.window.presentation
    presentation.began -= 44 * 60
    lecture.presenter._show_time()
    assert lecture.presenter.time.text().startswith("44:")
    assert lecture.presenter.passed.share == 1  # of 15 minutes
    lecture.press(_K.Key_Escape)
    assert presentation.stage is None
    assert presentation.presenter is None


def test_a_lecture_from_the_command_line_to_esc(
    make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(Preferences(theme="dark"))
    before = (window.appearance.theme.name, window.palette(), window.styleSheet())

    class Running:
        """Stands in for the application: its event loop is the lecture."""

        status = 0

        def __init__(self, *_: object) -> None:
            pass

        def exec(self) -> int:
            QApplication.processEvents()
            give(Lecture(window))
            return 0

        def listen(self) -> None:
            """Leave signals alone."""

        close = listen

    def status_of(status: int) -> int:
        return status

    replaced: dict[str, Any] = {
        "make_application": Running,
        "make_window": lambda _: window,
        "Interrupts": Running,
        "has_display": lambda: True,
        "end_process": status_of,
    }
    for name, stand_in in replaced.items():
        monkeypatch.setattr(application, name, stand_in)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    assert main(["--lesson", "say-it-back", "--present"]) == 0
    assert (window.appearance.theme.name, window.palette(), window.styleSheet()) == before
    place = window.history.document.lesson
    assert place is not None
    assert place.step == 5
    assert window.lessons.title.text() == place.present.title
    # The keys of the stage are the window's own again: nothing is covered, turned or left.
    window.bench.dial.setFocus()
    hands.key(window.bench.dial, _K.Key_B)
    hands.key(window.bench.dial, _K.Key_Home)
    assert window.history.document.temperature == 0
    window.history.undo()
    assert window.history.document.temperature == math.inf
