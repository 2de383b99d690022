"""The blocks of a decoding tree as they are painted, and the paths through them."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPen, QPolygonF

from tauscope.ui.painting import marks
from tauscope.ui.painting.surprise import LEVELS, surprise_colour, surprise_level

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.studies.tree_sequences import TreePath
    from tauscope.ui.plots.trees.tree_block import Block
    from tauscope.ui.plots.trees.tree_layout import TreeLayout
    from tauscope.ui.theme import Theme

PALE, SOFT = 0.27, 0.6
"""Share of a class's colour in the colour of its blocks, on which text is readable, and in their outlines."""

EDGE = 0.3
"""Width of the band in a class's own colour at the left of the first tokens, in text heights."""

DASHES: dict[str, tuple[float, ...]] = {"greedy": (), "beam": (3.2, 1.8), "sample": (1.0, 1.6)}
"""Dashes of each method's paths, in widths of the line."""

WIDTHS = {"greedy": 1.0, "beam": 1.0, "sample": 0.8}
"""Width of each method's paths, in widths of a curve."""

HEAD, APART = 0.45, 0.6
"""Length of the head of an arrow, and distance between two arrows to one block, in text heights."""

ROUNDED = 1.5
"""Least radius, in pixels, of a corner that is drawn as one."""

WEDGE = 0.55
"""Size of the wedge at the block where the bench is, in text heights."""


def inner(rect: QRectF) -> QRectF:
    """Return the rectangle that is painted: a little lower than the block, so that blocks stand apart."""
    inset = min(0.75, rect.height() / 6)
    return rect.adjusted(0, inset, 0, -inset)


def path_pen(theme: Theme, method: str) -> QPen:
    """Return the pen of a method's paths."""
    pen = theme.pen(theme.colours.text, WIDTHS[method] * theme.line)
    if DASHES[method]:
        pen.setDashPattern(DASHES[method])
    return pen


class TreeBlocks:
    """Paints the blocks of a layout.

    Parameters
    ----------
    layout : TreeLayout
    hovered : int or None
        Node to mark.
    focused : bool
        True if the keyboard walks in the tree.
    """

    def __init__(self, layout: TreeLayout, hovered: int | None, *, focused: bool) -> None:
        self._layout, self._hovered, self._focused = layout, hovered, focused
        self._view, self._theme = layout.view, layout.theme

    def paint(self, painter: QPainter) -> None:
        """Paint blocks and paths."""
        for block in self._layout.blocks:
            if not (rect := inner(block.rect)).isEmpty():
                self._fill(painter, block, rect)
        for block in self._layout.blocks:
            if not (rect := inner(block.rect)).isEmpty():
                self._outline(painter, block, rect)
        for path in self._view.paths:
            self._paint_path(painter, path)
        if self._view.shows_draws:
            self._paint_counts(painter)

    # Blocks

    def _colour_of(self, block: Block) -> QColor:
        """Colour of a block's first token; grey for several first tokens and for the first block."""
        node = block.parent if block.node is None else block.node
        return self._theme.colours.of_class(self._view.colour(node) if block.column else None)

    def _brush(self, block: Block) -> QColor:
        theme, plain = self._theme, block.node is None or self._layout.is_dropped(block)
        if not block.column:
            return theme.colours.grid
        if self._view.settings.colour == "surprise" and block.node is not None:
            bits = -float(self._view.now.steps[block.node]) / math.log(2)
            return surprise_colour(theme, surprise_level(bits) / (LEVELS - 1))
        return theme.colours.card if plain else _mixed(theme.colours.card, self._colour_of(block), PALE)

    def _fill(self, painter: QPainter, block: Block, rect: QRectF) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush(block))
        _draw(painter, rect)
        if rect.height() > 2 and block.column:
            if block.node is None:
                grey = _mixed(theme.colours.card, theme.colours.muted, 0.45)
                self._hatch(painter, rect, Qt.BrushStyle.VerPattern, grey)
            elif self._layout.is_dropped(block):
                pale = _mixed(theme.colours.card, self._colour_of(block), 0.55)
                self._hatch(painter, rect, Qt.BrushStyle.BDiagPattern, pale)
        if block.column == 1 and block.node is not None:
            band = QRectF(rect.left(), rect.top(), EDGE * theme.base, rect.height())
            painter.fillRect(band, self._colour_of(block))

    def _hatch(self, painter: QPainter, rect: QRectF, style: Qt.BrushStyle, colour: QColor) -> None:
        """Fill a block with lines: on the screen by Qt's pattern, which takes a fraction of the time."""
        theme = self._theme
        if not theme.still:
            painter.fillRect(rect.adjusted(1, 1, -1, -1), QBrush(colour, style))
            return
        angle = 90 if style == Qt.BrushStyle.VerPattern else 45
        marks.hatch(painter, rect, angle, theme.pen(colour, theme.hairline), spread=6.0)

    @cached_property
    def _methods(self) -> dict[int, set[str]]:
        """Methods whose paths go through each block, by the block's id."""
        found: dict[int, set[str]] = {}
        for path in self._view.paths:
            for block in self._layout.blocks_on(path):
                found.setdefault(id(block), set()).add(path.method)
        return found

    def _outline(self, painter: QPainter, block: Block, rect: QRectF) -> None:
        theme, on = self._theme, self._methods.get(id(block), set())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        method = "greedy" if "greedy" in on or not block.column else "beam" if "beam" in on else ""
        if method:
            painter.setPen(path_pen(theme, method))
            _draw(painter, rect)
        elif rect.height() > 2:
            soft = _mixed(theme.colours.card, self._colour_of(block), SOFT)
            painter.setPen(theme.pen(soft, theme.hairline))
            _draw(painter, rect)
        if block.node is not None and block.node == self._hovered:
            painter.setPen(theme.pen(theme.colours.text, 2.2 * theme.line))
            _draw(painter, rect)
        if block.node is not None and block.node == self._view.here and not theme.still:
            self._paint_here(painter, rect)

    def _paint_here(self, painter: QPainter, rect: QRectF) -> None:
        """Mark the block where the bench is: a wedge at its right edge points to what may follow."""
        theme = self._theme
        size = min(WEDGE * theme.base, rect.height() / 2, rect.width() / 3)
        tip = QPointF(rect.right() + 0.15 * theme.base, rect.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours.text)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-size, -size), tip + QPointF(-size, size)]))
        if self._focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen(theme.colours.accent, 1.6 * theme.line))
            _draw(painter, rect)

    # Paths

    @cached_property
    def _arrows(self) -> dict[int, list[int]]:
        """Ids of the paths that go through each block, by the block's id."""
        found: dict[int, list[int]] = {}
        for path in self._view.paths:
            for block in self._layout.blocks_on(path):
                found.setdefault(id(block), []).append(id(path))
        return found

    def _paint_path(self, painter: QPainter, path: TreePath) -> None:
        """Draw an arrow to each block of a path; arrows to the same block stand apart."""
        for block in self._layout.blocks_on(path):
            arrows = self._arrows[id(block)]
            step = min(APART * self._theme.base, block.rect.height() / (len(arrows) + 1))
            place = arrows.index(id(path)) - (len(arrows) - 1) / 2
            self._paint_arrow(painter, path, block.rect.left(), block.rect.center().y() + place * step)

    def _paint_arrow(self, painter: QPainter, path: TreePath, x: float, y: float) -> None:
        end, start = QPointF(x - 0.5, y), QPointF(x - self._layout.gap + 0.5, y)
        pen = path_pen(self._theme, path.method)
        painter.setPen(pen)
        painter.drawLine(start, end)
        if path.method != "sample":
            head = min(HEAD * self._theme.base, 0.6 * self._layout.gap)
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            for side in (-head, head):
                painter.drawLine(end, end + QPointF(-head, 0.6 * side))

    # Counts

    def _paint_counts(self, painter: QPainter) -> None:
        """Draw beside each block at the end how high it would be by its share of the draws."""
        theme, layout = self._theme, self._layout
        whole, full = layout.count(layout.blocks[0]), layout.floor - layout.ceiling
        cap = 0.22 * theme.base
        for block in layout.ends if whole else ():
            height = full * layout.count(block) / whole
            x, middle = block.rect.right() + 0.5 * theme.base, block.rect.center().y()
            top = min(max(layout.ceiling, middle - height / 2), layout.floor - height)
            painter.setPen(theme.pen(self._colour_of(block), 0.8 * theme.line))
            painter.drawLine(QPointF(x, top), QPointF(x, top + height))
            for y in (top, top + height):
                painter.drawLine(QPointF(x - cap, y), QPointF(x + cap, y))


def _draw(painter: QPainter, rect: QRectF) -> None:
    """Draw a rectangle, rounded where it is high enough for that to be seen."""
    radius = min(4.0, rect.width() / 6, rect.height() / 3)
    if radius < ROUNDED:
        painter.drawRect(rect)
    else:
        painter.drawRoundedRect(rect, radius, radius)


def _mixed(cold: QColor, hot: QColor, share: float) -> QColor:
    """Return a colour between two."""
    return _mix(cold.rgb(), hot.rgb(), share)


@lru_cache(maxsize=256)
def _mix(cold: int, hot: int, share: float) -> QColor:
    one, other = QColor(cold), QColor(hot)
    ends = ((one.redF(), other.redF()), (one.greenF(), other.greenF()), (one.blueF(), other.blueF()))
    return QColor.fromRgbF(*((1 - share) * start + share * end for start, end in ends))
