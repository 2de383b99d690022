"""The band of a trace's strip with the rank of each chosen token, on a logarithmic scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.core.logits import Floats
    from tauscope.core.values import Mask
    from tauscope.ui.theme import Theme

STUB = 1.5
"""Pixels of the mark for rank 1, that of the likeliest token."""


def scale_end(ranks: Floats) -> int:
    """Return the rank at the end of the scale: a power of ten that no rank exceeds, 10 at least.

    Examples
    --------
    >>> scale_end(np.array([1.0, 7.0, np.nan])), scale_end(np.array([1.0, 101.0]))
    (10, 1000)
    """
    known = ranks[ranks > 0]
    return 10 ** max(1, math.ceil(math.log10(known.max()) - 1e-9)) if known.size else 10


def written_power(most: int) -> str:
    """Write a power of ten at the end of the scale, with an exponent above 1,000.

    Examples
    --------
    >>> written_power(1000), written_power(100_000)
    ('1,000', '10⁵')
    """
    return f"{most:,}" if most <= 1000 else f"10{'⁰¹²³⁴⁵⁶⁷⁸⁹'[round(math.log10(most))]}"


def paint_ranks(
    painter: QPainter, theme: Theme, area: QRectF, ranks: Floats, beyond: Mask, font_size: float
) -> None:
    """Paint a bar for each rank, hanging from the top of the band: the larger the rank, the longer the bar.

    Parameters
    ----------
    painter : QPainter
    theme : Theme
    area : QRectF
    ranks : (C,) float64
        NaN where a rank is unknown.
    beyond : (C,) bool
        True where only a lower bound of the rank is known: its bar is an outline down to the end.
    font_size : float
        Size of the text, in text heights.
    """
    most, step = scale_end(ranks), area.width() / len(ranks)
    gap = 0.22 * step if step > 3 else 0.0
    painter.setPen(theme.pen(theme.colours.grid, theme.hairline))
    painter.drawLine(area.topLeft(), area.topRight())
    lengths = STUB + (area.height() - STUB) * np.log(np.fmax(ranks, 1.0)) / math.log(most)
    colour = theme.colours.track_cold
    for place in np.flatnonzero(~np.isnan(ranks)).tolist():
        left, width = area.left() + place * step + gap / 2, step - gap
        if beyond[place]:
            whole = QRectF(left, area.top(), width, area.height())
            marks.outline(painter, whole, theme.pen(colour, 1.0))
        else:
            painter.fillRect(QRectF(left, area.top(), width, float(lengths[place])), colour)
    font, right = theme.font(font_size), Qt.AlignmentFlag.AlignRight
    at = QPointF(area.left() - 0.5 * theme.base, area.bottom())
    marks.write(painter, at, written_power(most), font, theme.colours.muted, right)
