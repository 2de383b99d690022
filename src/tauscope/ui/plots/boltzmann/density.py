"""The density of states: how many classes have which energy, with the Boltzmann weight over it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPolygonF

from tauscope.core.bounds import Bounds, written
from tauscope.core.numbers import exact_percentage, screen_number, screen_percentage
from tauscope.core.states import nice_width
from tauscope.core.text.labels import one_line
from tauscope.document.formulas import formula
from tauscope.document.picture.energy_histogram import energy_histogram
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import TICK_FONT
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.core.bounds import Known
    from tauscope.core.values import Floats
    from tauscope.document.picture.energy_histogram import EnergyHistogram
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

LEAST_COUNT = 0.7
"""Lower end of the axis of counts, so that a single class has a bar."""

PEAK = 0.62
"""Height of the most probable bin's probability, as a share of the plot."""

NEAR = 6.0
"""Distance in pixels within which the mouse points at a class."""

NAMED = 6
LONGEST = 14
"""Most classes that are named, and most characters of a name."""


class DensityPlot(Plot):
    """g(E) in bars, e^(−E/τ) as a line, and their product: where the probability lies."""

    name = "density"
    explanation = (
        "Grey bars count the classes in each interval of energy above the lowest, on a logarithmic scale. "
        "The line is the weight of one class at this τ; the filled area is their product, the probability of "
        "all classes in the interval. The mark above is the mean energy U, with its spread."
    )
    usage = "Point at a bar for its numbers; click a mark on the lower edge to select its class."
    hint = (
        "Heat it: each of the unlikely classes stays unlikely, but there are so many that together they take "
        "the probability."
    )

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._ticks: Sequence[tuple[float, str]] = ()
        self._words: list[QRectF] = []
        self._end = 1.0
        self._last_tick = 0.0, 0.0
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_bars, cached=True)
        self._weights = self.add_layer(self._paint_weights)
        self._marks = self.add_layer(self._paint_classes)

    def on_temperature(self) -> None:
        """Repaint the weights, and the names that keep clear of them; τ moves no count."""
        self._weights.update()
        self._marks.update()

    def caption(self, picture: Picture) -> str:
        """Say what a bar is."""
        width = float(np.diff(picture.once(energy_histogram).edges[:2])[0])
        listed = "listed classes" if picture.partial is not None else "classes"
        return OR.join((f"{listed} in each {width:g} of E above the lowest", listed, ""))

    def describe(self, picture: Picture) -> str:
        """Say where most classes are, and where the probability is."""
        found = picture.once(energy_histogram)
        crowded, heavy = int(found.counts.argmax()), int(found.known[1].argmax())
        classes = "listed classes" if found.is_partial else "classes"
        most = f"Most {classes} ({found.counts[crowded]:,}) lie {_interval(found, crowded)} above the lowest."
        share = written(_share(found, heavy), screen_percentage)
        if found.is_partial:
            return (
                f"{most} Most of their probability ({share} of all) lies {_interval(found, heavy)} above it."
            )
        return f"{most} Most probability ({share}) lies {_interval(found, heavy)} above it."

    # What is laid out

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Energies below, counts at the left, both of which no temperature moves."""
        found, base = picture.once(energy_histogram), self.theme.base
        end = float(found.edges[-1])
        most = max(2.0, float(found.counts.max()))
        decades = range(math.floor(math.log10(most)) + 1)
        room = max(1, int((self.height() / base - 4) / 1.6))
        step = math.ceil(len(decades) / room)
        self._ticks = [(float(decade), f"{10**decade:,}") for decade in decades if decade % step == 0]
        self.axes.set_ticks("left", self._ticks)
        ticks = _energy_ticks(end, self.width() / base / 5)
        self.axes.set_ticks("bottom", [(energy / end, text) for energy, text in ticks])
        self._last_tick = ticks[-1][0] / end, marks.text_width(ticks[-1][1], self.theme.font(TICK_FONT))
        self.axes.set_margins(0, 1.6 * base, 2.6 * base, 0)
        # Shares of the largest energy, for a difference of logits times pixels may overflow.
        self._end = end
        return (0.0, 1.0), (math.log10(LEAST_COUNT), math.log10(most) * 1.08 + 0.05)

    def _edges(self, found: EnergyHistogram) -> Floats:
        """Pixels of the ends of the bins."""
        return self.frame.x.pixels(found.edges / self._end)

    def _bars(self, found: EnergyHistogram) -> list[tuple[int, QRectF]]:
        """Number and area of each bar that holds a class."""
        rect, edges = self.frame.rect, self._edges(found)
        bars = []
        for number in np.flatnonzero(found.counts).tolist():
            top = self.frame.y.pixel(math.log10(float(found.counts[number])))
            bars.append(
                (number, QRectF(QPointF(edges[number], top), QPointF(edges[number + 1], rect.bottom())))
            )
        return bars

    # Painting

    def _paint_bars(self, painter: QPainter, picture: Picture) -> None:
        """Bars of the counts, and the name of the axis."""
        theme, base = self.theme, self.theme.base
        self.paint_grid(painter, [level for level, _ in self._ticks])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_clear(theme.colours.grey, 0.55))
        for _, bar in self._bars(picture.once(energy_histogram)):
            gap = min(1.0, bar.width() / 6)
            painter.drawRect(bar.adjusted(gap, 0, -gap, 0))
        last, wide = self._last_tick
        beside = self.frame.x.pixel(last) + wide / 2 + 0.35 * base
        right = max(self.frame.rect.right() + 0.5 * base, beside)
        at = QPointF(right, self.frame.rect.bottom() + 1.3 * base)
        marks.write(painter, at, "E", theme.font(), theme.colours.muted, Qt.AlignmentFlag.AlignLeft)

    def _paint_weights(self, painter: QPainter, picture: Picture) -> None:
        found = picture.once(energy_histogram)
        self._paint_shares(painter, found)
        self._paint_line(painter, 1.0, ghost=True)
        self._paint_line(painter, picture.temperature, ghost=False)
        self._paint_words(painter, picture, found)
        self._paint_mean(painter, picture)

    def _paint_shares(self, painter: QPainter, found: EnergyHistogram) -> None:
        """Fill the probability of each bin, the largest as high as `PEAK`; outlined: upper bounds."""
        low, high = found.known
        accent, most = self.theme.colours.accent, float(high.max())
        outer, inner = (self._steps(found, shares / most) for shares in (high, low))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_clear(accent, 0.28))
        painter.drawPolygon(inner)
        if found.is_partial:
            painter.setBrush(_clear(accent, 0.14))
            painter.drawPolygon(outer)
        painter.setPen(self.theme.pen(accent, 0.8 * self.theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(outer)

    def _steps(self, found: EnergyHistogram, shares: Floats) -> QPolygonF:
        """Outline of columns over the bins."""
        rect, edges = self.frame.rect, self._edges(found)
        corners = [QPointF(rect.left(), rect.bottom())]
        for number, share in enumerate(shares.tolist()):
            y = rect.bottom() - PEAK * rect.height() * share
            corners += [QPointF(float(edges[number]), y), QPointF(float(edges[number + 1]), y)]
        return QPolygonF([*corners, QPointF(float(edges[-1]), rect.bottom())])

    def _paint_line(self, painter: QPainter, temperature: float, *, ghost: bool) -> None:
        """Draw e^(−E/τ): 1 at the upper edge, as many decades below as the axis of counts has."""
        rect = self.frame.rect
        painter.setPen(marks.ghost_pen(self.theme) if ghost else self.theme.pen(self.theme.colours.accent))
        start, fall = QPointF(rect.left(), rect.top() + 1), self._fall(temperature)
        # It ends at the lower edge: an SVG is not clipped.
        room = rect.bottom() - start.y()
        along = 1.0 if fall <= room else room / fall
        end = QPointF(rect.left() + along * rect.width(), start.y() + min(fall, room))
        painter.drawLine(start, end)

    def _paint_words(self, painter: QPainter, picture: Picture, found: EnergyHistogram) -> None:
        """Say at each of the three marks what it is, where there is room."""
        theme, rect, base, font = self.theme, self.frame.rect, self.theme.base, self.theme.font(0.87)
        weight = "weight of a class"
        per_base = self._fall(picture.temperature) / rect.width()
        along = rect.left() + (1.6 * base / per_base if per_base else 0.3 * rect.width())
        places = [(weight, QPointF(along + 0.6 * base, rect.top() + 1.5 * base), theme.colours.accent)]
        heavy = int(found.known[1].argmax())
        peak = QPointF(float(self._edges(found)[heavy + 1]), rect.bottom() - PEAK * rect.height())
        share = f"probability {written(_share(found, heavy), screen_percentage)}"
        places.append((share, peak + QPointF(0.4 * base, base), theme.colours.accent))
        crowded = int(found.counts.argmax())
        crest = self.frame.point(
            float(found.edges[crowded]) / self._end, math.log10(float(found.counts[crowded]))
        )
        wide = marks.text_width("classes", font)
        places.append(("classes", crest - QPointF(wide / 2, 0.5 * base), theme.colours.muted))
        taken: list[QRectF] = []
        for text, foot, colour in places:
            box = QRectF(foot.x(), foot.y() - base, marks.text_width(text, font), 1.3 * base)
            if rect.contains(box) and not any(box.intersects(other) for other in taken):
                marks.write_on(painter, foot, text, font, theme, Qt.AlignmentFlag.AlignLeft, colour)
                taken.append(box.adjusted(-4, 0, 4, 0))
        self._words = taken

    def _fall(self, temperature: float) -> float:
        """Pixels that the line of the weights falls from the left edge to the right."""
        decades = math.inf if temperature == 0 else self._end / temperature / math.log(10.0)
        return decades * self.frame.rect.height() / (self.frame.y.high - self.frame.y.low)

    def _paint_mean(self, painter: QPainter, picture: Picture) -> None:
        """Mark U, with √C · τ to either side, above the plot; bounds of U as a bar."""
        theme, base = self.theme, self.theme.base
        lowest = picture.once(energy_histogram).states.lowest
        mean, y = picture.quantity("mean_energy"), self.frame.rect.top() - 0.45 * base
        if mean is None:
            return
        ends = mean if isinstance(mean, Bounds) else self._spread(picture, mean)
        low, high = (self._pixel(end - lowest) for end in ends)
        painter.setPen(theme.pen(theme.colours.accent, theme.line))
        painter.drawLine(QPointF(low, y), QPointF(max(high, low + 1), y))
        for x in (low, high):
            painter.drawLine(QPointF(x, y - 0.25 * base), QPointF(x, y + 0.25 * base))
        text = "U" if isinstance(mean, Bounds) else formula("U ± τ√C")
        middle = (low + high) / 2
        if not isinstance(mean, Bounds):
            middle = self._pixel(mean - lowest)
            painter.setBrush(theme.colours.accent)
            painter.drawEllipse(QPointF(middle, y), 1.8 * theme.line, 1.8 * theme.line)
        font = theme.font(0.87)
        wide = marks.text_width(text, font)
        left = high + 0.5 * base if high + 0.5 * base + wide <= self.width() - 2 else low - 0.5 * base - wide
        if left >= 0:
            foot = QPointF(left, y + 0.32 * base)
            marks.write(painter, foot, text, font, theme.colours.accent, Qt.AlignmentFlag.AlignLeft)

    def _spread(self, picture: Picture, mean: float) -> tuple[float, float]:
        """Ends of U ± τ√C, the standard deviation of the energy; U alone at τ = 0 and ∞, where C is 0."""
        heat, temperature = float(picture.thermodynamics.heat_capacity), picture.temperature
        spread = 0.0 if not heat or math.isinf(temperature) else temperature * math.sqrt(heat)
        return mean - spread, mean + spread

    def _pixel(self, energy: float) -> float:
        """Pixel of an energy above the lowest, inside the plot."""
        rect = self.frame.rect
        if not math.isfinite(energy):
            return rect.right() if energy > 0 else rect.left()
        return self.frame.x.pixel(min(max(energy / self._end, 0.0), 1.0))

    def _classes(self, picture: Picture) -> list[tuple[int, float, int | None]]:
        """Row, pixel and colour of each class that plots draw, by rank."""
        logits, prepared = picture.logits, picture.prepared
        rows = zip(prepared.shown_ranks.tolist(), prepared.shown.tolist(), prepared.colours, strict=True)
        found = sorted(one for one in rows if logits.values[one[1]] > -math.inf)
        lowest = picture.once(energy_histogram).states.lowest
        return [(row, self._pixel(-logits.values.item(row) - lowest), colour) for _, row, colour in found]

    def _paint_classes(self, painter: QPainter, picture: Picture) -> None:
        """Mark classes on the lower edge, the likeliest and the selected ones with their names."""
        theme, base, bottom = self.theme, self.theme.base, self.frame.rect.bottom()
        classes = self._classes(picture)
        for row, x, colour in reversed(classes):
            marked = self.focus.has(self.key(row))
            painter.setPen(theme.pen(theme.colours.of_class(colour), theme.line * (2.0 if marked else 1.2)))
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom - (1.6 if marked else 0.7) * base))
        font, taken = theme.font(0.87), list(self._words)
        named = [one for one in classes if self.focus.has(self.key(one[0]))] + classes[:NAMED]
        for row, x, _ in named:
            text = one_line(picture.logits.labels[row])[:LONGEST]
            wide = marks.text_width(text, font)
            left = min(max(x - wide / 2, self.frame.rect.left() + 1), self.frame.rect.right() - wide)
            box = QRectF(left, bottom - 2.9 * base, wide, 1.15 * base)
            if box.top() > self.frame.rect.top() and not any(box.intersects(other) for other in taken):
                foot = QPointF(left, box.bottom() - 0.25 * base)
                marks.write_on(painter, foot, text, font, theme, Qt.AlignmentFlag.AlignLeft)
                taken.append(box.adjusted(-4, 0, 4, 0))

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the class whose mark on the lower edge is under the mouse."""
        low = self.frame.rect.bottom() - 1.2 * self.theme.base
        if self.picture is None or not low <= point.y() <= self.frame.rect.bottom() + NEAR:
            return None
        near = [(abs(x - point.x()), row) for row, x, _ in self._classes(self.picture)]
        away, row = min(near, default=(math.inf, 0))
        return row if away < NEAR else None

    def value_at(self, point: QPointF) -> str:
        """Numbers of the interval under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return ""
        found = self.picture.once(energy_histogram)
        number = (
            int(np.searchsorted(found.edges, self._end * self.frame.x.value(point.x()), side="right")) - 1
        )
        number = min(max(number, 0), len(found.counts) - 1)
        count, listed = int(found.counts[number]), "listed " if found.is_partial else ""
        noun = f"{listed}class{'es' if count != 1 else ''}"
        classes = f"{count:,} {noun} {_interval(found, number)} above the lowest"
        return f"{classes}\ntogether {written(_share(found, number), exact_percentage)}"


def _interval(found: EnergyHistogram, number: int) -> str:
    """Interval of energies of a bin, in words."""
    return " to ".join(screen_number(float(edge)) for edge in found.edges[number : number + 2])


def _share(found: EnergyHistogram, number: int) -> Known:
    """Probability of a bin, or the bounds of that of its listed classes."""
    low, high = (float(end[number]) for end in found.known)
    return Bounds(low, high) if found.is_partial else low


def _clear(colour: QColor, opacity: float) -> QColor:
    """The colour, of which what lies under it shines through."""
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result


def _energy_ticks(end: float, room: float) -> list[tuple[float, str]]:
    """Ticks at round energies from 0 to `end`, at most `room` of them."""
    step = nice_width(end, max(1, int(room)))
    return [(step * number, f"{step * number:g}") for number in range(int(end / step * (1 + 1e-12)) + 1)]
