"""The question of a lesson's step: what to predict, the answer so far, and how near it was."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from tauscope.document.formulas import one_line, with_formulas
from tauscope.document.library import lesson_walk
from tauscope.document.library.lesson_guess import (
    DONE,
    WRONG,
    asked,
    before_truth,
    guessed_bars,
    right_answer,
    true_number,
    verdict,
    with_bar,
    written_end,
    written_number,
)
from tauscope.document.library.lesson_words import step_explanation, unbroken
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.formulas.rich_text import show_in
from tauscope.ui.lessons.bar_sliders import BarSliders
from tauscope.ui.lessons.miss_scale import MissScale
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.quiet_slider import QuietSlider
from tauscope.ui.widgets.wrapped_radio import WrappedRadio

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import LessonPlace
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.theme import Theme

NOTCHES = 200
"""Steps of the slider of a number."""


class PredictionCard(QFrame):
    """Asks for a prediction. Bars are dragged on the plot, or set here as answers and numbers are."""

    def __init__(self, perform: Perform, theme: Theme) -> None:
        super().__init__()
        self._perform, self._theme = perform, theme
        self._place: LessonPlace | None = None
        self._gesture = object()
        self.setObjectName("predictionCard")
        self.title, self.question, self.verdict = QLabel("PREDICT FIRST"), QLabel(), QLabel()
        self.title.setObjectName("predictionTitle")
        self.verdict.setObjectName("predictionVerdict")
        self.note, self.words = QLabel(), QLabel()
        self.note.setObjectName("cardNote")
        for label in (self.question, self.verdict, self.note, self.words):
            label.setWordWrap(True)
        self.scale = MissScale(theme)
        self.retry = word_button(
            "Again", "Predict once more: the step before its truth was shown", self._retry
        )
        self.answers = QWidget()
        self._answers = QVBoxLayout(self.answers)
        self._answers.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self.slider, self.number = QuietSlider(), QLabel()
        self.slider.setRange(0, NOTCHES)
        self.slider.setAccessibleName("Your number")
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderPressed.connect(self._new_gesture)
        self._number_row = QWidget()
        self.ends = QLabel(), QLabel()
        grid = QGridLayout(self._number_row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.slider, 0, 0, 1, 2)
        grid.addWidget(self.number, 0, 2)
        for column, end in enumerate(self.ends):
            end.setObjectName("cardNote")
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(end, 1, column, side)
        self.bars = BarSliders()
        self.bars.moved.connect(self._move_bar)
        layout = QVBoxLayout(self)
        parts = (
            self.title,
            self.question,
            self.answers,
            self._number_row,
            self.bars,
            self.verdict,
            self.note,
            self.scale,
            self.words,
        )
        for part in parts:
            layout.addWidget(part)
        layout.addWidget(self.retry, alignment=Qt.AlignmentFlag.AlignRight)

    def show_place(self, place: LessonPlace | None) -> None:
        """Show the prediction of a step; hide where there is none."""
        prediction = place.present.prediction if place is not None else None
        self.setVisible(prediction is not None)
        before, self._place = self._place, place
        if place is None or prediction is None:
            return
        if before is None or before.present.prediction != prediction:
            self._show_question()
        self._show_answer()

    def _show_question(self) -> None:
        place = self._place
        if place is None or (prediction := place.present.prediction) is None:
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for number, answer in enumerate(prediction.answers):
            button = WrappedRadio(one_line(with_formulas(answer)))
            button.clicked.connect(partial(self._choose, number))
            self._group.addButton(button, number)
            self._answers.addWidget(button)
        self.answers.setVisible(prediction.kind == "choose")
        if prediction.kind == "number":
            for label, end in zip(self.ends, (prediction.low, prediction.high), strict=True):
                label.setText(written_end(prediction, end))

    def _show_answer(self) -> None:
        place = self._place
        if place is None or (prediction := place.present.prediction) is None:
            return
        question = prediction.question if place.revealed else asked(prediction)
        show_in(self.question, with_formulas(unbroken(question)))
        if prediction.kind == "choose":
            self._group.setExclusive(False)
            for number, button in enumerate(self._group.buttons()):
                button.setChecked(bool(place.guess) and int(place.guess[0]) == number)
                button.setEnabled(not place.revealed)
                self._show_sign(button, place, number)
            self._group.setExclusive(True)
        # A slider on which nobody set a number says nothing beside the true one.
        has_number = prediction.kind == "number" and (bool(place.guess) or not place.revealed)
        self._number_row.setVisible(has_number)
        if prediction.kind == "number":
            self._show_number()
        drawn = prediction.kind == "draw" and not place.revealed
        self.bars.setVisible(drawn)
        if drawn:
            labels = before_truth(place.lesson, place.step).logits.labels
            self.bars.show_bars(labels, guessed_bars(place))
        self._show_verdict()

    def _show_sign(self, button: QAbstractButton, place: LessonPlace, number: int) -> None:
        """Mark the true answer and a wrong choice once the truth is shown."""
        prediction = place.present.prediction
        if prediction is None or not isinstance(button, WrappedRadio):
            return
        right, chosen = number == prediction.right, bool(place.guess) and int(place.guess[0]) == number
        if place.revealed and right:
            button.show_sign(DONE, said="the answer", strong=True)
        elif place.revealed and chosen:
            button.show_sign(WRONG, said="your answer, not the right one")
        else:
            button.show_sign("")

    def _show_number(self) -> None:
        place = self._place
        if place is None or (prediction := place.present.prediction) is None:
            return
        low, high = prediction.low, prediction.high
        value = place.guess[0] if place.guess else (low + high) / 2
        self.slider.blockSignals(True)  # Qt's own
        self.slider.setValue(round(NOTCHES * (value - low) / (high - low)))
        self.slider.blockSignals(False)
        self.slider.setEnabled(not place.revealed)
        self.number.setText(written_number(prediction, value) if place.guess else "?")

    def _show_verdict(self) -> None:
        place = self._place
        if place is None or (prediction := place.present.prediction) is None:
            return
        found = verdict(place)
        number, note, words = "", "", ""
        if found is not None:
            number, note, words = found.number, found.note, found.sentence
        elif place.revealed and prediction.kind == "number":
            number = written_number(prediction, true_number(place))
        if place.revealed:
            explanation = step_explanation(place.lesson, place.step)
            if not explanation and prediction.kind == "choose" and not (found is not None and found.right):
                explanation = right_answer(prediction)
            words = f"{words} {explanation}".strip()
        alone = "THE ANSWER" if place.revealed else "PREDICT FIRST"
        self.title.setText("YOUR PREDICTION" if found is not None else alone)
        self.scale.show_share(found.share if found is not None else None)
        self.retry.setVisible(place.revealed)
        for label, text in ((self.verdict, number), (self.note, note), (self.words, words)):
            show_in(label, with_formulas(text))
            label.setVisible(bool(text))

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        # The bars' sheet leaves these buttons out.
        self.answers.setStyleSheet(
            f"QRadioButton {{ font-size: {round(theme.base)}px; }}"
            f' QRadioButton[strong="true"] {{ font-weight: 600; color: {theme.colours.text.name()}; }}'
        )
        for button in self._group.buttons():
            if isinstance(button, WrappedRadio):
                button.wrap()
        self.scale.apply_theme(theme)
        self.number.setFixedWidth(round(4 * theme.base))
        self.verdict.setFont(theme.font(theme.number, strong=True))

    def _choose(self, number: int) -> None:
        self._guess((float(number),), "choose an answer")

    def _retry(self) -> None:
        if (place := self._place) is not None:
            edit = partial(lesson_walk.go_to_step, place=place, step=place.step)
            self._perform(EditRequest("predict again", edit))

    def _new_gesture(self) -> None:
        self._gesture = object()

    def _slide(self, notch: int) -> None:
        place = self._place
        if place is None or (prediction := place.present.prediction) is None:
            return
        value = prediction.low + (prediction.high - prediction.low) * notch / NOTCHES
        self._guess((value,), "predict a number")

    def _move_bar(self, row: int, p: float, gesture: object) -> None:
        if (place := self._place) is not None:
            self._guess(with_bar(guessed_bars(place), row, p), "predict a bar", gesture)

    def _guess(self, guess: tuple[float, ...], name: str, gesture: object = None) -> None:
        edit = partial(lesson_walk.set_guess, guess=guess)
        self._perform(EditRequest(name, edit, gesture or self._gesture))
