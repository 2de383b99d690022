"""Texts beside marks: the first of several places that covers no mark and no other text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QColor, QFont, QPainter

    from tauscope.core.values import Floats

_SAMPLES = 240
"""Points along a line at which it is looked for under a text."""


class DirectLabels:
    """Finds places for texts, each clear of the lines and of all texts placed before.

    Parameters
    ----------
    room : QRectF
        Where texts may stand.
    """

    def __init__(self, room: QRectF) -> None:
        self._room = room
        self._taken = list[QRectF]()
        self._points = np.empty((0, 2))
        self._texts: list[tuple[QRectF, str, QFont, QColor]] = []

    def avoid_line(self, xs: Floats, ys: Floats) -> None:
        """Keep texts clear of a line through these points, in pixels, with the abscissae rising."""
        even = np.linspace(xs[0], xs[-1], _SAMPLES)
        sampled = np.column_stack([even, np.interp(even, xs, ys)])
        self._points = np.concatenate([self._points, sampled])

    def avoid(self, area: QRectF) -> None:
        """Keep texts clear of an area."""
        self._taken.append(area)

    def place(
        self, text: str, font: QFont, colour: QColor, centres: Iterable[QPointF], gap: float = 1.5
    ) -> bool:
        """Place a text at the first of these centres at which it is clear; return whether there is one."""
        size = text_size(text, font)
        for centre in centres:
            box = QRectF(centre - QPointF(size.width() / 2, size.height() / 2), size)
            if self._is_clear(box.adjusted(-gap, -gap, gap, gap)) and self._room.contains(box):
                self._taken.append(box)
                self._texts.append((box, text, font, colour))
                return True
        return False

    def place_anywhere(self, text: str, font: QFont, colour: QColor) -> bool:
        """Place a text at the clear place nearest to the lower right corner."""
        size, room = text_size(text, font), self._room
        halves = QPointF(size.width() / 2, size.height() / 2)
        if room.width() < size.width() or room.height() < size.height():
            return False
        first, last = room.topLeft() + halves, room.bottomRight() - halves - QPointF(0, 4.0)
        rows = np.linspace(last.y(), first.y(), 16).tolist()
        columns = np.linspace(last.x(), first.x(), 12).tolist()
        return self.place(text, font, colour, (QPointF(x, y) for y in rows for x in columns), 3.0)

    def _is_clear(self, box: QRectF) -> bool:
        if any(box.intersects(other) for other in self._taken):
            return False
        x, y = self._points.T
        covered = (x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())
        return not covered.any()

    def paint(self, painter: QPainter) -> None:
        """Write the texts that have a place."""
        for box, text, font, colour in self._texts:
            metrics = QFontMetricsF(font)
            baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
            marks.write(painter, QPointF(box.center().x(), baseline), text, font, colour)


def text_size(text: str, font: QFont) -> QSizeF:
    """Pixels that a line of text takes."""
    return QSizeF(marks.text_width(text, font), QFontMetricsF(font).height() * 0.86)


def around(point: QPointF, size: QSizeF, gap: float) -> Sequence[QPointF]:
    """Centres of a text of this size beside a point: above, below, and to the sides."""
    across, up = size.width() / 2 + gap, size.height() / 2 + gap
    steps = [(0, -up), (0, up), (-across, 0), (across, 0), (-across, -up), (across, -up), (-across, up)]
    return [point + QPointF(x, y) for x, y in (*steps, (across, up))]
