"""The rectangle of a plot's axes, and layers of paint over the whole plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

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


REACH = 2
"""Pixels beyond the area of a layer that its antialiased edges and pens may touch."""

Area = Callable[[Frame, QRectF], QRectF]
"""Returns the area of a layer, from the frame and the rectangle of the plot."""


class Layer:
    """Paints over a plot, or an area of it.

    What lies outside the areas that a turn of the dial touches is not painted again.

    Attributes
    ----------
    rect : QRectF
        Area of the layer, in pixels of the plot.
    visible : bool
    still : bool
        Whether the layer is a part of the plot's ground, if nothing under it moves.
    cached : bool
        Whether what was painted is kept as a pixmap, until it is to be painted again.
    """

    def __init__(
        self,
        canvas: QWidget,
        paint: Callable[[QPainter], None],
        area: Area | None = None,
        *,
        still: bool = False,
        cached: bool = False,
    ) -> None:
        self._canvas, self._paint, self._area = canvas, paint, area
        self.still, self.cached = still or cached, cached
        self._version = object()
        self._kept: QPixmap | None = None
        self.rect = QRectF()
        self.visible = True

    def cover(self, frame: Frame, whole: QRectF) -> None:
        """Set the frame, and the area that the layer covers."""
        self.rect = self._area(frame, whole) if self._area else whole
        self.release()

    def update(self, part: QRectF | None = None) -> None:
        """Paint the layer, or a part of it, again with the next frame of the window.

        All that is to be painted again is marked in the widget, not in a scene: a scene has its view painted
        at once, and the window would be painted, and brought to the screen, once for each plot.
        """
        self.release()
        if self.visible:
            self._canvas.update(_pixels(self.rect if part is None else part, REACH))

    def show(self, shown: bool) -> None:  # a state
        """Show the layer, or leave it out."""
        if shown != self.visible:
            self.visible = True
            self.update()
            self.visible = shown

    def release(self) -> None:
        """Drop what was kept."""
        self._kept, self._version = None, object()

    def paint(self, painter: QPainter) -> None:
        """Paint the layer, antialiased."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        painter.restore()

    def paint_exposed(self, painter: QPainter, exposed: QRegion) -> None:
        """Paint the layer on its widget if some of it is exposed; a cached one from what was kept."""
        if self.visible and exposed.intersects(_pixels(self.rect, REACH)):
            self.paint_kept(painter)

    def paint_kept(self, painter: QPainter) -> None:
        """Paint the layer; a cached one from what was kept."""
        if not self.cached:
            self.paint(painter)
            return
        area, ratio = _pixels(self.rect, REACH) & self._canvas.rect(), self._canvas.devicePixelRatioF()
        if self._kept is None or self._kept.devicePixelRatio() != ratio:
            kept = transparent(area.size(), ratio)
            with QPainter(kept) as inner:
                inner.translate(-area.topLeft())
                self.paint(inner)
            self._kept = kept
        painter.drawPixmap(area.topLeft(), self._kept)

    @property
    def version(self) -> object:
        """Object that is another one after each call of `update`, `cover` and `release`."""
        return self._version


def _pixels(area: QRectF, reach: int) -> QRect:
    """Whole pixels that an area and `reach` pixels around it touch."""
    return area.toAlignedRect().adjusted(-reach, -reach, reach, reach)


def transparent(size: QSize, ratio: float) -> QPixmap:
    """Return an empty pixmap for `size` pixels of a widget whose device has `ratio` as many."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
