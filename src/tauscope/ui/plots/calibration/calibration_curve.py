"""A quantity of calibration over τ, with the line of the dial and the points at τ = 1 and at the least."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.numbers import screen_temperature, screen_tick
from tauscope.core.temperatures import scale
from tauscope.document.studies.calibration import at_1, at_dial, axis_ends, best_temperature, fit
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import TICK_FONT, Ticks
from tauscope.ui.plots.base.dial_line import LogDialLinePlot
from tauscope.ui.plots.base.lines import curve_path
from tauscope.ui.plots.calibration.calibration_plot import CalibrationPlot
from tauscope.ui.plots.details.direct_labels import DirectLabels, around, text_size

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration import LatestResult
    from tauscope.document.studies.calibration_studies import CalibrationAt, CalibrationCurve


NEAR = (0.55, 1.1)
"""Gaps in text heights between a point and a text that is taken for its name at a glance."""

ANYWHERE = (*NEAR, 1.9, 2.8)
"""Gaps between a point and a text that names its τ."""


class CalibrationCurvePlot(LogDialLinePlot, CalibrationPlot):
    """A number over log τ, with the line of the dial, the point at τ = 1, and the least one."""

    names_least: ClassVar[bool] = False
    """Whether the text at the least value is that at τ*."""

    usage = "Drag the line to turn the dial; point anywhere for the value there."
    card_height: ClassVar[float] = 11.5

    def __init__(self, *arguments: object) -> None:
        self.ends = (0.25, 5.0)
        self._levels: list[float] = []
        super().__init__(*arguments)
        self.add_layer(self._paint_still, cached=True)
        self._over = self.add_layer(self._paint_over)

    # What a subclass says

    @abstractmethod
    def curve(self, picture: Picture) -> LatestResult[CalibrationCurve]:
        """Return the curve."""

    @abstractmethod
    def number(self, at: CalibrationAt) -> float:
        """Return the number at one temperature."""

    @abstractmethod
    def written(self, value: float) -> str:
        """Write a value."""

    @abstractmethod
    def value_ticks(self, values: Floats, shown: list[float], room: float) -> list[tuple[float, str]]:
        """Return the ticks of the axis of values, which cover what is to be seen of the curve."""

    @abstractmethod
    def paint_least(self, painter: QPainter, picture: Picture, labels: DirectLabels) -> None:
        """Mark where the number is least."""

    def why_empty(self, picture: Picture) -> tuple[str, ...]:
        """Say why no point of the curve can be drawn, at more and at less length."""
        del picture
        return ("",)

    def name_least(self, picture: Picture, labels: DirectLabels) -> None:
        """Write where the number is least, where the texts at τ = 1 and at the dial's τ leave room."""

    def paint_behind(self, painter: QPainter, picture: Picture) -> None:
        """Paint what is behind the curve."""

    # Layout

    def results(self, picture: Picture) -> tuple[LatestResult[Any], ...]:
        """Return the curve, the fit and the point at τ = 1."""
        return self.curve(picture), picture.once(fit), picture.once(at_1)

    def move_dial(self) -> None:
        """Move the line; the curve stays."""
        self._over.update()

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Values on the left, log τ below."""
        base = self.theme.base
        curve, fitted = self.curve(picture).value, picture.once(fit).value
        if curve is not None:
            self.ends = float(curve.temperatures[0]), float(curve.temperatures[-1])
        elif fitted is not None:
            self.ends = axis_ends(fitted)
        values = np.zeros(1) if curve is None else curve.values[np.isfinite(curve.values)]
        one = picture.once(at_1).value
        shown = [self.number(one)] if one is not None and math.isfinite(self.number(one)) else []
        if self.names_least and fitted is not None and math.isfinite(fitted.nll):
            shown.append(fitted.nll)
        ticks = self.value_ticks(values, shown, (self.height() - 3.2 * base) / base)
        self._levels = [level for level, _ in ticks]
        self.axes.set_ticks("left", ticks)
        self.axes.set_ticks("bottom", self._temperature_ticks(ticks))
        self.axes.set_margins(0, 1.3 * base, 1.8 * base, 0)
        low, high = self.ends
        return (math.log10(low), math.log10(high)), (self._levels[0], self._levels[-1])

    def _temperature_ticks(self, beside: Ticks) -> list[tuple[float, str]]:
        """Return round temperatures, as many as there is room for; 1 comes first."""
        font, base = self.theme.font(TICK_FONT), self.theme.base
        low, high = map(math.log10, self.ends)
        left = max((marks.text_width(text, font) for _, text in beside), default=0.0)
        decade = max(1e-9, (self.width() - left - 2.6 * base) / (high - low))
        wanted = [1.0]
        for digits in ((1.0,), (5.0,), (2.0,)):
            powers = range(math.floor(low), math.ceil(high) + 1)
            wanted += [digit * 10.0**power for digit in digits for power in powers]
        kept: list[float] = []
        for tau in wanted:
            if not low <= math.log10(tau) <= high or tau in kept:
                continue
            half = marks.text_width(screen_tick(tau), font) / 2
            apart = all(
                abs(math.log10(tau / other)) * decade
                >= half + marks.text_width(screen_tick(other), font) / 2 + 0.8 * base
                for other in kept
            )
            if apart:
                kept.append(tau)
        return [(math.log10(tau), screen_tick(tau)) for tau in sorted(kept)]

    # Painting

    def _point(self, temperature: float, value: float) -> QPointF | None:
        """Pixel of a point of the curve; None beside the frame."""
        low, high = self.ends
        if not low <= temperature <= high or not self._levels[0] <= value <= self._levels[-1]:
            return None
        return self.frame.point(math.log10(temperature), value)

    def _curve_pixels(self, curve: CalibrationCurve) -> tuple[Floats, Floats]:
        """Pixels of the curve, far beyond the frame where it leaves it."""
        finite = np.isfinite(curve.values)
        xs = self.frame.x.pixels(np.log10(curve.temperatures[finite]))
        ys = self.frame.y.pixels(curve.values[finite])
        return xs, np.clip(ys, self.frame.rect.top() - 1e4, self.frame.rect.bottom() + 1e4)

    def _paint_still(self, painter: QPainter, picture: Picture) -> None:
        """Paint what the dial does not move."""
        theme = self.theme
        self.paint_grid(painter, self._levels)
        at = self.frame.rect.bottomRight() + QPointF(1.1 * theme.base, 1.35 * theme.base)
        marks.write(painter, at, "τ", theme.font(strong=True), theme.colours.accent)
        late = self.curve(picture)
        if late.value is None:
            self.paint_waiting(painter, picture)
            return
        self.paint_behind(painter, picture)
        xs, ys = self._curve_pixels(late.value)
        if len(xs) < 2:
            self.paint_sentence(painter, *self.why_empty(picture))
            return
        painter.save()
        painter.setClipRect(self.frame.rect.adjusted(0, -theme.line, 0, theme.line))
        painter.setPen(theme.pen(theme.colours.text if late.is_current else theme.colours.ghost))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(curve_path(xs, ys))
        painter.restore()

    def _paint_over(self, painter: QPainter, picture: Picture) -> None:
        """Paint the line of the dial, the points, and texts clear of them."""
        theme, rect = self.theme, self.frame.rect
        late = self.curve(picture)
        if late.value is None:
            return
        labels = DirectLabels(rect.adjusted(0, -1.2 * theme.base, 1.6 * theme.base, 0))
        xs, ys = self._curve_pixels(late.value)
        if len(xs) < 2:
            return
        labels.avoid_line(xs, ys)
        labels.avoid(self.paint_line(painter, picture.temperature))
        one, now = picture.once(at_1).value, picture.once(at_dial).value
        colours = theme.colours
        spots = [(one, colours.ghost), (now, colours.accent)]
        for at, colour in spots:
            if at is not None and (point := self._point(at.temperature, self.number(at))) is not None:
                self._paint_spot(painter, point, colour, labels)
        self.paint_least(painter, picture, labels)
        named = True  # whether the dial's point has its number
        at_best = now is not None and now.temperature == best_temperature(picture) and self.names_least
        if now is not None and picture.once(at_dial).is_current and now.temperature != 1 and not at_best:
            tau, value = screen_temperature(now.temperature), self.written(self.number(now))
            texts = (f"{value} at τ = {tau}", f"τ = {tau}: {value}")
            named = (
                self.name_point(labels, now, texts, strong=True, gaps=NEAR)
                or self._name_close(labels, now, value)
                or self.name_point(labels, now, texts, strong=True)
            )
        if one is not None:
            text = f"τ = 1: {self.written(self.number(one))}"
            strong = now is not None and now.temperature == 1
            is_named = self.name_point(labels, one, (text,), strong=strong)
            named = is_named if strong else named
        if named:
            self.name_least(picture, labels)
        labels.paint(painter)

    def _paint_spot(self, painter: QPainter, at: QPointF, colour: QColor, labels: DirectLabels) -> None:
        theme = self.theme
        painter.setPen(theme.pen(theme.colours.card, 1.0))
        painter.setBrush(colour)
        size = 2.2 * theme.line
        painter.drawEllipse(at, size, size)
        labels.avoid(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))

    def name_point(
        self,
        labels: DirectLabels,
        at: CalibrationAt,
        texts: tuple[str, ...],
        *,
        strong: bool = False,
        gaps: tuple[float, ...] = ANYWHERE,
    ) -> bool:
        """Place a text beside the point of a temperature; return whether there is room."""
        point = self._point(at.temperature, self.number(at))
        if point is None:
            return False
        colour = self.theme.colours.text if strong else self.theme.colours.muted
        return self.place_near(labels, point, texts, colour, strong=strong, gaps=gaps)

    def _name_close(self, labels: DirectLabels, at: CalibrationAt, text: str) -> bool:
        """Place a value without its τ close to its point, on the side where that of τ = 1 is not."""
        point = self._point(at.temperature, self.number(at))
        if point is None:
            return False
        colour, font = self.theme.colours.text, self.theme.font(0.92, strong=True)
        near = around(point, text_size(text, font), 0.55 * self.theme.base)
        away = [at_side for at_side in near if (at_side.x() - point.x()) * (at.temperature - 1) > 0]
        return labels.place(text, font, colour, away)

    def place_near(
        self,
        labels: DirectLabels,
        point: QPointF,
        texts: tuple[str, ...],
        colour: QColor,
        *,
        strong: bool,
        gaps: tuple[float, ...] = ANYWHERE,
    ) -> bool:
        """Place the first of these texts that has room near a point, at a gap of so many text heights."""
        base, font = self.theme.base, self.theme.font(0.92, strong=strong)
        for text in texts:
            size = text_size(text, font)
            near = [c for gap in gaps for c in reversed(around(point, size, gap * base))]
            if labels.place(text, font, colour, near):
                return True
        return False

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Value of the curve at the τ under the mouse."""
        curve = self.curve(self.picture).value if self.picture is not None else None
        if curve is None or not self.frame.rect.contains(point):
            return ""
        tau = scale.rounded(10 ** self.frame.x.value(point.x()))
        value = curve.at(tau)
        return f"τ = {screen_temperature(tau)}: {self.written(value)}"
