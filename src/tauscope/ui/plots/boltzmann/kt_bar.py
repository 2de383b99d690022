"""kT as a length on the energy axis of the Boltzmann levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from tauscope.core.numbers import screen_temperature
from tauscope.document.formulas import formula
from tauscope.document.temperature_words import product_symbol
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

KT_DOWN = 1.2
"""Baseline of "kT = 1.00" below the axis, in text heights: clear of the lowest energy."""


WIDEST = 10.0
"""Width of "kT = 1.00" at the most, in text heights."""


def kt_area(frame: Frame, whole: QRectF, theme: Theme, picture: Picture) -> QRectF:
    """Area of the bar and of its name under the axis, in the plot's rectangle."""
    if len(picture.document.chain.temperatures) > 1:
        return whole
    x, half = frame.rect.left() - 0.75 * theme.base, 0.5 * WIDEST * theme.base
    return QRectF(QPointF(x - half, whole.top()), QPointF(x + half, whole.bottom()))


def paint_kt(painter: QPainter, picture: Picture, span: float, frame: Frame, theme: Theme) -> None:
    """Draw kT as a length upward from the lowest level; an arrow where it reaches beyond the axis.

    `span` is the energy between the lowest and the highest level.
    """
    # Of several temperatures it is what they come to: that is how the particles are shared out.
    chain = picture.document.chain
    tau = chain.product
    length = tau / span
    beyond = length > 1.0
    x = frame.rect.left() - 0.75 * theme.base
    low, high = frame.y.pixel(0.0), frame.y.pixel(min(length, 1.0))
    painter.setPen(theme.pen(theme.colours.accent, 1.6 * theme.line))
    painter.drawLine(QPointF(x, low), QPointF(x, high))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colours.accent)
    if beyond:
        tip = 0.45 * theme.base
        painter.drawPolygon(
            QPolygonF([QPointF(x - tip, high), QPointF(x + tip, high), QPointF(x, high - 1.4 * tip)])
        )
    else:
        painter.drawRect(QRectF(x - 0.3 * theme.base, high - theme.line / 2, 0.6 * theme.base, theme.line))
    symbol = "kT" if len(chain.temperatures) <= 1 else f"kT = {product_symbol(chain)}"
    _paint_name(painter, x, frame, theme, f"{formula(symbol)} = {screen_temperature(tau)}")


def _paint_name(painter: QPainter, x: float, frame: Frame, theme: Theme, text: str) -> None:
    font = theme.font(0.87, strong=True)
    at = QPointF(x, frame.rect.bottom() + KT_DOWN * theme.base)
    marks.write(painter, at, text, font, theme.colours.accent)
