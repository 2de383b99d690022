"""What the stage says in words: title and caption above, steps and keys below, key numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tauscope.document.formulas import plain, with_formulas
from tauscope.document.library.lesson_words import step_explanation, step_text
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

TITLE, CAPTION, LINE = 1.6, 1.1, 1.38
"""Sizes of title and caption in text heights, and from line to line in heights of the font."""

LINES = 3
"""Most lines of the caption."""

NUMBERS = 3
"""Key numbers at the right."""

KEYS = ("PgUp PgDn step", "← → τ", "B black", "Esc leave")
"""Hints at the lower right; those that have no room are left out, the last ones last."""

HINT = 0.7
"""Size of the hints in text heights: for the lecturer, not for the room."""


class StageTitle(QWidget):
    """Title and caption of the present step."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._title, self._caption = theme, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_document(self, document: Document) -> None:
        """Show the words of the lesson's step; without a lesson there are none."""
        place = document.lesson
        self._title = place.present.title if place is not None else ""
        text = step_text(place.lesson, place.step) if place is not None else ""
        prediction = place.present.prediction if place is not None and not place.revealed else None
        if prediction is not None:
            answers = [
                f"{letter} {answer}" for letter, answer in zip("ABCD", prediction.answers, strict=False)
            ]
            text = " · ".join((prediction.question, *answers)).replace("? ·", "?")
        elif place is not None and (explanation := step_explanation(place.lesson, place.step)):
            text = explanation
        self._caption = with_formulas(" ".join(text.replace("**", "").split()))
        self.setAccessibleName(plain(f"{self._title}. {self._caption}"))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.update()

    def fit(self, width: int) -> None:
        """Set the height that title and caption need in a width."""
        self.setFixedHeight(self._needed(width))

    def _needed(self, width: int) -> int:
        base = self._theme.base
        if not self._title:
            return round(0.3 * base)
        lines = len(self._lines(width)) * LINE * CAPTION
        return round((TITLE * LINE + lines + 0.3) * base)

    def _lines(self, width: int) -> list[str]:
        if not self._caption:
            return []
        return marks.wrapped(self._caption, self._theme.font(CAPTION), width)[:LINES]

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
        y = (TITLE * LINE + CAPTION) * base
        for line in self._lines(self.width()):
            marks.write(painter, QPointF(0, y), line, theme.font(CAPTION), theme.colours.text, left)
            y += LINE * CAPTION * base
        painter.end()


class StageFoot(QWidget):
    """Where in the lesson one is, and the keys."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._document: Document | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_document(self, document: Document) -> None:
        """Show the step."""
        self._document = document
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Height of a line."""
        return QSize(0, round(1.5 * self._theme.base))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the lesson's name, a dot for each step, and the keys."""
        del event
        theme, base = self._theme, self._theme.base
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, used = 0.75 * base, 0.0
        place = self._document.lesson if self._document is not None else None
        if place is not None:
            used = self._paint_steps(painter, middle)
        font, right = theme.font(HINT), float(self.width())
        for hint in reversed(KEYS):
            width = marks.text_width(hint, font)
            if right - width < used + base:
                break
            at = QPointF(right, middle + 0.3 * HINT * base)
            marks.write(painter, at, hint, font, theme.colours.muted, Qt.AlignmentFlag.AlignRight)
            right -= width + base
        painter.end()

    def _paint_steps(self, painter: QPainter, middle: float) -> float:
        """Paint name, dots and count; return where they end."""
        place = self._document.lesson if self._document is not None else None
        if place is None:
            return 0.0
        theme, base, count = self._theme, self._theme.base, len(place.lesson.steps)
        font, colours, left = theme.font(), theme.colours, Qt.AlignmentFlag.AlignLeft
        name = marks.short(place.lesson.title, font, 0.3 * self.width())
        marks.write(painter, QPointF(0, middle + 0.35 * base), name, font, colours.muted, left)
        x = marks.text_width(name, font) + base
        gap = min(base, 0.3 * self.width() / count)
        for step in range(count):
            present = step == place.step
            radius = min(0.45 * gap, (0.27 if present else 0.2) * base)
            painter.setPen(theme.pen(colours.accent if present else colours.muted, 0.06 * base))
            filled = colours.accent if present else colours.muted
            painter.setBrush(filled if step <= place.step else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, middle), radius, radius)
            x += gap
        words = f"{place.step + 1} of {count}"
        marks.write(painter, QPointF(x, middle + 0.35 * base), words, font, colours.muted, left)
        return x + marks.text_width(words, font)


class KeyNumbers(QWidget):
    """The first readouts in large type, under one another."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: Sequence[tuple[str, str, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`."""
        readouts = readouts_for(picture.document)[:NUMBERS]
        rows = [(each.title, each.value(picture), each.note(picture)) for each in readouts]
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleName(plain("; ".join(f"{title}: {value}" for title, value, _ in rows)))
            self.update()

    def show_late(self, answer: Late) -> None:
        """Show that the numbers are awaited or failed."""
        del answer
        self._rows = [(title, "…", "") for title, _, _ in self._rows]
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Height of all numbers."""
        return QSize(0, round(NUMBERS * self._height))

    @property
    def _height(self) -> float:
        return (2.2 + 1.15 * self._theme.number) * self._theme.base

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write a line above each number, its title, its note and itself."""
        del event
        theme, base, colours = self._theme, self._theme.base, self._theme.colours
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter = QPainter(self)
        small, width = theme.font(0.9), float(self.width())
        for place, (title, value, note) in enumerate(self._rows):
            top = place * self._height
            painter.setPen(theme.pen(colours.border, theme.hairline))
            painter.drawLine(QPointF(0, top + 1), QPointF(width, top + 1))
            marks.write(painter, QPointF(0, top + 1.15 * base), title, small, colours.muted, left)
            room = width - marks.text_width(title, small) - 0.5 * base
            if marks.text_width(note, small) <= room:
                marks.write(painter, QPointF(width, top + 1.15 * base), note, small, colours.muted, right)
            font = theme.font(theme.number, strong=True)
            shown = marks.short(value, font, width)
            at = QPointF(0, top + (1.35 + theme.number) * base)
            marks.write(painter, at, shown, font, colours.text, left)
        painter.end()
