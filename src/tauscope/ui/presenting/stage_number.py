"""The room's number on the stage: a line on which it is dragged, and a field in which it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from tauscope.document.library import lesson_walk
from tauscope.document.library.lesson_guess import read_number, true_number, written_end, written_number
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.presenting.stage_words import TOUCH
from tauscope.ui.widgets.entry import ValueEntry

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import LessonPlace, Prediction
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.theme import Theme

NOTCHES = 200
"""Steps of the line."""

UNKNOWN = "?"
"""Stands in the field until somebody has predicted, or the truth is shown."""


class NumberLine(QSlider):
    """A line with a large ring for the predicted number; afterwards a mark stands at the true one."""

    dragged = Signal(float, object)
    """Emitted with the number, and with the gesture that it is part of."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._prediction: Prediction | None = None
        self._true: float | None = None
        self._guessed = False
        self._gesture = object()
        self.setRange(0, NOTCHES)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_prediction(self, prediction: Prediction, guess: float | None, true: float | None) -> None:
        """Show a predicted number and the true one; None for what is not known yet."""
        self._prediction, self._true, self._guessed = prediction, true, guess is not None
        value = (prediction.low + prediction.high) / 2 if guess is None else guess
        self.setValue(round(NOTCHES * self._share(value)))
        self.setEnabled(true is None)
        told = UNKNOWN if guess is None else written_number(prediction, guess)
        after = "" if true is None else f", true is {written_number(prediction, true)}"
        self.setAccessibleName(f"The room's number: {told}{after}")
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as a finger needs it."""
        return QSize(round(12 * self._theme.base), max(TOUCH, round(1.9 * self._theme.base)))

    def _share(self, value: float) -> float:
        prediction = self._prediction
        if prediction is None:
            return 0.5
        return min(max((value - prediction.low) / (prediction.high - prediction.low), 0.0), 1.0)

    def _ends(self) -> tuple[str, str]:
        prediction = self._prediction
        if prediction is None:
            return "", ""
        return written_end(prediction, prediction.low), written_end(prediction, prediction.high)

    def _span(self) -> tuple[float, float]:
        """Ends of the line in pixels: its numbers stand beside it."""
        font, gap = self._theme.font(), self._ring + 0.5 * self._theme.base
        left, right = (marks.text_width(text, font) + gap for text in self._ends())
        return left, self.width() - right

    @property
    def _ring(self) -> float:
        return max(TOUCH / 2, 0.7 * self._theme.base) - 4

    def _x(self, share: float) -> float:
        left, right = self._span()
        return left + share * (right - left)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line with its ends, the true number and the ring."""
        del event
        theme, base, colours = self._theme, self._theme.base, self._theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, font = self.height() / 2, theme.font()
            (left, right), (low, high) = self._span(), self._ends()
            painter.setPen(theme.pen(colours.border, 0.14 * base))
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
            y = middle + 0.35 * base
            marks.write(painter, QPointF(0, y), low, font, colours.muted, Qt.AlignmentFlag.AlignLeft)
            at = QPointF(self.width(), y)
            marks.write(painter, at, high, font, colours.muted, Qt.AlignmentFlag.AlignRight)
            ring = self._ring
            if self._guessed or self._true is None:
                painter.setPen(theme.pen(colours.text if self._guessed else colours.muted, 0.1 * base))
                painter.setBrush(colours.card)
                painter.drawEllipse(QPointF(self._x(self.value() / NOTCHES), middle), ring, ring)
            if self._true is not None:
                x = self._x(self._share(self._true))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.accent)
                painter.drawRoundedRect(QRectF(x - 0.14 * base, middle - ring, 0.28 * base, 2 * ring), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the ring go to the mouse, and follow it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._gesture = object()
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; every movement was followed."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel alone: it would move the number by accident."""
        event.ignore()

    def _follow(self, event: QMouseEvent) -> None:
        prediction, (left, right) = self._prediction, self._span()
        if prediction is None or self._true is not None:
            return
        share = min(max((event.position().x() - left) / max(1.0, right - left), 0.0), 1.0)
        notch = round(NOTCHES * share)
        number = prediction.low + (prediction.high - prediction.low) * notch / NOTCHES
        self.dragged.emit(number, self._gesture)


class NumberField(ValueEntry):
    """Shows the predicted number, and reads one that is typed: 60, 60% and 0.6 are a probability."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        self.prediction: Prediction | None = None
        self.setAccessibleName("The room's number, typed")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def ask(self, text: str) -> str | None:
        """Ask for the typed number."""
        if self.prediction is None:
            return None
        return predict(self._perform, read_number(self.prediction, text))


def predict(perform: Perform, number: float, gesture: object | None = None) -> str | None:
    """Ask for the edit that sets the answer to the prediction of the present step."""

    def edit(document: Document) -> Document:
        return lesson_walk.set_guess(document, (number,))

    return perform(EditRequest("answer for the room", edit, gesture))


class StageNumber(QWidget):
    """Line and field for a step that asks for a number; hidden in others."""

    def __init__(self, perform: Perform, theme: Theme) -> None:
        super().__init__()
        self._perform = perform
        self.line, self.field = NumberLine(theme), NumberField(perform)
        self.line.dragged.connect(lambda number, gesture: predict(perform, number, gesture))
        self.field.returnPressed.connect(self._leave)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_place(self, place: LessonPlace | None) -> None:
        """Show the number that was predicted, and after Reveal the true one."""
        prediction = place.present.prediction if place is not None else None
        asks = prediction is not None and prediction.kind == "number"
        self.setVisible(asks)
        self.field.prediction = prediction if asks else None
        if place is None or prediction is None or not asks:
            return
        guess = place.guess[0] if place.guess else None
        true = true_number(place) if place.revealed else None
        self.line.show_prediction(prediction, guess, true)
        self.field.setEnabled(not place.revealed)
        shown = true if guess is None else guess
        self.field.show_text(UNKNOWN if shown is None else written_number(prediction, shown))

    def type(self) -> None:
        """Let the number be typed."""
        if self.isVisible() and self.field.isEnabled():
            self.field.setFocus()
            self.field.selectAll()

    def _leave(self) -> None:
        self.field.clearFocus()
        self.window().setFocus()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.line.apply_theme(theme)
        self._row.setSpacing(round(theme.base))
        self.field.setFont(theme.font(1.1, strong=True))
        self.field.setFixedSize(round(5.5 * theme.base), max(TOUCH, round(1.9 * theme.base)))
        self.field.setStyleSheet(f"font-size: {round(1.1 * theme.base)}px; font-weight: 600;")
