"""Small grey images, such as handwritten digits of 8 × 8 pixels, in the colour of the theme's text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

if TYPE_CHECKING:
    from tauscope.core.values import Floats

ENLARGED = 16
"""Pixels of the painted image along each side of a pixel: viewers of PDF blur an image of 8 × 8."""


def paint_pixels(painter: QPainter, area: QRectF, pixels: Floats, colour: QColor) -> None:
    """Paint an image: 0 is transparent, 1 is `colour`.

    Parameters
    ----------
    painter : QPainter
    area : QRectF
    pixels : (rows, columns) float64
    colour : QColor
    """
    is_small = area.width() < 2 * pixels.shape[1]
    # So small an image has no pixels of its own that could be seen: it looks better smooth.
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_small)
    enlarged = 1 if is_small else ENLARGED
    painter.drawImage(area, _image(pixels.tobytes(), pixels.shape, colour.rgb(), enlarged))


def whole_pixels(room: float, count: int) -> float:
    """Return the side of an image of `count` pixels a side that fits into `room` and is painted sharply.

    An image with less than two pixels of the screen for one of its own is painted smoothly, in any size.

    Examples
    --------
    >>> whole_pixels(37.9, 8), whole_pixels(13.7, 8)
    (32.0, 13.0)
    """
    return float(int(room / count) * count if room >= 2 * count else max(0, int(room)))


@lru_cache(64)
def _image(pixels: bytes, shape: tuple[int, int], colour: int, enlarged: int) -> QImage:
    opacity = np.frombuffer(pixels).reshape(shape)
    ink = QColor(colour)
    image = QImage(shape[1], shape[0], QImage.Format.Format_ARGB32)
    for (row, column), alpha in np.ndenumerate(opacity):
        ink.setAlphaF(float(alpha))
        image.setPixelColor(column, row, ink)
    ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
    large = image.scaled(image.size() * enlarged, *ways)
    return large.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
