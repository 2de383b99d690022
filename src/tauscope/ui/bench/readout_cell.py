"""One readout of the row: a title, a number and a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMoveEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from tauscope.document.formulas import plain
from tauscope.document.picture.answers import ELLIPSIS, Failed, Late
from tauscope.document.picture.partial_words import why_bounds
from tauscope.document.picture.picture import Picture
from tauscope.ui.bench.readout_texts import Readout
from tauscope.ui.formulas.stacked import paint_fraction
from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.plain_text import tip_text

NARROW = 15.0
"""Below this width, in text heights, the note goes under the number."""

SMALL = 1.1
"""Size of a number where there is no room for the theme's, in text heights."""

NOTE = 0.9
"""Size of titles, notes and small units, in text heights."""

NAME = 1.0
"""Size of a name that there is too little room for in the number's size, in text heights."""

AS_WIDE = str.maketrans("123456789", "000000000")
"""Replaces digits by 0, so that a number's width does not change while the dial turns."""

NONE = "—"
"""Shown in place of a number that cannot be known."""
TITLE = 1.15
"""Baseline of the title, in text heights."""

LEFT = 0.9
"""Left margin of a cell, in text heights."""


def _is_pair(value: str) -> bool:
    """True if a text has two bounds."""
    return any(sign in value for sign in "–…∞")


class ReadoutRow(Protocol):
    """What a cell asks of the row in which it stands."""

    @property
    def shown(self) -> Sequence[QWidget]:
        """All cells of the row."""
        ...

    @property
    def number_size(self) -> float:
        """Size of every number in the row, in text heights."""
        ...

    @property
    def has_short_notes(self) -> bool:
        """Whether notes with a short form use the short form."""
        ...

    def width(self) -> int:
        """Width of the row in pixels."""
        ...

    def forget_sizes(self) -> None:
        """Measure the texts again before the next one is painted."""
        ...


class ReadoutCell(QWidget):
    """One readout, painted in place: nothing around it moves while its number changes."""

    def __init__(self, readout: Readout, theme: Theme) -> None:
        super().__init__()
        self.readout, self.theme = readout, theme
        self.row: ReadoutRow | None = None
        self.value, self.note, self.short_note, self._reason = "", "", "", ""
        self._title_card: QPixmap | None = None
        self.setObjectName(f"readout_{readout.name}")
        self.setToolTip(tip_text(readout.meaning))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(plain(readout.title))

    def show_picture(self, picture: Picture) -> None:
        """Show the number of `picture`."""
        value, note = self.readout.value(picture), self.readout.note(picture)
        reason = why_bounds(picture) if picture.partial is not None and _is_pair(value) else ""
        if reason != self._reason:
            self._reason = reason
            self.setToolTip(tip_text("\n".join(filter(None, (self.readout.meaning, reason)))))
        if (value, note) != (self.value, self.note):
            self.value, self.note = value, note
            self.short_note = self.readout.short_note(picture) if self.readout.short_note else ""
            self.setAccessibleDescription(plain(f"{value}, {note}"))
            self._update()

    def show_late(self, answer: Late) -> None:
        """Show that the number is awaited or failed."""
        self.value, told = (NONE, answer.sentence) if isinstance(answer, Failed) else (ELLIPSIS, ELLIPSIS)
        self.note = self.short_note = ""
        self.setAccessibleDescription(told)
        self._update()

    def _update(self) -> None:
        """Paint other texts, in a size in which those of all cells have room."""
        if self.row is not None:
            self.row.forget_sizes()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.theme = theme
        self._title_card = None
        self.updateGeometry()
        self.update()

    @property
    def narrow(self) -> bool:
        """Whether the row is narrow: all cells break their lines alike."""
        row = self.row
        return row is not None and row.width() < NARROW * self.theme.base * len(row.shown)

    @property
    def _taller(self) -> float:
        """Extra height of a large number, in text heights."""
        return self.theme.number - Theme.number

    def sizeHint(self) -> QSize:
        """Two lines, or three where there is little room beside the number."""
        lines = (4.6 if self.narrow else 3.4) + self._taller
        return QSize(round(9 * self.theme.base), round(lines * self.theme.base))

    def minimumSizeHint(self) -> QSize:
        """Height of the lines of the cell."""
        return QSize(round(7 * self.theme.base), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Update the size hint when the line breaks change."""
        super().resizeEvent(event)
        self._title_card = None
        if self.row is not None:
            self.row.forget_sizes()
        self.updateGeometry()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Draw the line at the left again, or leave it out: the first cell of a row has none."""
        super().moveEvent(event)
        self._title_card = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write title, number and note."""
        del event
        ratio = self.devicePixelRatioF()
        if self._title_card is None or self._title_card.devicePixelRatio() != ratio:
            self._title_card = self._painted_title(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._title_card)
        self.paint_numbers(painter)
        painter.end()

    def _painted_title(self, ratio: float) -> QPixmap:
        """Ground, line and title, which size, place and theme change, and no turn of the dial."""
        theme, base = self.theme, self.theme.base
        card = QPixmap(self.size() * ratio)
        card.setDevicePixelRatio(ratio)
        card.fill(theme.colours.card)
        painter = QPainter(card)
        if self.x() > base:
            painter.setPen(theme.pen(theme.colours.border, 1.0))
            painter.drawLine(QPointF(0.5, 0), QPointF(0.5, self.height()))
        at = QPointF(LEFT * base, TITLE * base)
        self.write(painter, at, self._title, NOTE, self._room, strong=False)
        painter.end()
        return card

    @property
    def _number_size(self) -> float:
        return self.row.number_size if self.row else self.theme.number

    @property
    def _room(self) -> float:
        """Width of a line in pixels."""
        return self.width() - 1.2 * self.theme.base

    @property
    def _title(self) -> str:
        """Title, or the shorter one where there is no room for the whole."""
        whole, short = self.readout.title, self.readout.short_title
        cut = marks.text_width(whole, self.theme.font(NOTE)) > self._room
        return short if short and cut else whole

    @property
    def _note_left(self) -> float:
        """Distance in pixels from the left end of the number to the note."""
        if self.narrow:
            return 0.0
        width = marks.text_width(self.value, self.theme.font(self._number_size, strong=True))
        return min(self._room, width) + 0.6 * self.theme.base

    def paint_numbers(self, painter: QPainter) -> None:
        """Write the number, with the note beside it or under it."""
        base, size, room = self.theme.base, self._number_size, self._room
        at = QPointF(LEFT * base, (2.6 + self._taller) * base)
        width = marks.text_width(self.value, self.theme.font(size, strong=True))
        if width <= room:
            self.write(painter, at, self.value, size, room, strong=True)
        else:
            self._write_squeezed(painter, at, size, room)
        note = self.short_note if self.row and self.row.has_short_notes else ""
        beside = QPointF(at.x() + min(room, width) + 0.7 * base, at.y())
        if not self._paint_fraction(painter, beside, note or self.note):
            left = self._note_left
            at = at + QPointF(left, 1.25 * base if self.narrow else 0)
            self.write(painter, at, note or self.note, NOTE, room - left, strong=False)

    def _paint_fraction(self, painter: QPainter, beside: QPointF, note: str) -> bool:
        """Set a note with a fraction between title and lower edge, if there is the room beside the number."""
        top, bottom = (TITLE + 0.15) * self.theme.base, self.height() - 0.15 * self.theme.base
        room = QRectF(beside.x(), top, self.width() - beside.x(), bottom - top)
        return paint_fraction(painter, room, note, self.theme.font(NOTE), self.theme.colours.muted)

    def _write_squeezed(self, painter: QPainter, at: QPointF, size: float, room: float) -> None:
        """Write the number in full size, and shrink the name before it or the unit after it."""
        name, space, number = self.value.removesuffix(self.readout.unit).rpartition(" ")
        taken = marks.text_width(space + number, self.theme.font(size, strong=True))
        if space:
            font = self.theme.font(NAME, strong=True)
            name = marks.short(name, font, room - taken)
            self.write(painter, at, name, NAME, room - taken, strong=True)
            at = at + QPointF(marks.text_width(name, font), 0)
        self.write(painter, at, space + number, size, room, strong=True)
        # A unit that is cut says nothing; the note below the number has one too.
        if marks.text_width(self.readout.unit, self.theme.font(NOTE)) <= room - taken:
            self.write(painter, at + QPointF(taken, 0), self.readout.unit, NOTE, room - taken, strong=False)

    def note_fits(self) -> bool:
        """Whether the note can be written whole."""
        return marks.text_width(self.note, self.theme.font(NOTE)) <= self._room - self._note_left

    def fits(self, size: float) -> bool:
        """Whether the number can be written in `size`, its unit smaller or the name before it shortened."""
        theme = self.theme
        number = self.value.removesuffix(self.readout.unit).rpartition(" ")[2].translate(AS_WIDE)
        unit = marks.text_width(self.readout.unit, theme.font(NOTE))
        return marks.text_width(number, theme.font(size, strong=True)) + unit <= self._room

    def write(
        self, painter: QPainter, at: QPointF, text: str, size: float, room: float, *, strong: bool
    ) -> None:
        """Write a line, as much of it as there is room for."""
        font = self.theme.font(size, strong=strong)
        colour = self.theme.colours.text if strong else self.theme.colours.muted
        shown = marks.short(text, font, room)
        marks.write(painter, at, shown, font, colour, Qt.AlignmentFlag.AlignLeft)
