"""The line of the dial in plots over τ: it shows where the dial stands, and is dragged to turn it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from tauscope.core.temperatures import scale
from tauscope.ui.editing.dial_turn import dial_turn
from tauscope.ui.plots.base.plot import Plot

NEAR = 7.0
"""Distance in pixels within which the mouse holds the line."""


class DialLinePlot(Plot):
    """A plot with τ across, on the scale of the dial."""

    _gesture: object = None

    def place_of(self, temperature: float) -> float:
        """Return where a temperature lies on the x axis; beyond its ends, the end."""
        x = self.frame.x
        return min(max(scale.position(temperature), x.low), x.high)

    def temperature_at(self, place: float) -> float:
        """Return the temperature that a hand means at a place of the x axis; beyond its ends, at the end."""
        x = self.frame.x
        return scale.hand_temperature(min(max(place, x.low), x.high))

    def dial_x(self, temperature: float) -> float:
        """Return the pixel of a temperature; beyond the ends of the axis, that of the end."""
        return self.frame.x.pixel(self.place_of(temperature))

    def line_can_be_dragged(self) -> bool:
        """Whether the plot has a line."""
        return self.picture is not None

    def on_line(self, point: QPointF) -> bool:
        """Whether the mouse would hold the line at this point."""
        temperature = self.picture.temperature if self.picture is not None else 1.0
        return abs(self.dial_x(temperature) - point.x()) < NEAR

    def strip(self, place: float, reach: float) -> QRectF:
        """Rectangle from top to bottom of the frame, `reach` pixels to both sides of a place."""
        x = self.frame.x.pixel(place)
        return QRectF(x - reach, self.frame.rect.top(), 2 * reach, self.frame.rect.height())

    def press(self, point: QPointF) -> bool:
        """Grab the line; a press beside it moves it to this τ."""
        super().press(point)
        inside = self.frame.rect.adjusted(-NEAR, 0, NEAR, 0).contains(point)
        if not inside or not self.line_can_be_dragged():
            return False
        self._gesture = object()
        if not self.on_line(point):
            self.drag(point)
        return True

    def drag(self, point: QPointF) -> None:
        """Set the dial to the τ under the mouse."""
        temperature = self.temperature_at(self.frame.x.value(point.x()))
        self.refuse(self.perform(dial_turn(temperature, self._gesture)))

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the horizontal resize cursor over the line."""
        held = self.line_can_be_dragged() and self.on_line(point) and self.frame.rect.contains(point)
        return Qt.CursorShape.SizeHorCursor if held else Qt.CursorShape.ArrowCursor


class LogDialLinePlot(DialLinePlot):
    """A plot with log₁₀ τ across, between two temperatures."""

    ends: tuple[float, float]
    """Lowest and highest temperature of the axis."""

    def place_of(self, temperature: float) -> float:
        """Return where a temperature lies on the x axis; beyond its ends, the end."""
        low, high = self.ends
        return math.log10(min(max(temperature, low), high))

    def temperature_at(self, place: float) -> float:
        """Return the temperature that a hand means at a place of the x axis; beyond its ends, at the end."""
        low, high = map(math.log10, self.ends)
        return scale.hand_temperature(scale.position(10 ** min(max(place, low), high)))

    def is_outside(self, temperature: float) -> bool:
        """Whether a temperature lies beyond the ends of the axis."""
        low, high = self.ends
        return not low <= temperature <= high

    def paint_line(self, painter: QPainter, temperature: float) -> QRectF:
        """Draw the line at a temperature, dashed where that lies beyond the axis; return what it takes."""
        x, rect = self.dial_x(temperature), self.frame.rect
        pen = self.theme.pen(self.theme.colours.accent)
        if self.is_outside(temperature):
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        return QRectF(x - 2, rect.top(), 4, rect.height())
