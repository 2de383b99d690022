"""What the room reads above the plots: title and text of a step, what is asked, what is to be done."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tauscope.document.formulas import plain, with_formulas
from tauscope.document.library.lesson_words import is_task_done, step_explanation, step_text
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import LessonPlace
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

TITLE, LINE = 1.6, 1.38
"""Size of the title in text heights, and from line to line in heights of the font."""

SIZES = (1.1, 1.0)
"""Sizes of the caption in text heights: the second one where more than `FEW` lines are needed."""

FEW, MOST = 6, 9
"""Lines up to which the caption is larger, and the most that it has; a longer one ends with "…"."""

LETTERS = "ABCD"
"""Names of the answers."""

DONE = "✓"
"""Sign of a task that is done, and of the true answer."""


class Part(NamedTuple):
    """A part of the caption that begins a line.

    Attributes
    ----------
    items : tuple of str
        A text, or several answers, each of which stays together on one line if it can.
    strong : tuple of bool
        Which items are bold.
    """

    items: tuple[str, ...]
    strong: tuple[bool, ...]

    @property
    def text(self) -> str:
        """The items in one line."""
        return " · ".join(self.items)


class Word(NamedTuple):
    """A piece of a line: where it begins, in pixels, what it says, and whether it is bold."""

    x: float
    text: str
    strong: bool


def caption(place: LessonPlace, *, revealed: bool, done: bool) -> list[Part]:
    """Return the caption of a step before or after its truth is revealed and its task is done."""
    step, prediction = place.present, place.present.prediction
    explanation = step_explanation(place.lesson, place.step)
    parts = []
    if not (revealed and explanation):
        parts.append(_part(step_text(place.lesson, place.step)))
    if prediction is not None and not revealed:
        parts.append(_part(prediction.question, strong=True))
    if prediction is not None and prediction.answers:
        marked = [revealed and number == prediction.right for number in range(len(prediction.answers))]
        answers = zip(LETTERS, prediction.answers, marked, strict=False)
        items = [f"{DONE + ' ' if right else ''}{letter} {_line(text)}" for letter, text, right in answers]
        parts.append(Part(tuple(items), tuple(marked)))
    if revealed:
        parts.append(_part(explanation))
    if step.task:
        parts.append(_part(f"{DONE} {step.task}" if done else step.task, strong=True))
        if done:
            parts.append(_part(" ".join(step.solutions)))
    return [part for part in parts if part.text]


def _part(text: str, *, strong: bool = False) -> Part:
    return Part((_line(text),), (strong,))


def _line(text: str) -> str:
    # Blanks at which no line breaks stay.
    return with_formulas(re.sub("[ \t\n]+", " ", text.replace("**", "")).strip())


class StageTitle(QWidget):
    """Title and caption of the present step."""

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
        self._parts = [] if place is None else caption(place, revealed=place.revealed, done=self._done)
        words = " ".join(part.text for part in self._parts)
        self.setAccessibleName(plain(f"{self._title}. {words}"))
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
            size * len(lines) for size, lines in (self._set(parts, width) for parts in self._states())
        )
        return round((TITLE * LINE + LINE * height + 0.3) * base)

    def _states(self) -> Iterator[list[Part]]:
        """What the step says before and after: plots stay where they are while the words change."""
        place = self._place
        if place is None:
            return
        prediction = place.present.prediction
        # Plots that are covered before may move when they appear.
        both = prediction is not None and not prediction.covers
        for revealed, done in product((False, True) if both else (place.revealed,), (False, True)):
            yield caption(place, revealed=revealed, done=done)

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
        gap, x = self._theme.base, 0.0
        for item, strong in zip(part.items, part.strong, strict=True):
            font = self._theme.font(size, strong=strong)
            for number, text in enumerate(marks.wrapped(item, font, width)):
                wide = marks.text_width(text, font)
                if not lines or number or x + wide > width:
                    lines.append([])
                    x = 0.0
                lines[-1].append(Word(x, text, strong))
                x += wide + gap
        return lines

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write title and caption."""
        del event
        if not self._title:
            return
        theme, base, left = self._theme, self._theme.base, Qt.AlignmentFlag.AlignLeft
        painter = QPainter(self)
        font = theme.font(TITLE, strong=True)
        title = marks.short(self._title, font, self.width())
        marks.write(painter, QPointF(0, TITLE * base), title, font, theme.colours.text, left)
        size, lines = self._set(self._parts, self.width())
        y = (TITLE * LINE + size) * base
        for line in lines:
            for word in line:
                font = theme.font(size, strong=word.strong)
                marks.write(painter, QPointF(word.x, y), word.text, font, theme.colours.text, left)
            y += LINE * size * base
        painter.end()
