"""The ring of the temperature dial from cold to hot, with its ticks and numbers, as a pixmap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QConicalGradient, QPainter, QPen, QPixmap

from tauscope.core.numbers import screen_tick
from tauscope.core.temperatures import scale
from tauscope.ui.bench.dial.dial_geometry import SWEEP, TICK_END, TICK_START
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.ui.bench.dial.dial_geometry import DialGeometry
    from tauscope.ui.theme import Theme


def ring_pixmap(geometry: DialGeometry, theme: Theme, ratio: float) -> QPixmap:
    """Paint what changes with size and theme alone: a turn of the dial copies it.

    Parameters
    ----------
    geometry : DialGeometry
    theme : Theme
    ratio : float
        Pixels of the screen in a pixel of the widget.
    """
    pixmap = QPixmap(geometry.size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.colours.card)
    pen = QPen(_gradient(geometry.centre, theme), geometry.thickness)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawArc(geometry.box(geometry.radius), round(16 * (90 + SWEEP / 2)), round(-16 * SWEEP))
        _paint_ticks(painter, geometry, theme)
    return pixmap


def _gradient(centre: QPointF, theme: Theme) -> QConicalGradient:
    colours = theme.colours
    # A conical gradient runs against the clock; the dial runs with it, so hot comes first.
    gradient = QConicalGradient(centre, -90)
    gap = (360 - SWEEP) / 2 / 360
    for at, colour in (
        (gap, colours.track_hot),
        (0.35, colours.track_hot),
        (0.5, colours.track_middle),
        (0.65, colours.track_cold),
        (1 - gap, colours.track_cold),
    ):
        gradient.setColorAt(at, colour)
    return gradient


def _paint_ticks(painter: QPainter, geometry: DialGeometry, theme: Theme) -> None:
    font = theme.font(1.0)
    inner = geometry.radius - geometry.thickness * 0.5
    for tick, label in geometry.labels.items():
        place = scale.position(tick)
        painter.setPen(theme.pen(theme.colours.muted, 1.4))
        painter.drawLine(geometry.point(place, inner - TICK_START), geometry.point(place, inner - TICK_END))
        at = label + QPointF(0, 0.35 * theme.base)
        marks.write(painter, at, screen_tick(tick), font, theme.colours.muted)
