"""All τ at once: p(τ) of each class and one thermodynamic quantity, with a cursor that is the dial."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtWidgets import QWidget

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_number
from tauscope.core.temperatures import scale
from tauscope.document.document import AFTER_KNOBS, QUANTITIES
from tauscope.document.formulas import formula
from tauscope.document.picture.chain_curves import is_plain_softmax
from tauscope.document.temperature_words import SOFTMAX
from tauscope.ui.editing.history import Perform
from tauscope.ui.painting import marks, pin_marks
from tauscope.ui.plots.base.axes import temperature_ticks
from tauscope.ui.plots.base.dial_line import NEAR, DialLinePlot
from tauscope.ui.plots.details.curve_lines import (
    GRID_POSITIONS,
    likeliest,
    named_curves,
    paint_bands,
    paint_line,
    paint_quantities,
)
from tauscope.ui.plots.details.curve_names import CurveNames
from tauscope.ui.plots.details.quantity_axis import (
    QuantityAxis,
    QuantityRange,
    known_quantities,
    quantity_range,
    share_now,
)
from tauscope.ui.plots.tools.quantity_choice import QuantityChoice
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.chain_curves import Curves
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.pins import PinView
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

P_TICKS = [(0.0, "0"), (0.5, "0.5"), (1.0, "1")]
DOTS = "small dots: with knobs"
"""Explains dots that are off their curves."""

WAITING = (
    f"curves of {SOFTMAX} until the knobs are applied at every τ …",
    f"{SOFTMAX} until all knobs are applied …",
    f"{SOFTMAX} for now …",
)
"""Note above provisional curves; the first version that fits is shown."""

WAITING_FOR_ENERGY = ("bounds of U are being computed …", "U follows …")
"""Note above the curves of a list until the bounds of U are there."""

WAITING_ROOM = 1.4
"""Height of the note, in text heights."""

SLICE = 0.008
"""Seconds of computing slow curves between two rounds of window events."""


class CurvesPlot(DialLinePlot):
    """p(τ) over the scale of the dial, ends included."""

    name = "curves"
    explanation = "The probability of each class at every temperature; the line is the dial."
    usage = (
        "Drag the line to turn the dial; click a curve to select its class; choose another quantity "
        "in the heading."
    )
    hint = "Follow the curve of the second most likely class: it may rise before it falls."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._quantity = ""
        self._pins: tuple[PinView, ...] = ()
        self._known: tuple[str, ...] = ()
        self._curves: Curves | None = None
        self._range: QuantityRange | None = None
        self._likeliest: list[int] = []
        self._axis, self._names = QuantityAxis(), CurveNames()
        self._cursor_place = 0.5
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_curves, cached=True)
        self._labels = self.add_layer(self._paint_names, cached=True)
        self._veil = self.add_layer(self._paint_veil)
        self._cursor = self.add_layer(self._paint_cursor)

    @cached_property
    def choice(self) -> QuantityChoice:
        """Tool that chooses the quantity of the dotted curve and the subject of the others."""
        return QuantityChoice(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Widgets that choose the quantity."""
        return (self.choice,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show the present choice."""
        self.choice.show_choice(picture.document.quantity, picture.document.curves)

    def legend(self, picture: Picture) -> str:
        """Name the curves and the axis."""
        quantity = picture.document.quantity
        name = f"{quantity.replace('_', ' ')} {formula(QUANTITIES[quantity])}"
        if picture.chain_sweep is None:
            words = [f"{SOFTMAX}   ┄ {name}", *(() if self._dots_on(picture) else (DOTS,))]
        else:
            words = ["after all knobs", f"┄ {name}{'' if quantity == 'entropy' else f' of {SOFTMAX}'}"]
        return "   ".join((*words, *(one.title for one in picture.pins)))

    def caption(self, picture: Picture) -> str:
        """Name the curves, unless they are those of softmax(z/τ) with the dots on them."""
        if picture.chain_sweep is not None:
            return OR.join(("curves: after all knobs", "after all knobs", ""))
        return "" if self._dots_on(picture) else OR.join((f"curves: {SOFTMAX}   {DOTS}", DOTS, ""))

    def _dots_on(self, picture: Picture) -> bool:
        # Where not all classes are listed, there are no curves after knobs.
        if picture.partial is not None:
            return is_plain_softmax(picture.document.present_chain)
        return picture.document.curves == AFTER_KNOBS or picture.plain

    def describe(self, picture: Picture) -> str:
        """Describe the quantity at the τ of the cursor."""
        quantity = picture.document.quantity
        entropy = picture.chain_sweep is not None and quantity == "entropy"
        value = picture.entropy if entropy else picture.quantity(quantity)
        write = partial(screen_number, decimals=3)
        return f"The {quantity.replace('_', ' ')} {QUANTITIES[quantity]} is {written(value, write)}."

    # What is laid out

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Probability on the left, the ranges of the quantities on the right, τ below."""
        self._quantity, self._pins = picture.document.quantity, picture.pins
        self._known = known_quantities(picture)
        self._curves, known = self._shown_curves(picture), self._quantity in self._known
        self._range = quantity_range(picture, self._curves, self._quantity) if known else None
        self._likeliest = likeliest(picture)
        self.axes.set_ticks("left", P_TICKS)
        right = self._axis.lay_out(picture, self._curves, self.theme, self.width())
        room = self.width() - right - self.axes.room("left")
        self.axes.set_ticks("bottom", temperature_ticks(room, self.theme))
        self.axes.set_ticks("right", [])
        self.axes.set_room("right", right)
        # The numbers of pins stand above, and the symbols of two quantities: the first of them moves nothing.
        above = picture.pins or self._axis.headed or not self.theme.still
        waiting = WAITING_ROOM if self._notes(picture) else 0.0
        self.axes.set_margins(0, ((1.8 if above else 0.7) + waiting) * self.theme.base, 0, 0)
        return (0.0, 1.0), (-0.02, 1.02)

    def arrange(self) -> None:
        """Lay everything out again, with the names and the line of the dial."""
        super().arrange()
        if self.picture is not None:
            self._cursor_place = scale.position(self.picture.temperature)
            named = named_curves(self.picture, self._shown_curves(self.picture), self.frame, self.theme)
            xs = self.frame.x.pixels(GRID_POSITIONS)
            self._names.lay_out(named, self.picture.prepared.labels, self.frame, xs, self.theme)
            self._clear_names(self.picture)

    def _shown_curves(self, picture: Picture) -> Curves:
        """Curves to draw: those of softmax(z/τ) while slow curves are being computed."""
        sweep = picture.chain_sweep
        # A figure is not shown again later, so it computes all curves at once.
        if sweep is not None and not self.theme.still and not sweep.begin():
            self._worker.start()
            return picture.softmax_curves
        return picture.curves

    def _is_waiting(self, picture: Picture) -> bool:
        """Whether the drawn curves are provisional."""
        return picture.chain_sweep is not None and not self._shown_curves(picture).after_knobs

    def _notes(self, picture: Picture) -> tuple[str, ...]:
        """Note on what is still to come, at several lengths; empty if all is there."""
        if self._is_waiting(picture):
            return WAITING
        wanted = picture.document.quantity
        return WAITING_FOR_ENERGY if wanted == "mean_energy" and wanted not in self._known else ()

    @cached_property
    def _worker(self) -> QTimer:
        # Fires when no other events wait: hand and dial go first.
        timer = QTimer(self, interval=0)
        timer.timeout.connect(self._work)
        return timer

    def _work(self) -> None:
        """Compute slow curves for a slice of time; draw them when they are complete."""
        sweep = self.picture.chain_sweep if self.picture is not None and self.isVisible() else None
        if sweep is None or sweep.work(SLICE):
            self._worker.stop()
        if sweep is not None and sweep.done:
            self.on_temperature()

    def on_temperature(self) -> None:
        """Move the cursor; repaint the curves only if curves or pins changed."""
        picture = self.picture
        if picture is None:
            return
        wanted = picture.document.quantity, picture.pins, known_quantities(picture)
        if (self._quantity, self._pins, self._known) != wanted or self._curves is not self._shown_curves(
            picture
        ):
            self.arrange()
        else:
            self._move_cursor(scale.position(picture.temperature))
            self._clear_names(picture)
            if picture.document.lesson is not None:
                self._veil.update()

    def _move_cursor(self, place: float) -> None:
        """Paint again only the strips that the cursor leaves and enters."""
        for at in (self._cursor_place, place):
            strip = self.strip(at, 3 * self.theme.line + 2)
            self._cursor.update(QRectF(strip.left(), 0, strip.width(), self.height()))
        self._cursor_place = place

    def _clear_names(self, picture: Picture) -> None:
        """Keep the names off the line of the dial and off the pins."""
        taken = [self.strip(scale.position(one.temperature), 3) for one in picture.pins]
        taken += pin_marks.discs_at_temperatures(picture.pins, self.frame, self.theme)
        if (veiled := self._veiled_area(picture)) is not None:
            taken.append(veiled)
        # In an animation the line passes over the names: they would jump aside and back.
        reach = 0.0 if self.theme.animated else 2.5 * self.theme.line + 1
        line = self.strip(self._cursor_place, reach) if reach else QRectF()
        if self._names.keep_clear(line, taken):
            self._labels.update()

    # Painting

    def _paint_curves(self, painter: QPainter, picture: Picture) -> None:
        colours, curves = self.theme.colours, self._shown_curves(picture)
        for level, _ in P_TICKS:
            painter.setPen(self.theme.pen(colours.grid, self.theme.hairline))
            painter.drawLine(self.frame.point(0.0, level), self.frame.point(1.0, level))
        prepared = picture.prepared
        paint_bands(painter, picture, curves, self.frame, self.theme)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in reversed(range(len(prepared.shown))):
            strong = self.is_marked(int(prepared.shown[place]))
            width = self.theme.line * (2.0 if strong else 1.0 if prepared.colours[place] is not None else 0.6)
            pen = marks.class_pen(self.theme, prepared.colours[place], width)
            paint_line(painter, curves.p[place], pen, self.frame)
        paint_quantities(painter, picture, curves, self.frame, self.theme)
        named = list(reversed(likeliest(picture)))
        pin_marks.paint_at_temperatures(painter, picture, named, self.frame, self.theme)
        self._axis.paint(painter, self.frame, self.theme)
        self._paint_axis_name(painter)
        if notes := self._notes(picture):
            at = QPointF(self.frame.rect.left(), self.theme.base)
            room, colour = self.width() - at.x() - self.theme.base, self.theme.colours.text
            left = Qt.AlignmentFlag.AlignLeft
            marks.write_fitting(painter, at, notes, self.theme.font(0.87), colour, room, left)

    def _paint_axis_name(self, painter: QPainter) -> None:
        """Write the name of the τ axis if the last tick leaves room."""
        at = self.frame.rect.bottomRight() + QPointF(1.6 * self.theme.base, 1.3 * self.theme.base)
        marks.write(painter, at, "τ", self.theme.font(), self.theme.colours.accent)

    def _paint_names(self, painter: QPainter, picture: Picture) -> None:
        del picture
        self._names.paint(painter)

    def _veiled_area(self, picture: Picture) -> QRectF | None:
        """The side of the dial's line on which the truth of a lesson's prediction lies; None without one."""
        if picture.document.lesson is None:
            return None
        from tauscope.document.library.lesson_guess import veiled_temperatures  # noqa: PLC0415  # only in lessons

        covered = veiled_temperatures(picture.document)
        if covered is None:
            return None
        low, high = (self.frame.x.pixel(scale.position(temperature)) for temperature in covered)
        area = QRectF(low, self.frame.rect.top(), high - low, self.frame.rect.height())
        return area.adjusted(0, -self.theme.base, 0, 1)

    def _paint_veil(self, painter: QPainter, picture: Picture) -> None:
        """Cover what would tell the answer to a lesson's prediction."""
        if (area := self._veiled_area(picture)) is not None:
            from tauscope.ui.plots.details.veil import paint_veil  # noqa: PLC0415  # only in lessons

            paint_veil(painter, area, self.theme)

    def _paint_cursor(self, painter: QPainter, picture: Picture) -> None:
        colours, place = self.theme.colours, scale.position(picture.temperature)
        painter.setPen(self.theme.pen(colours.accent))
        painter.drawLine(self.frame.point(place, -0.02), self.frame.point(place, 1.02))
        painter.setPen(self.theme.pen(colours.card, 1.0))
        for one in (picture.drawn[number] for number in reversed(self._likeliest)):
            painter.setBrush(colours.of_class(one.colour))
            painter.drawEllipse(self.frame.point(place, one.p), 1.6 * self.theme.line, 1.6 * self.theme.line)
        if self._range is None:
            return
        painter.setBrush(colours.accent)
        share = share_now(picture, self._shown_curves(picture), picture.document.quantity, self._range)
        painter.drawEllipse(self.frame.point(place, share), 2.5 * self.theme.line, 2.5 * self.theme.line)

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the curve under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return None
        column = int(np.argmin(np.abs(self.frame.x.pixels(GRID_POSITIONS) - point.x())))
        prepared, curves = self.picture.prepared, self._shown_curves(self.picture)
        away = np.abs(self.frame.y.pixels(curves.p[:, column]) - point.y())
        nearest = int(away.argmin())
        return int(prepared.shown[nearest]) if away[nearest] < NEAR and not self.on_line(point) else None

    def press(self, point: QPointF) -> bool:
        """Grab the line of the dial; a press beside the curves moves the line to this τ."""
        on_curve = self.class_at(point) is not None and not self.on_line(point)
        return not on_curve and super().press(point)
