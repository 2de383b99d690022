"""Writing lessons of one's own: recording steps, rewording them, saving the lesson."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted
from tauscope.document.lessons.lesson import MINUTES
from tauscope.document.library import lesson_edits
from tauscope.document.motion import WAY, Motion
from tauscope.document.quantities import Condition
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.widgets.prompt import ask

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tauscope.document.lessons.lesson import Lesson, LessonPlace, Prediction
    from tauscope.ui.editing.files.file_writer import FileWriter
    from tauscope.ui.editing.history import Edit, History
    from tauscope.ui.editing.questions import Questions

_LONGEST_NAME = 40
_MOTION = re.compile(
    r"^\s*(\S+)\s+to\s+(\S+)\s+in\s+(\S+?)\s*s?\s*(?:,\s*([a-z][a-z ]*?))?\s*$", re.IGNORECASE
)
ONCE = "once"
NO_LESSON = "No lesson is open: Lesson → Record Step begins one."


class Authoring(QObject):
    """Performs the edits of a lesson, and says when it becomes a copy of one that ships."""

    said = Signal(str)
    refused = Signal(str)
    recorded = Signal()
    """Emitted when a step was recorded, which waits for its words."""

    def __init__(self, history: History, questions: Questions, writer: FileWriter, window: QWidget) -> None:
        super().__init__(window)
        self._history, self._questions, self._writer, self._window = history, questions, writer, window

    def do(self, name: str, edit: Edit, gesture: object | None = None) -> bool:
        """Perform an edit of the lesson; return False if it was refused, which is said."""
        refusal = self._perform(name, edit, gesture)
        if refusal:
            self.refused.emit(refusal)
        return not refusal

    def _perform(self, name: str, edit: Edit, gesture: object | None = None) -> str:
        """Perform an edit, say if the lesson became a copy, and return the sentence of a refusal or ""."""
        before = self._history.document
        sentence = self._history.perform(EditRequest(name, edit, gesture)) or ""
        after = self._history.document
        if not sentence and lesson_edits.is_shipped(before) and after.lesson is not None and after != before:
            self.said.emit(
                f"You are writing in a copy, {quoted(after.lesson.lesson.title)}. "
                "Lesson → Save Lesson As… keeps it in a file."
            )
        return sentence

    def record(self) -> None:
        """Add what the bench shows as a step."""
        copies = lesson_edits.is_shipped(self._history.document)
        if not self.do("record a step", lesson_edits.record_step):
            return
        place = self._history.document.lesson
        if not copies and place is not None:
            self.said.emit(
                f"Step {place.step + 1} of {quoted(place.lesson.title)} shows the bench as it is now. "
                "Give it a title and a text; Lesson → Save Lesson As… keeps the lesson in a file."
            )
        self.recorded.emit()

    def record_again(self) -> None:
        """Let the present step show what the bench shows."""
        if self.do("set the step", lesson_edits.record_again):
            self.said.emit("The step shows the bench as it is now.")

    def add_task(self) -> None:
        """Ask what is to be done in the present step, and when it is done."""
        place = self._history.document.lesson
        if place is None:
            self.refused.emit(NO_LESSON)
            return
        step, title = place.present, "Task of this step"
        task = ask(
            self._window, title, "What is to be done? Leave it empty for no task.", step.task, str.strip
        )
        if task is None:
            return
        until = (
            ("",)
            if not task[0]
            else ask(
                self._window,
                title,
                "It is done when … (as in temperature < 0.3, p(cat) >= 0.9, entropy_bits = 1)",
                step.until,
                _condition,
            )
        )
        if until is not None:
            self.do("set the task", partial(lesson_edits.set_task, task=task[0], until=until[0]))

    def add_motion(self) -> None:
        """Ask how τ runs by itself in the present step."""
        if (place := self._present()) is None:
            return
        motion = place.present.motion
        others = ", ".join(way for way in WAY.meanings if way != ONCE)
        label = (
            "From, to and seconds, as in 1 to 0.5 in 4. It runs once; add how else after a comma, one of: "
            f"{others}. Leave it empty for no motion."
        )
        shown = "" if motion is None else in_words(motion)
        if found := ask(self._window, "Motion of this step", label, shown, read_motion):
            self.do("set the motion", partial(lesson_edits.set_motion, motion=found[0]))

    def add_highlight(self) -> None:
        """Ask what the present step points at."""
        if (place := self._present()) is None:
            return
        label = "What to outline, as in dial, distribution, class:cat. Leave it empty for nothing."
        shown = ", ".join(place.present.highlight)
        if found := ask(self._window, "Point at", label, shown, _names):
            self.do("set what the step points at", partial(lesson_edits.set_highlight, names=found[0]))

    def set_plan(self) -> None:
        """Ask for goal and minutes of the lesson."""
        if (place := self._present()) is None:
            return
        lesson, title = place.lesson, "Goal and time of the lesson"
        goal = ask(self._window, title, "What does one know afterwards?", lesson.goal, str.strip)
        if goal is None:
            return
        minutes = ask(self._window, title, "How many minutes does it take?", str(lesson.minutes), _minutes)
        if minutes is not None:
            self.do("set goal and time", partial(lesson_edits.set_plan, goal=goal[0], minutes=minutes[0]))

    def _present(self) -> LessonPlace | None:
        place = self._history.document.lesson
        if place is None:
            self.refused.emit(NO_LESSON)
        return place

    def add_question(self) -> None:
        """Ask what the present step asks to predict."""
        from tauscope.ui.lessons.question_form import QuestionForm  # noqa: PLC0415  # when it is asked for

        place = self._history.document.lesson
        if place is None:
            self.refused.emit(NO_LESSON)
            return
        form = QuestionForm(place.present.prediction, self.set_prediction, self._window)
        form.exec()
        form.deleteLater()

    def set_prediction(self, prediction: Prediction | None) -> str:
        """Let the present step ask for a prediction; return the sentence of a refusal, or ""."""
        return self._perform("set the question", partial(lesson_edits.set_prediction, prediction=prediction))

    def save(self) -> None:
        """Save the lesson as a file that File → Open reads."""
        place = self._history.document.lesson
        if place is None:
            self.refused.emit(NO_LESSON)
            return
        path = self._questions.lesson_to_save(_file_name(place.lesson))
        if path is not None:
            self._writer.write(path, partial(_lesson_bytes, place.lesson), f"Saved the lesson as {path}")

    def save_handout(self) -> None:
        """Save a sheet to print: its steps, blank bars where they predict, answers on the last page."""
        place = self._history.document.lesson
        if place is None:
            self.refused.emit(NO_LESSON)
            return
        path = self._questions.handout_to_save(_file_name(place.lesson, "pdf"))
        if path is not None:
            self._writer.write(path, partial(_handout, place.lesson), f"Saved the handout as {path}")


def read_motion(text: str) -> Motion | None:
    """Read a motion as it is typed; None for an empty text.

    Raises
    ------
    InputError
        If it says something else, or a number cannot be read.

    Examples
    --------
    >>> read_motion("1 to 0,5 in 4 s, there and back")
    Motion(start=1.0, end=0.5, seconds=4.0, way='there and back')
    """
    if not text.strip():
        return None
    found = _MOTION.match(text)
    if not found:
        raise InputError(f"{quoted(text)} is no motion. Write one as 1 to 0.5 in 4.")
    *numbers, way = found.groups()
    start, end, seconds = map(parse_number, numbers)
    return Motion(start, end, seconds, " ".join((way or ONCE).lower().split()))


def in_words(motion: Motion) -> str:
    """Return a motion as `read_motion` reads it."""
    bounds = f"{plain_number(motion.start)} to {plain_number(motion.end)} in {plain_number(motion.seconds)}"
    return bounds if motion.way == ONCE else f"{bounds}, {motion.way}"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _minutes(text: str) -> int:
    return MINUTES.parse(text)


def _handout(lesson: Lesson) -> bytes:
    from tauscope.ui.lessons.handout.process import handout_from_process  # noqa: PLC0415  # to save alone

    return handout_from_process(lesson)


def _lesson_bytes(lesson: Lesson) -> bytes:
    """Return the file of a lesson; `InputError` if it could not be opened again."""
    from tauscope.document.lessons.lesson_file import lesson_text, read_lesson  # noqa: PLC0415  # to save alone

    text = lesson_text(lesson)
    try:
        read_lesson(text)
    except InputError as error:
        raise InputError(f"Tauscope could not open this lesson again, so it was not saved. {error}") from None
    return text.encode()


def _file_name(lesson: Lesson, ending: str = "toml") -> str:
    words = re.sub(r"[^\w -]", "", lesson.title).strip().lower().replace(" ", "-")
    return f"{words[:_LONGEST_NAME] or 'lesson'}.{ending}"


def _condition(text: str) -> str:
    Condition.parse(text)
    return text.strip()
