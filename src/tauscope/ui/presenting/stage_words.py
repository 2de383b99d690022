"""Words at the borders of the stage: steps and keys below, key numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy

from tauscope.document.formulas import plain
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.painting import marks
from tauscope.ui.widgets.painted_widget import PaintedWidget

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import LessonPlace
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

NUMBERS = 3
"""Key numbers at the right."""


class Hint(NamedTuple):
    """A hint at the lower right: keys, what they do, and the name of that; a click or a touch does it too."""

    keys: str
    does: str
    name: str = ""


BACK, FORWARD, BLACK, LEAVE = "back", "forward", "black", "leave"

HINTS = (
    Hint("PgUp", "back", BACK),
    Hint("PgDn", "next", FORWARD),
    Hint("← →", "τ"),
    Hint("B", "black", BLACK),
    Hint("Esc", "leave", LEAVE),
)
"""Those that have no room are left out, the last ones last."""

TOUCH = 44
"""Least height and width in pixels of what a finger is to hit."""

HINT = 0.7
"""Size of the hints in text heights: for the lecturer, not for the room."""


class StageFoot(PaintedWidget):
    """Where in the lesson one is, and the keys."""

    asked = Signal(str)
    """Emitted with the name of a hint that was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setMouseTracking(True)
        self._document: Document | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_document(self, document: Document) -> None:
        """Show the step."""
        self._document = document
        self.update()

    def sizeHint(self) -> QSize:
        """Height of a line that a finger hits."""
        return QSize(0, max(TOUCH, round(1.5 * self._theme.base)))

    def _place(self) -> LessonPlace | None:
        return self._document.lesson if self._document is not None else None

    def paint(self, painter: QPainter) -> None:
        """Write the lesson's name, a dot for each step, and the keys."""
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        if self._place() is not None:
            self._paint_steps(painter, middle)
        strong, font = theme.font(HINT, strong=True), theme.font(HINT)
        y, left = middle + 0.35 * HINT * theme.base, Qt.AlignmentFlag.AlignLeft
        for hint, box in self.hints():
            x = box.left() + 0.5 * (box.width() - self._width(hint))
            marks.write(painter, QPointF(x, y), hint.keys, strong, theme.colours.muted, left)
            x += marks.text_width(f"{hint.keys} ", strong)
            marks.write(painter, QPointF(x, y), hint.does, font, theme.colours.muted, left)

    def hints(self) -> list[tuple[Hint, QRectF]]:
        """Return the hints that have room, from the right, and their areas."""
        base, found, right = self._theme.base, list[tuple[Hint, QRectF]](), float(self.width())
        used = self._steps_width() if self._place() is not None else 0.0
        for hint in reversed(HINTS):
            if self._place() is None and hint.name in (BACK, FORWARD):
                continue
            wide = max(TOUCH, self._width(hint) + 0.7 * base)
            if right - wide < used + 0.5 * base:
                break
            found.append((hint, QRectF(right - wide, 0, wide, self.height())))
            right -= wide
        return found

    def _width(self, hint: Hint) -> float:
        strong, font = self._theme.font(HINT, strong=True), self._theme.font(HINT)
        return marks.text_width(f"{hint.keys} ", strong) + marks.text_width(hint.does, font)

    def _hint_at(self, point: QPointF) -> str:
        return next((hint.name for hint, box in self.hints() if box.contains(point)), "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Accept the press: what is done follows when the button or the finger is lifted."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the hint under the mouse says."""
        if name := self._hint_at(event.position()):
            self.asked.emit(name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be clicked."""
        shape = Qt.CursorShape.PointingHandCursor if self._hint_at(event.position()) else None
        self.setCursor(shape or Qt.CursorShape.ArrowCursor)

    def _steps_width(self) -> float:
        """Pixels that name, dots and count take."""
        place, base, font = self._place(), self._theme.base, self._theme.font()
        if place is None:
            return 0.0
        count = len(place.lesson.steps)
        name = marks.short(place.lesson.title, font, 0.3 * self.width())
        words = marks.text_width(f"{place.step + 1} of {count}", font)
        return marks.text_width(name, font) + base + count * self._gap(count) + words

    def _gap(self, count: int) -> float:
        """Pixels from dot to dot."""
        return min(self._theme.base, 0.3 * self.width() / count)

    def _paint_steps(self, painter: QPainter, middle: float) -> None:
        """Paint name, dots and count."""
        place = self._place()
        if place is None:
            return
        theme, base, count = self._theme, self._theme.base, len(place.lesson.steps)
        font, colours, left = theme.font(), theme.colours, Qt.AlignmentFlag.AlignLeft
        name = marks.short(place.lesson.title, font, 0.3 * self.width())
        marks.write(painter, QPointF(0, middle + 0.35 * base), name, font, colours.muted, left)
        x = marks.text_width(name, font) + base
        gap = self._gap(count)
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


class KeyNumbers(PaintedWidget):
    """The first readouts in large type, under one another."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
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

    def sizeHint(self) -> QSize:
        """Height of all numbers."""
        return QSize(0, round(NUMBERS * self._height))

    @property
    def _height(self) -> float:
        return (2.3 + 1.15 * self._theme.number) * self._theme.base

    def paint(self, painter: QPainter) -> None:
        """Write a line above each number, its title, its note and itself."""
        theme, base, colours = self._theme, self._theme.base, self._theme.colours
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        small, width = theme.font(), float(self.width())
        for place, (title, value, note) in enumerate(self._rows):
            top = place * self._height
            painter.setPen(theme.pen(colours.border, theme.hairline))
            painter.drawLine(QPointF(0, top + 1), QPointF(width, top + 1))
            marks.write(painter, QPointF(0, top + 1.15 * base), title, small, colours.muted, left)
            font = theme.font(theme.number, strong=True)
            shown = marks.short(value, font, width)
            below = top + (1.35 + theme.number) * base
            marks.write(painter, QPointF(0, below), shown, font, colours.text, left)
            # Beside the title, or where that leaves no room beside the number.
            for y, beside in (
                (top + 1.15 * base, marks.text_width(title, small)),
                (below, marks.text_width(shown, font)),
            ):
                if marks.text_width(note, small) <= width - beside - 0.5 * base:
                    marks.write(painter, QPointF(width, y), note, small, colours.muted, right)
                    break
