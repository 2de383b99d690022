"""The form in which a lecturer writes what a step asks to predict."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number
from tauscope.document.lessons.lesson import Prediction
from tauscope.document.quantities import Measure
from tauscope.ui.theme import match_theme

if TYPE_CHECKING:
    from collections.abc import Callable

KIND_TITLES = {
    "": "Ask nothing",
    "draw": "Drag the bars",
    "choose": "Choose an answer",
    "number": "Name a number",
}
RIGHT = "*"
"""Sign before the right answer."""


class QuestionForm(QDialog):
    """Asks for kind, question and answers of a prediction; what is wrong is said and nothing is lost.

    Parameters
    ----------
    present : Prediction or None
        The prediction that the step has.
    accept : callable
        Is given the prediction, or None to ask nothing; returns the sentence of a refusal or "".
    parent : QWidget
    """

    def __init__(
        self, present: Prediction | None, accept: Callable[[Prediction | None], str], parent: QWidget
    ) -> None:
        super().__init__(parent.window())
        self._accept = accept
        self.setObjectName("questionForm")
        self.setWindowTitle("Question of this step")
        self.kind, self.question, self.explanation = QComboBox(), QLineEdit(), QLineEdit()
        for name, title in KIND_TITLES.items():
            self.kind.addItem(title, name)
        self.answers = QPlainTextEdit()
        self.answers.setTabChangesFocus(True)
        self.answers.setPlaceholderText(f"2 to 4 answers, one a line; {RIGHT} before the right one")
        self.answers.setFixedHeight(5 * self.fontMetrics().lineSpacing() + 12)
        self.quantity, self.low, self.high = QLineEdit(), QLineEdit("0"), QLineEdit("1")
        self.quantity.setPlaceholderText("p(cat), entropy_bits, ratio(cat, dog) …")
        self.covers = QCheckBox("Cover the plots until the truth is shown")
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._lay_out()
        self._fill(present)
        self.kind.currentIndexChanged.connect(self._fit)
        self._fit()
        match_theme(self, parent)

    def _lay_out(self) -> None:
        note = QLabel(
            "Set up the bench as the truth first: Reveal will show it as it is now. "
            "Until then the step shows what it was recorded with."
        )
        note.setWordWrap(True)
        self._rows = rows = QFormLayout()
        for name, field in (
            ("&Kind", self.kind),
            ("&Question", self.question),
            ("&Answers", self.answers),
            ("&Number", self.quantity),
            ("&From", self.low),
            ("&To", self.high),
            ("&Explanation", self.explanation),
            ("", self.covers),
        ):
            rows.addRow(name, field)
            if name:
                field.setAccessibleName(name.replace("&", ""))
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (note, rows, self.problem, self.buttons):
            if isinstance(part, QFormLayout):
                layout.addLayout(part)
            else:
                layout.addWidget(part)
        self.setMinimumWidth(30 * self.fontMetrics().averageCharWidth() + 200)

    def _fill(self, present: Prediction | None) -> None:
        if present is None:
            self.kind.setCurrentIndex(self.kind.findData("draw"))
            self.question.setText("Where will the bars stand?")
            return
        self.kind.setCurrentIndex(self.kind.findData(present.kind))
        self.question.setText(present.question)
        self.explanation.setText(present.explanation)
        self.covers.setChecked(present.covers)
        lines = [RIGHT * (row == present.right) + answer for row, answer in enumerate(present.answers)]
        self.answers.setPlainText("\n".join(lines))
        self.quantity.setText(present.quantity)
        self.low.setText(plain_number(present.low))
        self.high.setText(plain_number(present.high))

    def _fit(self) -> None:
        """Show the fields of the kind."""
        kind = self.kind.currentData()
        for field in (self.question, self.explanation):
            self._rows.setRowVisible(field, bool(kind))
        self._rows.setRowVisible(self.covers, kind in ("choose", "number"))
        self._rows.setRowVisible(self.answers, kind == "choose")
        for field in (self.quantity, self.low, self.high):
            self._rows.setRowVisible(field, kind == "number")
        self.adjustSize()

    def prediction(self) -> Prediction | None:
        """Return what was written, without its truth.

        Raises
        ------
        InputError
            If something is missing or cannot be read.
        """
        kind = self.kind.currentData()
        question, explanation = self.question.text().strip(), self.explanation.text().strip()
        covers = self.covers.isChecked() and kind in ("choose", "number")
        words = partial(Prediction, kind, question, explanation=explanation, covers=covers)
        if kind == "choose":
            lines = [line.strip() for line in self.answers.toPlainText().splitlines() if line.strip()]
            right = [row for row, line in enumerate(lines) if line.startswith(RIGHT)]
            if len(right) != 1:
                raise InputError(f"Put {RIGHT} before the right answer, and before that one alone.")
            return words(answers=tuple(line.removeprefix(RIGHT).strip() for line in lines), right=right[0])
        if kind == "number":
            Measure.parse(self.quantity.text())
            low, high = parse_number(self.low.text()), parse_number(self.high.text())
            return words(quantity=self.quantity.text().strip(), low=low, high=high)
        return words() if kind else None

    def accept(self) -> None:
        """Set the question; the form stays open where it is refused."""
        try:
            refusal = self._accept(self.prediction())
        except InputError as error:
            refusal = str(error)
        self.problem.setText(refusal)
        self.problem.setVisible(bool(refusal))
        if not refusal:
            super().accept()
