"""Rows of equal discs, kept as pixmaps: to paint each disc by itself takes as long as all bars of a frame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter

from tauscope.ui.painting.frame import transparent

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPen, QPixmap

EDGE = 2
"""Pixels around a row that edges of discs may touch."""


class DiscRow(NamedTuple):
    """Where the discs of a row stand, each of which touches the next one; all lengths are in pixels."""

    x: float
    """Centre of the first disc."""

    y: float
    radius: float
    most: int
    """Most discs of the row."""

    colour: QColor
    pen: QPen


class _Halves(NamedTuple):
    """Pixmaps of a row, with what they were painted for."""

    row: DiscRow
    ratio: float
    pixmaps: tuple[QPixmap, QPixmap]


class DiscRows:
    """Paints the first discs of rows.

    Every second disc of a row is on one pixmap and the others on another one, so that none touches the next
    and any number of discs is a part of both.
    """

    def __init__(self) -> None:
        self._halves: dict[int, _Halves] = {}

    def forget(self) -> None:
        """Drop all pixmaps."""
        self._halves.clear()

    def paint(self, painter: QPainter, key: int, row: DiscRow, count: int, ratio: float) -> None:
        """Paint the first `count` discs of the row with this key, where a pixel has `ratio` of the device."""
        kept = self._halves.get(key)
        if kept is None or kept.row != row or kept.ratio != ratio:
            kept = self._halves[key] = _Halves(row, ratio, (_half(row, 0, ratio), _half(row, 1, ratio)))
        left, top = _corner(row)
        for first, half in enumerate(kept.pixmaps):
            shown = (count - first + 1) // 2
            if shown > 0:
                last = row.x + 2 * row.radius * (first + 2 * (shown - 1))
                width = math.ceil(ratio * (last + row.radius + EDGE - left))
                painter.drawPixmap(left, top, half, 0, 0, width, half.height())


def _corner(row: DiscRow) -> tuple[int, int]:
    """Pixel of the upper left corner of the pixmaps of a row."""
    return math.floor(row.x - row.radius) - EDGE, math.floor(row.y - row.radius) - EDGE


def _half(row: DiscRow, first: int, ratio: float) -> QPixmap:
    """Every second disc of a row, from the disc `first` on."""
    left, top = _corner(row)
    length = 2 * row.radius * row.most
    size = QSize(math.ceil(length) + 2 * EDGE + 2, math.ceil(2 * row.radius) + 2 * EDGE + 2)
    pixmap = transparent(size, ratio)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-left, -top)
        painter.setPen(row.pen)
        painter.setBrush(row.colour)
        for number in range(first, row.most, 2):
            centre = QPointF(row.x + 2 * row.radius * number, row.y)
            painter.drawEllipse(centre, row.radius, row.radius)
    return pixmap
