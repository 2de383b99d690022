"""Words at the borders of the stage: steps and keys below, key numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tauscope.document.formulas import plain
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

NUMBERS = 3
"""Key numbers at the right."""

KEYS = ("PgUp PgDn step", "← → τ", "B black", "Esc leave")
"""Hints at the lower right; those that have no room are left out, the last ones last."""

HINT = 0.7
"""Size of the hints in text heights: for the lecturer, not for the room."""


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
