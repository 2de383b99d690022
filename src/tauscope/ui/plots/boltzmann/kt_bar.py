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


NAME = 0.87
"""Size of the bar's name."""


def kt_area(frame: Frame, whole: QRectF, theme: Theme, picture: Picture) -> QRectF:
    """Area of the bar and of its name under the axis, in the plot's rectangle."""
    width = marks.text_width(_name(picture), theme.font(NAME, strong=True))
    middle, half = _middle_of_name(frame, theme, width), 0.5 * width + 1.0
    left, right = (_bar_at(frame, theme) + side * theme.base for side in (-1, 1))
    return QRectF(
        QPointF(min(left, middle - half), whole.top()), QPointF(max(right, middle + half), whole.bottom())
    )


def _bar_at(frame: Frame, theme: Theme) -> float:
    """Pixel of the bar, from the left edge of the plot."""
    return frame.rect.left() - 0.75 * theme.base


def _middle_of_name(frame: Frame, theme: Theme, width: float) -> float:
    """Pixel of the middle of a name of this width: below the bar, or as near as the plot's edge allows."""
    return max(_bar_at(frame, theme), 0.5 * width + 1.0)


def paint_kt(painter: QPainter, picture: Picture, span: float, frame: Frame, theme: Theme) -> None:
    """Draw kT as a length upward from the lowest level; an arrow where it reaches beyond the axis.

    `span` is the energy between the lowest and the highest level.
    """
    # Of several temperatures it is what they come to: that is how the particles are shared out.
    chain = picture.document.chain
    tau = chain.product
    length = tau / span
    beyond = length > 1.0
    x = _bar_at(frame, theme)
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
    text, font = _name(picture), theme.font(NAME, strong=True)
    middle = _middle_of_name(frame, theme, marks.text_width(text, font))
    at = QPointF(middle, frame.rect.bottom() + KT_DOWN * theme.base)
    marks.write(painter, at, text, font, theme.colours.accent)


def _name(picture: Picture) -> str:
    """Return "kT = 1.00", with the symbols of several temperatures."""
    chain = picture.document.chain
    symbol = "kT" if len(chain.temperatures) <= 1 else f"kT = {product_symbol(chain)}"
    return f"{formula(symbol)} = {screen_temperature(chain.product)}"
