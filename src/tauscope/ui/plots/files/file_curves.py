"""Two recordings of one text over τ: the mean divergence at every temperature, the dial as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt

from tauscope.core.numbers import screen_temperature
from tauscope.core.temperatures import scale
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.studies.two_files import TEMPERATURES, compared_over_tau
from tauscope.document.studies.two_files_words import divergence_words
from tauscope.ui.painting import marks
from tauscope.ui.painting.polygons import polygon
from tauscope.ui.plots.base.axes import temperature_ticks
from tauscope.ui.plots.base.dial_line import DialLinePlot
from tauscope.ui.plots.details.curve_lines import paint_band
from tauscope.ui.plots.details.step_axis import round_ticks
from tauscope.ui.plots.files.instead import instead
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPolygonF

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.two_files import FilesOverTau
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

PLACES = np.array([scale.position(temperature) for temperature in TEMPERATURES.tolist()])
TICKS = ((0.1, 0.3, 1.0, 3.0, 10.0), (0.1, 1.0, 10.0), (1.0,))
NAMES = ("KL(this ‖ other)", "KL(other ‖ this)")


class FileCurvesPlot(DialLinePlot):
    """Mean KL in both directions, over τ."""

    name = "file_curves"
    explanation = (
        "How far apart two models are at every temperature: the mean divergence of their distributions over "
        "steps of one text, in both directions; the line is the dial."
    )
    usage = "Drag the line to turn the dial; point at the curves for their values."
    hint = "Heat both: flat distributions differ little, so that a coarse copy of a model shows less."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._result: FilesOverTau | None = None
        self._levels: Sequence[tuple[float, str]] = ()
        super().__init__(perform, focus, theme)
        self._curves = self.add_layer(self._paint, cached=True)
        self._cursor = self.add_layer(self._paint_cursor)

    def caption(self, picture: Picture) -> str:
        """Say of how many steps the curves are the mean."""
        answer = picture.once(compared_over_tau)
        if not isinstance(answer, Ready):
            return ""
        found = answer.value
        some = f"{found.steps:,} of " if found.steps < found.every else ""
        steps = f"{some}{found.every:,} steps"
        least = "" if found.exact else "bounds, "
        return OR.join((f"nats a token, {least}mean of {steps}", f"{least}mean of {steps}", ""))

    def describe(self, picture: Picture) -> str:
        """Say where the curves stand at the dial."""
        answer = picture.once(compared_over_tau)
        if isinstance(answer, Failed):
            return answer.sentence
        if not isinstance(answer, Ready):
            return ""
        values = self._values(answer.value, scale.position(picture.temperature))
        named = (f"{name} is {divergence_words(pair)} nats" for name, pair in zip(NAMES, values, strict=True))
        return f"{', '.join(named)}."

    def _values(self, found: FilesOverTau, place: float) -> list[tuple[float, float]]:
        """Bounds of both curves at a place on the scale of the dial; beyond their ends the last ones."""
        return [
            (float(np.interp(place, PLACES, low)), float(np.interp(place, PLACES, high)))
            for low, high in (found.forward, found.backward)
        ]

    # What is laid out

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """τ below, nats at the left."""
        answer, base = picture.once(compared_over_tau), self.theme.base
        self._result = answer.value if isinstance(answer, Ready) else None
        self.axes.set_margins(0, 0.9 * base, 2.2 * base, 0)
        known = self._result is not None
        most = 1.0
        if self._result is not None:
            curves = np.concatenate([self._result.forward, self._result.backward])
            most = max(float(curves[np.isfinite(curves)].max(initial=0.0)), 1e-9)
            levels = round_ticks(0.0, most, max(2.0, self.height() / base - 4))
            self._levels = [level for level in levels if level[0] <= most * 1.05]
        else:
            self._levels = ()
        self.axes.set_ticks("left", self._levels)
        ends = float(PLACES[0]), float(PLACES[-1])
        room = self.width() - self.axes.room("left") - 2.2 * base
        self.axes.set_ticks("bottom", temperature_ticks(room, self.theme, TICKS, ends) if known else [])
        return ends, (0.0, most * 1.05)

    def on_temperature(self) -> None:
        """Move the line of the dial; other curves are laid out again."""
        if self.picture is None:
            return
        answer = self.picture.once(compared_over_tau)
        if (answer.value if isinstance(answer, Ready) else None) is not self._result or self._result is None:
            self.arrange()
        self._cursor.update()

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        result, theme = self._result, self.theme
        if result is None:
            instead(painter, picture.once(compared_over_tau), self.rect(), theme)
            return
        self.paint_grid(painter, [level for level, _ in self._levels])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for curve, dashed in ((result.backward, True), (result.forward, False)):
            pen = theme.pen(theme.colours.muted if dashed else theme.colours.text)
            if dashed:
                pen.setDashPattern([5.0, 2.5])
            painter.setPen(pen)
            if np.isfinite(curve).all() and not np.array_equal(*curve):
                paint_band(painter, curve[0], curve[1], theme.colours.muted, self.frame, PLACES)
            painter.drawPolyline(self._line(curve[0]))
        self._paint_names(painter, result)
        at = self.frame.rect.bottomRight() + QPointF(1.6 * theme.base, 1.3 * theme.base)
        marks.write(painter, at, "τ", theme.font(), theme.colours.accent)

    def _line(self, curve: Floats) -> QPolygonF:
        xs, ys = self.frame.x.pixels(PLACES), self.frame.y.pixels(np.minimum(curve, self.frame.y.high))
        return polygon(xs, ys)

    def _paint_names(self, painter: QPainter, result: FilesOverTau) -> None:
        """Name both curves in the corner where they are low, each beside a piece of its line."""
        theme, base, rect = self.theme, self.theme.base, self.frame.rect
        font = theme.font(0.87)
        width = max(marks.text_width(name, font) for name in NAMES) + 2.6 * base
        if width > 0.9 * rect.width() or rect.height() < 5 * base:
            return
        highest = np.maximum(result.forward[0], result.backward[0])
        xs = self.frame.x.pixels(PLACES)
        sides = xs <= rect.left() + width, xs >= rect.right() - width
        right = bool(highest[sides[1]].max() < highest[sides[0]].max())
        left = rect.right() - width if right else rect.left() + 0.4 * base
        for number, name in enumerate(NAMES):
            y = rect.top() + (0.9 + 1.3 * number) * base
            pen = theme.pen(theme.colours.muted if number else theme.colours.text)
            if number:
                pen.setDashPattern([5.0, 2.5])
            painter.setPen(pen)
            middle = y - 0.32 * base
            painter.drawLine(QPointF(left, middle), QPointF(left + 2 * base, middle))
            colour = theme.colours.text
            marks.write(
                painter, QPointF(left + 2.5 * base, y), name, font, colour, Qt.AlignmentFlag.AlignLeft
            )

    def _paint_cursor(self, painter: QPainter, picture: Picture) -> None:
        if self._result is None:
            return
        place = min(max(scale.position(picture.temperature), self.frame.x.low), self.frame.x.high)
        x, theme = self.frame.x.pixel(place), self.theme
        painter.setPen(theme.pen(theme.colours.accent))
        painter.drawLine(QPointF(x, self.frame.rect.top()), QPointF(x, self.frame.rect.bottom()))
        painter.setBrush(theme.colours.accent)
        for low, _ in self._values(self._result, place):
            y = self.frame.y.pixel(min(low, self.frame.y.high))
            painter.drawEllipse(QPointF(x, y), 1.8 * theme.line, 1.8 * theme.line)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Both divergences at the τ under the mouse."""
        if self._result is None or not self.frame.rect.contains(point):
            return ""
        place = self.frame.x.value(point.x())
        values = zip(NAMES, self._values(self._result, place), strict=True)
        lines = [f"{name} {divergence_words(pair)}" for name, pair in values]
        return "\n".join([f"τ = {screen_temperature(scale.temperature_at(place))}", *lines])

    def line_can_be_dragged(self) -> bool:
        """Whether there are curves, over which the line stands."""
        return self._result is not None
