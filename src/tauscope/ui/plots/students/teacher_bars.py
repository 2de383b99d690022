"""One distribution of the teacher: its heading, bars with numbers, and mean digits as names below them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.bar_scale import BarScale
from tauscope.core.bounds import upper, written
from tauscope.core.numbers import screen_number, screen_temperature
from tauscope.document.formulas import ENTROPY
from tauscope.ui.painting import marks
from tauscope.ui.painting.pixel_images import paint_pixels, whole_pixels
from tauscope.ui.plots.base.axes import GAP, TICK_FONT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor, QPainter

    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.document.picture.subjects.taught_digit import TeacherAt
    from tauscope.ui.theme import Theme

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight

BAR = 0.72
"""Width of a bar, in slots."""

NUMBER = 0.87
"""Size of the numbers over the bars, in text heights."""

APART = 0.12
"""Least gap between two names, in heights of their font."""

SCALES = {0.01: 2, 0.02: 2, 0.05: 5, 0.1: 2, 0.15: 3, 0.2: 4, 0.3: 3, 0.4: 4, 0.6: 3, 0.8: 4, 1.0: 4}
"""Probabilities at which the axis may end, and the number of steps between its ticks."""

LARGEST_IMAGE, SMALLEST_IMAGE = 2.6, 0.75
"""Side of a mean digit below a bar, in text heights: no larger, and none where it would be smaller."""

TICK_ROOM = 1.3
"""Height that a tick needs, in text heights."""


class TeacherBars:
    """Places and paints one distribution in a box.

    Attributes
    ----------
    theme : Theme
    box : QRectF
        Area of heading, axis, bars and names.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.box, self._bars = QRectF(), QRectF()
        self._count, self._image, self._lines = 1, 0.0, 1
        self._scale, self._steps, self._least_end = BarScale(), 1, 0.0

    # Where everything is

    def place(self, box: QRectF, count: int, theme: Theme, *, images: bool) -> None:
        """Lay out `count` bars in a box, with room for images below them or without."""
        self.theme, self.box, self._count = theme, box, max(1, count)
        base = theme.base
        left = marks.text_width("100%", theme.font(TICK_FONT)) + 2 * GAP * base
        slot = max(1.0, box.width() - left) / self._count
        self._image = whole_pixels(min(0.94 * slot, LARGEST_IMAGE * base), 8) if images else 0.0
        if self._image < SMALLEST_IMAGE * base or box.height() < 9 * base:
            self._image = 0.0
        self._lines = 1 if box.width() >= 25 * base or box.height() < 14 * base else 2
        above = (1.5 + 1.3 * (self._lines - 1) + 1.4) * base
        below = self._image + (1.6 + 0.4 * bool(self._image)) * base
        self._bars = QRectF(
            box.left() + left,
            box.top() + above,
            max(1.0, box.width() - left),
            max(1.0, box.height() - above - below),
        )

    def fit(self, at: TeacherAt, *, logarithmic: bool) -> bool:
        """Choose the scale for these probabilities; return whether it changed."""
        before = self._scale, self._steps
        room = self._bars.height() / self.theme.base / TICK_ROOM
        if logarithmic:
            self._scale = BarScale("logarithmic")
            self._steps = len(self._scale.ticks(self._bars.height() / self.theme.base)) - 1
        else:
            end = max(self._least_end, _end(at))
            self._scale = BarScale("fitted", end)
            steps = SCALES[end]
            self._steps = next(
                count for count in (steps, 2, 1) if steps % count == 0 and count <= max(1, room)
            )
        return before != (self._scale, self._steps)

    def hold(self, at: TeacherAt) -> None:
        """Let a fitted axis have room for these probabilities as well, from now on."""
        self._least_end = max(self._least_end, _end(at))

    @property
    def area(self) -> QRectF:
        """Area of the bars, without heading and names."""
        return self._bars

    def column(self, place: int) -> QRectF:
        """Column of a bar, as high as the axis."""
        width = self._bars.width() / self._count
        return QRectF(self._bars.left() + place * width, self._bars.top(), width, self._bars.height())

    def bar(self, place: int, p: float) -> QRectF:
        """Rectangle of a bar."""
        column = self.column(place)
        height = self._scale.height(p) * column.height()
        inset = (1 - BAR) / 2 * column.width()
        return QRectF(column.left() + inset, column.bottom() - height, column.width() - 2 * inset, height)

    def image(self, place: int) -> QRectF:
        """Area of the image below a bar."""
        column = self.column(place)
        left = round(column.center().x() - self._image / 2)
        return QRectF(left, round(column.bottom() + 0.4 * self.theme.base), self._image, self._image)

    def place_at(self, point: QPointF) -> int | None:
        """Place of the bar in whose column, or over whose name, the mouse is."""
        whole = QRectF(self._bars.topLeft(), QPointF(self._bars.right(), self.box.bottom()))
        if not whole.contains(point):
            return None
        return min(self._count - 1, int((point.x() - whole.left()) / whole.width() * self._count))

    # Painting

    def paint_names(
        self,
        painter: QPainter,
        labels: Sequence[str],
        images: Floats | None,
        strong: str | None,
        ranks: Integers,
    ) -> None:
        """Paint the images and names below the bars; the name `strong` is heavier.

        Where not all names have room those of the first `ranks` are written.
        """
        theme, base = self.theme, self.theme.base
        slot = self._bars.width() / self._count
        size = theme.sizes([NUMBER])[0]
        order = np.argsort(ranks).tolist()
        high = theme.font(size).pixelSize()
        widest = max(marks.text_width(label, theme.font(size, strong=True)) for label in labels)
        named = marks.apart(order, slot, min(0.9 * high, widest + APART * high))
        for place, label in enumerate(labels):
            if images is not None and self._image:
                painter.setPen(theme.pen(theme.colours.border, 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.image(place).adjusted(-0.5, -0.5, 0.5, 0.5))
                paint_pixels(painter, self.image(place), images[place], theme.colours.text)
            if place in named:
                font = theme.font(size, strong=label == strong)
                at = QPointF(self.column(place).center().x(), self.box.bottom() - 0.35 * base)
                marks.write(painter, at, marks.short(label, font, slot), font, theme.colours.text)

    def paint_scale(self, painter: QPainter) -> None:
        """Draw a line and a label at each tick."""
        theme, bars = self.theme, self._bars
        font, width = theme.font(TICK_FONT), theme.hairline
        for step in range(self._steps + 1):
            share = step / self._steps
            y = round(bars.bottom() - share * bars.height()) + width % 2 / 2
            painter.setPen(theme.pen(theme.colours.grid, width))
            painter.drawLine(QPointF(bars.left(), y), QPointF(bars.right(), y))
            at = QPointF(bars.left() - GAP * theme.base, y + 0.33 * font.pixelSize())
            text = f"{100 * self._scale.probability(share):.4g}%"
            marks.write(painter, at, text, font, theme.colours.muted, RIGHT)

    def paint_bars(self, painter: QPainter, at: TeacherAt, is_marked: Callable[[PlottedClass], bool]) -> None:
        """Paint the bars of the classes, those that `is_marked` names over a coloured column."""
        for place, one in enumerate(at.classes):
            if is_marked(one):
                painter.fillRect(self.column(place), self.theme.colours.selection)
            if one.p > 0:
                marks.fill_bar(painter, self.bar(place, one.p), self.theme, one.colour)
            if one.cut > 0:
                marks.paint_cut(painter, self.bar(place, one.cut), self.theme, one.colour)
            if one.bounds is not None:
                low, high = (self.bar(place, p) for p in one.bounds)
                marks.paint_whisker(painter, low, high, self.theme)

    def paint_numbers(self, painter: QPainter, at: TeacherAt) -> None:
        """Write the probabilities over the bars, the largest first, where there is room."""
        theme, taken = self.theme, list[QRectF]()
        size = theme.sizes([NUMBER])[0]
        bars = [self.bar(place, max(one.p, one.cut)) for place, one in enumerate(at.classes)]
        by_p = sorted(range(len(bars)), key=lambda place: -max(at.classes[place].p, at.classes[place].cut))
        for rank, place in enumerate(by_p):
            one = at.classes[place]
            text = marks.CUT if one.is_cut else written(one.number, bar_percentage)
            font = theme.font(size, strong=rank < 3)
            width = marks.text_width(text, font)
            bar = bars[place]
            room = QRectF(bar.center().x() - width / 2, bar.top() - 1.2 * theme.base, width, theme.base)
            room.moveRight(min(room.right(), self._bars.right() + 0.3 * theme.base))
            others = [*taken, *bars[:place], *bars[place + 1 :]]
            if text and not any(room.adjusted(-2, 0, 2, 0).intersects(other) for other in others):
                taken.append(room)
                baseline = QPointF(room.center().x(), bar.top() - 0.35 * theme.base)
                marks.write(painter, baseline, text, font, theme.colours.text)

    def paint_heading(self, painter: QPainter, at: TeacherAt, colour: QColor, noun: str) -> None:
        """Write the temperature, how many digits that is worth, and the entropy."""
        theme, base = self.theme, self.theme.base
        strong, small = theme.font(1.15, strong=True), theme.font(0.93)
        start = QPointF(self._bars.left(), self.box.top() + 1.1 * base)
        temperature = f"τ = {screen_temperature(at.temperature).removesuffix('.00')}"
        width = marks.text_width(temperature, strong)
        if width > self._bars.width():
            return
        marks.write(painter, start, temperature, strong, colour, LEFT)
        effective = f"{written(at.perplexity, screen_number)} effective {noun}"
        entropy = f"{ENTROPY} = {written(at.entropy, partial(screen_number, decimals=3))} nats"
        texts = [f"{effective}, {entropy}", effective, entropy]
        beside = start + QPointF(width + base, 0)
        if self._lines == 2:
            beside = start + QPointF(0, 1.35 * base)
        room = self._bars.right() - beside.x()
        marks.write_fitting(painter, beside, texts, small, theme.colours.muted, room, LEFT)


def _end(at: TeacherAt) -> float:
    """End of a fitted axis for these probabilities."""
    largest = max(max(upper(one.number), one.cut) for one in at.classes)
    return next((end for end in SCALES if largest <= end), 1.0)


def bar_percentage(p: float) -> str:
    """Write a probability in per cent, without the sign, for a bar on an axis in per cent; "" for next to 0.

    Examples
    --------
    >>> [bar_percentage(p) for p in (0.99913, 0.2614, 0.00087, 1e-6, 1.0, 1 - 1e-7)]
    ['99.91', '26.1', '0.09', '', '100', '>99.99']
    """
    percent = 100 * p
    if percent < 0.005:
        return ""
    if p == 1:
        return "100"
    if percent >= 99.995:
        return ">99.99"
    return f"{percent:.2f}" if percent < 0.95 or percent >= 99.5 else f"{percent:.1f}"
