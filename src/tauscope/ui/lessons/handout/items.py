"""What stands on a handout: texts, boxes to tick, lines for numbers, figures, and bars to draw."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QPen, QTextDocument

from tauscope.core.numbers import screen_number
from tauscope.document.formulas import with_formulas
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.sheet import laid_out
from tauscope.ui.help.page_look import format_page
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import per_cent

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

TICKS = 5
"""Numbers along the line of a number."""


class Item(ABC):
    """A part of a handout with a height in pixels, as wide as the column in which it stands."""

    height: float

    @abstractmethod
    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the item."""


class TextItem(Item):
    """Markdown with formulas, in lines of `width` pixels."""

    def __init__(self, text: str, width: float, theme: Theme) -> None:
        self._colour = theme.colours.text
        self._page = QTextDocument()
        self._page.setDefaultFont(theme.font())
        self._page.setMarkdown(with_formulas(text))
        format_page(self._page, theme)
        self._page.setDocumentMargin(0)
        self._page.setTextWidth(width)
        self.height = self._page.size().height()

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Write the text."""
        painter.save()
        painter.translate(left, top)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self._colour)
        self._page.documentLayout().draw(painter, context)
        painter.restore()


class ChoiceItem(Item):
    """A box to tick, and a text beside it."""

    def __init__(self, text: str, width: float, theme: Theme) -> None:
        self._theme = theme
        self._text = TextItem(text, width - self._indent, theme)
        self.height = max(self._text.height, 1.6 * theme.base)

    @property
    def _indent(self) -> float:
        return 1.9 * self._theme.base

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint box and text."""
        side = 0.95 * self._theme.base
        painter.setPen(self._theme.pen(self._theme.colours.text, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left + 0.2 * side, top + 0.25 * side, side, side))
        self._text.draw(painter, left + self._indent, top)


class NumberItem(Item):
    """A line from one number to another on which to mark a prediction."""

    def __init__(self, low: float, high: float, width: float, theme: Theme) -> None:
        self._ends, self._width, self._theme = (low, high), width, theme
        self.height = 3.4 * theme.base

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the line and its numbers."""
        theme, (low, high) = self._theme, self._ends
        begin, end = left + 2 * theme.base, left + self._width - 2 * theme.base
        y, font = top + 1.2 * theme.base, theme.font(0.85)
        painter.setPen(theme.pen(theme.colours.text, 1.0))
        painter.drawLine(QPointF(begin, y), QPointF(end, y))
        for tick in range(TICKS):
            part = tick / (TICKS - 1)
            x = begin + (end - begin) * part
            painter.setPen(theme.pen(theme.colours.text, 1.0))
            painter.drawLine(QPointF(x, y - 0.35 * theme.base), QPointF(x, y + 0.35 * theme.base))
            text = screen_number(low + (high - low) * part)
            marks.write(painter, QPointF(x, y + 1.6 * theme.base), text, font, theme.colours.muted)


class FigureItem(Item):
    """A figure, at its size on paper."""

    def __init__(self, figure: Figure, pixels_per_mm: float) -> None:
        self._figure, self._scale = figure, figure.mm_per_pixel * pixels_per_mm
        self.height = figure.size_mm[1] * pixels_per_mm

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the figure."""
        with laid_out(self._figure) as draw:
            painter.save()
            painter.translate(left, top)
            painter.scale(self._scale, self._scale)
            draw(painter)
            painter.restore()


class BarsItem(Item):
    """Room in which to draw the bars of a distribution.

    Parameters
    ----------
    picture : Picture
        What is shown before the truth.
    outlines : bool
        Whether its bars are there as dashed outlines.
    width, height : float
        In pixels.
    theme : Theme
    """

    def __init__(
        self, picture: Picture, width: float, height: float, theme: Theme, *, outlines: bool
    ) -> None:
        self._picture, self._width, self.height, self._theme = picture, width, height, theme
        self._outlines = outlines

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the axis, a slot for each class, and the outlines."""
        theme, font = self._theme, self._theme.font(0.85)
        axis = 2.6 * theme.base
        frame = QRectF(left, top, self._width, self.height).adjusted(axis, theme.base, 0, -1.8 * theme.base)
        for level, text in per_cent(frame.height() / theme.base):
            y = frame.bottom() - level * frame.height()
            painter.setPen(theme.pen(theme.colours.grid, theme.hairline))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            at = QPointF(frame.left() - 0.4 * theme.base, y + 0.3 * theme.base)
            marks.write(painter, at, text, font, theme.colours.muted, Qt.AlignmentFlag.AlignRight)
        drawn = self._picture.drawn
        slot = frame.width() / len(drawn)
        for place, one in enumerate(drawn):
            middle = frame.left() + (place + 0.5) * slot
            bar = QRectF(middle - 0.36 * slot, 0, 0.72 * slot, one.p * frame.height())
            bar.moveBottom(frame.bottom())
            if self._outlines:
                marks.outline(painter, bar, marks.ghost_pen(theme))
            name = marks.short(one.label, font, 0.95 * slot)
            marks.write(
                painter, QPointF(middle, frame.bottom() + 1.3 * theme.base), name, font, theme.colours.text
            )
        painter.setPen(QPen(theme.colours.text, 1.0))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())


class Column(Item):
    """Items below one another."""

    def __init__(self, items: Sequence[Item], gap: float) -> None:
        self._items, self._gap = items, gap
        self.height = sum(item.height for item in items) + gap * max(0, len(items) - 1)

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint one item after the other."""
        for item in self._items:
            item.draw(painter, left, top)
            top += item.height + self._gap


class SideBySide(Item):
    """Two items side by side; the second begins `across` pixels to the right."""

    def __init__(self, one: Item, other: Item, across: float) -> None:
        self._one, self._other, self._across = one, other, across
        self.height = max(one.height, other.height)

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint both."""
        self._one.draw(painter, left, top)
        self._other.draw(painter, left + self._across, top)


class Framed(Item):
    """An item in a thin frame, with a margin around it."""

    def __init__(self, item: Item, width: float, margin: float, theme: Theme) -> None:
        self._item, self._width, self._margin, self._theme = item, width, margin, theme
        self.height = item.height + 2 * margin

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Paint frame and item."""
        painter.setPen(self._theme.pen(self._theme.colours.grid, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(left, top, self._width, self.height), 4, 4)
        self._item.draw(painter, left + self._margin, top + self._margin)
