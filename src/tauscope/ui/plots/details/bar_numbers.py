"""The numbers over the bars of a distribution, and the word over the one that a recording chose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF

from tauscope.document.picture.partial_words import written_shares
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import is_veiled
from tauscope.ui.plots.details.bar_names import recorded_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont, QPainter

    from tauscope.core.bar_scale import BarScale
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.painting.pin_marks import Bar, BarPins
    from tauscope.ui.theme import Theme

BAR = 0.64
"""Width of a bar, in slots."""

SMALLEST, LARGEST = 0.78, 1.25
"""Sizes of the numbers."""

APART = 0.4
"""Least text heights at the sides between a word and the numbers of other bars."""

ASIDE = 0.6
"""Text heights of a word that stay over the number of its bar where that of another bar is in its way."""

PLACES = 12
"""Steps between the places beside the middle of its bar at which a word may stand."""

FAR = 0.7
"""Text heights between a word and the number of its bar from which on a line leads from one to the other."""

BASELINE = 0.15
"""Text heights from the lower edge of a number's area down to its baseline."""

EDGE = 2
"""Pixels around the area of a number that its ink may touch."""

WITHOUT_DECIMALS = 0.0995
"""From here on a number has none where bars are crowded: its neighbours' would leave it no room."""


def shows_ghosts(picture: Picture) -> bool:
    """Return True if bars have outlines of τ = 1: not at τ = 1, nor while they may be the answer."""
    return picture.temperature != 1 and not is_veiled(picture)


class BarNumbers:
    """Paints the numbers as large as the slots allow, that of the recorded class and the likeliest first."""

    def __init__(self, bar: Bar, pins: BarPins) -> None:
        self._bar, self._pins = bar, pins
        self._size, self._crowded, self._bare, self._width = LARGEST, False, False, 0.0
        self._frame: Frame | None = None
        self._bars: dict[tuple[int, float], QRectF] = {}
        self._placed: tuple[object, ...] | None = None
        self._texts: dict[int, str] = {}
        self._taken: list[QRectF] = []
        self.rooms: dict[int, QRectF] = {}
        """Areas of the numbers painted last, by the place of their bar."""
        self._bars_beside: list[QRectF] = []
        self.is_led = False
        """Whether a line leads from the word painted last to its bar."""
        self.taken: list[QRectF] = []
        """Areas of the numbers and pins painted last."""
        self.outlines: Sequence[float] = ()
        """Probability of the outline over each bar that somebody predicted; empty if there are none."""

    def arrange(self, slot: float, width: float, theme: Theme) -> None:
        """Choose the form of the numbers from the widths of a slot and of the plot."""
        self._placed = None
        fitting = LARGEST * slot / (marks.text_width("88.8%", theme.font(LARGEST, strong=True)) + 3)
        smallest = theme.sizes([SMALLEST])[0]
        self._size, self._crowded = min(LARGEST, max(smallest, fitting)), fitting < smallest
        self._bare = slot < marks.text_width("8.8%", theme.font(smallest, strong=True)) + 3
        self._width = width

    def paint(self, painter: QPainter, picture: Picture, frame: Frame, theme: Theme, scale: BarScale) -> None:
        """Write the number of each bar over it."""
        self.place(picture, frame, theme, scale)
        self.taken = self._taken
        font, colour = theme.font(self._size, strong=True), theme.colours.text
        for place, room in self.rooms.items():
            at = QPointF(room.center().x(), room.bottom() + BASELINE * theme.base)
            marks.write(painter, at, self._texts[place], font, colour)

    def place(self, picture: Picture, frame: Frame, theme: Theme, scale: BarScale) -> None:
        """Find the place of each number, unless that is known."""
        wanted = picture, frame, theme, scale, tuple(self.outlines), tuple(self._pins.taken)
        if wanted == self._placed:
            return
        self._placed = wanted
        font = theme.font(self._size, strong=True)
        taken = [area.adjusted(1, 1, -1, -1) for area in self._pins.taken]
        self.rooms, self._texts = {}, {}
        self._bars.clear()
        recorded = recorded_place(picture)
        in_order = sorted(enumerate(picture.drawn), key=lambda entry: (entry[0] != recorded, -entry[1].p))
        for place, one in in_order:
            text = marks.CUT if one.is_cut else self._number(picture, place, scale, font, frame)
            room = self.room(picture, place, marks.text_width(text, font) + 2, frame, theme)
            inside = room.left() >= 0 and room.right() <= self._width
            if inside and not any(room.intersects(other) for other in taken):
                taken.append(room)
                self.rooms[place], self._texts[place] = room, text
        self._taken = taken

    def areas(self, theme: Theme) -> dict[int, QRectF]:
        """Areas of the ink of the numbers that `place` placed, by the place of their bar."""
        reach, below = EDGE, 2 * BASELINE * theme.base
        return {place: room.adjusted(-reach, -reach, reach, below) for place, room in self.rooms.items()}

    def paint_chosen(self, painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
        """Write a word over the number of the class that a recording chose, or that is the true one."""
        place, self.is_led = recorded_place(picture), False
        if place is None:
            return
        font = theme.font(max(SMALLEST, min(1.0, self._size)))
        word = picture.document.source.abilities.recorded_word
        width = marks.text_width(word, font)
        bar = self._bar(place, _height(picture.drawn[place]), BAR)
        bottom = (
            min(self.rooms[place].top() if place in self.rooms else bar.top(), bar.top()) - 0.2 * theme.base
        )
        ghosts = picture.once(shows_ghosts)
        self._bars_beside = [
            self._bar_at(other, max(_height(one), one.ghost if ghosts else 0.0))
            for other, one in enumerate(picture.drawn)
            if other != place
        ]
        left = min(max(frame.rect.left(), bar.center().x() - width / 2), self._width - width)
        area, aside = QRectF(left, bottom - theme.base, width, theme.base), APART * theme.base
        middle, own = self._risen(area, aside, theme), self.rooms.get(place, bar)
        # Beside the number of another bar it stands lower than above that, and nearer to its own.
        ends = own.left() - width + ASIDE * theme.base, own.right() - ASIDE * theme.base
        steps = (ends[0] + (ends[1] - ends[0]) * step / PLACES for step in range(PLACES + 1))
        nearest_first = sorted(steps, key=lambda x: abs(x - left))
        lefts = (min(max(frame.rect.left(), x), self._width - width) for x in nearest_first)
        tried = [self._risen(area.translated(x - left, 0), aside, theme) for x in lefts]
        plain = [one for one in tried if not self._is_over_another(one, place, theme)]
        is_lost = middle.top() < 0 or (
            middle.bottom() < own.top() - FAR * theme.base and self._lead(place, bar, middle, theme) is None
        )
        lowest = max(plain or (tried if is_lost else [middle]), key=lambda one: round(one.bottom()))
        area = lowest if lowest.bottom() > middle.bottom() + FAR * theme.base else middle
        if self._is_over_taller(area, bar):
            as_low = (one for one in plain if round(one.bottom()) >= round(area.bottom()))
            area = next((one for one in as_low if not self._is_over_taller(one, bar)), area)
        if area.top() < 0:
            beside = self._beside(place, area)
            if beside is None:
                return
            area = beside
        else:
            line = self._lead(place, bar, area, theme)
            self.is_led = line is not None
            if line is not None:
                painter.setPen(theme.pen(theme.colours.accent, 0.7 * theme.line))
                painter.drawLine(line)
        at = QPointF(area.center().x(), area.bottom() - 0.1 * theme.base)
        marks.write(painter, at, word, font, theme.colours.accent)
        self.taken = [*self.taken, area]

    def _is_over_another(self, area: QRectF, place: int, theme: Theme) -> bool:
        """Return True if a word could be taken for that of another bar, whose number is right below it."""
        return any(
            area.left() < room.center().x() < area.right() and room.top() - area.bottom() < theme.base
            for other, room in self.rooms.items()
            if other != place
        )

    def _is_over_taller(self, area: QRectF, bar: QRectF) -> bool:
        """Return True if a word stands over the middle of another bar, which reaches nearer to it."""
        taller = (other.center().x() for other in self._bars_beside if other.top() < bar.top())
        return any(area.left() < middle < area.right() for middle in taller)

    def _risen(self, area: QRectF, aside: float, theme: Theme) -> QRectF:
        """Return the area of a word above all bars, numbers and pins in its way."""
        area = QRectF(area)
        for bar in self._bars_beside:
            if bar.intersects(area.adjusted(-2, 0, 2, 0)):
                area.moveBottom(min(area.bottom(), bar.top() - 0.1 * theme.base))
        for other in sorted((*self.taken, *self._pins.taken), key=lambda one: -one.bottom()):
            if other.intersects(area.adjusted(-aside, 0, aside, 0)):
                area.moveBottom(other.top() - 0.1 * theme.base)
        return area

    def _lead(self, place: int, bar: QRectF, area: QRectF, theme: Theme) -> QLineF | None:
        """Return the line from a word to its bar, where the number of another bar made it stand higher.

        None where the word stands right over its bar, or the line would cross something.
        """
        number = self.rooms.get(place)
        own, middle = number or bar, bar.center().x()
        top, end = area.bottom(), own.top() - 0.1 * theme.base
        if end - top <= FAR * theme.base:
            return None
        within = max(area.left(), own.left()) + 2, min(area.right(), own.right()) - 2
        in_way = (*self._bars_beside, *(other for other in self.taken if other != number))
        for near in sorted((middle, *within), key=lambda x: abs(x - middle)):
            # On the middle of a pixel a thin line is sharp.
            x = math.floor(near) + 0.5
            line = QRectF(QPointF(x - 1, top), QPointF(x + 1, end))
            if not any(other.intersects(line) for other in in_way):
                return QLineF(x, top, x, end)
        return None

    def _beside(self, place: int, area: QRectF) -> QRectF | None:
        """Move the area of a word beside the number of a bar that reaches the top; None without room."""
        number = self.rooms.get(place)
        if number is None:
            return None
        for left in (number.right() + 4, number.left() - 4 - area.width()):
            moved = QRectF(left, number.bottom() - area.height(), area.width(), area.height())
            others = (
                other for other in (*self.taken, *self._pins.taken, *self._bars_beside) if other != number
            )
            inside = moved.left() >= 0 and moved.right() <= self._width and moved.top() >= 0
            if inside and not any(other.intersects(moved) for other in others):
                return moved
        return None

    def _number(self, picture: Picture, place: int, scale: BarScale, font: QFont, frame: Frame) -> str:
        """The number of a bar; of bounds as much as fits over its slot."""
        one = picture.drawn[place]
        if one.bounds is None:
            return self.text(one.p, scale.text(one.p))
        whole, room = picture.once(written_shares)[place], frame.x.pixel(1.0) - frame.x.pixel(0.0)
        return whole if marks.text_width(whole, font) <= room else marks.rough_bounds(one.bounds) or whole

    def text(self, p: float, fine: str | None = None) -> str:
        """Text of a number; without “%” where room is tightest, since the axis is in per cent."""
        text = fine or marks.percentages(p)[-1 if self._crowded and p >= WITHOUT_DECIMALS else 0]
        return text.removesuffix("%") if self._bare else text

    def room(self, picture: Picture, place: int, width: float, frame: Frame, theme: Theme) -> QRectF:
        """Area of the number over a bar, clear of the ghost and of the bars beside it."""
        if frame is not self._frame:
            self._frame = frame
            self._bars.clear()
        x, top = frame.x.pixel(place), self._clear_height(picture, place, theme)
        left = min(max(x - width / 2, frame.rect.left()), max(0.0, self._width - width))
        room, height = QRectF(left, top - 1.6 * theme.base, width, theme.base), _height(picture.drawn[place])
        for other, edge, own in (
            (place - 1, QRectF.right, QRectF.left),
            (place + 1, QRectF.left, QRectF.right),
        ):
            # A lower bar ends under the number.
            if 0 <= other < len(picture.drawn) and _height(picture.drawn[other]) > height:
                bar = self._bar_at(other, _height(picture.drawn[other]))
                if bar.intersects(room):
                    room.translate(edge(bar) - own(room), 0)
        # The ink of a number reaches a little below its area.
        below = 0.2 * theme.base
        for area in self._pins.taken:
            ink = room.adjusted(0, 0, 0, below)
            if area.intersects(ink):
                make_way(ink, area, frame.rect.left())
                room.moveTopLeft(ink.topLeft())
        return room

    def _bar_at(self, place: int, height: float) -> QRectF:
        """Rectangle of a bar of this height; each is asked for with the numbers beside it as well."""
        if (place, height) not in self._bars:
            self._bars[place, height] = self._bar(place, height, BAR)
        return self._bars[place, height]

    def _clear_height(self, picture: Picture, place: int, theme: Theme) -> float:
        """The pixel on which a number stands: higher than the bar where a line would strike through it."""
        one = picture.drawn[place]
        heights = [one.ghost] if picture.once(shows_ghosts) else []
        heights += [end for pin in picture.pins for end in pin.ends[place]]
        heights += self.outlines[place : place + 1]
        top = self._bar_at(place, _height(one)).top()
        lines = (self._bar_at(place, height).top() for height in heights)
        for line in sorted(lines, reverse=True):
            if top - 2.0 * theme.base < line < top:
                top = line
        return top


def _height(one: PlottedClass) -> float:
    return max(one.p, one.cut, *(one.bounds or ()))


def make_way(room: QRectF, taken: QRectF, leftmost: float) -> None:
    """Move a number beside what is at its left or right end, or above what is in its middle.

    Nor does it go left of `leftmost`, where the labels of the axis are, which no turn paints again.
    """
    right, left = taken.right() - room.left(), taken.left() - room.right()
    aside = right if right < -left else left
    if abs(aside) < 0.4 * room.width() and room.left() + aside >= leftmost:
        room.translate(aside, 0)
    else:
        room.moveBottom(taken.top())
