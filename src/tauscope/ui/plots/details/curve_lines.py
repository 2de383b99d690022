"""Curves over τ: lines, bands and quantities as they are painted, and which of them are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from tauscope.core.temperatures import scale
from tauscope.document.document import QUANTITIES
from tauscope.document.formulas import formula
from tauscope.document.picture.prepared_logits import GRID
from tauscope.ui.plots.base.lines import curve_path
from tauscope.ui.plots.details.curve_names import Named, groups, shared_name
from tauscope.ui.plots.details.quantity_axis import (
    drawn_quantities,
    known_quantities,
    quantity_curve,
    quantity_range,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.logits import Floats
    from tauscope.document.picture.chain_curves import Curves
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

GRID_POSITIONS = scale.positions(GRID)
"""Positions of `GRID` on the scale of the dial, from 0 to 1."""

LABELLED = 10
"""Greatest number of curves with a name: the most likely ones."""

BAND = 0.18
"""Opacity of what lies between two bounds."""


def paint_bands(painter: QPainter, picture: Picture, curves: Curves, frame: Frame, theme: Theme) -> None:
    """Fill what lies between the bounds of each curve; the curve itself is the lower one."""
    bounds = picture.curve_bounds
    if bounds is None:
        return
    from tauscope.document.picture.energy_curve import quantity_bounds  # noqa: PLC0415  # the window opens without it

    for place, number in enumerate(picture.prepared.colours):
        colour = theme.colours.of_class(number)
        paint_band(painter, bounds.low[place], bounds.high[place], colour, frame)
    for quantity in drawn_quantities(picture):
        pair = quantity_bounds(picture, quantity)
        if pair is not None:
            span = quantity_range(picture, curves, quantity)
            low, high = (span.share(one - span.ground) for one in pair)
            paint_band(painter, np.clip(low, 0, 1), np.clip(high, 0, 1), theme.colours.muted, frame)


def paint_band(
    painter: QPainter,
    low: Floats,
    high: Floats,
    colour: QColor,
    frame: Frame,
    positions: Floats = GRID_POSITIONS,
) -> None:
    """Fill the area between two curves, given over `GRID` or at other positions on the dial's scale."""
    x, y = frame.x.pixels(positions), frame.y
    path = curve_path(x, y.pixels(high))
    path.connectPath(curve_path(x[::-1], y.pixels(low)[::-1]))
    path.closeSubpath()
    shade = QColor(colour)
    shade.setAlphaF(BAND)
    painter.fillPath(path, shade)


def paint_quantities(painter: QPainter, picture: Picture, curves: Curves, frame: Frame, theme: Theme) -> None:
    """Paint the entropy, and over it the chosen quantity."""
    painter.save()
    painter.setClipRect(frame.rect)
    for quantity in known_quantities(picture):
        chosen = quantity == picture.document.quantity
        pen = theme.pen(theme.colours.text if chosen else theme.colours.muted)
        pen.setDashPattern([1.2, 1.6] if chosen else [5, 3])
        paint_line(painter, quantity_curve(picture, curves, quantity), pen, frame)
    painter.restore()


def paint_line(painter: QPainter, values: Floats, pen: object, frame: Frame) -> None:
    """Draw a curve, given over `GRID`."""
    painter.setPen(pen)
    painter.drawPath(curve_path(frame.x.pixels(GRID_POSITIONS), frame.y.pixels(values)))


def named_curves(picture: Picture, curves: Curves, frame: Frame, theme: Theme) -> list[Named]:
    """The most likely classes, with those whose curves coincide with theirs, and the quantities."""
    labels = picture.prepared.labels
    pixels = frame.y.pixels(curves.p)
    order = np.argsort(picture.prepared.shown_ranks).tolist()
    named = [
        Named(
            shared_name([labels[place] for place in group], theme),
            pixels[group[0]],
            tuple(group),
            picture.prepared.colours[group[0]],
        )
        for group in groups(pixels, order)[:LABELLED]
    ]
    drawn = known_quantities(picture)
    lines = np.array([frame.y.pixels(quantity_curve(picture, curves, one)) for one in drawn])
    symbols = (
        Named(formula(" = ".join(QUANTITIES[drawn[one]] for one in group)), lines[group[0]])
        for group in groups(lines, range(len(drawn)))
    )
    return [*named, *symbols]


def likeliest(picture: Picture) -> list[int]:
    """Places, among the classes drawn, of those whose curves are named and marked."""
    prepared = picture.prepared
    places: list[int] = np.argsort(prepared.shown_ranks)[:LABELLED].tolist()
    return places
