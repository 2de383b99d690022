"""The handle of the dial, from images that are kept: to paint its rings anew takes far longer than a copy."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

PARTS = 4
"""Places of a centre within a pixel that are told apart, across and down."""


class Ring(NamedTuple):
    """A circle; colours are those of `QColor.rgba`, 0 for none, and lengths are in pixels."""

    radius: float
    width: float
    line: int
    inside: int = 0


def paint_rings(painter: QPainter, centre: QPointF, rings: tuple[Ring, ...], ratio: float) -> None:
    """Paint concentric rings on the nearest quarter of a pixel, where a pixel has `ratio` of the device."""
    x, y = (round(PARTS * at) for at in (centre.x(), centre.y()))
    reach, image = _image(rings, x % PARTS, y % PARTS, ratio)
    painter.drawImage(QPointF(x // PARTS - reach, y // PARTS - reach), image)


@lru_cache(maxsize=128)
def _image(rings: tuple[Ring, ...], right: int, down: int, ratio: float) -> tuple[int, QImage]:
    """Pixels from the left end to the pixel of the centre, and the image."""
    reach = math.ceil(max(ring.radius + ring.width / 2 for ring in rings)) + 1
    image = QImage(QSize(2 * reach + 2, 2 * reach + 2) * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    centre = QPointF(reach + right / PARTS, reach + down / PARTS)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for ring in rings:
            painter.setPen(QPen(QColor.fromRgba(ring.line), ring.width))
            painter.setBrush(QColor.fromRgba(ring.inside) if ring.inside else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, ring.radius, ring.radius)
    return reach, image
