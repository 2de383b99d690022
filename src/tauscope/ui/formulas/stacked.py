"""Formulas with fractions, where there is the height for one part over another, with a bar between them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from tauscope.document import formulas
from tauscope.document.formulas import Part, Quotient, Run
from tauscope.ui.formulas.line import Line

AIR = 0.18
"""Room beside the bar of a fraction and above and below it, in heights of capitals."""


FRACTIONS = (1.0, 0.86)
"""Sizes of what stands over and under the bar of a fraction, as shares of its font; the first that fits."""


class Box(Protocol):
    """A part of a formula; all lengths are in pixels."""

    @property
    def width(self) -> float:
        """Width in pixels."""
        ...

    @property
    def above(self) -> float:
        """Height above the baseline, in pixels."""
        ...

    @property
    def below(self) -> float:
        """Depth below the baseline, in pixels."""
        ...

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint the box with its left end on the baseline at this point."""
        ...


class Row:
    """Boxes side by side on one baseline."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.boxes = tuple(boxes)
        self.width = sum(box.width for box in self.boxes)
        self.above = max(box.above for box in self.boxes)
        self.below = max(box.below for box in self.boxes)

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint the boxes from left to right."""
        x = at.x()
        for box in self.boxes:
            box.paint(painter, QPointF(x, at.y()), colour)
            x += box.width


class Fraction:
    """A line over another, with a bar between them."""

    def __init__(self, upper: Line, lower: Line, font: QFont) -> None:
        self.upper, self.lower = upper, lower
        capital = QFontMetricsF(font).capHeight()
        self._air, self._axis = AIR * capital, 0.5 * capital
        self._thickness = max(1.0, 0.1 * capital)
        self.width = max(upper.width, lower.width) + 4 * self._air
        self.above = self._axis + 2 * self._air + upper.below + upper.above
        self.below = 2 * self._air + lower.above + lower.below - self._axis

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint both lines, centred, and the bar."""
        x, y = at.x() + self.width / 2, at.y() - self._axis
        centred = Qt.AlignmentFlag.AlignHCenter
        self.upper.paint(painter, QPointF(x, y - 2 * self._air - self.upper.below), colour, centred)
        self.lower.paint(painter, QPointF(x, y + 2 * self._air + self.lower.above), colour, centred)
        bar = painter.pen()
        bar.setWidthF(self._thickness)
        bar.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(bar)
        half = self.width / 2 - self._air
        painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))


@lru_cache(maxsize=128)  # as in `Line.of`
def stacked(text: str, font: QFont, small: float = 1.0) -> Row:
    """A text with its formulas, their quotients as fractions.

    Parameters
    ----------
    text : str
    font : QFont
    small : float
        Size of what stands above and below the bar of a fraction, as a share of `font`.
    """
    inside = QFont(font)
    inside.setPixelSize(max(1, round(small * font.pixelSize())))
    boxes: list[Box] = []
    runs: list[Run] = []

    def flush() -> None:
        if runs:
            boxes.append(Line(formulas.line(runs), font))
            runs.clear()

    for part in _parts(text):
        if isinstance(part, Quotient):
            flush()
            upper, lower = (Line(formulas.line(side), inside) for side in (part.upper, part.lower))
            boxes.append(Fraction(upper, lower, font))
        else:
            runs.append(part)
    flush()
    return Row(boxes)


@lru_cache(maxsize=256)
def has_fraction(text: str) -> bool:
    """Whether a text is higher with its fractions than on one line."""
    return formulas.is_marked(text) and any(isinstance(part, Quotient) for part in _parts(text))


def paint_fraction(painter: QPainter, room: QRectF, text: str, font: QFont, colour: QColor) -> bool:
    """Paint a text that has a fraction at the left of `room`, half-way down.

    Returns
    -------
    bool
        False where the text has no fraction, or the room is too small for it: it goes on one line then.
    """
    for small in FRACTIONS if has_fraction(text) else ():
        box = stacked(text, font, small)
        if box.above + box.below <= room.height() and box.width <= room.width():
            box.paint(painter, QPointF(room.left(), room.center().y() + (box.above - box.below) / 2), colour)
            return True
    return False


def _parts(text: str) -> Iterable[Part]:
    for part, is_formula in formulas.pieces(text):
        yield from formulas.parts(part) if is_formula else (Run(part),)
