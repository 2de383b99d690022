"""The dice: a ruler from 0 to 1 that τ divides among the classes, dice that stay, and the last labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from tauscope.ui.painting import marks
from tauscope.ui.painting.short_names import short_names
from tauscope.ui.plots.details.bar_names import OTHERS

if TYPE_CHECKING:
    from tauscope.document.picture.chains.sample import Sample, Segment, Throw
    from tauscope.ui.theme import Theme

RULER, CHIP = 1.5, 1.5
"""Heights in text heights."""

GAP = 0.35
"""Gap between chips, in text heights."""

WIDEST = 6.0
"""Greatest width of a chip's label, in text heights."""

TINT = 0.28
"""Opacity of a class's colour under text."""

_WORDS = (
    "same seed, same dice: τ changes what they mean, for it moves the borders",
    "same seed, same dice: τ moves the borders",
    "same dice at every τ",
)


@dataclass(frozen=True)
class DicePanel:
    """Paints ruler and strip, one over the other or the strip alone.

    Attributes
    ----------
    theme : Theme
    left, right : float
        Between which pixels.
    ruler : float or None
        Pixel at the upper edge of the ruler; None where there is no room for it.
    strip : float
        Pixel at the upper edge of the strip.
    chip : float
        Width of a chip: that of the longest label, so that chips stay where they are while classes change.
    worded : bool
        Whether a line over the ruler says what it shows.
    """

    theme: Theme
    left: float
    right: float
    ruler: float | None
    strip: float
    chip: float
    worded: bool

    @property
    def capacity(self) -> int:
        """Number of chips that fit."""
        gap = GAP * self.theme.base
        return max(1, int((self.right - self.left + gap) / (self.chip + gap)))

    # Painting

    def paint(self, painter: QPainter, sample: Sample) -> None:
        """Paint the last dice and the classes that they select."""
        throws = sample.last(self.capacity)
        if self.ruler is not None:
            self._name_row(painter, self.ruler + RULER * self.theme.base / 2, "dice")
            if self.worded:
                self._paint_words(painter, self.ruler)
            short = short_names([one.drawn.label for one in sample.segments if one.drawn.row is not None])
            for segment in sample.segments:
                self._paint_segment(painter, self._segment_rect(segment, self.ruler), segment, short)
            for number, throw in enumerate(throws, 1):
                self._paint_die(painter, throw, self.ruler, newest=number == len(throws))
        self._name_row(painter, self.strip + CHIP * self.theme.base / 2, "last")
        for place, throw in enumerate(throws):
            self._paint_chip(painter, self._chip_rect(place), throw, newest=place + 1 == len(throws))

    def _name_row(self, painter: QPainter, middle: float, name: str) -> None:
        theme = self.theme
        at = QPointF(self.left - 0.5 * theme.base, middle + 0.35 * theme.base)
        marks.write(painter, at, name, theme.font(0.9), theme.colours.muted, Qt.AlignmentFlag.AlignRight)

    def _paint_words(self, painter: QPainter, top: float) -> None:
        theme, font = self.theme, self.theme.font(0.87)
        room = self.right - self.left
        text = next((words for words in _WORDS if marks.text_width(words, font) <= room), None)
        if text is not None:
            at = QPointF(self.left, top - 1.35 * theme.base)
            marks.write(painter, at, text, font, theme.colours.muted, Qt.AlignmentFlag.AlignLeft)

    def _x(self, uniform: float) -> float:
        return self.left + uniform * (self.right - self.left)

    def _segment_rect(self, segment: Segment, top: float) -> QRectF:
        corners = QPointF(self._x(segment.start), top), QPointF(self._x(segment.end), top)
        return QRectF(corners[0], corners[1] + QPointF(0, RULER * self.theme.base))

    def _paint_segment(
        self, painter: QPainter, rect: QRectF, segment: Segment, short: Mapping[str, str]
    ) -> None:
        theme = self.theme
        colour = theme.colours.of_class(segment.drawn.colour)
        painter.fillRect(rect, tint(colour))
        painter.setPen(theme.pen(colour, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if rect.width() > 1 else rect)
        label = segment.drawn.label
        brief = OTHERS if segment.drawn.row is None else label
        self._label(painter, rect, label, short.get(label, brief))

    def _label(self, painter: QPainter, rect: QRectF, label: str, short: str = "") -> None:
        """Write a label into a rectangle; where it has no room `short`, which is never cut."""
        theme, font = self.theme, self.theme.font(0.87)
        room = rect.width() - 0.4 * theme.base
        text = marks.short(label, font, room) if room > theme.base else "…"
        if short and label not in (short, text):
            text = short if marks.text_width(short, font) <= rect.width() - 0.1 * theme.base else "…"
        if text != "…":
            at = QPointF(rect.center().x(), rect.center().y() + 0.32 * theme.base)
            marks.write(painter, at, text, font, theme.colours.text)

    def _paint_die(self, painter: QPainter, throw: Throw, top: float, *, newest: bool) -> None:
        """Paint a die as a needle on the ruler at its number; the newest is larger."""
        theme, x = self.theme, self._x(throw.uniform)
        colours, size = theme.colours, (0.36 if newest else 0.24) * theme.base
        head = QPointF(x, top - 0.62 * theme.base)
        painter.setPen(theme.pen(colours.accent if newest else colours.text, 1.0))
        painter.drawLine(head, QPointF(x, top + 0.3 * theme.base))
        painter.setPen(theme.pen(colours.accent if newest else colours.card, 1.5 if newest else 0.8))
        painter.setBrush(colours.of_class(throw.colour))
        painter.drawEllipse(head, size, size)

    def _chip_rect(self, place: int) -> QRectF:
        step = self.chip + GAP * self.theme.base
        return QRectF(self.left + place * step, self.strip, self.chip, CHIP * self.theme.base)

    def _paint_chip(self, painter: QPainter, rect: QRectF, throw: Throw, *, newest: bool) -> None:
        colours = self.theme.colours
        colour, radius = colours.of_class(throw.colour), 0.4 * self.theme.base
        painter.setPen(self.theme.pen(colours.accent if newest else colour, 2.0 if newest else 1.0))
        painter.setBrush(tint(colour))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self._label(painter, rect, throw.label)

    # The hand

    def row_at(self, point: QPointF, sample: Sample) -> int | None:
        """Row of the chip or of the part of the ruler under the mouse."""
        if self.ruler is not None:
            for segment in sample.segments:
                if self._segment_rect(segment, self.ruler).contains(point):
                    return segment.drawn.row
        throws = sample.last(self.capacity)
        chips = (
            throw.row if throw.row >= 0 else None
            for place, throw in enumerate(throws)
            if self._chip_rect(place).contains(point)
        )
        return next(chips, None)


def chip_width(labels: Sequence[str], others: str, theme: Theme) -> float:
    """Width of a chip: that of the longest of these labels, up to a limit, and of all of `others`.

    That is what a draw says that gave none of the listed classes; it is empty if all are listed.
    """
    font = theme.font(0.87)
    longest = max(marks.text_width(label[:40], font) for label in labels)
    least = max(theme.base, marks.text_width(others, font))
    return max(min(longest, WIDEST * theme.base), least) + 0.8 * theme.base


def tint(colour: QColor) -> QColor:
    """Colour made translucent, as a background of text."""
    thin = QColor(colour)
    thin.setAlphaF(TINT)
    return thin
