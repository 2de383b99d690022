"""Panel of a labelled set: which example is on the bench, and how likely its true class is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tauscope.core.domain import Whole
from tauscope.document.edits import labelled_edits
from tauscope.document.picture.subjects.labelled_example import example_words, labelled_of
from tauscope.document.studies.calibration_words import split_words
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR, Elided
from tauscope.ui.widgets.fields.whole_field import WholeField
from tauscope.ui.widgets.flow import group

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QToolButton

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
_NEXT_WRONG = "The next row of which the likeliest class is not the true one"
_NONE_WRONG = "In every row from here on the likeliest class is the true one"


class RowField(WholeField):
    """Number of the row, from 1; ↑ and ↓ go to the next and the one before."""

    def __init__(self, show: Callable[[int], str | None], step: Callable[..., None]) -> None:
        super().__init__(_rows(1), show)
        self._step = step
        self.setObjectName("labelledRow")

    def show_row(self, row: int, count: int) -> None:
        """Show a number of `count`; this edits nothing."""
        if self._domain.high != count:
            self._domain = _rows(count)
            self.updateGeometry()
        self.setToolTip(f"Number of the row, {self._domain} (↑ ↓, Page Up, Page Down)")
        self.show_number(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another row."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._step(step, again=event.isAutoRepeat())


class LabelledPanel(Panel):
    """Buttons and a field that choose the example, and a line on its true class."""

    low: ClassVar[bool] = True

    def __init__(self, context: PanelContext) -> None:
        self._gesture = object()
        self.first = _button("|‹", "firstRow", "The first row", partial(self._show, 1))
        self.before = _button("‹", "rowBefore", "The row before (↓ in the field)", partial(self.step, -1))
        self.next = _button("›", "nextRow", "The next row (↑ in the field)", partial(self.step, 1))
        self.wrong = _button("Next wrong", "nextWrong", _NEXT_WRONG, self._next_wrong)
        self.number = RowField(self._show, self.step)
        self.count = QLabel()
        label = QLabel("row")
        for text in (label, self.count):
            text.setObjectName("cardNote")
        self.example = Elided("labelledExample")
        self.example.setAccessibleName("True class")
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.example)
        tools = (group(label, self.number, self.count), group(self.first, self.before, self.next), self.wrong)
        super().__init__("Examples", context, content, tools)
        self.apply_theme(context.theme)

    def show_document(self, document: Document) -> None:
        """Show the number of the row, and what the file is."""
        source = labelled_of(document)
        if source is None:
            return
        row, count = document.state, len(source.examples)
        self.number.show_row(row + 1, count)
        self.count.setText(f"of {count:,}")
        for button in (self.first, self.before):
            button.setEnabled(row > 0)
        self.next.setEnabled(row < count - 1)
        has_wrong = labelled_edits.wrong_row(source, row, 1) is not None
        self.wrong.setEnabled(has_wrong)
        self.wrong.setToolTip(_NEXT_WRONG if has_wrong else _NONE_WRONG)
        shape = source.examples.shape_in_words
        self.card.set_note(
            OR.join(
                (
                    f"{source.title}, {shape}: {source.examples.recognised}",
                    f"{source.title}, {shape}",
                    shape,
                    "",
                )
            )
        )
        self.card.setToolTip(f"{source.title}\n{source.note}")

    def show_picture(self, picture: Picture) -> None:
        """Say how likely the true class is, and how many examples are held out."""
        texts = picture.once(example_words)
        if split := split_words(picture):
            long, short = split
            texts = (f"{texts[0]} {long}", *(f"{text} {short}" for text in texts), texts[-1])
        self.example.set_text(OR.join(texts))
        self.example.setToolTip(texts[0])

    def apply_theme(self, theme: Theme) -> None:
        """Fit the buttons to the text size."""
        for button in (self.first, self.before, self.next):
            button.setFixedWidth(round(1.7 * theme.base))

    def export(self) -> None:
        """Say how to export: an example has no steps."""
        self.context.refused(
            "An example has no text. To export a plot or its numbers, choose File → Export Figure."
        )

    def step(self, by: int, *, again: bool = False) -> None:
        """Go on by some rows; while a key is held all is one step of undo."""
        if not again:
            self._gesture = object()
        name = "the row before" if by < 0 else "the next row"
        self._do(name, partial(labelled_edits.step_row, by=by), self._gesture)

    def _show(self, number: int) -> str | None:
        return self._do(f"show row {number:,}", partial(labelled_edits.show_row, row=number - 1))

    def _next_wrong(self) -> None:
        refusal = self._do("the next wrong row", labelled_edits.next_wrong)
        if refusal:
            self.context.refused(refusal)

    def _do(self, name: str, edit: Edit, gesture: object | None = None) -> str | None:
        return self.context.perform(EditRequest(name, edit, gesture))


def _rows(count: int) -> Whole:
    return Whole("the number of the row", 1, count)


def _button(text: str, name: str, tip: str, act: Callable[[], object]) -> QToolButton:
    button = word_button(text, tip, act)
    button.setObjectName(name)
    button.setAccessibleName(tip.partition(" (")[0])
    return button
