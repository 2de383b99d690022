"""The temperature dial: a ring from cold to hot with a big readout, logarithmic, with stops at 0, 1 and ∞."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QToolTip, QWidget

from tauscope.core.numbers import screen_temperature
from tauscope.core.temperatures import scale
from tauscope.ui.bench.dial.dial_face import DialFace
from tauscope.ui.editing.dial_turn import Bound, dial_turn, fitted_turn, play_bound
from tauscope.ui.editing.history import Perform
from tauscope.ui.widgets.opaque import keep_opaque
from tauscope.ui.widgets.when_heard import when_heard

if TYPE_CHECKING:
    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.document.studies.calibration_words import BestTemperature
    from tauscope.ui.theme import Theme

UNITS = 1000
"""Steps of the underlying QDial, whose value screen readers announce."""

PAUSE_MS = 800
"""Keys and wheel turns within this time of one another are one gesture."""

NEAR = 2.0
"""Most text heights between the two presses of a double click."""

TIP = (
    "Temperature τ. Drag, or turn the wheel; arrow keys step (Shift finer, Ctrl coarser),\n"
    "Home is 0, End is ∞. Click a number on the ring to go there, double-click for τ = 1."
)
SEVERAL = "The dial sets the first of several temperatures in the chain, τ₁. They multiply:"

_STEPS = {
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Up: 1.0,
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_PageUp: 10.0,
    Qt.Key.Key_PageDown: -10.0,
}


class TemperatureDial(DialFace):
    """The dial that mouse, wheel and keys turn.

    The dial holds τ exactly; the whole number of its QDial is only the nearest step.
    """

    def __init__(
        self, perform: Perform, theme: Theme, vocabulary: Vocabulary, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, vocabulary, parent)
        self._perform = perform
        self._gesture: object = object()
        self._last_turn = 0
        self._turning = False
        self._pressed = QPointF()
        self._bound: Bound | None = None
        self.setObjectName("temperatureDial")
        self.setRange(0, UNITS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_temperature(1.0)
        self.valueChanged.connect(self._follow_reader)

    # What is shown

    def show_temperature(self, temperature: float, together: str = "") -> None:
        """Show τ; this edits nothing.

        Parameters
        ----------
        temperature : float
        together : str
            Where it is the first of several temperatures, what all of them come to: "τ₁τ₂ = 1.00".
        """
        if together != self.readout.together or not self.toolTip():
            self.setToolTip(TIP + (f"\n{SEVERAL} {together}." if together else ""))
        before = self.moving_area if self._moved is None else self._moved
        self.readout.temperature, self.readout.together = temperature, together
        self.setValue(round(UNITS * scale.position(temperature)))
        when_heard(self._speak)
        self._moved = self.moving_area
        self.update(before | self._moved)

    def _speak(self) -> None:
        """Give screen readers τ and the word for it."""
        readout, together = self.readout, self.readout.together
        told = f"Temperature {readout.symbol} = {screen_temperature(self.temperature)}, {readout.word}"
        others = f". The first of several temperatures in the chain; together {together}" if together else ""
        self.setAccessibleName(told + others)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:  # noqa: N802  # Qt's name
        """Leave another value to `show_temperature`: QAbstractSlider would paint the whole dial."""
        if change != QAbstractSlider.SliderChange.SliderValueChange:
            super().sliderChange(change)

    def use_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Use the words of `vocabulary` under the number."""
        self.readout.vocabulary = vocabulary
        self.show_temperature(self.temperature, self.readout.together)
        self.update()

    def show_best(self, best: BestTemperature | None) -> None:
        """Mark the temperature that calibrates outside the ring; None for no mark."""
        super().show_best(best)
        self.setAccessibleDescription("" if best is None else best.sentence)

    def event(self, event: QEvent) -> bool:
        """Show the tip of τ* over its mark; stay opaque."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self.best_mark
            if mark is not None and mark.contains(QPointF(event.pos())):
                QToolTip.showText(event.globalPos(), mark.best.tip, self)
                return True
        done = bool(super().event(event))
        keep_opaque(self, event)
        return done

    # The hand

    def _turn(self, temperature: float) -> None:
        self._perform(dial_turn(temperature, self._gesture))

    def _follow_reader(self, value: int) -> None:
        """Turn to a value that does not come from τ: a screen reader set it."""
        # QDial also emits the value that `show_temperature` set.
        if value != round(UNITS * scale.position(self.temperature)):
            self._begin()
            self._turn(scale.hand_temperature(value / UNITS))

    def _begin(self) -> None:
        self._gesture = object()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a labelled stop, or start a drag: the handle jumps to the mouse and follows it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._begin()
        mark = self.best_mark
        if mark is not None and mark.contains(event.position()):
            self._turning, self._bound = False, None
            if mark.best.temperature is not None:
                self._perform(fitted_turn(mark.best.temperature))
            return
        self._pressed = event.position()
        self._bound = self.bound_at(event.position())
        if self._bound is not None:
            self._turning = False
            return
        tick = self.tick_at(event.position())
        self._turning = tick is None and self._on_ring(event.position())
        if tick is not None:
            self._turn(tick)
        elif self._turning:
            self._turn(scale.hand_temperature(self.dial_geometry.place_at(event.position())))

    def _on_ring(self, point: QPointF) -> bool:
        away = point - self.dial_geometry.centre
        return math.hypot(away.x(), away.y()) > self.dial_geometry.radius - 2.2 * self.dial_geometry.thickness

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse; the value cannot jump across the gap between ∞ and 0."""
        if self._bound is not None:
            temperature = scale.hand_temperature(self.dial_geometry.place_at(event.position()))
            self._perform(play_bound(self._bound, temperature, self._gesture))
        if self._turning:
            place = self.dial_geometry.place_at(event.position())
            # More than half the ring in one movement is a leap over the gap.
            if abs(place - scale.position(self.temperature)) < 0.5:
                self._turn(scale.hand_temperature(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        del event
        self._turning, self._bound = False, None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to τ = 1, as part of the same gesture as the first click."""
        # Of two quick touches Qt makes a double click wherever the first one was.
        if (event.position() - self._pressed).manhattanLength() > NEAR * self._theme.base:
            self.mousePressEvent(event)
            return
        self._turning, self._bound = False, None
        self._turn(1.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while focused; otherwise pass the wheel on to the page."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        if not self.hasFocus() or not delta:
            event.ignore()
            return
        self._step(delta / 120, event.modifiers(), int(event.timestamp()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, or go to an end."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._step(_STEPS[key], event.modifiers(), int(event.timestamp()))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._begin()
            self._turn(0.0 if key == Qt.Key.Key_Home else math.inf)
        else:
            event.ignore()

    def _step(self, steps: float, modifiers: Qt.KeyboardModifier, when: int) -> None:
        if not 0 <= when - self._last_turn < PAUSE_MS:
            self._begin()
        self._last_turn = when
        self._turn(scale.stepped(self.temperature, steps * step_size(modifiers)))


def step_size(modifiers: Qt.KeyboardModifier) -> float:
    """Step of the wheel and keys: ten times finer with Shift, ten times coarser with Ctrl."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 0.1
    return 10.0 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0
