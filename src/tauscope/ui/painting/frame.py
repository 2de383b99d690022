"""The rectangle of a plot's axes, and layers of paint over the whole plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

if TYPE_CHECKING:
    from tauscope.core.logits import Floats


class Span(NamedTuple):
    """One axis: data values and pixels of both ends."""

    low: float
    high: float
    start: float
    end: float

    def pixel(self, value: float) -> float:
        """Pixel of a data value."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    def pixels(self, values: Floats) -> Floats:
        """Pixels of data values."""
        return self.start + (self.end - self.start) * (values - self.low) / (self.high - self.low)

    def value(self, pixel: float) -> float:
        """Data value at a pixel."""
        return self.low + (self.high - self.low) * (pixel - self.start) / ((self.end - self.start) or 1.0)


class Frame(NamedTuple):
    """Maps data coordinates to pixels of the plot."""

    rect: QRectF
    x: Span
    y: Span

    @classmethod
    def of(cls, rect: QRectF, x: tuple[float, float], y: tuple[float, float]) -> Frame:
        """Return a frame that shows these ranges; y grows upward."""
        return cls(rect, Span(*x, rect.left(), rect.right()), Span(*y, rect.bottom(), rect.top()))

    def point(self, x: float, y: float) -> QPointF:
        """Pixels of a point."""
        return QPointF(self.x.pixel(x), self.y.pixel(y))


Area = Callable[[Frame, QRectF], QRectF]
"""Returns the area of a layer, from the frame and the rectangle of the plot."""


class Layer(QGraphicsItem):
    """Graphics item that paints over a plot, or an area of it; a cached layer is repainted only on request.

    What lies outside the areas that a turn of the dial touches is not painted again.
    """

    def __init__(
        self, paint: Callable[[QPainter], None], area: Area | None = None, *, cached: bool = False
    ) -> None:
        super().__init__()
        self._paint, self._area = paint, area
        self._rect = QRectF()
        if cached:
            self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def cover(self, frame: Frame, whole: QRectF) -> None:
        """Set the frame, and the area that the layer covers."""
        # The scene has to know before the rectangle changes, or its index keeps the old one.
        self.prepareGeometryChange()
        self._rect = self._area(frame, whole) if self._area else whole
        if (mode := self.cacheMode()) != QGraphicsItem.CacheMode.NoCache:
            # Of a layer larger than its view Qt keeps what was painted and adds what comes into view, even
            # where all of it was to be painted again: numbers of before would stand among the present ones.
            self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            self.setCacheMode(mode)

    def boundingRect(self) -> QRectF:  # noqa: N802  # Qt's name
        """Area of the layer."""
        return self._rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem | None = None,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        """Paint the layer, antialiased."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
