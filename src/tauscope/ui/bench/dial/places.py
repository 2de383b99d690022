"""Where ring and number of the dial stand, found once for each size: a frame asks some thirty times."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QRectF


@lru_cache(maxsize=32)
def circle(width: int, height: int, base: float) -> tuple[float, float, float]:
    """Centre and radius of the ring in a dial of this size, with text of height `base`, in pixels."""
    margin = 2.3 * base
    across = width / 2 - 1.25 * margin
    # The arc reaches down to sin 45° of its radius.
    reach = 1 + math.sin(math.radians(45))
    radius = max(20.0, min(across, (height - 1.85 * margin) / reach))
    return width / 2, (height - radius * reach - 1.85 * margin) / 2 + margin + radius, radius


def thickness(radius: float) -> float:
    """Thickness of a ring in pixels."""
    return max(9.0, radius * 0.13)


def number_height(radius: float, base: float) -> float:
    """Height of the number inside a ring, in pixels."""
    return min(3.4 * base, 0.52 * radius)


@lru_cache(maxsize=32)
def number_area(width: int, height: int, base: float) -> QRectF:
    """Area of the number and the lines around it."""
    x, y, radius = circle(width, height, base)
    half, big = radius - thickness(radius) / 2, number_height(radius, base)
    above, below = 0.46 * big + 2.0 * base, 0.3 * big + 4.5 * base
    return QRectF(x - half, y - above, 2 * half, above + below)
