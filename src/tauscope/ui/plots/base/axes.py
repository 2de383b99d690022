"""The axes of a plot: pyqtgraph's, around an empty frame, and written as text that is anchored in figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QGraphicsGridLayout

from tauscope.core.numbers import screen_tick
from tauscope.core.temperatures import scale
from tauscope.document import formulas
from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme

Ticks = Sequence[tuple[float, str]]

TICK_FONT = 0.9
GAP = 0.5
"""Gap between an axis and its labels, in text heights."""

STEPS = (25, 50, 100)
"""Per cent between two ticks: the finest that has room."""

TICK_ROOM = 1.3
"""Text heights that a tick needs."""

_CELLS = {"left": (0, 0), "right": (0, 2), "bottom": (1, 1)}
_ALIGNED = {
    "left": (Qt.AlignmentFlag.AlignRight, QRectF.right),
    "right": (Qt.AlignmentFlag.AlignLeft, QRectF.left),
}


class Axes(pg.GraphicsWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Tick labels around a frame; a PlotItem would add unused menus, which slow the start."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGraphicsGridLayout(self)
        self._grid.setSpacing(0)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._frame = pg.GraphicsWidget()
        self._grid.addItem(self._frame, 0, 1)
        self.items_by_side: dict[str, Any] = {}
        self._set: dict[tuple[str, str], object] = {}

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self._set.clear()
        for axis in self.items_by_side.values():
            self._style(axis)

    def _changes(self, side: str, what: str, value: object) -> bool:
        """Note a value of an axis; return whether it had another one.

        pyqtgraph finds room for all labels again where a value is set, also where it stays the same.
        """
        known = self._set.get((side, what)) == value
        self._set[side, what] = value
        return not known

    def _style(self, axis: Any) -> None:
        theme = self._theme
        axis.setPen(theme.pen(theme.colours.card, 1.0))
        axis.setTextPen(theme.pen(theme.colours.muted, 1.0))
        axis.setTickFont(theme.font(TICK_FONT))
        # A number here means: labels may reach so far beyond the ends of the axis.
        beyond = round(2 * theme.base)
        axis.setStyle(tickLength=0, tickTextOffset=round(theme.base * GAP), hideOverlappingLabels=beyond)

    def _axis(self, side: str) -> Any:
        if side not in self.items_by_side:
            axis = self.items_by_side[side] = pg.AxisItem(side)
            self._style(axis)
            self._grid.addItem(axis, *_CELLS[side])
        return self.items_by_side[side]

    @property
    def settings(self) -> dict[tuple[str, str], object]:
        """Ticks, room and ends of each side."""
        return dict(self._set)

    def set_ticks(self, side: str, ticks: Ticks) -> None:
        """Put labels along a side, and give it the room that they need.

        Raises
        ------
        ValueError
            If a label is a formula: pyqtgraph draws the labels, and would leave this one out without a word.
        """
        if any(formulas.is_marked(text) for _, text in ticks):
            raise ValueError("A tick label is plain text: write 10⁻³, or set a formula with marks.write.")
        axis = self._axis(side)
        if self._changes(side, "ticks", list(ticks)):
            axis.setTicks([list(ticks)])
        font = self._theme.font(TICK_FONT)
        if side == "bottom":
            self.set_room(side, QFontMetricsF(font).height() + GAP * self._theme.base)
        else:
            widest = max((marks.text_width(text, font) for _, text in ticks), default=0.0)
            self.set_room(side, widest + (GAP + 0.3) * self._theme.base)

    def set_room(self, side: str, pixels: float) -> None:
        """Reserve room at a side, with or without labels."""
        axis = self._axis(side)
        if self._changes(side, "room", pixels):
            axis.setHeight(pixels) if side == "bottom" else axis.setWidth(pixels)

    def room(self, side: str) -> float:
        """Pixels that are reserved at a side."""
        room = self._set.get((side, "room"), 0.0)
        return room if isinstance(room, float) else 0.0

    def set_margins(self, left: float, top: float, right: float, bottom: float) -> None:
        """Reserve room beyond the axes."""
        self._grid.setContentsMargins(left, top, right, bottom)

    def arranged(self, x: tuple[float, float], y: tuple[float, float]) -> QRectF:
        """Set the ranges, and return the frame."""
        for side, axis in self.items_by_side.items():
            ends = x if side == "bottom" else y
            if self._changes(side, "ends", ends):
                axis.setRange(*ends)
        self._grid.activate()
        geometry: QRectF = self._frame.geometry()
        # In a plot too small for its labels the frame is a dot, but it is never turned inside out.
        return QRectF(geometry.topLeft(), geometry.size().expandedTo(QSizeF(1, 1)))

    def paint_labels(self, painter: QPainter) -> None:
        """Paint the tick labels as pyqtgraph does, for the screen."""
        for axis in self.items_by_side.values():
            painter.save()
            painter.translate(axis.pos())
            axis.paint(painter, None, None)
            painter.restore()

    def draw(self, painter: QPainter) -> None:
        """Write the tick labels on a painter, anchored for figures."""
        for axis in self.items_by_side.values():
            paint_axis(painter, axis, self._theme)


def per_cent(room: float = math.inf) -> list[tuple[float, str]]:
    """Ticks from 0 to 100% for an axis of `room` text heights.

    Examples
    --------
    >>> per_cent(4.0)
    [(0.0, '0%'), (0.5, '50%'), (1.0, '100%')]
    """
    step = next((step for step in STEPS if 100 / step * TICK_ROOM <= room), STEPS[-1])
    return [(percent / 100, f"{percent}%") for percent in range(0, 101, step)]


PER_CENT = per_cent()

FEWER_TICKS = (scale.TICKS, (0.0, 1.0, math.inf), (1.0,))
"""Temperatures with a label, the more of them the more room there is."""

BETWEEN_TICKS = 0.5
"""Least distance of two labels below a scale of τ, in text heights."""


def temperature_ticks(
    room: float,
    theme: Theme,
    choices: Sequence[Sequence[float]] = FEWER_TICKS,
    ends: tuple[float, float] = (0.0, 1.0),
) -> list[tuple[float, str]]:
    """Ticks of an axis of τ that is `room` pixels wide: those of the first choice that do not touch.

    Parameters
    ----------
    room : float
    theme : Theme
    choices : sequence of sequence of float
        Temperatures; the last choice is used where none has room.
    ends : pair of float
        Places on the scale of τ at which the axis begins and ends.
    """
    font, unit = theme.font(TICK_FONT), room / (ends[1] - ends[0])

    def are_apart(ticks: list[tuple[float, str]]) -> bool:
        ends = [(unit * at, marks.text_width(text, font) / 2) for at, text in ticks]
        gaps = (right - left - half - other for (left, half), (right, other) in pairwise(ends))
        return all(gap >= BETWEEN_TICKS * theme.base for gap in gaps)

    labelled = [[(scale.position(tick), screen_tick(tick)) for tick in ticks] for ticks in choices]
    return next(filter(are_apart, labelled), labelled[-1])


def tick_labels(axis: Any, font: QFont) -> list[tuple[QRectF, str]]:
    """Labels of an AxisItem with their positions, in pixels of the item."""
    paper = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    with QPainter(paper) as painter:
        painter.setFont(font)
        specifications = axis.generateDrawSpecs(painter)
    return [(rect, text) for rect, _, text in specifications[2]] if specifications else []


def paint_axis(painter: QPainter, axis: Any, theme: Theme) -> None:
    """Write the tick labels of an AxisItem; its lines are in the card's colour and left out."""
    font = theme.font(TICK_FONT)
    metrics = QFontMetricsF(font)
    align, edge = _ALIGNED.get(axis.orientation, (Qt.AlignmentFlag.AlignHCenter, None))
    for rect, text in tick_labels(axis, font):
        across = edge(rect) if edge else rect.center().x()
        baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        at = axis.mapToParent(QPointF(across, baseline))
        marks.write(painter, at, text, font, theme.colours.muted, align)
