"""Reliability: how often a classifier is right where it says how sure it is, at τ = 1 and at the dial's τ."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from tauscope.core.numbers import screen_percentage, screen_temperature
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.studies.calibration import at_1, at_dial, fit
from tauscope.document.studies.calibration_words import best_with_intervals, compared_words, over_or_under
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import per_cent
from tauscope.ui.plots.calibration.calibration_plot import CalibrationPlot
from tauscope.ui.plots.calibration.reliability_bars import ReliabilityBar, reliability_bars
from tauscope.ui.plots.details.direct_labels import DirectLabels, text_size
from tauscope.ui.plots.tools.calibration_tools import BinsChoice, FitButton
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration import LatestResult
    from tauscope.document.studies.calibration_studies import CalibrationAt

APART = 3.0
"""Least distance of two diagrams, in text heights, at which the numbers between them do not touch."""

BETWEEN = 0.22
"""Room between the two diagrams, on an axis of confidence from 0 to 1."""

TWO = 23.0
"""Width in text heights from which on there is room for both diagrams."""

BESIDE = 17.0
"""Width in text heights from which on ECE has room beside τ; where there is less it stands below."""

WORDS = 13.5
"""Height in text heights from which on there is room for the name of the axis."""

NARROWEST = 7.0
"""Least width of a bar in pixels."""

DOT = 1.4
"""Radius of the dot at mean confidence and share, in widths of a line."""

OVER, UNDER = 0.4, 0.75
"""Opacity of the gaps of bins that are too sure, and of those that are not sure enough."""


class Diagram(NamedTuple):
    """One of the diagrams: where it begins on the axis, and what it shows."""

    start: float
    at: CalibrationAt
    is_dial: bool
    is_current: bool


class ReliabilityPlot(CalibrationPlot):
    """Reliability diagrams with bins of equally many examples."""

    name = "reliability"
    card_height: ClassVar[float] = 14.0
    explanation = (
        "Examples are sorted by confidence, the probability of the likeliest class, into bins of equally "
        "many. A bar is as high as the share of its examples that is right; its coloured end is the gap to "
        "the mean confidence, where a dot and the 95% band of the share (Wilson’s interval) stand. On the "
        "diagonal a classifier is as sure as it is right. ECE is the mean gap, MCE the largest; “by chance” "
        "is the ECE that a calibrated classifier has on average with as many examples. Left: τ = 1; right: "
        "the dial."
    )
    usage = (
        "Turn the dial: the right diagram follows. Fit τ goes to the τ that calibrates; point at a bar for "
        "its numbers; choose the number of bins in the heading."
    )
    hint = "Fit τ and see the gaps close, while the share that is right stays the same in all."

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.add_layer(self._paint_still, cached=True)
        self._moving = self.add_layer(self._paint_moving)

    @cached_property
    def bins(self) -> BinsChoice:
        """Tool that chooses the number of bins."""
        return BinsChoice(self.perform, self.again.emit)

    @cached_property
    def fit_button(self) -> FitButton:
        """Tool that turns the dial to τ*."""
        return FitButton(self.perform, self.again.emit, self.bins)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Widgets in the heading."""
        return (self.bins, self.fit_button)

    def show_in_tools(self, picture: Picture) -> None:
        """Show the number of bins, and whether the dial is at τ*."""
        self.bins.show_picture(picture)
        self.fit_button.show_picture(picture)

    def caption(self, picture: Picture) -> str:
        """Name the examples, and say where τ* is with its intervals where there is room."""
        name = super().caption(picture)
        best = best_with_intervals(picture)
        return OR.join((f"{name.split(OR)[0]}   {best}", name)) if best else name

    def describe(self, picture: Picture) -> str:
        """Give ECE, confidence and accuracy at both temperatures."""
        return compared_words(picture)

    # Layout

    def results(self, picture: Picture) -> tuple[LatestResult[Any], ...]:
        """Return what the left diagram shows."""
        return picture.once(fit), picture.once(at_1)

    def move_dial(self) -> None:
        """Repaint the right diagram."""
        self._moving.update()

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent on the left, confidence below; one diagram where there is no room for two."""
        del picture
        base = self.theme.base
        self._two = self.width() >= TWO * base
        worded = self.height() >= WORDS * base
        self._side = 1.4 * base if worded else 0.0
        ticks = per_cent((self.height() - 5.2 * base) / base)
        self._levels = [level for level, _ in ticks]
        self.axes.set_ticks("left", ticks)
        starts = (0.0, 1.0 + BETWEEN) if self._two else (0.0,)
        # The end of the left axis has its number only where the right one begins far enough from it.
        apart = not self._two or self.width() * BETWEEN / (2 + BETWEEN) >= APART * base
        shares = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
        below = [
            (start + share, text)
            for start in starts
            for share, text in shares
            if apart or (start, share) != (0.0, 1.0)
        ]
        self.axes.set_ticks("bottom", below)
        self._below = worded and self.width() < BESIDE * base
        above = (3.6 if self._below else 2.2) * base
        self.axes.set_margins(self._side, above, 1.6 * base, 1.3 * base if worded else 0)
        return (0.0, starts[-1] + 1.0), (0.0, 1.0)

    def _diagrams(self, picture: Picture) -> list[Diagram]:
        one, now = picture.once(at_1), picture.once(at_dial)
        found = list[Diagram]()
        if self._two and one.value is not None:
            found.append(Diagram(0.0, one.value, is_dial=False, is_current=one.is_current))
        if now.value is not None:
            start = 1.0 + BETWEEN if self._two else 0.0
            found.append(Diagram(start, now.value, is_dial=True, is_current=now.is_current))
        return found

    def _bars(self, diagram: Diagram) -> list[ReliabilityBar]:
        width = max(1.0, self.frame.x.pixel(1.0) - self.frame.x.pixel(0.0))
        return reliability_bars(diagram.at.reliability.bins, min(0.5, NARROWEST / width))

    # Painting

    def _paint_still(self, painter: QPainter, picture: Picture) -> None:
        """Paint the grid, the words of the axes, and the diagram at τ = 1."""
        for start in (0.0, 1.0 + BETWEEN)[: 1 + self._two]:
            self._paint_ground(painter, start)
        theme, rect = self.theme, self.frame.rect
        if self._side:
            font = theme.font(0.9)
            text = marks.fitting(("share that is right", "right"), font, rect.height())
            if text:
                size = marks.text_width(text, font)
                at = QPointF(0.7 * theme.base, rect.center().y() - size / 2)
                marks.write_upright(painter, at, text, font, theme.colours.muted)
            for start in (0.0, 1.0 + BETWEEN)[: 1 + self._two]:
                below = QPointF(self.frame.x.pixel(start + 0.5), self.height() - 0.35 * theme.base)
                marks.write(painter, below, "confidence", font, theme.colours.muted)
        diagrams = self._diagrams(picture)
        for diagram in diagrams:
            if not diagram.is_dial:
                self._paint_diagram(painter, diagram)
        if not diagrams:
            self.paint_waiting(painter, picture)

    def _paint_moving(self, painter: QPainter, picture: Picture) -> None:
        """Paint the diagram at the dial's τ."""
        for diagram in self._diagrams(picture):
            if diagram.is_dial:
                self._paint_diagram(painter, diagram)

    def _paint_ground(self, painter: QPainter, start: float) -> None:
        """Draw the lines behind one diagram."""
        theme, x = self.theme, self.frame.x
        width = theme.hairline
        painter.setPen(theme.pen(theme.colours.grid, width))
        for level in self._levels:
            y = round(self.frame.y.pixel(level)) + width % 2 / 2
            painter.drawLine(QPointF(x.pixel(start), y), QPointF(x.pixel(start + 1.0), y))

    def _paint_diagram(self, painter: QPainter, diagram: Diagram) -> None:
        bars = self._bars(diagram)
        for bar in bars:
            self._paint_bar(painter, diagram.start, bar)
        pen = self.theme.pen(self.theme.colours.text, 0.6 * self.theme.line)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(self.frame.point(diagram.start, 0.0), self.frame.point(diagram.start + 1.0, 1.0))
        self._paint_title(painter, diagram)
        self._paint_verdict(painter, diagram, bars)

    def _rect(self, start: float, bar: ReliabilityBar, low: float, high: float) -> QRectF:
        """Return the part of a bar between two shares."""
        inset = 0.5 * min(2.0, 0.12 * (self.frame.x.pixel(bar.right) - self.frame.x.pixel(bar.left)))
        corner = self.frame.point(start + bar.left, high) + QPointF(inset, 0)
        return QRectF(corner, self.frame.point(start + bar.right, low) - QPointF(inset, 0)).normalized()

    def _paint_bar(self, painter: QPainter, start: float, bar: ReliabilityBar) -> None:
        theme, colours = self.theme, self.theme.colours
        shared = min(bar.confidence, bar.accuracy)
        painter.fillRect(self._rect(start, bar, 0.0, shared), self.faded(colours.ghost, 0.85))
        if bar.confidence > bar.accuracy:
            gap = self._rect(start, bar, bar.accuracy, bar.confidence)
            painter.fillRect(gap, self.faded(colours.accent, OVER))
        else:
            gap = self._rect(start, bar, bar.confidence, bar.accuracy)
            painter.fillRect(gap, self.faded(colours.track_cold, UNDER))
        top = self._rect(start, bar, bar.accuracy, bar.accuracy)
        painter.setPen(theme.pen(colours.text, theme.line))
        painter.drawLine(QLineF(top.left(), top.top(), top.right(), top.top()))
        # Where the diagonal is as high as the mean confidence: of a wide bin that may be near an end.
        x = min(max(self.frame.x.pixel(start + bar.confidence), top.left()), top.right())
        painter.setPen(theme.pen(colours.text, 0.6 * theme.line))
        low, high = (self.frame.y.pixel(end) for end in bar.band)
        painter.drawLine(QLineF(x, low, x, high))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.text)
        radius = min(DOT * theme.line, 0.4 * top.width())
        painter.drawEllipse(QPointF(x, top.top()), radius, radius)

    def _paint_title(self, painter: QPainter, diagram: Diagram) -> None:
        """Write τ and ECE over a diagram."""
        theme = self.theme
        left = self.frame.x.pixel(diagram.start)
        room = self.frame.x.pixel(diagram.start + 1.0) - left + 1.2 * theme.base
        colour = theme.colours.accent if diagram.is_dial else theme.colours.text
        of = diagram.at.reliability
        waiting = "" if diagram.is_current else f" {ELLIPSIS}"
        error = f"ECE {screen_percentage(of.ece)}"
        chance = f"{error}, {screen_percentage(of.chance_ece)} by chance"
        errors = (
            f"{chance}, MCE {screen_percentage(of.mce)}{waiting}",
            f"{chance}{waiting}",
            f"{error}{waiting}",
        )
        tau = f"τ = {screen_temperature(diagram.at.temperature).removesuffix('.00')}"
        baseline, gap = 1.35 * theme.base, 0.7 * theme.base
        strong, font = theme.font(1.15, strong=True), theme.font(1.0)
        wide = marks.text_width(tau, strong)
        if not self._below and wide + gap + marks.text_width(errors[-1], font) > room:
            strong, font, gap = theme.font(1.0, strong=True), theme.font(0.9), 0.5 * theme.base
            wide = marks.text_width(tau, strong)
        start = QPointF(left, baseline)
        if wide <= room:
            marks.write(painter, start, tau, strong, colour, Qt.AlignmentFlag.AlignLeft)
        if self._below:
            wide, gap = 0.0, 0.0
            start += QPointF(0, 1.4 * theme.base)
        if ece := marks.fitting(errors, font, room - wide - gap):
            at = start + QPointF(wide + gap, 0)
            marks.write(painter, at, ece, font, theme.colours.muted, Qt.AlignmentFlag.AlignLeft)

    def _paint_verdict(self, painter: QPainter, diagram: Diagram, bars: Sequence[ReliabilityBar]) -> None:
        """Say in the empty corner which way the gaps go."""
        found = diagram.at.reliability
        verdict = over_or_under(found.confidence, found.accuracy, found.examples)
        if not verdict.endswith("confident"):
            return
        over, theme = verdict.startswith("over"), self.theme
        x = self.frame.x
        corner = QRectF(self.frame.point(diagram.start, 1.0), self.frame.point(diagram.start + 1.0, 0.0))
        labels = DirectLabels(corner.adjusted(2, 0, 0, 0))
        for bar in bars:
            top = max(bar.band.high, bar.confidence, bar.accuracy)
            labels.avoid(self._rect(diagram.start, bar, 0.0, top))
        labels.avoid_line(*self._diagonal(diagram.start))
        colour = theme.colours.accent if over else theme.colours.track_cold
        lines = ((verdict, True), ("surer than right" if over else "less sure than right", False))
        fonts = [theme.font(0.95, strong=strong) for _, strong in lines]
        widest = max(text_size(text, font).width() for (text, _), font in zip(lines, fonts, strict=True))
        if widest > 0.62 * corner.width():
            return
        left = x.pixel(diagram.start) + 0.5 * theme.base
        placed = [
            labels.place(text, font, colour, [QPointF(left + text_size(text, font).width() / 2, y)])
            for number, ((text, _), font) in enumerate(zip(lines, fonts, strict=True))
            for y in [corner.top() + (0.9 + 1.35 * number) * theme.base]
        ]
        if all(placed):
            labels.paint(painter)

    def _diagonal(self, start: float) -> tuple[Floats, Floats]:
        """Pixels of both ends of the diagonal."""
        ends = np.array([0.0, 1.0])
        return self.frame.x.pixels(start + ends), self.frame.y.pixels(ends)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Numbers of the bar under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return ""
        place = self.frame.x.value(point.x())
        for diagram in self._diagrams(self.picture):
            for bar in self._bars(diagram):
                if bar.left <= place - diagram.start <= bar.right:
                    return _bar_words(bar)
        return ""


def _bar_words(bar: ReliabilityBar) -> str:
    of = "" if bar.bins == 1 else f"{bar.bins} bins, "
    low, high = map(screen_percentage, bar.band)
    return (
        f"{of}{bar.examples:,} examples, "
        f"confidence {screen_percentage(bar.low)} to {screen_percentage(bar.high)}\n"
        f"mean confidence {screen_percentage(bar.confidence)}\n"
        f"right {screen_percentage(bar.accuracy)}, 95% band {low} to {high}"
    )
