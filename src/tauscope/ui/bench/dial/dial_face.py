"""The face of the temperature dial: what it shows, and how it is painted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDial, QWidget

from tauscope.core.temperatures import scale
from tauscope.ui.bench.dial.dial_geometry import FOCUS, HANDLE, SWEEP, DialGeometry
from tauscope.ui.bench.dial.dial_readout import ROOMY, DialReadout
from tauscope.ui.bench.dial.handle import Ring, paint_rings
from tauscope.ui.bench.dial.ring_pixmap import ring_pixmap
from tauscope.ui.editing.dial_turn import BOUNDS, Bound

if TYPE_CHECKING:
    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.document.studies.calibration_words import BestTemperature
    from tauscope.ui.bench.dial.best_mark import BestMark
    from tauscope.ui.theme import Theme

LOWEST = 8.6
"""Least height of a dial, in text heights."""


class DialFace(QDial):
    """QDial with its own geometry and painting: screen readers get role, name and value from QDial."""

    def __init__(self, theme: Theme, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.readout = DialReadout(vocabulary)
        self._bounds: tuple[float, ...] = ()
        self._schedule: tuple[float, ...] = ()
        self._least_target = 0
        self._best: BestTemperature | None = None
        self._geometry: DialGeometry | None = None
        self._ring = QPixmap()
        self._moved: QRect | None = None
        self._set_minimum()

    @property
    def temperature(self) -> float:
        """τ, exactly."""
        return self.readout.temperature

    def show_bounds(self, bounds: tuple[float, ...]) -> None:
        """Mark the temperatures between which τ is played; none if empty."""
        if bounds != self._bounds:
            self._bounds = bounds
            self.update()

    def show_schedule(self, ends: tuple[float, ...]) -> None:
        """Draw the way of a schedule inside the ring; none if empty.

        Parameters
        ----------
        ends : tuple of float
            First, last, lowest and highest temperature of the schedule.
        """
        if ends != self._schedule:
            self._schedule, self.readout.scheduled = ends, bool(ends)
            self.update()

    def show_best(self, best: BestTemperature | None) -> None:
        """Mark the temperature that calibrates outside the ring; None for no mark."""
        if best != self._best:
            self._best = best
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme, self._moved = theme, None
        self._geometry = None
        self._ring = QPixmap()
        self._set_minimum()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find all places again in the new size."""
        super().resizeEvent(event)
        self._moved = None

    def _set_minimum(self) -> None:
        self.setMinimumSize(round(13.5 * self._theme.base), round(LOWEST * self._theme.base))

    @property
    def roomy_height(self) -> int:
        """Height from which on there is room for the word under the number."""
        return math.ceil(ROOMY * self._theme.base)

    def sizeHint(self) -> QSize:
        """Large: the dial is the main control of the window."""
        return QSize(300, 250)

    # Places

    @property
    def dial_geometry(self) -> DialGeometry:
        """Where everything stands in the present size."""
        if self._geometry is None or self._geometry.size != self.size():
            self._geometry = DialGeometry(self.size(), self._theme)
        return self._geometry

    @property
    def handle(self) -> QPointF:
        """Centre of the handle."""
        return self.dial_geometry.on_ring(scale.position(self.temperature))

    def bound_at(self, point: QPointF) -> Bound | None:
        """Bound of the play whose line on the ring is under the mouse; the handle of τ goes before."""
        geometry = self.dial_geometry
        if not self._bounds or (point - self.handle).manhattanLength() < geometry.thickness:
            return None
        for name, bound in zip(BOUNDS, self._bounds, strict=True):
            away = point - geometry.on_ring(scale.position(bound))
            if math.hypot(away.x(), away.y()) < max(0.7 * geometry.thickness, self._least_target / 2):
                return name
        return None

    def set_least_target(self, pixels: int) -> None:
        """Set the least width and height of a labelled stop for mouse and finger."""
        self._least_target = pixels

    def tick_at(self, point: QPointF) -> float | None:
        """Temperature of the labelled stop under the mouse."""
        return self.dial_geometry.tick_at(point, self._least_target)

    @property
    def best_mark(self) -> BestMark | None:
        """The mark of τ*; None if there is none."""
        if self._best is None:
            return None
        from tauscope.ui.bench.dial.best_mark import BestMark, Ring  # noqa: PLC0415  # the window opens without it

        geometry = self.dial_geometry
        ring = Ring(geometry.centre, geometry.radius + 1.02 * geometry.thickness, SWEEP)
        room = QRectF(self.rect()).adjusted(1, 0, -1, 0)
        return BestMark(self._best, ring, room, geometry.taken, self._theme)

    @property
    def gap(self) -> int:
        """Free width in pixels between the ends of the ring, for the exact field."""
        return self.dial_geometry.gap

    @property
    def moving_area(self) -> QRect:
        """Rectangle of all that shows τ: the handle, the number and the lines around it."""
        reach = self.dial_geometry.thickness * HANDLE + FOCUS + 2.0
        at = self.handle
        handle = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        return (handle | self.dial_geometry.number_area).toAlignedRect()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring, which is cached, the handle and the readout."""
        del event
        if self._ring.deviceIndependentSize().toSize() != self.size():
            self._ring = ring_pixmap(self.dial_geometry, self._theme, self.devicePixelRatioF())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._ring)
            self._paint_bounds(painter)
            self._paint_schedule(painter)
            if (mark := self.best_mark) is not None:
                mark.paint(painter)
            self._paint_handle(painter)
            self.readout.paint(painter, self.dial_geometry, self._theme)

    def _paint_bounds(self, painter: QPainter) -> None:
        """Paint a line across the ring at each bound of the play."""
        colours, geometry = self._theme.colours, self.dial_geometry
        half = geometry.thickness / 2
        for bound in self._bounds:
            place = scale.position(bound)
            for colour, width, beyond in ((colours.card, 6.0, 1.0), (colours.text, 2.5, 2.5)):
                painter.setPen(QPen(colour, width))
                inner, outer = geometry.radius - half - beyond, geometry.radius + half + beyond
                painter.drawLine(geometry.point(place, inner), geometry.point(place, outer))

    def _paint_schedule(self, painter: QPainter) -> None:
        """Paint a dotted arc inside the ring: a ring where the schedule begins, a disc where it ends."""
        if not self._schedule:
            return
        colours, geometry = self._theme.colours, self.dial_geometry
        radius = geometry.schedule_radius
        first, last, lowest, highest = map(scale.position, self._schedule)
        pen = QPen(colours.accent, max(1.5, 0.7 * self._theme.line))
        pen.setDashPattern([1.5, 1.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        start = 90 + SWEEP / 2 - SWEEP * lowest
        painter.drawArc(geometry.box(radius), round(16 * start), round(-16 * SWEEP * (highest - lowest)))
        size = max(2.5, 0.24 * self._theme.base)
        painter.setPen(QPen(colours.accent, max(1.5, 0.7 * self._theme.line)))
        for place, brush in ((first, colours.card), (last, colours.accent)):
            painter.setBrush(brush)
            painter.drawEllipse(geometry.point(place, radius), size, size)

    def _paint_handle(self, painter: QPainter) -> None:
        colours, thickness = self._theme.colours, self.dial_geometry.thickness
        size = thickness * HANDLE
        width = max(2.5, thickness * 0.22)
        rings: tuple[Ring, ...] = (Ring(size, width, colours.text.rgba(), colours.card.rgba()),)
        if self.hasFocus():
            rings = *rings, Ring(size + FOCUS, 2.0, colours.accent.rgba())
        paint_rings(painter, self.handle, rings, self.devicePixelRatioF())
