"""Compare: the same logits at several temperatures, side by side on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import screen_number, screen_percentage, screen_temperature
from tauscope.document.picture import Compared, Drawn, Picture
from tauscope.ui.comparison_field import ComparisonField
from tauscope.ui.focus import Focus
from tauscope.ui.history import Perform
from tauscope.ui.plots import marks
from tauscope.ui.plots.base import Plot
from tauscope.ui.plots.distribution import TICKS
from tauscope.ui.theme import Theme

BAR = 0.78
"""Width of a bar, in slots."""

BETWEEN = 0.8
"""Between two temperatures, in slots."""


class ComparePlot(Plot):
    """One small distribution for each temperature; entropy and leader stand under it."""

    name = "compare"
    explanation = "The same logits at several temperatures, on one axis: they look like several models."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._compared: tuple[float, ...] = ()
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    @cached_property
    def field(self) -> ComparisonField:
        """Where the temperatures are typed."""
        return ComparisonField(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """The field of temperatures."""
        return (self.field,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show which temperatures are compared."""
        self.field.show_temperatures(picture.document.comparison)

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent on the left; τ above each part, names and numbers below."""
        base = self.theme.base
        self._compared = picture.document.comparison
        self.axes.set_ticks("left", TICKS)
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", 5.2 * base)
        self.axes.set_margins(0, 3.6 * base, 0.6 * base, 0)
        return (-0.5 - BETWEEN / 2, self._start(picture, len(self._compared)) - 0.5 - BETWEEN / 2), (0.0, 1.0)

    def turn(self) -> None:
        """Show where the dial stands; lay out anew where other temperatures are compared."""
        if self.picture is not None and self.picture.document.comparison != self._compared:
            self.arrange()
        else:
            self.refresh()

    @staticmethod
    def _start(picture: Picture, part: int) -> float:
        """Slot in which the first bar of a part stands."""
        return part * (len(picture.drawn) + BETWEEN)

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        self.paint_grid(painter, [level for level, _ in TICKS])
        for part, compared in enumerate(picture.comparison):
            start = self._start(picture, part)
            for place, one in enumerate(compared.drawn):
                self._paint_bar(painter, start + place, one)
            self._paint_heading(painter, picture, compared, start)
            self._paint_numbers(painter, compared, start)

    def _rect(self, slot: float, p: float, width: float) -> QRectF:
        x, y = self.frame.x, self.frame.y
        left, right = x.pixel(slot - width / 2), x.pixel(slot + width / 2)
        return QRectF(QPointF(left, y.pixel(p)), QPointF(right, y.pixel(0.0)))

    def _paint_bar(self, painter: QPainter, slot: float, one: Drawn) -> None:
        if one.row is not None and self.focus.has(self.key(one.row)):
            painter.fillRect(self._rect(slot, 1.0, 1.0), self.theme.colours.selection)
        if one.p > 0:
            marks.fill_bar(painter, self._rect(slot, one.p, BAR), self.theme, one.colour)
        if one.cut > 0:
            marks.paint_cut(painter, self._rect(slot, one.cut, BAR), self.theme, one.colour)
        self._paint_name(painter, slot, one.label)
        self._paint_number(painter, slot, one)

    def _paint_name(self, painter: QPainter, slot: float, label: str) -> None:
        """Write the name of a bar where there is room for one."""
        font, room = self.theme.font(0.87), self._rect(slot, 1.0, 0.98).width()
        if room >= 1.6 * self.theme.base:
            at = QPointF(self.frame.x.pixel(slot), self.frame.rect.bottom() + 1.2 * self.theme.base)
            marks.write(painter, at, marks.short(label, font, room), font, self.theme.colours.text)

    def _paint_number(self, painter: QPainter, slot: float, one: Drawn) -> None:
        """Write the probability over its bar where there is room for it."""
        font, text = self.theme.font(0.87, strong=True), screen_percentage(one.p)
        if marks.text_width(text, font) <= self._rect(slot, 1.0, 1.0).width():
            top = self.frame.y.pixel(max(one.p, one.cut))
            at = QPointF(self.frame.x.pixel(slot), top - 0.4 * self.theme.base)
            marks.write(painter, at, text, font, self.theme.colours.text)

    def _paint_heading(self, painter: QPainter, picture: Picture, compared: Compared, start: float) -> None:
        """Write τ over its part, in the colour of the dial where the dial stands there."""
        colours = self.theme.colours
        here = compared.temperature == picture.temperature
        text = f"τ = {screen_temperature(compared.temperature)}"
        at = QPointF(self._middle(compared, start), self.frame.rect.top() - 2.3 * self.theme.base)
        font = self.theme.font(1.15, strong=True)
        marks.write(painter, at, text, font, colours.accent if here else colours.text)

    def _paint_numbers(self, painter: QPainter, compared: Compared, start: float) -> None:
        """Write entropy and leader under their part."""
        theme, font = self.theme, self.theme.font(0.93)
        x, y = self._middle(compared, start), self.frame.rect.bottom() + 3.0 * theme.base
        room = self.frame.x.pixel(start + len(compared.drawn)) - self.frame.x.pixel(start)
        entropy = f"S = {screen_number(compared.entropy, 3)} nats"
        leader = f"{compared.top.label[:40]} {screen_percentage(compared.top.p)}"
        for line, (text, colour) in enumerate(((entropy, theme.colours.text), (leader, theme.colours.muted))):
            at = QPointF(x, y + 1.4 * line * theme.base)
            marks.write(painter, at, marks.short(text, font, room), font, colour)

    def _middle(self, compared: Compared, start: float) -> float:
        return self.frame.x.pixel(start + (len(compared.drawn) - 1) / 2)

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the bar in whose column the mouse is."""
        if self.picture is None or not self.frame.rect.contains(point):
            return None
        part = len(self.picture.drawn) + BETWEEN
        place = round((self.frame.x.value(point.x()) + 0.5) % part - 0.5)
        return self.picture.drawn[place].row if place < len(self.picture.drawn) else None
