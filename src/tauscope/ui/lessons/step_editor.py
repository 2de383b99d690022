"""The words of a lesson's step, to be rewritten in place."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout

from tauscope.document.library import lesson_edits
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QToolButton

    from tauscope.document.lessons.lesson import LessonPlace
    from tauscope.ui.lessons.authoring import Authoring
    from tauscope.ui.theme import Theme

PAUSE = 1.0
"""Seconds without a key after which the next one begins another step of undo."""

_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class StepEditor(QFrame):
    """Fields for title, text and notes of the present step, and buttons that move or delete it."""

    def __init__(self, authoring: Authoring, theme: Theme) -> None:
        super().__init__()
        self._authoring, self._theme = authoring, theme
        self._gesture, self._typed = object(), 0.0
        self.setObjectName("stepEditor")
        self.lesson, self.title = _Line("Title of the lesson"), _Line("Title of the step")
        self.text, self.notes = _Paragraphs("Text of the step"), _Paragraphs("Notes for the lecturer")
        self.text.setPlaceholderText("About 60 words: Markdown, $formulas$, numbers as {p(cat)}")
        self.notes.setPlaceholderText("Seen in the presenter's window alone")
        self.lesson.textEdited.connect(self._rename)
        self.title.textEdited.connect(self._reword)
        self.text.textChanged.connect(self._reword)
        self.notes.textChanged.connect(self._reword)
        self.up = word_button("Up", "Move this step before the one above", self._move(-1))
        self.down = word_button("Down", "Move this step after the one below", self._move(1))
        self.delete = word_button("Delete", "Delete this step", self._delete)
        self.set = word_button("Set Bench", "Let this step show the bench as it is", authoring.record_again)
        self.task = word_button(
            "Task…", "Ask for something to be done, as “Turn τ below 0.3”", authoring.add_task
        )
        self.ask = word_button(
            "Question…", "Ask for a prediction whose truth is the bench as it is", authoring.add_question
        )
        self.motion = word_button(
            "Motion…", "Let τ run by itself when this step is played", authoring.add_motion
        )
        self.point = word_button("Point At…", "Outline parts, plots or classes", authoring.add_highlight)
        self.plan = word_button("Goal…", "Set goal and minutes of the lesson", authoring.set_plan)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for field in (self.lesson, self.title, self.text, self.notes):
            label = QLabel(field.accessibleName())
            label.setObjectName("cardNote")
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field)
        row = FlowLayout()
        for button in self.buttons:
            row.addWidget(button)
        layout.addLayout(row)

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """Buttons of the step, in their order."""
        step = (self.up, self.down, self.delete, self.set, self.task, self.ask)
        return (*step, self.motion, self.point, self.plan)

    def show_place(self, place: LessonPlace) -> None:
        """Show the words of a step; a field that has them already keeps its cursor."""
        step = place.present
        for field, words in ((self.lesson, place.lesson.title), (self.title, step.title)):
            # A title is stored without the blanks around it, which may be on their way to the next word.
            if field.text().strip() != words:
                field.setText(words)
        for paragraphs, words in ((self.text, step.text), (self.notes, step.notes)):
            paragraphs.show_text(words)
        self.up.setEnabled(place.step > 0)
        self.down.setEnabled(not place.is_last)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.setStyleSheet(f"QLineEdit, QPlainTextEdit {{ font-size: {round(theme.base)}px; }}")
        for field, lines in ((self.text, 6), (self.notes, 4)):
            field.setFixedHeight(round(lines * 1.45 * theme.base + 12))

    def begin(self) -> None:
        """Let the title be typed."""
        self.title.setFocus()
        self.title.selectAll()

    def _delete(self) -> None:
        self._authoring.do("delete the step", lesson_edits.delete_step)

    def _move(self, by: int) -> Callable[[], object]:
        edit = partial(lesson_edits.move_step, by=by)
        return lambda: self._authoring.do("move the step", edit)

    def _rename(self, title: str) -> None:
        if title.strip():
            self._authoring.do("rename the lesson", partial(lesson_edits.rename, title=title), self._typing())

    def _reword(self) -> None:
        edit = partial(
            lesson_edits.reword,
            title=self.title.text(),
            text=self.text.toPlainText(),
            notes=self.notes.toPlainText(),
        )
        self._authoring.do("reword the step", edit, self._typing())

    def _typing(self) -> object:
        """Gesture of the present key: keys without a pause between them are one step of undo."""
        now = monotonic()
        if now - self._typed > PAUSE:
            self._gesture = object()
        self._typed = now
        return self._gesture


def _is_of_the_history(event: QEvent) -> bool:
    """Return True for Undo and Redo, which undo edits of the lesson like any others."""
    return (
        isinstance(event, QKeyEvent)
        and event.type() == QEvent.Type.ShortcutOverride
        and any(event.matches(key) for key in _HISTORY)
    )


class _Line(QLineEdit):
    """A line each key of which is an edit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the window."""
        if _is_of_the_history(event):
            event.ignore()
            return False
        return super().event(event)


class _Paragraphs(QPlainTextEdit):
    """Several lines, each key of which is an edit; Tab goes to the next field."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_text(self, text: str) -> None:
        """Show a text, as no edit."""
        if self.toPlainText() != text:
            self.blockSignals(True)  # Qt's own
            self.setPlainText(text)
            self.blockSignals(False)

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the window."""
        if _is_of_the_history(event):
            event.ignore()
            return False
        return super().event(event)
