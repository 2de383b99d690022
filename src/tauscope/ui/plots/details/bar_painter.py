"""Bars of a distribution as they are painted: what is left, cut and bounded, the outlines of τ = 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

from tauscope.ui.painting import marks
from tauscope.ui.plots.details.bar_numbers import BAR, shows_ghosts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.painting.pin_marks import Bar
    from tauscope.ui.theme import Theme

GHOST = 0.72
"""Width of a ghost bar, in slots."""

NUMBER = 1.8
"""Text heights over a bar that its number may take."""


class BarPainter:
    """Paints the bars of the drawn classes.

    Parameters
    ----------
    bar : callable
        Returns the rectangle of a bar from place, probability and width in slots.
    """

    def __init__(self, bar: Bar) -> None:
        self._bar = bar

    def rect(self, picture: Picture, place: int) -> QRectF:
        """Return the rectangle of a bar, or of what was cut of its class."""
        one = picture.drawn[place]
        return self._bar(place, max(one.p, one.cut), BAR)

    def rects(self, picture: Picture) -> list[QRectF]:
        """Return the rectangles of the bars, without what was cut."""
        return [self._bar(place, one.p, BAR) for place, one in enumerate(picture.drawn)]

    def taken(self, picture: Picture, theme: Theme) -> list[QRectF]:
        """Return the rectangles of all bars and ghosts, each with the room for a number over it."""
        bars = [self.rect(picture, place) for place in range(len(picture.drawn))]
        if picture.once(shows_ghosts):
            bars += [self._bar(place, one.ghost, GHOST) for place, one in enumerate(picture.drawn)]
        return [bar.adjusted(0, -NUMBER * theme.base, 0, 0) for bar in bars]

    def paint(
        self, painter: QPainter, picture: Picture, theme: Theme, bars: Sequence[QRectF] | None = None
    ) -> None:
        """Paint bars, what was cut, and whiskers over bounds.

        `bars` are those of `rects`, where they are at hand.
        """
        for place, one in enumerate(picture.drawn):
            if one.p > 0:
                bar = self._bar(place, one.p, BAR) if bars is None else bars[place]
                marks.fill_bar(painter, bar, theme, one.colour)
            if one.cut > 0:
                marks.paint_cut(painter, self._bar(place, one.cut, BAR), theme, one.colour)
            if one.bounds is not None:
                low, high = (self._bar(place, p, BAR) for p in one.bounds)
                marks.paint_whisker(painter, low, high, theme)

    def paint_ghosts(self, painter: QPainter, picture: Picture, theme: Theme) -> None:
        """Paint the outlines of τ = 1, where they are shown."""
        if not picture.once(shows_ghosts):
            return
        outlines = QPainterPath()
        for place, one in enumerate(picture.drawn):
            outlines.addRoundedRect(self._bar(place, one.ghost, GHOST), 3, 3)
        painter.setPen(marks.ghost_pen(theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outlines)

    @staticmethod
    def part_others(
        painter: QPainter, picture: Picture, frame: Frame, theme: Theme, words: Sequence[QRectF]
    ) -> None:
        """Draw a line between the listed classes and all others, with gaps where it would cross words."""
        if picture.partial is None or picture.prepared.unlisted == 0:
            return
        x = round(frame.x.pixel(len(picture.drawn) - 1.5)) + 0.5
        painter.setPen(marks.ghost_pen(theme))
        gap = 0.3 * theme.base  # numbers reach a little below their areas
        for top, bottom in marks.free_stretches(x, frame.rect, words, gap):
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
