"""The panel of lessons: their list, the present step, what to predict or to do, and the way on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tauscope.core.numbers import screen_temperature
from tauscope.document.formulas import with_formulas
from tauscope.document.lessons.lesson_file import lessons
from tauscope.document.library import lesson_walk
from tauscope.document.library.lesson_words import is_task_done, step_text, unbroken
from tauscope.document.picture.answers import Ready
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.formulas.rich_text import show_in
from tauscope.ui.lessons.lesson_list import DONE, LessonList
from tauscope.ui.lessons.lesson_text import LessonText
from tauscope.ui.lessons.prediction_card import PredictionCard
from tauscope.ui.lessons.step_dots import StepDots
from tauscope.ui.lessons.step_editor import StepEditor
from tauscope.ui.theme import bar_sizes
from tauscope.ui.widgets.buttons import word_button

if TYPE_CHECKING:
    from collections.abc import Collection

    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import Lesson, LessonPlace
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Edit, Perform
    from tauscope.ui.lessons.authoring import Authoring
    from tauscope.ui.theme import Theme

WIDTH, LEAST = 25.0, 20.0
"""Wanted and least width of the panel, in text heights."""

BENCH, NARROW = 764, 260
"""Width in pixels that the bench needs beside the panel, and least width of the panel."""

LIST_ROOM = 26.0
"""Height in text heights that the step needs below the list; with less the list is folded into its button."""


class LessonPanel(QFrame):
    """Shows the present step of a lesson, and leads from one to the next.

    Parameters
    ----------
    perform : callable
        Performs an edit.
    authoring : Authoring
        Performs the edits of the lesson itself.
    theme : Theme
    done : collection of str
        Ids of the lessons that were walked to their end.
    """

    finished = Signal(str)
    """Emitted with the id of a lesson when its last step is shown whole."""

    crowds = Signal(bool)
    """Emitted with True if the panel leaves the bench too little room for table and dial."""

    asked_to_play = Signal(object)
    """Emitted with the Motion of τ that a step plays."""

    dismissed = Signal()
    """Emitted when the user closes the panel."""

    arrived = Signal()
    """Emitted when the user has come to a step, or has revealed its truth."""

    refused = Signal(str)
    """Emitted with the sentence why a step cannot be shown."""

    def __init__(self, perform: Perform, authoring: Authoring, theme: Theme, done: Collection[str]) -> None:
        super().__init__()
        self._perform, self._authoring, self._asked, self._done = perform, authoring, theme, set(done)
        self._place: LessonPlace | None = None
        self._document: Document | None = None
        self.setObjectName("lessonPanel")
        self.setAccessibleName("Lessons")
        self._make_parts(theme)
        self._lay_out()
        self._fill_list()
        self.hide()

    def _make_parts(self, theme: Theme) -> None:
        self.heading, self.count = QLabel("LESSONS"), QLabel()
        self.heading.setObjectName("cardTitle")
        self.count.setObjectName("cardNote")
        self.all_button = word_button("All ▾", "Show or hide the list of lessons", self._toggle_list)
        self.edit_button = word_button("Edit", "Rewrite this step, move or delete it", self._toggle_editor)
        self.edit_button.setCheckable(True)
        self.close_button = word_button("×", "Close the panel; the lesson stays open (Esc)", self.dismiss)
        self.list = LessonList()
        self.list.asked.connect(lambda name: self.open(lessons()[name]))
        self.title = QLabel()
        self.title.setObjectName("lessonTitle")
        self.title.setWordWrap(True)
        self.text = LessonText(theme)
        self.editor = StepEditor(self._authoring, theme)
        self.prediction = PredictionCard(self._perform, theme)
        self.play = word_button("▶ Play", "Let τ run as this step has it", self._play)
        self.play.setObjectName("playStep")
        self.task = QLabel()
        self.task.setObjectName("lessonTask")
        self.task.setWordWrap(True)
        self.dots = StepDots(theme)
        self.dots.chosen.connect(self._go)
        self.back = word_button("Back", "The step before (Alt + PgUp)", self.go_back)
        self.again = word_button(
            "Back to the Lesson",
            "Set up the bench as this step has it",
            self.return_to_step,
        )
        self.next = word_button("Next", "The next step (Alt + PgDn)", self.forward)
        self.next.setObjectName("write")

    def _lay_out(self) -> None:
        self._head = head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        for part in (self.count, self.all_button, self.edit_button, self.close_button):
            head.addWidget(part)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        for line in (self.editor, self.title, self.text, self.play, self.prediction, self.task):
            column.addWidget(line)
        column.addStretch(1)
        self.view = QScrollArea()
        self.view.setAccessibleName("This step")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setWidgetResizable(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 10, 10)
        layout.addLayout(head)
        layout.addWidget(self.list)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.dots)
        layout.addLayout(buttons)

    # The list

    def _fill_list(self) -> None:
        self.list.show_lessons(self._place, self._done)
        self.count.setText(f"{len(self._done & set(lessons()))} / {len(lessons())}")
        self.count.setToolTip("Lessons walked to their end, and all that there are")

    def _toggle_list(self) -> None:
        self.list.setVisible(self.list.isHidden())

    def open(self, lesson: Lesson) -> None:
        """Begin a lesson."""
        self._do(f"begin {lesson.title}", partial(lesson_walk.begin, lesson=lesson))

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the step at which the document is."""
        before, self._place, self._document = self._place, document.lesson, document
        place = document.lesson
        for part in (self.task, self.play, self.dots, self.back, self.next):
            part.setVisible(place is not None)
        self._show_step_or_editor()
        self.prediction.show_place(place)
        self.again.setVisible(place is not None and lesson_walk.has_wandered(document))
        if place is None:
            self.list.show()
            return
        if before is None or before.lesson is not place.lesson or before.step != place.step:
            self._show_step(place)
        if before is None or before.lesson.title != place.lesson.title or before.step != place.step:
            self.view.verticalScrollBar().setValue(0)
        self.task.setVisible(bool(place.present.task))
        asks = place.present.prediction is not None and not place.revealed
        # While it asks, a play would show the truth.
        self.play.setVisible(place.present.motion is not None and not asks)
        self.next.setText("Reveal" if asks else "Next")
        self.next.setEnabled(asks or not place.is_last)
        self.back.setEnabled(place.step > 0)
        if place.is_last and not asks and place.lesson.id and place.lesson.id not in self._done:
            self._done.add(place.lesson.id)
            self.finished.emit(place.lesson.id)
            self._fill_list()

    def _show_step(self, place: LessonPlace) -> None:
        step = place.present
        show_in(self.title, with_formulas(step.title))
        self.text.show_markdown(step_text(place.lesson, place.step))
        self.dots.show_place(place)
        show_in(self.task, with_formulas(unbroken(step.task)))
        if step.motion is not None:
            ends = map(screen_temperature, (step.motion.start, step.motion.end))
            self.play.setText("▶ Play τ from {} to {}".format(*ends))
        self._fill_list()
        self._fold()

    def show_answer(self, answer: Answer[Picture]) -> None:
        """Show what depends on the numbers, once they are there."""
        if isinstance(answer, Ready):
            self.show_picture(answer.value)

    def show_picture(self, picture: Picture) -> None:
        """Say whether the step's task is done."""
        place = self._place
        if place is None or not place.present.task:
            return
        done = is_task_done(place.present, picture)
        self.task.setProperty("done", done)
        solutions = " ".join(place.present.solutions)
        text = f"{DONE} {place.present.task} {solutions}".strip() if done else place.present.task
        show_in(self.task, with_formulas(unbroken(text)))

    # The way on

    def forward(self) -> None:
        """Reveal what is true, or go to the next step."""
        place = self._place
        asks = place is not None and place.present.prediction is not None and not place.revealed
        self._do("reveal" if asks else "go on", lesson_walk.forward)

    def _play(self) -> None:
        if self._place is not None and self._place.present.motion is not None:
            self.asked_to_play.emit(self._place.present.motion)

    def go_back(self) -> None:
        """Go to the step before."""
        self._do("go back", lesson_walk.back)

    def return_to_step(self) -> None:
        """Set up the bench as the present step has it."""
        self._do("return to the lesson", lesson_walk.back_to_lesson)

    def leave(self) -> None:
        """Close the lesson, and the panel."""
        self._do("leave the lesson", lesson_walk.leave)
        self.dismiss()

    def _go(self, step: int) -> None:
        place = self._place
        if place is not None:
            self._do("go to a step", partial(lesson_walk.go_to_step, place=place, step=step))

    def _do(self, name: str, edit: Edit) -> None:
        """Perform an edit; a step that cannot be shown is refused in words."""
        before = self._document
        if sentence := self._perform(EditRequest(name, edit)):
            self.refused.emit(sentence)
        elif self._document is not before:  # after the last step there is none
            self.arrived.emit()

    def write(self) -> None:
        """Show the panel with the words of the present step as fields."""
        self.show()
        self.edit_button.setChecked(True)
        self._toggle_editor()
        self.editor.begin()

    def _toggle_editor(self) -> None:
        self._show_step_or_editor()
        self._fold()

    def _show_step_or_editor(self) -> None:
        """Show the words of the present step, or the fields in which they are rewritten."""
        place, editing = self._place, self.edit_button.isChecked()
        self.edit_button.setVisible(place is not None)
        self.editor.setVisible(place is not None and editing)
        for part in (self.title, self.text):
            part.setVisible(place is not None and not editing)
        if place is not None:
            self.text.setVisible(not editing and bool(place.present.text))
            self.editor.show_place(place)

    # Where it stands

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._asked = theme
        self.fit()

    def fit(self) -> None:
        """Set the width, and the sizes of the text; in a small window table and dial give way."""
        window = self.window().width()
        wide = min(WIDTH * self._asked.base, max(NARROW, window - BENCH))
        self.setFixedWidth(round(wide))
        self.crowds.emit(self.isVisible() and window - wide < BENCH)
        fitting = self._asked.enlarged(min(1.0, wide / LEAST / self._asked.base))
        sheet = bar_sizes(fitting) if fitting.base < self._asked.base else ""
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        for part in (self.text, self.editor, self.prediction, self.dots):
            part.apply_theme(fitting)
        self.title.setFont(fitting.font(1.15, strong=True))
        self.list.setStyleSheet(f"font-size: {round(fitting.base)}px;")
        self._fill_list()
        self._fold()
        self.count.show()
        self.count.setHidden(self._head.sizeHint().width() > wide - 22)

    def _fold(self) -> None:
        """Hide the list where a step would have too little room below it."""
        room = self.height() - self.list.height() if self.isVisible() else 0
        editing = self.edit_button.isChecked()
        self.list.setVisible(self._place is None or (room > LIST_ROOM * self._asked.base and not editing))

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the panel to the window."""
        super().showEvent(event)
        self.fit()

    def dismiss(self) -> None:
        """Close the panel; the lesson stays where it is."""
        self.hide()
        self.crowds.emit(False)
        self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the panel at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
