"""The readouts as a row of a figure, in as many lines as they need."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter

from tauscope.ui.bench.pin_readout import pin_readouts
from tauscope.ui.bench.readout_cell import longest_fitting
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.bench.readout_texts import Readout
from tauscope.ui.formulas.stacked import paint_fraction
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

CELL, LINES = 9.5, 4.2
"""Least width of a readout and height of one, in text heights."""


def shown(picture: Picture) -> tuple[Readout, ...]:
    """All readouts, with one for each pin: paper has no tooltips."""
    return (*readouts_for(picture.document), *pin_readouts(picture))


def columns(count: int, width: float, theme: Theme) -> int:
    """Number of readouts side by side: as many as fit, in full rows if possible."""
    most = min(count, max(1, int(width / (CELL * theme.base))))
    rows = math.ceil(count / most)
    return math.ceil(count / rows)


def height(picture: Picture, width: float, theme: Theme) -> float:
    """Height in pixels of the readouts."""
    count = len(shown(picture))
    return math.ceil(count / columns(count, width, theme)) * LINES * theme.base


def draw_readouts(painter: QPainter, box: QRectF, picture: Picture, theme: Theme) -> None:
    """Write every readout: its title, its number, its note."""
    readouts = shown(picture)
    across = columns(len(readouts), box.width(), theme)
    room = box.width() / across
    for number, readout in enumerate(readouts):
        row, column = divmod(number, across)
        corner = QPointF(box.left() + column * room, box.top() + row * LINES * theme.base)
        _draw_readout(painter, corner, room - 0.6 * theme.base, readout, picture, theme)


def _whole_number(readout: Readout, value: str, font: QFont, room: float) -> str:
    """Shorten the name before a number where both have no room: half a number is another number."""
    name, space, number = value.removesuffix(readout.unit).rpartition(" ")
    if not space or marks.text_width(value, font) <= room:
        return value
    number = f"{space}{number}"
    return f"{marks.short(name, font, room - marks.text_width(number, font))}{number}"


def _draw_readout(
    painter: QPainter, corner: QPointF, room: float, readout: Readout, picture: Picture, theme: Theme
) -> None:
    muted, text = theme.colours.muted, theme.colours.text
    small, large = theme.font(0.85), theme.font(1.1, strong=True)
    value, note = _whole_number(readout, readout.value(picture), large, room), readout.note(picture)
    if readout.short_note is not None and marks.text_width(note, small) > room:
        note = longest_fitting(readout.short_note(picture), small, room)
    left = marks.text_width(value, large) + theme.base
    beside = QRectF(corner + QPointF(left, 1.2 * theme.base), QSizeF(max(0.0, room - left), 2.6 * theme.base))
    if paint_fraction(painter, beside, note, small, muted):
        note = ""
    for words, font, colour, down in (
        (readout.title, small, muted, 1.0),
        (value, large, text, 2.25),
        (note, small, muted, 3.35),
    ):
        at = corner + QPointF(0, down * theme.base)
        marks.write(painter, at, marks.short(words, font, room), font, colour, Qt.AlignmentFlag.AlignLeft)
