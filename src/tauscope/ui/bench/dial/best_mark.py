"""The mark of the fitted temperature τ* outside the ring of the dial."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPolygonF

from tauscope.core.temperatures import scale
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.document.studies.calibration_words import BestTemperature
    from tauscope.ui.theme import Theme

STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8)
"""Places for the text along the ring, in steps of `STEP` from the mark, the nearest first."""

STEP = 6.0
"""Degrees between two places."""

NEUTRAL = 1.0
"""Temperature beside which it is said that there is no τ*."""


class Ring(NamedTuple):
    """Geometry of the dial's ring: its centre, its outer edge, and the degrees from 0 to ∞."""

    centre: QPointF
    outer: float
    sweep: float

    def point(self, place: float, radius: float, turned: float = 0.0) -> QPointF:
        """Return a point in the direction of a place on the scale, turned by some degrees."""
        angle = math.radians(-90 - self.sweep / 2 + self.sweep * place + turned)
        return self.centre + QPointF(radius * math.cos(angle), radius * math.sin(angle))


class BestMark:
    """A triangle at the ring with the text "τ* 1.83" where it covers no stop.

    Parameters
    ----------
    best : BestTemperature
    ring : Ring
    room : QRectF
        Where the text may stand.
    stops : sequence of QRectF
        Areas of the numbers at the ring.
    """

    def __init__(
        self, best: BestTemperature, ring: Ring, room: QRectF, stops: Sequence[QRectF], theme: Theme
    ) -> None:
        self.best, self._ring, self._theme = best, ring, theme
        self._font = theme.font(0.95, strong=True)
        tau = NEUTRAL if best.temperature is None else best.temperature
        self._place = scale.position(tau)
        self._stops = stops
        tip = ring.point(self._place, ring.outer + 0.3 * theme.base)
        half = QPointF(0.45 * theme.base, 0.45 * theme.base)
        self._box = self._free_box(room, (*stops, QRectF(tip - half, tip + half)))

    def _free_box(self, room: QRectF, stops: Sequence[QRectF]) -> QRectF | None:
        """Return where the text stands; None where nothing is free."""
        base = self._theme.base
        width = marks.text_width(self.best.label, self._font)
        height = QFontMetricsF(self._font).height() * 0.84
        for away in (0.5, 1.1, 1.8):
            for step in STEPS:
                turned = STEP * step
                # The text touches a circle around the ring with the point of its edge nearest to the centre.
                near = self._ring.point(self._place, self._ring.outer + away * base, turned)
                along = (near - self._ring.centre) / (self._ring.outer + away * base)
                centre = near + QPointF(along.x() * width / 2, along.y() * height / 2)
                box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
                if room.contains(box) and not any(box.intersects(stop) for stop in stops):
                    return box
        return None

    @property
    def text_area(self) -> QRectF | None:
        """Where the text stands; None where it has no room."""
        return self._box

    def contains(self, point: QPointF) -> bool:
        """Return True if a point is on the triangle or the text."""
        base = self._theme.base
        tip = self._ring.point(self._place, self._ring.outer + 0.3 * base)
        near = math.hypot(point.x() - tip.x(), point.y() - tip.y()) < 0.6 * base
        on_stop = any(stop.contains(point) for stop in self._stops)
        return (near and not on_stop) or (
            self._box is not None and self._box.adjusted(-3, -3, 3, 3).contains(point)
        )

    def paint(self, painter: QPainter) -> None:
        """Paint triangle and text."""
        base, colours = self._theme.base, self._theme.colours
        if self.best.temperature is not None:
            half = 0.32 * base
            degrees = math.degrees(half / self._ring.outer)
            tip = self._ring.point(self._place, self._ring.outer)
            far = self._ring.outer + 1.8 * half
            corners = [self._ring.point(self._place, far, turned) for turned in (-degrees, degrees)]
            triangle = QPolygonF([tip, *corners])
            if any(triangle.boundingRect().intersects(stop) for stop in self._stops):
                # A stop's number stands there: a line at the ring instead.
                painter.setPen(self._theme.pen(colours.accent, 1.4 * self._theme.line))
                painter.drawLine(self._ring.point(self._place, self._ring.outer - 0.55 * base), tip)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.accent)
                painter.drawPolygon(triangle)
        if self._box is not None:
            metrics = QFontMetricsF(self._font)
            baseline = self._box.center().y() + (metrics.ascent() - metrics.descent()) / 2
            at = QPointF(self._box.center().x(), baseline)
            marks.write(painter, at, self.best.label, self._font, colours.accent)
