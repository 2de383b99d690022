"""Confidence: how sure a classifier is of its examples, at the dial's τ over the ghost of τ = 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from tauscope.core.numbers import screen_percentage, screen_temperature
from tauscope.document.studies.calibration import at_1, at_dial
from tauscope.document.studies.calibration_studies import HISTOGRAM
from tauscope.document.studies.calibration_words import compared_words
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.labels import free_place
from tauscope.ui.plots.calibration.calibration_plot import CalibrationPlot
from tauscope.ui.plots.details.direct_labels import DirectLabels, text_size
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration_studies import CalibrationAt

ENDS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Ends of the axis of shares: the first that all bars reach to at most."""

ROWS = 1.45
"""Distance of two lines of the small table, in text heights."""


class ConfidencePlot(CalibrationPlot):
    """Histogram of the probability of the likeliest class."""

    name = "confidence"
    card_height: ClassVar[float] = 12.0
    explanation = (
        "Share of the examples by their confidence, the probability of the likeliest class; the dashed "
        "outline is τ = 1. The full line is the mean, the dashed one the share that is right: a calibrated "
        "classifier is on average as sure as it is right."
    )
    usage = "Turn the dial: the bars move, the share that is right stays. Point at a bar for its number."
    hint = "Turn τ until mean confidence equals the share that is right: is this τ far from τ*?"

    def __init__(self, *arguments: object) -> None:
        self._held = 0.0
        self._end = 1.0
        super().__init__(*arguments)
        self.add_layer(self._paint)

    def caption(self, picture: Picture) -> str:
        """Say whose probability it is."""
        del picture
        return OR.join(("of the likeliest class", ""))

    def describe(self, picture: Picture) -> str:
        """Give the means at both temperatures."""
        return compared_words(picture)

    # Layout

    def on_temperature(self) -> None:
        """Lay everything out again where the axis of shares ends elsewhere."""
        if self.picture is not None and self._wanted_end(self.picture) != self._end:
            self.arrange()
        else:
            super().on_temperature()

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for `picture` as well."""
        self._held = max(self._held, self._wanted_end(picture))

    def _wanted_end(self, picture: Picture) -> float:
        found = [picture.once(at_1).value, picture.once(at_dial).value]
        tops = [float(_shares(one).max()) for one in found if one is not None]
        end = next((end for end in ENDS if max(tops, default=1.0) <= end), 1.0)
        return max(end, self._held)

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Shares on the left, confidence below."""
        base = self.theme.base
        self._end = end = self._wanted_end(picture)
        room = (self.height() - 3.5 * base) / base
        steps = next((count for count in (4, 2) if count * 1.8 <= room and end * 100 / count % 1 == 0), 1)
        self._levels = [end * number / steps for number in range(steps + 1)]
        self.axes.set_ticks("left", [(level, f"{100 * level:.0f}%") for level in self._levels])
        self.axes.set_ticks("bottom", [(0.0, "0%"), (0.5, "50%"), (1.0, "100%")])
        self.axes.set_margins(0, 1.2 * base, 1.6 * base, 0)
        return (0.0, 1.0), (0.0, end)

    def _rect(self, number: int, share: float) -> QRectF:
        left, right = (self.frame.x.pixel((number + at) / HISTOGRAM) for at in (0.06, 0.94))
        return QRectF(QPointF(left, self.frame.y.pixel(share)), QPointF(right, self.frame.y.pixel(0.0)))

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        self.paint_grid(painter, self._levels)
        now, one = picture.once(at_dial), picture.once(at_1)
        if now.value is None or one.value is None:
            self.paint_waiting(painter, picture)
            return
        theme, colours = self.theme, self.theme.colours
        shares, ghosts = _shares(now.value), _shares(one.value)
        for number, share in enumerate(shares.tolist()):
            if share > 0:
                fill = self.faded(colours.ghost, 0.85 if now.is_current else 0.4)
                bar = self._rect(number, share)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                radius = min(3.0, bar.width() / 6, bar.height() / 2)
                painter.drawRoundedRect(bar, radius, radius)
        if now.value.temperature != 1:
            self._paint_ghost(painter, ghosts.tolist())
        found = now.value.reliability
        for place, colour in ((found.confidence, colours.accent), (found.accuracy, colours.text)):
            pen = theme.pen(colour, 0.8 * theme.line)
            if colour is colours.text:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            x = self.frame.x.pixel(place)
            painter.drawLine(QLineF(x, self.frame.rect.top(), x, self.frame.rect.bottom()))
        self._paint_words(painter, one.value, now.value, np.maximum(shares, ghosts))

    def _paint_ghost(self, painter: QPainter, shares: list[float]) -> None:
        for number, share in enumerate(shares):
            if share > 0:
                marks.outline(painter, self._rect(number, share), marks.ghost_pen(self.theme))

    def _paint_words(
        self, painter: QPainter, one: CalibrationAt, now: CalibrationAt, heights: Floats
    ) -> None:
        """Write the small table of means where it covers least, and the share of the highest bar."""
        theme = self.theme
        taken = [self._rect(number, share) for number, share in enumerate(heights.tolist()) if share > 0]
        lines = [self.frame.x.pixel(at) for at in (now.reliability.confidence, one.reliability.accuracy)]
        box = self._paint_table(painter, one, now, heights, lines)
        labels = DirectLabels(self.frame.rect.adjusted(0, -1.1 * theme.base, 1.4 * theme.base, 0))
        for rect in taken:
            labels.avoid(rect)
        for x in lines:
            labels.avoid(QRectF(x - 2, self.frame.rect.top(), 4, self.frame.rect.height()))
        if box is not None:
            labels.avoid(box)
        else:
            self._name_lines(labels, lines)
        shares = _shares(now)
        number = int(shares.argmax())
        text, font = screen_percentage(float(shares[number])), theme.font(0.87, strong=True)
        top = self._rect(number, float(heights[number]))
        size = text_size(text, font)
        near = [
            QPointF(x, top.top() - 0.7 * theme.base)
            for x in (top.center().x(), top.right() - size.width() / 2, top.left() + size.width() / 2)
        ]
        away = size.width() / 2 + 0.4 * theme.base
        level = self._rect(number, float(shares[number])).top() + 0.6 * theme.base
        near += [QPointF(x, level) for x in (top.left() - away, top.right() + away)]
        labels.place(text, font, theme.colours.text, near)
        labels.paint(painter)

    def _name_lines(self, labels: DirectLabels, lines: list[float]) -> None:
        """Name the lines of the mean and of the share that is right, where their table has no room."""
        theme, font = self.theme, self.theme.font(0.87, strong=True)
        heights = [self.frame.rect.top() + line * theme.base for line in (0.6, 1.8)]
        mean, right = lines
        for text, x, other, colour in (
            ("mean", mean, right, theme.colours.accent),
            ("right", right, mean, theme.colours.text),
        ):
            away = text_size(text, font).width() / 2 + 0.4 * theme.base
            side = 1 if x > other or (x == other and text == "mean") else -1
            spots = [QPointF(x + way * side * away, y) for y in heights for way in (1, -1)]
            labels.place(text, font, colour, spots)

    def _paint_table(
        self, painter: QPainter, one: CalibrationAt, now: CalibrationAt, heights: Floats, lines: list[float]
    ) -> QRectF | None:
        theme, colours = self.theme, self.theme.colours
        mean = one.reliability.confidence
        rows = [("mean at τ = 1", screen_percentage(mean), now.temperature == 1)]
        if now.temperature != 1:
            tau = screen_temperature(now.temperature)
            rows.append((f"mean at τ = {tau}", screen_percentage(now.reliability.confidence), True))
        rows.append(("right", screen_percentage(now.reliability.accuracy), True))
        size = next((one for one in theme.sizes((0.95, 0.87, 0.8))), 0.87)
        for short in (False, True):
            texts = [(text.removeprefix("mean at ") if short else text, number) for text, number, _ in rows]
            left = max(marks.text_width(text, theme.font(size)) for text, _ in texts)
            right = max(marks.text_width(number, theme.font(size, strong=True)) for _, number in texts)
            width, height = left + 0.8 * theme.base + right, (ROWS * len(rows)) * theme.base * max(size, 0.8)
            box = self._free_box(width, height, heights, lines)
            if box is not None:
                break
        else:
            return None
        step = height / len(rows)
        for number, ((text, share), row) in enumerate(zip(texts, rows, strict=True)):
            y = box.top() + (number + 0.72) * step
            at_dial = row[2] and row[0].startswith("mean")
            colour = colours.accent if at_dial else colours.text if row[2] else colours.muted
            marks.write(painter, QPointF(box.left(), y), text, theme.font(size), theme.colours.muted, _LEFT)
            font = theme.font(size, strong=row[2])
            marks.write(painter, QPointF(box.right(), y), share, font, colour, _RIGHT)
        return box

    def _free_box(self, width: float, height: float, heights: Floats, lines: list[float]) -> QRectF | None:
        """Return a place for the table over no bar and no line; None if there is none."""
        rect, base = self.frame.rect, self.theme.base
        room = rect.adjusted(0.5 * base, 0, -0.3 * base, -0.3 * base)
        bars = [
            self._rect(number, share).adjusted(-3, -4, 3, 0)
            for number, share in enumerate(heights.tolist())
            if share > 0
        ]
        bars += [QRectF(x - 4, rect.top(), 8, rect.height()) for x in lines]
        nothing = np.empty((1, 0))
        return free_place(np.empty(0), nothing, (width, height), room, bars)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Share and number of the examples of the bar under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return ""
        now, one = self.picture.once(at_dial).value, self.picture.once(at_1).value
        if now is None or one is None:
            return ""
        number = min(max(math.floor(self.frame.x.value(point.x()) * HISTOGRAM), 0), HISTOGRAM - 1)
        low, high = (f"{100 * (number + at) / HISTOGRAM:.0f}" for at in (0, 1))
        count, before = int(now.histogram[number]), int(one.histogram[number])
        total = now.reliability.examples
        return (
            f"confidence {low} to {high}%\n"
            f"{count:,} of {total:,} examples, {screen_percentage(count / total)}\n"
            f"at τ = 1: {before:,}, {screen_percentage(before / total)}"
        )


_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def _shares(at: CalibrationAt) -> Floats:
    """Share of the examples in each bin."""
    return np.asarray(at.histogram / at.reliability.examples)
