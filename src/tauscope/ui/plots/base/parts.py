"""Base of plots that show several small distributions side by side on one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QRectF

from tauscope.core.bar_scale import BarScale
from tauscope.core.bounds import Bounds, Number, lower
from tauscope.ui.painting import marks
from tauscope.ui.painting.short_names import short_names
from tauscope.ui.plots.base.plot import Plot

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass

NARROW = 0.8
"""Width in text heights below which a bar has a shade in the place of a whisker."""

BAR = 0.78
"""Width of a bar, in slots."""

AXIS = 4.6
"""Text heights that the scale and the right margin take."""

BARE = 2.0
"""Least width of a slot, in text heights, in which a number may stand without the sign of per cent."""

LOW = 15.0
"""Height of a plot, in text heights, below which its texts are shortened in favour of the bars."""

NAMES = (0.87, 0.8, 0.72, 0.64)
"""Sizes of names of classes: the first in which none is cut, and none smaller than the theme has text."""

NAME_ROOM = 0.95
"""Width of a name that reads across at most, in slots."""

LINE_OF_NAMES = 1.6
"""Height of names that read across, in text heights."""

NAME_GAP = 0.15
"""Gap between two short names, in text heights."""

LEAST_NAME, LONGEST_NAME, LEAST_BARS = 2.0, 3.8, 3.0
"""Least and greatest height of upright names, and least height of the bars, in text heights."""

LOWEST = 11.0
"""Height of a plot, in text heights, below which names are not upright."""


class PartsPlot(Plot):
    """Parts with a slot for each class, the same in all; a subclass sets their number and content.

    Attributes
    ----------
    between : float
        Between two parts, in slots.
    words_when_low : float
        Text heights that words over and under the bars take, where there is little height.
    names_height : float
        Pixels that the names of classes take under the bars.
    low : bool
        Whether there is little height.
    scale : BarScale
        One for all parts, so that their bars can be compared.
    """

    between: ClassVar[float] = 1.0
    words_when_low: ClassVar[float] = 4.4
    names_height = 0.0
    low = False
    scale = BarScale()
    _ticks: Sequence[tuple[float, str]] = ()
    _upright = False
    _name_size = NAMES[0]
    _names: Mapping[str, str] = {}
    _crowded: frozenset[str] = frozenset()
    _number_font: QFont | None = None
    _sign = "%"

    def share_out(self, picture: Picture, count: int) -> float:
        """Divide the width among `count` parts, and return the width of one."""
        part: float = max(1.0, self.width() - AXIS * self.theme.base) / count
        self.low = self.height() < LOW * self.theme.base
        slot = part / (len(picture.drawn) + self.between)
        labels = [one.label[:40] for one in picture.drawn]
        self._names, self._crowded = {label: label for label in labels}, frozenset()
        self.names_height = self._height_of_names(slot)
        if not self._upright and self._longest_name(self._name_size) > NAME_ROOM * slot:
            named = [one.label[:40] for one in picture.drawn if one.row is not None]
            self._names = {**self._names, **short_names(named)}
            self._crowded = self._without_room([self._names[label] for label in labels], slot)
            self.names_height = self._height_of_names(slot)
        return part

    def _without_room(self, names: list[str], slot: float) -> frozenset[str]:
        """Names that would touch the one written before them."""
        font, end, without = self.theme.font(self._name_size), -slot, set[str]()
        for place, name in enumerate(names):
            half = marks.text_width(name, font) / 2
            if place * slot - half < end + NAME_GAP * self.theme.base:
                without.add(name)
            else:
                end = place * slot + half
        return frozenset(without)

    def _height_of_names(self, slot: float) -> float:
        """Height of the names of classes: upright if names are wide and the plot is high enough."""
        base = self.theme.base
        longest = self._longest_name(NAMES[0])
        sizes = self.theme.sizes(NAMES)
        cut = slot < 1.6 * base or self._longest_name(sizes[-1]) > NAME_ROOM * slot
        free = self.height() / base - self.words_when_low - LEAST_BARS if self.low else LONGEST_NAME
        high = self.height() >= (LOWEST if cut else LOW) * base and free >= LEAST_NAME
        self._upright = longest > slot >= base and high
        least = self._longest_name(sizes[-1]) + 0.6 * base
        # In a low plot long names leave room for the bars; names that are cut anyway take less of it.
        most = min(free, 2.4 if self.low and least > LONGEST_NAME * base else LONGEST_NAME) * base
        room = most - 0.6 * base if self._upright else NAME_ROOM * slot
        fitting = (size for size in sizes if self._longest_name(size) <= room)
        self._name_size = next(fitting, sizes[-1])
        if self._upright:
            return min(most, self._longest_name(self._name_size) + 0.6 * base)
        font = self.theme.font(self._name_size)
        shortest = min(marks.text_width(name, font) for name in self._names.values())
        return LINE_OF_NAMES * base if slot >= min(1.6 * base, shortest) else 0.2 * base

    def _longest_name(self, size: float) -> float:
        font = self.theme.font(size)
        return max(marks.text_width(name, font) for name in self._names.values())

    def set_rooms(self, above: float, below: float) -> None:
        """Reserve pixels above all parts and below the names; low bars get fewer ticks."""
        room = self.height() - above - below - self.names_height
        self._ticks = self.scale.ticks(room / self.theme.base)
        self.axes.set_ticks("left", self._ticks)
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", self.names_height + below)
        self.axes.set_margins(0, above, 0.6 * self.theme.base, 0)

    def ranges(self, picture: Picture, count: int) -> tuple[tuple[float, float], tuple[float, float]]:
        """Ranges of slots and of probabilities."""
        edge = 0.5 + self.between / 2
        return (-edge, self.start(picture, count) - edge), (0.0, 1.0)

    def start(self, picture: Picture, part: int) -> float:
        """Slot of the first bar of a part."""
        return part * (len(picture.drawn) + self.between)

    def part(self, picture: Picture, part: int) -> tuple[float, float]:
        """Middle of a part, and the greatest width of a text above or below, in pixels."""
        x, count, start = self.frame.x, len(picture.drawn), self.start(picture, part)
        room = x.pixel(start + count + self.between) - x.pixel(start) - 0.5 * self.theme.base
        return x.pixel(start + (count - 1) / 2), room

    def below(self, line: float) -> float:
        """Baseline of a line under the names, counted from 0."""
        return self.frame.rect.bottom() + self.names_height + (1.3 + 1.4 * line) * self.theme.base

    def bar_rect(self, slot: float, p: float, width: float) -> QRectF:
        """Rectangle of a bar; its width is in slots."""
        top, unit = self.top_of(p), self.slot_width
        left = self.frame.x.pixel(slot - width / 2)
        return QRectF(left, top, width * unit, self.frame.y.pixel(0.0) - top)

    @property
    def slot_width(self) -> float:
        """Pixels from one slot to the next."""
        low, high, start, end = self.frame.x
        return (end - start) / (high - low)

    def top_of(self, p: float) -> float:
        """Pixel of the upper end of a bar."""
        return self.frame.y.pixel(self.scale.height(p))

    # Painting

    def paint_scale(self, painter: QPainter) -> None:
        """Draw a line across all parts at each tick."""
        self.paint_grid(painter, [level for level, _ in self._ticks])

    def paint_bar(
        self,
        painter: QPainter,
        slot: float,
        one: PlottedClass,
        p: Number,
        cut: float,
    ) -> None:
        """Paint the bar of a class, kept or cut, highlighted if it is hovered."""
        bounds = p if isinstance(p, Bounds) else None
        p = lower(p)
        if one.row is not None and self.is_marked(one.row):
            painter.fillRect(self.bar_rect(slot, self.scale.end, 1.0), self.theme.colours.selection)
        if p > 0:
            marks.fill_bar(painter, self.bar_rect(slot, p, BAR), self.theme, one.colour)
        if cut > 0:
            marks.paint_cut(painter, self.bar_rect(slot, cut, BAR), self.theme, one.colour)
        if bounds is not None:
            low, high = (self.bar_rect(slot, end, BAR) for end in bounds)
            paint = marks.paint_range if low.width() < NARROW * self.theme.base else marks.paint_whisker
            paint(painter, low, high, self.theme)

    def paint_name(self, painter: QPainter, slot: float, label: str) -> None:
        """Write the name of a bar if it fits."""
        theme, font = self.theme, self.theme.font(self._name_size)
        room = NAME_ROOM * self.slot_width
        x, bottom = self.frame.x.pixel(slot), self.frame.rect.bottom()
        name = self._names.get(label[:40], label)
        if name != label[:40]:
            if name not in self._crowded and self.names_height >= LINE_OF_NAMES * theme.base:
                at = QPointF(x, bottom + 1.2 * theme.base)
                marks.write(painter, at, name, font, theme.colours.text)
            return
        if self._upright:
            text = marks.short(label, font, self.names_height - 0.5 * theme.base)
            at = QPointF(x, bottom + 0.4 * theme.base)
            marks.write_upright(painter, at, text, font, theme.colours.text)
        elif room >= min(1.6 * theme.base, marks.text_width(label[:40], font)):
            at = QPointF(x, bottom + 1.2 * theme.base)
            marks.write(painter, at, marks.short(label, font, room), font, theme.colours.text)

    def fit_numbers(self, largest: float) -> None:
        """Choose font and sign of the numbers over bars, whose largest value is `largest`."""
        room = self.slot_width
        # In a crowd numbers without their sign would stand on names and on one another.
        signs = ("%", "") if room >= BARE * self.theme.base else ("%",)
        for self._sign in signs:
            self._number_font = marks.number_font(self.theme, room, largest, sign=self._sign)
            if self._number_font is not None:
                return

    def paint_number(
        self, painter: QPainter, slot: float, p: Number, height: float, *, cut: bool = False
    ) -> None:
        """Write the probability, or “cut”, over a bar if it fits."""
        font, room = self._number_font, self.slot_width
        if font is None:
            return
        fine = "" if isinstance(p, Bounds) else self.scale.text(lower(p))
        texts = [marks.CUT] if cut else [fine] if fine else marks.number_texts(p)
        if self._sign != "%":
            texts = [text.replace("%", self._sign) for text in texts]
        text = next((text for text in texts if marks.text_width(text, font) <= room), None)
        if text is not None:
            at = QPointF(self.frame.x.pixel(slot), self.top_of(height) - 0.4 * self.theme.base)
            marks.write(painter, at, text, font, self.theme.colours.text)

    # The hand

    def slot_at(self, point: QPointF) -> tuple[int, int] | None:
        """Index of the part, and place of the class in the part, under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return None
        part, place = divmod(self.frame.x.value(point.x()) + 0.5, len(self.picture.drawn) + self.between)
        slot = round(place - 0.5)
        return (int(part), slot) if 0 <= slot < len(self.picture.drawn) and part >= 0 else None

    def class_at(self, point: QPointF) -> int | None:
        """Row of the bar in whose column the mouse is."""
        slot = self.slot_at(point)
        return self.picture.drawn[slot[1]].row if self.picture is not None and slot is not None else None
