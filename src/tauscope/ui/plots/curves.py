"""All τ at once: p(τ) of each class and one thermodynamic quantity, with a cursor that is the dial."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from tauscope.core import scale
from tauscope.core.numbers import screen_number, screen_temperature, screen_tick
from tauscope.document import edits
from tauscope.document.document import QUANTITIES
from tauscope.document.landscape import GRID, Landscape
from tauscope.ui.card import OR
from tauscope.ui.history import Perform, Request
from tauscope.ui.plots import marks, pin_marks
from tauscope.ui.plots.base import Plot
from tauscope.ui.plots.labels import OFFSETS, Place, clear_places
from tauscope.ui.plots.lines import curve_path
from tauscope.ui.plots.quantity_choice import QuantityChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.logits import Floats
    from tauscope.document.picture import Picture
    from tauscope.document.pins import Pinned
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

P_TICKS = [(0.0, "0"), (0.5, "0.5"), (1.0, "1")]
PLACES = scale.positions(GRID)
LABELLED = 10
"""Curves that are named directly: the most likely ones, where there are more."""

NEAR = 7.0
"""How near a curve the mouse must be to point at it, in pixels."""

DOTS = "small dots: with knobs"
"""Why the dots of classes may be off their curves."""


class CurvesPlot(Plot):
    """p(τ) over the scale of the dial, ends included."""

    name = "curves"
    explanation = "Each class's probability at every temperature. Drag the line: it is the dial."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._gesture = object()
        self._quantity = ""
        self._pins: tuple[Pinned, ...] = ()
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_curves, cached=True)
        self._cursor = self.add_layer(self._paint_cursor)
        self._cursor_place = 0.5

    @cached_property
    def choice(self) -> QuantityChoice:
        """What the dotted curve shows."""
        return QuantityChoice(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """The choice of the quantity."""
        return (self.choice,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show which quantity is drawn."""
        self.choice.show_quantity(picture.document.quantity)

    def legend(self, picture: Picture) -> str:
        """Say what is drawn, and over what."""
        quantity = picture.document.quantity.replace("_", " ")
        drawn = f"softmax(z/τ)   ┄ {quantity} {QUANTITIES[picture.document.quantity]}"
        dots = () if picture.plain else (DOTS,)
        return "   ".join((drawn, *dots, *(one.title for one in picture.pins)))

    def caption(self, picture: Picture) -> str:
        """Say why dots are off their curves, where they are."""
        return "" if picture.plain else OR.join((f"curves: softmax(z/τ)   {DOTS}", DOTS, ""))

    def describe(self, picture: Picture) -> str:
        """Say where the cursor is, and the quantity there."""
        quantity = picture.document.quantity
        value = screen_number(float(getattr(picture.thermodynamics, quantity)), 3)
        place = screen_temperature(picture.temperature)
        return f"{self.explanation} At τ = {place}: {QUANTITIES[quantity]} = {value}."

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Probability on the left, the quantity's range on the right, τ below."""
        self._quantity, self._pins = picture.document.quantity, picture.pins
        self.axes.set_ticks("left", P_TICKS)
        self.axes.set_ticks("bottom", [(scale.position(tick), screen_tick(tick)) for tick in scale.TICKS])
        low, high = quantity_range(picture)
        self.axes.set_ticks("right", [(0.0, screen_number(low)), (1.0, screen_number(high))])
        base = self.theme.base
        # The numbers of pins stand above.
        self.axes.set_margins(0, (1.4 if picture.pins else 0.7) * base, 0, 0)
        return (0.0, 1.0), (-0.02, 1.02)

    def turn(self) -> None:
        """Move the cursor; the curves stay unless another quantity is asked for, or other pins are there."""
        picture = self.picture
        if picture and (picture.document.quantity != self._quantity or picture.pins != self._pins):
            self.arrange()
        else:
            self._move_cursor(scale.position(picture.temperature) if picture else 0.5)

    def _move_cursor(self, place: float) -> None:
        """Paint again only the strips that the cursor leaves and enters."""
        reach = 3 * self.theme.line + 2
        for x in (self.frame.x.pixel(self._cursor_place), self.frame.x.pixel(place)):
            self._cursor.update(QRectF(x - reach, 0, 2 * reach, self.height()))
        self._cursor_place = place

    # Painting

    def _paint_curves(self, painter: QPainter, picture: Picture) -> None:
        colours = self.theme.colours
        for level, _ in P_TICKS:
            painter.setPen(self.theme.pen(colours.grid, 1.0))
            painter.drawLine(self.frame.point(0.0, level), self.frame.point(1.0, level))
        landscape = picture.landscape
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in reversed(range(len(landscape.shown))):
            strong = self.focus.has(self.key(int(landscape.shown[place])))
            width = self.theme.line * (
                2.0 if strong else 1.0 if landscape.colours[place] is not None else 0.6
            )
            self._paint_line(
                painter, landscape.curves[place], marks.class_pen(self.theme, landscape.colours[place], width)
            )
        self._paint_quantities(painter, picture)
        named = list(reversed(likeliest(picture)))
        pin_marks.paint_at_temperatures(painter, picture, named, self.frame, self.theme)
        self._paint_labels(painter, picture)
        self._paint_axis_name(painter)

    def _paint_quantities(self, painter: QPainter, picture: Picture) -> None:
        """The entropy always, and over it the quantity that is chosen."""
        painter.save()
        painter.setClipRect(self.frame.rect)
        for quantity in drawn_quantities(picture):
            chosen = quantity == picture.document.quantity
            pen = self.theme.pen(self.theme.colours.text if chosen else self.theme.colours.muted)
            pen.setDashPattern([1.2, 1.6] if chosen else [5, 3])
            self._paint_line(painter, quantity_curve(picture, quantity), pen)
        painter.restore()

    def _paint_axis_name(self, painter: QPainter) -> None:
        """Name the axis below, where the last tick leaves room."""
        at = self.frame.rect.bottomRight() + QPointF(1.6 * self.theme.base, 1.3 * self.theme.base)
        marks.write(painter, at, "τ", self.theme.font(), self.theme.colours.accent)

    def _paint_line(self, painter: QPainter, values: Floats, pen: object) -> None:
        painter.setPen(pen)
        painter.drawPath(curve_path(self.frame.x.pixels(PLACES), self.frame.y.pixels(values)))

    def _paint_labels(self, painter: QPainter, picture: Picture) -> None:
        """Name the curves where they are farthest from one another."""
        font = self.theme.font(0.87)
        landscape, named, quantities = picture.landscape, likeliest(picture), drawn_quantities(picture)
        names = [marks.short(landscape.labels[place], font, 7 * self.theme.base) for place in named]
        names += [QUANTITIES[quantity] for quantity in quantities]
        curves = [landscape.curves[place] for place in named]
        curves += [quantity_curve(picture, quantity) for quantity in quantities]
        pixels = np.array([self.frame.y.pixels(curve) for curve in curves])
        sizes = [(marks.text_width(name, font) + 6, self.theme.base) for name in names]
        # A name on its curve needs a patch behind it.
        offsets = OFFSETS[1:] if self.theme.clear else OFFSETS
        taken = [self._cursor_rect(picture.temperature)] if self.theme.still else []
        taken += [self._cursor_rect(one.temperature) for one in picture.pins]
        taken += pin_marks.discs_at_temperatures(picture.pins, self.frame, self.theme)
        places = clear_places(self.frame.x.pixels(PLACES), pixels, sizes, self.frame.rect, offsets, taken)
        for name, place in zip(names, places, strict=True):
            if place is not None:
                self._paint_label(painter, name, place)

    def _cursor_rect(self, temperature: float) -> QRectF:
        x = self.frame.x.pixel(scale.position(temperature))
        return QRectF(x - 3, self.frame.rect.top(), 6, self.frame.rect.height())

    def _paint_label(self, painter: QPainter, name: str, place: Place) -> None:
        theme = self.theme
        if place.centre != place.point:
            painter.setPen(theme.pen(theme.colours.muted, 0.8))
            edge = math.copysign(0.5 * theme.base, place.point.y() - place.centre.y())
            painter.drawLine(place.point, place.centre + QPointF(0, edge))
        below = QPointF(place.centre.x(), place.centre.y() + 0.32 * theme.base)
        marks.write_on(painter, below, name, theme.font(0.87), theme, Qt.AlignmentFlag.AlignHCenter)

    def _paint_cursor(self, painter: QPainter, picture: Picture) -> None:
        colours = self.theme.colours
        place = scale.position(picture.temperature)
        painter.setPen(self.theme.pen(colours.accent))
        painter.drawLine(self.frame.point(place, -0.02), self.frame.point(place, 1.02))
        painter.setPen(self.theme.pen(colours.card, 1.0))
        for one in (picture.drawn[number] for number in reversed(likeliest(picture))):
            painter.setBrush(colours.of_class(one.colour))
            painter.drawEllipse(self.frame.point(place, one.p), 1.6 * self.theme.line, 1.6 * self.theme.line)
        painter.setBrush(colours.accent)
        painter.drawEllipse(
            self.frame.point(place, self._quantity_at(picture)), 2.5 * self.theme.line, 2.5 * self.theme.line
        )

    def _quantity_at(self, picture: Picture) -> float:
        low, high = quantity_range(picture)
        value = float(getattr(picture.thermodynamics, picture.document.quantity))
        return float(np.clip(share(value, low, high), 0.0, 1.0))

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the curve under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return None
        column = int(np.argmin(np.abs(self.frame.x.pixels(PLACES) - point.x())))
        landscape = self.picture.landscape
        away = np.abs(self.frame.y.pixels(landscape.curves[:, column]) - point.y())
        nearest = int(away.argmin())
        return int(landscape.shown[nearest]) if away[nearest] < NEAR and not self._on_cursor(point) else None

    def _on_cursor(self, point: QPointF) -> bool:
        temperature = self.picture.temperature if self.picture else 1.0
        return abs(self.frame.x.pixel(scale.position(temperature)) - point.x()) < NEAR

    def press(self, point: QPointF) -> bool:
        """Grab the cursor; a press beside the curves brings it there."""
        inside = self.frame.rect.adjusted(-NEAR, 0, NEAR, 0).contains(point)
        if not inside or (self.class_at(point) is not None and not self._on_cursor(point)):
            return False
        self._gesture = object()
        if not self._on_cursor(point):
            self.drag(point)
        return True

    def drag(self, point: QPointF) -> None:
        """Turn the dial to the τ under the mouse."""
        temperature = scale.hand_temperature(min(max(self.frame.x.value(point.x()), 0.0), 1.0))
        request = Request(
            "turn the dial", lambda document: edits.set_temperature(document, temperature), self._gesture
        )
        self.refuse(self.perform(request))

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """The line goes left and right."""
        return Qt.CursorShape.SizeHorCursor if self._on_cursor(point) else Qt.CursorShape.ArrowCursor


def quantity_range(picture: Picture) -> tuple[float, float]:
    """What the right-hand axis spans: S from 0 to ln n, C from 0, U and F what they take up to τ = 10.

    F falls without bound as τ grows; to show all of it would leave nothing to see where it matters.
    """
    return _range(picture.landscape, picture.document.quantity)


def _range(landscape: Landscape, quantity: str) -> tuple[float, float]:
    values = np.asarray(getattr(landscape.sweep, quantity))
    if quantity == "free_energy":
        values = values[GRID <= 10]
    finite = values[np.isfinite(values)]
    low, high = float(finite.min()), float(finite.max())
    if quantity in ("entropy", "heat_capacity"):
        low = 0.0
    if high / 2 - low / 2 > 1e-12 * max(1.0, abs(low)):
        return low, high
    margin = max(1.0, 1e-6 * abs(low))
    return (low, low + margin) if low <= 0 else (low - margin, low)


def drawn_quantities(picture: Picture) -> tuple[str, ...]:
    """The entropy, and last what is chosen beside it."""
    chosen = picture.document.quantity
    return (chosen,) if chosen == "entropy" else ("entropy", chosen)


def likeliest(picture: Picture) -> list[int]:
    """Places, among the classes drawn, of those whose curves are named and marked."""
    landscape = picture.landscape
    places: list[int] = np.argsort(landscape.logits.ranks[landscape.shown])[:LABELLED].tolist()
    return places


def quantity_curve(picture: Picture, quantity: str) -> Floats:
    """A quantity over `GRID`, as a share of its range."""
    low, high = _range(picture.landscape, quantity)
    values = np.asarray(getattr(picture.landscape.sweep, quantity))
    return np.clip(share(values, low, high), -0.2, 1.2)


def share(value: Floats | float, low: float, high: float) -> Floats | float:
    """Which part of the way from `low` to `high` it is: halved, for from −1e308 to 1e308 it overflows."""
    return (value / 2 - low / 2) / (high / 2 - low / 2)
