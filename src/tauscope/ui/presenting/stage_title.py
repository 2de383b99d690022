"""What the room reads above the plots: title and text of a step, what is asked, what is to be done."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tauscope.document.formulas import NO_BREAK, plain, with_formulas
from tauscope.document.formulas import words as formula_words
from tauscope.document.library.lesson_guess import (
    DONE,
    LONGEST_ON_NUMBER,
    LONGEST_VERDICT,
    WRONG,
    asked,
    told,
)
from tauscope.document.library.lesson_words import (
    is_task_done,
    step_explanation,
    step_text,
    unbroken,
)
from tauscope.ui.painting import marks
from tauscope.ui.presenting.stage_words import TOUCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import LessonPlace, Prediction
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

TITLE, LINE = 1.6, 1.38
"""Size of the title in text heights, and from line to line in heights of the font."""

SIZES = (1.1, 1.0)
"""Sizes of the caption in text heights: the second one where more than `FEW` lines are needed."""

FEW, MOST = 6, 9
"""Lines up to which the caption is larger, and the most that it has; a longer one ends with "…"."""

MANY, SPARE = 2, 4
"""Fewest lines of which the last is given a second word, and fewest words of a line that spares one."""

LETTERS = "ABCD"
"""Names of the answers."""

PADDING, APART = 0.45, 0.3
"""Room left and right of an answer in its frame, and between two frames, in text heights."""


class Part(NamedTuple):
    """A part of the caption that begins a line.

    Attributes
    ----------
    items : tuple of str
        A text, or several answers, each of which stays together on one line if it can.
    strong : tuple of bool
        Which items are bold.
    framed : bool
        True for answers that wait to be chosen: each has a frame.
    """

    items: tuple[str, ...]
    strong: tuple[bool, ...]
    framed: bool = False

    @property
    def text(self) -> str:
        """The items in one line."""
        return " · ".join(self.items)


class Word(NamedTuple):
    """A piece of a line: where it begins in pixels, its text, whether it is bold, and of which answer."""

    x: float
    text: str
    strong: bool
    answer: int | None = None


def caption(place: LessonPlace, *, revealed: bool, done: bool, verdict: str = "") -> list[Part]:
    """Return the caption of a step before or after its truth is revealed and its task is done.

    Parameters
    ----------
    place : LessonPlace
    revealed, done : bool
    verdict : str
        How near the predicted bars or number were, said before the explanation.
    """
    step, prediction = place.present, place.present.prediction
    explanation = step_explanation(place.lesson, place.step)
    parts = []
    if not (revealed and explanation):
        parts.append(_part(step_text(place.lesson, place.step)))
    if prediction is not None and not revealed:
        parts.append(_part(asked(prediction), strong=True))
    if prediction is not None and prediction.answers:
        parts.append(_answers(place, prediction, revealed=revealed))
    if revealed:
        parts += [_part(verdict, strong=True), _part(explanation)]
    if step.task:
        parts.append(_part(f"{DONE} {step.task}" if done else step.task, strong=True))
        if done:
            parts.append(_part(" ".join(step.solutions)))
    return [part for part in parts if part.text]


def _answers(place: LessonPlace, prediction: Prediction, *, revealed: bool) -> Part:
    """Return the answers to choose from; afterwards the true one and a wrong choice have a sign."""
    chosen = int(place.guess[0]) if place.guess else None
    items, strong = list[str](), list[bool]()
    for number, (letter, text) in enumerate(zip(LETTERS, prediction.answers, strict=False)):
        right, wrong = number == prediction.right, number == chosen
        sign = f"{DONE if right else WRONG} " if revealed and (right or wrong) else ""
        items.append(f"{sign}{letter} {_line(text)}")
        strong.append(revealed and right)
    return Part(tuple(items), tuple(strong), framed=not revealed)


def _part(text: str, *, strong: bool = False) -> Part:
    return Part((_line(text),), (strong,))


def _without_orphan(lines: list[str]) -> list[str]:
    """Return lines of which the last has more than one word if that before it can spare one."""
    if len(lines) < MANY:
        return lines
    *others, before, last = lines
    words = formula_words(before)
    if len(formula_words(last)) > 1 or len(words) < SPARE:
        return lines
    return [*others, " ".join(words[:-1]), f"{words[-1]} {last}"]


def _line(text: str) -> str:
    # Blanks at which no line breaks stay.
    return with_formulas(unbroken(re.sub("[ \t\n]+", " ", text.replace("**", "")).strip()))


class StageTitle(QWidget):
    """Title and caption of the present step; an answer is chosen by a click or a touch."""

    chosen = Signal(int)
    """Emitted with the number of the answer that was chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._title = theme, ""
        self._place: LessonPlace | None = None
        self._done = False
        self._parts: list[Part] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_document(self, document: Document) -> None:
        """Show the words of the lesson's step; without a lesson there are none."""
        before, self._place = self._place, document.lesson
        if before is None or self._place is None or before.present is not self._place.present:
            self._done = False
        self._show()

    def show_picture(self, picture: Picture) -> None:
        """Say whether the step's task is done."""
        place = self._place
        done = place is not None and is_task_done(place.present, picture)
        if done != self._done:
            self._done = done
            self._show()

    def _show(self) -> None:
        place = self._place
        self._title = _line(place.present.title) if place is not None else ""
        self._parts = []
        if place is not None:
            verdict = told(place)
            self._parts = caption(place, revealed=place.revealed, done=self._done, verdict=verdict)
        words = " ".join(part.text for part in self._parts)
        self.setAccessibleName(plain(f"{self._title}. {words}").replace(NO_BREAK, " "))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.update()

    def fit(self, width: int) -> None:
        """Set the height that title and caption need in a width."""
        self.setFixedHeight(self._needed(width))

    def _needed(self, width: int) -> int:
        base, place = self._theme.base, self._place
        if place is None:
            return round(0.3 * base)
        height = max(
            sum(self._pitch(line, size) for line in lines)
            for size, lines in (self._set(parts, width) for parts in self._states())
        )
        return round((TITLE * LINE + 0.3) * base + height)

    def _states(self) -> Iterator[list[Part]]:
        """What the step says before and after: plots stay where they are while the words change."""
        place = self._place
        if place is None:
            return
        prediction = place.present.prediction
        # Plots that are covered before may move when they appear.
        both = prediction is not None and not prediction.covers
        longest = {"draw": LONGEST_VERDICT, "number": LONGEST_ON_NUMBER}
        verdict = longest.get(prediction.kind, "") if prediction is not None else ""
        for revealed, done in product((False, True) if both else (place.revealed,), (False, True)):
            yield caption(place, revealed=revealed, done=done, verdict=verdict)

    def _set(self, parts: list[Part], width: float) -> tuple[float, list[list[Word]]]:
        """Return size and lines of a caption."""
        for size in SIZES:
            lines = [line for part in parts for line in self._broken(part, width, size)]
            if len(lines) <= FEW:
                break
        if len(lines) > MOST:
            *lines, last = lines[:MOST]
            lines.append([last[0]._replace(text=f"{last[0].text} …")])
        return size, lines

    def _broken(self, part: Part, width: float, size: float) -> list[list[Word]]:
        """Return the lines of a part; an item that does not fit beside the ones before begins a line."""
        lines: list[list[Word]] = []
        base = self._theme.base
        around = PADDING * base if part.framed else 0.0
        gap, x = (APART if part.framed else 1.0) * base + 2 * around, around
        for number, (item, strong) in enumerate(zip(part.items, part.strong, strict=True)):
            font = self._theme.font(size, strong=strong)
            for row, text in enumerate(_without_orphan(marks.wrapped(item, font, width - 2 * around))):
                wide = marks.text_width(text, font)
                if not lines or row or x + wide + around > width:
                    lines.append([])
                    x = around
                lines[-1].append(Word(x, text, strong, number if part.framed else None))
                x += wide + gap
        return lines

    def _pitch(self, line: list[Word], size: float) -> float:
        """Height of a line in pixels; a finger hits answers."""
        height = LINE * size * self._theme.base
        return max(height, TOUCH) + APART * self._theme.base if line[0].answer is not None else height

    def _tops(self, size: float, lines: list[list[Word]]) -> list[float]:
        """Top of each line of the caption, and the bottom of the last one."""
        tops = [TITLE * LINE * self._theme.base]
        for line in lines:
            tops.append(tops[-1] + self._pitch(line, size))
        return tops

    def frames(self) -> dict[int, QRectF]:
        """Frames of the answers that wait to be chosen, by their numbers."""
        size, lines = self._set(self._parts, self.width())
        tops = self._tops(size, lines)
        around, between = PADDING * self._theme.base, APART * self._theme.base
        found = dict[int, QRectF]()
        for top, bottom, line in zip(tops, tops[1:], lines, strict=False):
            for word in line:
                if word.answer is not None:
                    wide = marks.text_width(word.text, self._theme.font(size, strong=word.strong))
                    left = word.x - around
                    box = QRectF(
                        left, top + between / 2, max(TOUCH, wide + 2 * around), bottom - top - between
                    )
                    found[word.answer] = found.get(word.answer, box).united(box)
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the answer under the mouse."""
        for number, frame in self.frames().items():
            if frame.contains(event.position()):
                self.chosen.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write title and caption."""
        del event
        if not self._title:
            return
        theme, base, left = self._theme, self._theme.base, Qt.AlignmentFlag.AlignLeft
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = theme.font(TITLE, strong=True)
            title = marks.short(self._title, font, self.width())
            marks.write(painter, QPointF(0, TITLE * base), title, font, theme.colours.text, left)
            self._paint_frames(painter)
            size, lines = self._set(self._parts, self.width())
            for top, line in zip(self._tops(size, lines), lines, strict=False):
                # What is higher than its text has it in its middle.
                y = top + (self._pitch(line, size) - LINE * size * base) / 2 + size * base
                for word in line:
                    font = theme.font(size, strong=word.strong)
                    marks.write(painter, QPointF(word.x, y), word.text, font, theme.colours.text, left)

    def _paint_frames(self, painter: QPainter) -> None:
        """Paint a frame around each answer; that of the chosen one is filled."""
        colours, place = self._theme.colours, self._place
        chosen = int(place.guess[0]) if place is not None and place.guess else None
        for number, frame in self.frames().items():
            is_chosen = number == chosen
            colour = colours.accent if is_chosen else colours.border
            width = (0.09 if is_chosen else 0.06) * self._theme.base
            painter.setPen(self._theme.pen(colour, width))
            painter.setBrush(colours.selection if is_chosen else Qt.BrushStyle.NoBrush)
            inside = frame.adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(inside, 0.3 * self._theme.base, 0.3 * self._theme.base)
