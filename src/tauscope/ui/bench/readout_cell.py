"""One readout of the row: a title, a number and a note."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QMoveEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from tauscope.document.formulas import plain
from tauscope.document.picture.answers import ELLIPSIS, Failed, Late
from tauscope.document.picture.partial_words import why_bounds
from tauscope.document.picture.picture import Picture
from tauscope.ui.bench.readout_texts import Readout
from tauscope.ui.formulas.stacked import has_fraction, paint_fraction
from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.plain_text import tip_text
from tauscope.ui.widgets.when_heard import when_heard

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


def longest_fitting(note: str, font: QFont, room: float) -> str:
    """Return the first version of a note that takes at most `room` pixels, else the last one."""
    versions = note.split(OR)
    return marks.fitting(versions, font, room) or versions[-1]


def _is_pair(value: str) -> bool:
    """True if a text has two bounds."""
    return any(sign in value for sign in "–…∞")


class Setting(NamedTuple):
    """Where number and note of a cell stand; digits may change, since all are equally wide.

    Attributes
    ----------
    sizes : object
        `ReadoutRow.sizes` for which this holds.
    number : QFont
    number_fits : bool
        Whether the number can be written whole in this font.
    number_width : float
        Width of the number in pixels, as much of it as there is room for.
    note : QPointF
        Left end of the note's baseline.
    note_room : float
        Width for the note in pixels.
    """

    sizes: object
    number: QFont
    number_fits: bool
    number_width: float
    note: QPointF
    note_room: float


class ReadoutRow(Protocol):
    """What a cell asks of the row in which it stands."""

    @property
    def number_size(self) -> float:
        """Size of every number in the row, in text heights."""
        ...

    @property
    def has_short_notes(self) -> bool:
        """Whether notes with a short form use the short form."""
        ...

    @property
    def narrow(self) -> bool:
        """Whether notes go under the numbers."""
        ...

    @property
    def sizes(self) -> object:
        """Object that is another one after each call of `forget_sizes`."""
        ...

    def forget_sizes(self) -> None:
        """Measure the texts again before the next one is painted."""
        ...

    def forget_ground(self) -> None:
        """Paint titles and lines again with the next number."""
        ...

    def update_cell(self, cell: QWidget, top: int) -> None:
        """Paint a cell from `top` pixels down again with the next frame of the window."""
        ...


class ReadoutCell(QWidget):
    """One readout, painted by its row: nothing around it moves while its number changes.

    Attributes
    ----------
    note_stays : bool
        Whether the note was the same, at the same place, when the cell was painted the last two times.
    """

    def __init__(self, readout: Readout, theme: Theme) -> None:
        super().__init__()
        self.readout, self.theme = readout, theme
        self.row: ReadoutRow | None = None
        self.value, self.note, self.short_note, self._reason, self._late = "", "", "", "", ""
        self._form: tuple[str, ...] = ()
        self._set: Setting | None = None
        self.note_stays = False
        self._note_painted: tuple[str, Setting | None] = "", None
        self.setObjectName(f"readout_{readout.name}")
        self.setToolTip(tip_text(readout.meaning))
        self.setUpdatesEnabled(False)
        self.setAccessibleName(plain(readout.title))

    def show_picture(self, picture: Picture) -> None:
        """Show the number of `picture`."""
        value, note = self.readout.value(picture), self.readout.note(picture)
        reason = why_bounds(picture) if picture.partial is not None and _is_pair(value) else ""
        if reason != self._reason:
            self._reason = reason
            self.setToolTip(tip_text("\n".join(filter(None, (self.readout.meaning, reason)))))
        if (value, note) != (self.value, self.note):
            self.value, self.note, self._late = value, note, ""
            self.short_note = self.readout.short_note(picture) if self.readout.short_note else ""
            when_heard(self._speak)
            self._update()

    def _speak(self) -> None:
        """Give screen readers number and note."""
        self.setAccessibleDescription(self._late or plain(f"{self.value}, {self.note}"))

    def show_late(self, answer: Late) -> None:
        """Show that the number is awaited or failed."""
        self.value, self._late = (
            (NONE, answer.sentence) if isinstance(answer, Failed) else (ELLIPSIS, ELLIPSIS)
        )
        self.note = self.short_note = ""
        when_heard(self._speak)
        self._update()

    def _update(self) -> None:
        """Paint other texts, in a size in which those of all cells have room."""
        form = tuple(text.translate(AS_WIDE) for text in (self.value, self.note, self.short_note))
        if self.row is not None:
            if form != self._form:
                self._form = form
                self.row.forget_sizes()
            self.row.update_cell(self, self._top_of_numbers)

    def _forget_ground(self) -> None:
        """Paint the title again, and find the places of number and note again."""
        self._set = None
        if self.row is not None:
            self.row.forget_ground()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.theme = theme
        self._forget_ground()
        self.updateGeometry()

    @property
    def narrow(self) -> bool:
        """Whether the row is narrow: all cells break their lines alike."""
        return self.row is not None and self.row.narrow

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
        self._forget_ground()
        if self.row is not None:
            self.row.forget_sizes()
        self.updateGeometry()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Draw the line at the left again, or leave it out: the first cell of a row has none."""
        super().moveEvent(event)
        self._forget_ground()

    def forget_note(self) -> None:
        """Take the note for another one when it is painted next."""
        self.note_stays, self._note_painted = False, ("", None)

    def follow_note(self) -> bool:
        """Compare the note with the one painted last; return whether the ground has to be painted again."""
        before, stayed = self._note_painted, self.note_stays
        self._note_painted = note = self._note_shown, self._setting
        same = note == before
        # One with a fraction is a formula.
        self.note_stays = same or has_fraction(note[0])
        return self.note_stays != stayed or (stayed and not same)

    def paint_ground(self, painter: QPainter) -> None:
        """Paint ground, line and title, which size, place and theme change, and a note that stays."""
        theme, base = self.theme, self.theme.base
        painter.fillRect(self.rect(), theme.colours.card)
        if self.x() > base:
            painter.setPen(theme.pen(theme.colours.border, 1.0))
            painter.drawLine(QPointF(0.5, 0), QPointF(0.5, self.height()))
        at = QPointF(LEFT * base, TITLE * base)
        self.write(painter, at, self._title, NOTE, self._room, strong=False)
        if self.note_stays:
            self._paint_note(painter)

    def paint(self, painter: QPainter) -> None:
        """Write the number, and a note that changes."""
        self.paint_number(painter)
        if not self.note_stays:
            self._paint_note(painter)

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
    def _setting(self) -> Setting:
        """Where number and note stand now."""
        sizes = None if self.row is None else self.row.sizes
        if self._set is None or self._set.sizes is not sizes:
            self._set = self._measured(sizes)
        return self._set

    def _measured(self, sizes: object) -> Setting:
        base, room = self.theme.base, self._room
        font = self.theme.font(self._number_size, strong=True)
        # Not that of the digits themselves, which are a little nearer to some signs than others are.
        whole = marks.text_width(self.value.translate(AS_WIDE), font)
        width, narrow = min(room, whole), self.narrow
        left = 0.0 if narrow else width + 0.6 * base
        # On whole pixels, so that it looks alike on the ground and on the window.
        x = LEFT * base + left if narrow else round(LEFT * base + left)
        note = QPointF(x, self._baseline + (1.25 * base if narrow else 0.0))
        return Setting(sizes, font, whole <= room, width, note, room - left)

    @property
    def _note_shown(self) -> str:
        """The note, or its short form."""
        return (self.short_note if self.row and self.row.has_short_notes else "") or self.note

    @property
    def _baseline(self) -> float:
        """Pixels from the top to the baseline of the number."""
        return (2.6 + self._taller) * self.theme.base

    @property
    def _top_of_numbers(self) -> int:
        """Pixels from the top, below which no letter of the title reaches."""
        return math.floor((TITLE + 0.3) * self.theme.base)

    def paint_number(self, painter: QPainter) -> None:
        """Write the number in the size of the row."""
        setting = self._setting
        at = QPointF(LEFT * self.theme.base, self._baseline)
        if setting.number_fits:
            left = Qt.AlignmentFlag.AlignLeft
            marks.write(painter, at, self.value, setting.number, self.theme.colours.text, left)
        else:
            self._write_squeezed(painter, at, self._number_size, self._room)

    def _paint_note(self, painter: QPainter) -> None:
        """Write the note beside the number or under it."""
        note, setting = self._note_shown, self._setting
        if not note:
            return
        if OR in note:
            note = longest_fitting(note, self.theme.font(NOTE), setting.note_room)
        if has_fraction(note):
            right = LEFT * self.theme.base + setting.number_width
            if self._paint_fraction(painter, QPointF(right + 0.7 * self.theme.base, 0), note):
                return
        self.write(painter, setting.note, note, NOTE, setting.note_room, strong=False)

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
        return marks.text_width(self.note, self.theme.font(NOTE)) <= self._setting.note_room

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
