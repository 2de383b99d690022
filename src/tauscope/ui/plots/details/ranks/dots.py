"""Marks of single classes: dots on the curve, and arrows at the end of the axis for what lies below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter


def paint_dot(painter: QPainter, at: QPointF, radius: float, bottom: float) -> None:
    """Paint a dot with the painter's pen and brush, or an arrow downward where it is at the end of the axis.

    Parameters
    ----------
    painter : QPainter
    at : QPointF
    radius : float
    bottom : float
        Pixel at which the axis ends.
    """
    if at.y() < bottom:
        painter.drawEllipse(at, radius, radius)
        return
    corners = QPointF(-radius, -2 * radius), QPointF(radius, -2 * radius), QPointF(0, 0)
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
