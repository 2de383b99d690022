"""The presenter's window: what the room sees, this step with its notes, the next one, the dial, the time."""

from __future__ import annotations

from functools import partial
from html import escape
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from tauscope.document.formulas import NO_BREAK, plain
from tauscope.document.library.lesson_guess import asked
from tauscope.document.library.lesson_words import step_explanation, step_notes, step_text, unbroken
from tauscope.document.temperature_words import product_words
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.marked_temperature import marked_temperature
from tauscope.ui.lessons.lesson_text import LessonText
from tauscope.ui.lessons.step_dots import StepDots
from tauscope.ui.presenting.next_bars import NextBars
from tauscope.ui.presenting.passed_bar import PassedBar
from tauscope.ui.presenting.thumbnail import Thumbnail
from tauscope.ui.theme import load_theme, palette, style_sheet
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import titled_card
from tauscope.ui.widgets.segments import Segment, Segments

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import Lesson, LessonPlace
    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.history import History
    from tauscope.ui.presenting.controls import Controls

TEXT, NOTES = 15.0, 19.0
"""Pixels of ordinary text and of notes."""

SHORT = 24
"""Characters of a key number's note up to which it is not broken."""

SHOWN, BLACK, WHITE = "shown", "black", "white"


class PresenterWindow(QWidget):
    """Steps through the lesson and turns the dial, always in step with the stage."""

    def __init__(self, presentation: Controls, history: History, feed: Feed, vocabulary: Vocabulary) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._presentation, self._history, self._feed = presentation, history, feed
        self.theme = load_theme("dark", TEXT)
        self.setObjectName("presenterWindow")
        self.setWindowTitle("Tauscope: presenter")
        self.resize(1280, 800)
        self._notes_size = NOTES
        self._make_parts(vocabulary)
        self._lay_out()
        self.setPalette(palette(self.theme))
        self.setStyleSheet(style_sheet(self.theme))
        history.changed.connect(self._follow)
        feed.changed.connect(self._show_answer)
        presentation.changed.connect(self._show_state)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._show_time)
        self._clock.start()
        self.show_document(history.document)
        if feed.answer is not None:
            self._show_answer(feed.answer)
        self._show_state()
        self._show_time()

    def _make_parts(self, vocabulary: Vocabulary) -> None:
        self.lesson, self.count, self.time = QLabel(), QLabel(), QLabel()
        self.lesson.setStyleSheet("font-size: 22px; font-weight: 600;")
        self.time.setStyleSheet("font-size: 22px;")
        self.dots = StepDots(self.theme)
        self.dots.chosen.connect(self._go)
        self.thumbnail = Thumbnail(self._presentation)
        self.switch = Segments(
            "What the room sees",
            {
                SHOWN: Segment("Shown", "The room sees the stage"),
                BLACK: Segment("Black", "The room sees black (B)"),
                WHITE: Segment("White", "The room sees white (W)"),
            },
        )
        self.switch.chosen.connect(self._cover)
        self.title, self.next_title = QLabel(), QLabel()
        for label in (self.title, self.next_title):
            label.setWordWrap(True)
            label.setStyleSheet("font-size: 20px; font-weight: 600;")
        self.text, self.notes = LessonText(self.theme), LessonText(self.theme)
        self.next_text, self.next_bars = LessonText(self.theme), NextBars(self.theme)
        self.passed = PassedBar(self.theme)
        self.dial = TemperatureDial(self._history.perform, self.theme, vocabulary)
        self.numbers = QLabel()
        self.numbers.setTextFormat(Qt.TextFormat.RichText)
        self.back = word_button("Back", "The step before (PgUp)", self._presentation.back)
        self.next = word_button("Next", "Reveal, or the next step (PgDn)", self._presentation.forward)
        self.next.setObjectName("write")
        self.play = word_button("Play", "Play τ, or pause (Space)", self._presentation.play)
        self.frozen = word_button("Freeze", "Hold what the room sees (F)", self._presentation.toggle_frozen)
        self.table = word_button("Table", "The table over the stage (E)", self._presentation.toggle_table)
        self.frozen.setCheckable(True)
        self.smaller = word_button("A−", "Smaller notes", partial(self._size_notes, -2))
        self.larger = word_button("A+", "Larger notes", partial(self._size_notes, 2))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for part in (self.lesson, self.dots, self.count):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.time)
        screen = titled_card("On screen", self.thumbnail, (self.switch,))
        words = _column(self.next_title, self.next_text)
        following = titled_card("Next", _beside(words, self.next_bars), ())
        this = titled_card("This step", _scrolled("This step", self.title, self.text), ())
        notes = titled_card("Notes", _scrolled("Notes", self.notes), (self.smaller, self.larger))
        dial = titled_card("Temperature", _row(self.dial, self.numbers), ())
        buttons = QWidget()
        buttons.setObjectName("presenterButtons")
        row = QHBoxLayout(buttons)
        for button in (self.back, self.next, self.play, self.frozen, self.table):
            button.setMinimumHeight(44)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 2 if button is self.next else 1)
        # Two columns with rows of their own: what is at the left has other heights than what is at the right.
        across = QHBoxLayout()
        across.setSpacing(12)
        columns = (((screen, 10), (following, 5), (buttons, 0)), ((this, 8), (notes, 5), (dial, 7)))
        for cards, share in zip(columns, (6, 5), strict=True):
            column = QVBoxLayout()
            column.setSpacing(12)
            for card, height in cards:
                column.addWidget(card, height)
            across.addLayout(column, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addLayout(head)
        layout.addWidget(self.passed)
        layout.addLayout(across, 1)

    # What is shown

    def _follow(self, before: Document, after: Document) -> None:
        del before
        self.show_document(after)

    def show_document(self, document: Document) -> None:
        """Show the step, its notes, the next one, and the dial."""
        self.dial.show_temperature(document.temperature, product_words(document.chain))
        place = document.lesson
        for part in (self.dots, self.back, self.next):
            part.setVisible(place is not None)
        if place is None:
            self.lesson.setText("Tauscope")
            for label in (self.count, self.title, self.next_title):
                label.setText("")
            for text in (self.text, self.notes, self.next_text):
                text.show_markdown("")
            self.next_bars.show_step(None)
            return
        steps = place.lesson.steps
        self.lesson.setText(place.lesson.title)
        self.dots.setFixedWidth(round(1.2 * TEXT * len(steps)))
        self.dots.show_place(place)
        self.count.setText(f"{place.step + 1} of {len(steps)}")
        self.title.setText(place.present.title)
        self.text.show_markdown(_words(place))
        self.notes.show_markdown(step_notes(place.lesson, place.step))
        following = None if place.is_last else steps[place.step + 1]
        self.next_title.setText(f"{place.step + 2}  {following.title}" if following else "The end")
        self.next_text.show_markdown(_beginning(place.lesson, place.step + 1) if following else "")
        self.next_bars.show_step(place.lesson if following else None, place.step + 1)
        asks = place.present.prediction is not None and not place.revealed
        self.next.setText("Reveal" if asks else "Next")
        self.next.setEnabled(asks or not place.is_last)
        self.back.setEnabled(place.step > 0)
        self._size_notes(0)
        self.thumbnail.renew()

    def _show_answer(self, answer: Answer[Picture]) -> None:
        from tauscope.document.picture.answers import Ready  # noqa: PLC0415
        from tauscope.ui.bench.readout_sets import readouts_for  # noqa: PLC0415

        if isinstance(answer, Ready):
            readouts = readouts_for(answer.value.document)[:3]
            rows = [
                (each.title, each.value(answer.value), (each.short_note or each.note)(answer.value))
                for each in readouts
            ]
            self.numbers.setText("".join(self._number(*row) for row in rows))
            self.numbers.setAccessibleName("; ".join(plain(f"{row[0]} {row[1]}") for row in rows))
            self.dial.show_best(marked_temperature(answer.value))
        self.thumbnail.renew()

    def _number(self, title: str, value: str, note: str) -> str:
        """Return a key number as rich text: its title, and its value large with the note beside it."""
        muted = self.theme.colours.muted.name()
        small, large = (f"font-size: {round(size)}px" for size in (TEXT, 1.4 * TEXT))
        # A note that has no room beside its number stands whole on the next line.
        note = note.replace(" ", NO_BREAK) if len(note) <= SHORT else note
        title, value, note = (escape(plain(text)) for text in (title, value, note))
        return (
            f'<p style="margin: 0 0 10px 0"><span style="{small}; color: {muted}">{title}</span><br>'
            f'<span style="{large}">{value}</span> <span style="{small}; color: {muted}">{note}</span></p>'
        )

    def _show_state(self) -> None:
        stage = self._presentation.stage
        if stage is None:
            return
        colour = stage.covered
        shown = SHOWN if colour is None else BLACK if colour == QColor(Qt.GlobalColor.black) else WHITE
        self.switch.show_choice(shown)
        self.frozen.setChecked(stage.is_frozen)
        self.thumbnail.renew()

    def _show_time(self) -> None:
        passed = int(monotonic() - self._presentation.began)
        place = self._history.document.lesson
        planned = f" of {place.lesson.minutes} min" if place is not None else ""
        self.passed.show_time(passed, 60 * place.lesson.minutes if place is not None else 0)
        now = QLocale().toString(QDateTime.currentDateTime().time(), QLocale.FormatType.ShortFormat)
        self.time.setText(f"{passed // 60:02d}:{passed % 60:02d}{planned}   {now}")

    # What the hand asks for

    def _go(self, step: int) -> None:
        self._presentation.go_to(step)

    def _cover(self, choice: str) -> None:
        stage = self._presentation.stage
        if stage is None:
            return
        colours = {BLACK: QColor(Qt.GlobalColor.black), WHITE: QColor(Qt.GlobalColor.white)}
        stage.cover(colours.get(choice))
        self._presentation.changed.emit()

    def _size_notes(self, by: int) -> None:
        self._notes_size = min(max(self._notes_size + by, TEXT), 40.0)
        self.notes.apply_theme(self.theme.enlarged(self._notes_size / TEXT))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop following."""
        self._clock.stop()
        for signal, slot in (
            (self._history.changed, self._follow),
            (self._feed.changed, self._show_answer),
            (self._presentation.changed, self._show_state),
        ):
            signal.disconnect(slot)
        super().closeEvent(event)
        self._presentation.forget_presenter()


def _beginning(lesson: Lesson, step: int) -> str:
    """Return the text with which a step begins, or else its question, as Markdown."""
    prediction = lesson.steps[step].prediction
    return step_text(lesson, step) or (unbroken(asked(prediction)) if prediction is not None else "")


def _words(place: LessonPlace) -> str:
    """Return the text of a step with its question, answers (the right one in bold) and task, as Markdown."""
    step, parts = place.present, [step_text(place.lesson, place.step)]
    if step.prediction is not None:
        answers = [
            f"{letter} {answer}" for letter, answer in zip("ABCD", step.prediction.answers, strict=False)
        ]
        if answers:
            answers[step.prediction.right] = f"**{answers[step.prediction.right]}**"
        parts += [unbroken(asked(step.prediction)), " · ".join(answers)]
        if explanation := step_explanation(place.lesson, place.step):
            parts.append(f"*Reveal:* {explanation}")
    if step.task:
        parts.append(f"**{unbroken(step.task)}**")
    if step.solutions:
        parts.append(f"*{'Solution' if len(step.solutions) == 1 else 'Solutions'}:*")
        parts[-1] += f" {unbroken(' '.join(step.solutions))}"
    return "\n\n".join(part for part in parts if part)


def _column(*parts: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return box


def _beside(words: QWidget, picture: QWidget) -> QWidget:
    """Return words with a picture at their right."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(words, 1)
    layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    return box


def _row(*parts: QWidget) -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        layout.addWidget(part, 1)
    return box


def _scrolled(name: str, *parts: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(_column(*parts))
    return area
