"""Where ring, stops, number and words of the temperature dial stand in a size."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize

from tauscope.core.numbers import screen_tick
from tauscope.core.temperatures import scale
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme

SWEEP = 270.0
"""Degrees from the stop at 0 to the stop at ∞; the gap is below."""

NEAREST, FARTHEST = 1.75, 2.2
"""Least and greatest distance from the ring to the middle of a stop's number, in text heights."""

HANDLE, FOCUS = 0.86, 4
"""Radius of the handle in thicknesses of the ring, and pixels from it to the ring of the focus."""

TICK_START, TICK_END = 3, 8
"""Pixels from the ring's inner edge to the ends of a stop's tick."""


class DialGeometry:
    """Places in a dial of one size, in pixels; each is found once, since a frame asks some thirty times.

    Parameters
    ----------
    size : QSize
    theme : Theme
        Its text height scales margins and numbers.
    """

    def __init__(self, size: QSize, theme: Theme) -> None:
        self.size, self._theme = size, theme

    @cached_property
    def radius(self) -> float:
        """Radius of the ring."""
        margin = 2.3 * self._theme.base
        across = self.size.width() / 2 - 1.25 * margin
        return max(20.0, min(across, (self.size.height() - 1.85 * margin) / self._reach))

    @property
    def _reach(self) -> float:
        """Height of the ring in radii: the arc reaches down to sin 45° of its radius."""
        return 1 + math.sin(math.radians(45))

    @cached_property
    def _middle(self) -> tuple[float, float]:
        margin = 2.3 * self._theme.base
        free = self.size.height() - self.radius * self._reach - 1.85 * margin
        return self.size.width() / 2, free / 2 + margin + self.radius

    @property
    def centre(self) -> QPointF:
        """Centre of the ring."""
        return QPointF(*self._middle)

    @cached_property
    def thickness(self) -> float:
        """Thickness of the ring."""
        return max(9.0, self.radius * 0.13)

    def point(self, place: float, radius: float) -> QPointF:
        """Return the point at a distance from the centre in the direction of a place on the scale."""
        angle = math.radians(-90 - SWEEP / 2 + SWEEP * place)
        x, y = self._middle
        return QPointF(x + radius * math.cos(angle), y + radius * math.sin(angle))

    def on_ring(self, place: float) -> QPointF:
        """Return the point on the middle of the ring at a place on the scale."""
        return self.point(place, self.radius)

    def place_at(self, point: QPointF) -> float:
        """Place on the scale in the direction of a point; the gap below belongs to the nearer end."""
        away = point - self.centre
        angle = math.degrees(math.atan2(away.x(), -away.y()))
        return min(max(0.5 + angle / SWEEP, 0.0), 1.0)

    def box(self, radius: float) -> QRectF:
        """Return the square around a circle about the centre."""
        x, y = self._middle
        return QRectF(x - radius, y - radius, 2 * radius, 2 * radius)

    # Stops

    @cached_property
    def labels(self) -> dict[float, QPointF]:
        """Centre of the number of each labelled stop."""
        return {tick: self._label_point(tick) for tick in scale.TICKS}

    def _label_point(self, tick: float) -> QPointF:
        base = self._theme.base
        away = NEAREST * base
        if tick != 1.0:
            # The handle, with the ring of the focus, stands beside the number: its corner must be clear.
            angle = math.radians(-90 - SWEEP / 2 + SWEEP * scale.position(tick))
            half = marks.text_width(screen_tick(tick), self._theme.font(1.0)) / 2
            corner = abs(math.cos(angle)) * half + abs(math.sin(angle)) * 0.4 * base
            away = max(away, min(HANDLE * self.thickness + FOCUS + 3 + corner, FARTHEST * base))
        return self.point(scale.position(tick), self.radius + away)

    def tick_at(self, point: QPointF, least: float) -> float | None:
        """Temperature of the labelled stop at a point.

        Parameters
        ----------
        point : QPointF
        least : float
            Least width and height of a stop for mouse and finger.
        """
        base = self._theme.base
        for tick, label in self.labels.items():
            away = point - label
            if abs(away.x()) < max(1.4 * base, least / 2) and abs(away.y()) < max(base, least / 2):
                return tick
        return None

    @cached_property
    def gap(self) -> int:
        """Free width between the ends of the ring, for the exact field."""
        number = self.labels[0.0].x() + 0.7 * self._theme.base
        ring = self.point(0.0, self.radius - self.thickness / 2).x()
        return math.floor(2 * (self.size.width() / 2 - max(number, ring)))

    @cached_property
    def taken(self) -> list[QRectF]:
        """Areas where no mark may stand: the numbers of the stops, and the field in the gap."""
        base, font = self._theme.base, self._theme.font(1.0)
        areas = []
        for tick, at in self.labels.items():
            half = marks.text_width(screen_tick(tick), font) / 2 + 4
            areas.append(QRectF(at.x() - half, at.y() - 0.7 * base, 2 * half, 1.4 * base))
        below = self.on_ring(0.0).y()
        areas.append(QRectF(self.size.width() / 2 - self.gap / 2, below - 0.5 * base, self.gap, 200))
        return areas

    # Inside the ring

    @property
    def schedule_radius(self) -> float:
        """Radius of the way of a schedule: clear of the ring and its ticks."""
        return self.radius - 0.5 * self.thickness - TICK_END - 4

    @property
    def number_height(self) -> float:
        """Height of the number in the middle."""
        return min(3.4 * self._theme.base, 0.52 * self.radius)

    @cached_property
    def number_area(self) -> QRectF:
        """Area of the number and the lines around it."""
        (x, y), base, big = self._middle, self._theme.base, self.number_height
        half = self.radius - self.thickness / 2
        above, below = 0.46 * big + 2.0 * base, 0.3 * big + 4.5 * base
        return QRectF(x - half, y - above, 2 * half, above + below)

    def number_room(self, *, scheduled: bool) -> float:
        """Return the width for the number, which the way of a schedule makes smaller."""
        return 1.6 * (self.schedule_radius if scheduled else self.radius - self.thickness)

    def word_room(self, *, scheduled: bool) -> float:
        """Return the width for a word under the number, between the ticks of the stops at 0 and ∞."""
        base = self._theme.base
        down = 0.3 * self.number_height + 1.5 * base * 1.15
        inner = self.radius - 0.5 * self.thickness - TICK_END - 0.3 * base
        between = 2 * math.sqrt(max(inner**2 - down**2, (0.5 * inner) ** 2))
        return min(self.number_room(scheduled=scheduled), between)
