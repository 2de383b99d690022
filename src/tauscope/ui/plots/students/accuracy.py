"""Accuracy over τ: what students learn from soft targets at each τ, with a line that is the dial."""

from __future__ import annotations

import math
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from tauscope.core.numbers import screen_temperature, screen_tick
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.studies.student import (
    OVER_TEMPERATURES,
    all_students,
    hard_labels,
    over_temperature,
)
from tauscope.document.studies.student_words import named_digits, per_cent, settings_words, tested_digits
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import TICK_FONT, Ticks
from tauscope.ui.plots.base.dial_line import NEAR, LogDialLinePlot
from tauscope.ui.plots.base.lines import curve_path
from tauscope.ui.plots.details.direct_labels import DirectLabels, around, text_size
from tauscope.ui.plots.students.student_plot import StudentPlot, accuracy_axis, settings_note
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from tauscope.core.distillation.outcome import Measured, Outcome
    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.student import Shown

LOWEST, HIGHEST = 0.4, 62.5
"""Ends of the axis of τ: a little beyond the temperatures at which students are trained."""

MOST_WANTED = (1.0, 10.0, 50.0, 5.0, 20.0, 2.0, 0.5)
"""Temperatures with a label on the axis, the most important first."""

BAND = 0.2
"""Opacity of the band of the spread."""


class AccuracyPlot(LogDialLinePlot, StudentPlot):
    """Mean accuracy over ten seeds or more, with their standard deviation, over τ."""

    name = "accuracy"
    explanation = (
        "Accuracy of students on the 500 test images after the bias step, by the temperature of their soft "
        "targets: mean over the seeds, and a band one standard deviation wide to both sides. The line is the "
        "dial."
    )
    usage = (
        "Drag the line to turn the dial; point at a temperature for its accuracy; the ? opens the article."
    )
    hint = "Compare with the accuracy of hard labels: where are soft targets better?"
    ends = (LOWEST, HIGHEST)

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.add_layer(self._paint_curve, cached=True)
        self._over = self.add_layer(self._paint_over)

    @cached_property
    def help_button(self) -> QWidget:
        """Button that opens the article on distillation."""
        button = word_button("?", "Where a teacher helps", partial(self.asked.emit, self.page))
        button.setObjectName("helpOnDistillation")
        return button

    @property
    def tools(self) -> Sequence[QWidget]:
        """The button of the article."""
        return (self.help_button,)

    def caption(self, picture: Picture) -> str:
        """Name the digits that are tested and the number of seeds."""
        found = picture.once(over_temperature)
        study = found.study
        names = named_digits(tested_digits(study.distillation.transfer))
        if found.result is None and not found.trouble:
            return OR.join((f"{names} {ELLIPSIS}", ELLIPSIS))
        if not found.is_current:
            note = settings_note(found)
            return OR.join((f"{names}, {note}", note, f"before {ELLIPSIS}"))
        seeds = f"mean of {study.distillation.seeds} seeds"
        return OR.join((f"{names}, {seeds}", names, seeds, ""))

    def describe(self, picture: Picture) -> str:
        """Give the accuracy at each temperature, and that with hard labels."""
        found, hard = picture.once(over_temperature), picture.once(hard_labels)
        if found.result is None or hard.result is None:
            return ""
        measured = self._measured(picture)
        each = ", ".join(
            f"{per_cent(one)} at τ = {screen_temperature(tau)}"
            for tau, one in zip(OVER_TEMPERATURES, measured, strict=True)
        )
        digits = tested_digits(hard.study.distillation.transfer)
        return f"{each}; {per_cent(hard.result.accuracy_of(digits))} with hard labels."

    def _measured(self, picture: Picture) -> tuple[Measured, ...]:
        found = picture.once(over_temperature)
        if found.result is None:
            return ()
        return found.result.measured(tested_digits(found.study.distillation.transfer))

    # Layout

    def results(self, picture: Picture) -> tuple[Shown[Any], ...]:
        """Return the curve over τ, hard labels, and the students at the dial's τ."""
        return picture.once(over_temperature), picture.once(hard_labels), picture.once(all_students)

    def move_dial(self) -> None:
        """Move the line; the curve stays."""
        self._over.update()

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Accuracy on the left, log τ below."""
        tops = [_ends(one)[1] for one in self._measured(picture)]
        beside = picture.once(all_students), picture.once(hard_labels)
        tops += [_ends(_accuracy(shown))[1] for shown in beside if shown.result is not None]
        ticks = accuracy_axis(max(tops, default=1.0), self.height() / self.theme.base - 4)
        self._levels = [level for level, _ in ticks]
        self.axes.set_ticks("left", ticks)
        self.axes.set_ticks("bottom", self._temperature_ticks(ticks))
        self.axes.set_margins(0, 1.3 * self.theme.base, 1.6 * self.theme.base, 0)
        return (math.log10(LOWEST), math.log10(HIGHEST)), (0.0, ticks[-1][0])

    def _temperature_ticks(self, beside: Ticks) -> list[tuple[float, str]]:
        """Return the ticks of τ, with as many labels as there is room for."""
        font, base = self.theme.font(TICK_FONT), self.theme.base
        left = max(marks.text_width(text, font) for _, text in beside)
        decade = (self.width() - left - 2.4 * base) / math.log10(HIGHEST / LOWEST)
        kept: list[float] = []
        for tau in MOST_WANTED:
            room = (marks.text_width("00", font) + 0.6 * base) / max(1.0, decade)
            if all(abs(math.log10(tau / other)) >= room for other in kept):
                kept.append(tau)
        return [(math.log10(tau), screen_tick(tau)) for tau in sorted(kept)]

    # Painting

    def _points(self, measured: tuple[Measured, ...]) -> tuple[Floats, Floats]:
        """Pixels of the means at each temperature."""
        xs = self.frame.x.pixels(np.log10(OVER_TEMPERATURES[: len(measured)]))
        return xs, self.frame.y.pixels(np.array([one.mean for one in measured]))

    def _paint_curve(self, painter: QPainter, picture: Picture) -> None:
        """Paint what the dial does not move."""
        theme = self.theme
        self.paint_grid(painter, self._levels)
        at = self.frame.rect.bottomRight() + QPointF(1.0 * theme.base, 1.35 * theme.base)
        marks.write(painter, at, "τ", theme.font(strong=True), theme.colours.accent)
        measured, colour = self._measured(picture), self._curve_colour(picture)
        xs, means = self._points(measured)
        if measured:
            self._paint_band(painter, xs, measured)
        hard = picture.once(hard_labels)
        if hard.result is not None:
            self._paint_hard(painter, hard)
        if measured:
            painter.setPen(theme.pen(colour))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(curve_path(xs, means))
        shown = self.shown(picture)
        if shown.trouble or picture.once(all_students).result is None:
            self.paint_without_result(painter, shown)

    def _paint_over(self, painter: QPainter, picture: Picture) -> None:
        """Paint the line of the dial, dots over it, and texts clear of it."""
        theme, rect = self.theme, self.frame.rect
        labels = DirectLabels(rect.adjusted(0, -1.2 * theme.base, 1.4 * theme.base, 0))
        measured, hard = self._measured(picture), picture.once(hard_labels)
        colour = self._curve_colour(picture)
        xs, means = self._points(measured)
        if hard.result is not None:
            level = self.frame.y.pixels(np.full(2, _accuracy(hard).mean))
            labels.avoid_line(np.array([rect.left(), rect.right()]), level)
        if measured:
            labels.avoid_line(xs, means)
        labels.avoid(self.paint_line(painter, picture.temperature))
        painter.setPen(theme.pen(theme.colours.card, 1.0))
        painter.setBrush(colour)
        for x, y in zip(xs.tolist(), means.tolist(), strict=True):
            painter.drawEllipse(QPointF(x, y), 2.0 * theme.line, 2.0 * theme.line)
            labels.avoid(QRectF(x - 4, y - 4, 8, 8))
        self._paint_now(painter, picture, labels)
        self._place_hard(labels, hard)
        self._place_numbers(labels, xs, means, measured, colour)
        labels.paint(painter)

    def _curve_colour(self, picture: Picture) -> QColor:
        """Return the colour of the curve: a quiet one for students of the settings before."""
        colours = self.theme.colours
        return colours.text if picture.once(over_temperature).is_current else colours.muted

    def _paint_band(self, painter: QPainter, xs: Floats, measured: tuple[Measured, ...]) -> None:
        low, high = (self.frame.y.pixels(np.array(side)) for side in zip(*map(_ends, measured), strict=True))
        path = curve_path(xs, high)
        path.connectPath(curve_path(xs[::-1], low[::-1]))
        path.closeSubpath()
        shade = QColor(self.theme.colours.muted)
        shade.setAlphaF(BAND)
        painter.fillPath(path, shade)

    def _paint_hard(self, painter: QPainter, hard: Shown[Outcome]) -> None:
        pen = self.theme.pen(self.theme.colours.muted, 0.8 * self.theme.line)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        y = self.frame.y.pixel(_accuracy(hard).mean)
        painter.drawLine(QPointF(self.frame.rect.left(), y), QPointF(self.frame.rect.right(), y))

    def _paint_now(self, painter: QPainter, picture: Picture, labels: DirectLabels) -> None:
        """Mark the accuracy at the dial's τ; while that is late, the dot is at the τ of the last one."""
        shown, theme = picture.once(all_students), self.theme
        if shown.result is None:
            return
        now, loss = _accuracy(shown), shown.study.distillation.loss
        tau = loss.temperature if loss.mix else picture.temperature
        at = QPointF(self.dial_x(tau), self.frame.y.pixel(now.mean))
        painter.setPen(theme.pen(theme.colours.card, 1.0))
        painter.setBrush(theme.colours.accent if shown.is_current else theme.colours.muted)
        painter.drawEllipse(at, 2.4 * theme.line, 2.4 * theme.line)
        labels.avoid(QRectF(at.x() - 5, at.y() - 5, 10, 10))
        note, font = settings_note(shown), theme.font(1.0, strong=True)
        outside = f" at {settings_words(shown.study.distillation)}" if self.is_outside(tau) else ""
        where = f" {'with' if shown.other_students else 'at'} {note}" if note else outside
        colour = theme.colours.text if shown.is_current else theme.colours.muted
        for text in (f"{per_cent(now)}{where}", f"{100 * now.mean:.1f}%{where}", f"{100 * now.mean:.1f}%"):
            size = text_size(text, font)
            near = [
                centre
                for gap in (0.5 * theme.base, 1.2 * theme.base, 2.2 * theme.base)
                for centre in reversed(around(at, size, gap))
            ]
            if labels.place(text, font, colour, near):
                return

    def _place_hard(self, labels: DirectLabels, hard: Shown[Outcome]) -> None:
        if hard.result is None:
            return
        font, rect, base = self.theme.font(0.87), self.frame.rect, self.theme.base
        accuracy = _accuracy(hard)
        y = self.frame.y.pixel(accuracy.mean)
        before = "" if hard.is_current else " before"
        for number in (f" {per_cent(accuracy)}", f" {100 * accuracy.mean:.1f}%", ""):
            text = f"hard labels{before}{number}"
            half = text_size(text, font).width() / 2
            columns = np.linspace(rect.right() - half, rect.left() + half, 9).tolist()
            places = [QPointF(x, y + side * base) for side in (0.8, -0.8, 1.6, -1.6) for x in columns]
            if labels.place(text, font, self.theme.colours.muted, places):
                return

    def _place_numbers(
        self,
        labels: DirectLabels,
        xs: Floats,
        means: Floats,
        measured: tuple[Measured, ...],
        colour: QColor,
    ) -> None:
        font = self.theme.font(0.87)
        order = sorted(range(len(measured)), key=lambda number: -measured[number].mean)
        for number in order:
            text = f"{100 * measured[number].mean:.1f}"
            point = QPointF(float(xs[number]), float(means[number]))
            near = around(point, text_size(text, font), 0.55 * self.theme.base)
            labels.place(text, font, colour, near)

    # The hand

    def shown(self, picture: Picture) -> Shown[Any]:
        """Return the accuracy over τ."""
        return picture.once(over_temperature)

    def value_at(self, point: QPointF) -> str:
        """Accuracy at the temperature nearest to the mouse."""
        measured = self._measured(self.picture) if self.picture is not None else ()
        if not measured or not self.frame.rect.contains(point):
            return ""
        away = np.abs(self.frame.x.pixels(np.log10(OVER_TEMPERATURES)) - point.x())
        place = int(away.argmin())
        if away[place] > 2 * NEAR:
            return ""
        return f"τ = {screen_temperature(OVER_TEMPERATURES[place])}: {per_cent(measured[place])}"


def _accuracy(shown: Shown[Outcome]) -> Measured:
    """Return the accuracy on the tested digits; the caller knows that there is a result."""
    assert shown.result is not None  # noqa: S101
    return shown.result.accuracy_of(tested_digits(shown.study.distillation.transfer))


def _ends(measured: Measured) -> tuple[float, float]:
    """Return mean − standard deviation and mean + standard deviation, inside [0, 1]."""
    spread = 0.0 if math.isnan(measured.sd) else measured.sd
    return max(0.0, measured.mean - spread), min(1.0, measured.mean + spread)
