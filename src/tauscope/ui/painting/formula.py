"""Formulas set as formulas: fractions, superscripts and subscripts, on any painter.

A formula is a tree of boxes. Each knows its width and how far it reaches above and below its baseline, and is
written with `marks.write`, so that a figure in SVG or PDF has text where a screen has it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QPainter

SMALL = 0.72
"""Size of a superscript or subscript, as a share of its base."""

RAISED, LOWERED = 0.75, 0.28
"""How far the baseline of a superscript is above that of its base, and of a subscript below, in capitals."""

AIR = 0.18
"""Room beside the bar of a fraction and around a sign, in heights of capitals."""


class Box(ABC):
    """A part of a formula; all lengths are in pixels."""

    width: float
    above: float
    below: float

    @abstractmethod
    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint the box with its left end on the baseline at this point."""


class Text(Box):
    """Letters, in one font; text is never read as markup."""

    def __init__(self, text: str, font: QFont) -> None:
        self.text, self.font = text, font
        metrics = QFontMetricsF(font)
        self.width = metrics.horizontalAdvance(text)
        self.above, self.below = metrics.capHeight(), metrics.descent()

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Write the text."""
        marks.write(painter, at, self.text, self.font, colour, Qt.AlignmentFlag.AlignLeft)


class Row(Box):
    """Boxes side by side on one baseline."""

    def __init__(self, parts: Sequence[Box], gap: float = 0.0) -> None:
        self.parts, self.gap = tuple(parts), gap
        self.width = sum(part.width for part in parts) + gap * max(0, len(parts) - 1)
        self.above = max(part.above for part in parts)
        self.below = max(part.below for part in parts)

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint the parts from left to right."""
        x = at.x()
        for part in self.parts:
            part.paint(painter, QPointF(x, at.y()), colour)
            x += part.width + self.gap


@dataclass
class Shifted(Box):
    """A box above or below the baseline: a superscript where `by` is positive, a subscript where negative."""

    part: Box
    by: float

    def __post_init__(self) -> None:
        self.width = self.part.width
        self.above, self.below = self.part.above + self.by, max(0.0, self.part.below - self.by)

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint the part where it is shifted to."""
        self.part.paint(painter, QPointF(at.x(), at.y() - self.by), colour)


class Fraction(Box):
    """A numerator over a denominator, with a bar between them."""

    def __init__(self, upper: Box, lower: Box, capital: float) -> None:
        self.upper, self.lower = upper, lower
        self.air, self.axis = AIR * capital, 0.5 * capital
        self.thickness = max(1.0, 0.1 * capital)
        self.width = max(upper.width, lower.width) + 2 * self.air
        self.above = self.axis + 2 * self.air + upper.below + upper.above
        self.below = 2 * self.air + lower.above + lower.below - self.axis

    def paint(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Paint both parts, centred, and the bar."""
        y = at.y() - self.axis
        up = QPointF(at.x() + (self.width - self.upper.width) / 2, y - 2 * self.air - self.upper.below)
        down = QPointF(at.x() + (self.width - self.lower.width) / 2, y + 2 * self.air + self.lower.above)
        self.upper.paint(painter, up, colour)
        self.lower.paint(painter, down, colour)
        bar = painter.pen()
        bar.setColor(colour)
        bar.setWidthF(self.thickness)
        bar.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(bar)
        painter.drawLine(QPointF(at.x(), y), QPointF(at.x() + self.width, y))


@dataclass(frozen=True)
class Setter:
    """Makes boxes in one font."""

    font: QFont

    @property
    def capital(self) -> float:
        """Height of a capital letter."""
        return QFontMetricsF(self.font).capHeight()

    @property
    def small(self) -> Setter:
        """A setter with the smaller font of superscripts and subscripts."""
        font = QFont(self.font)
        font.setPixelSize(max(1, round(SMALL * self.font.pixelSize())))
        return Setter(font)

    def text(self, text: str) -> Text:
        """Letters."""
        return Text(text, self.font)

    def row(self, *parts: Box, gap: float = 0.0) -> Row:
        """Parts side by side, with a gap in heights of capitals."""
        return Row(parts, gap * self.capital)

    def raised(self, base: Box, part: Box) -> Row:
        """A base with a superscript."""
        return Row((base, Shifted(part, RAISED * self.capital)))

    def lowered(self, base: Box, part: Box) -> Row:
        """A base with a subscript."""
        return Row((base, Shifted(part, -LOWERED * self.capital)))

    def fraction(self, upper: Box, lower: Box) -> Fraction:
        """One box over another."""
        return Fraction(upper, lower, self.capital)
