"""Marks of pins: a line over each class at the height that it had, and the pin's number at its end.

Pins are told apart by number and dashes: colours are the classes'.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from tauscope.core.temperatures import scale
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.pins import AnyPin, PinView
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

CAP = 0.82
"""Width of a line over a class, in slots: wider than a bar and than its ghost."""

DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1.3, 1.5), (7, 2, 1.3, 2))
"""Dash pattern of each pin, in line widths; the first is solid."""

SHADE = 0.07
"""Opacity of the ghost of a bar, in the colour of text."""

RADIUS, SMALL_RADIUS = 0.56, 0.44
"""Radius of the disc with a pin's number, in text heights; small over narrow bars."""

FARTHEST = 12
"""Greatest distance of a disc from its line, in radii, where both ends are occupied."""

DIGIT = 1.5
"""Height of the smallest digit's font, in radii of its disc."""

SEEN = 1.5
"""Ghosts lower than this, in pixels, are not drawn."""

NAME_SHARE = 0.34
"""Share of a line that a name may take: the number of the bar is at the middle."""

CLEAR = 2.0
"""Distance, in text heights, beyond which more distance between lines has no value."""

ROOMY = 6.0
"""Width of a class, in text heights, from which on each of its lines is numbered."""


Bar = Callable[[int, float, float], QRectF]
"""Returns the rectangle of a bar from place, probability and width in slots."""


@dataclass(frozen=True, eq=False)
class Cap:
    """Mark of one pin over one class: the ghost of a bar, whose upper edge is drawn as a line."""

    pin: PinView
    place: int
    ghost: QRectF

    @property
    def y(self) -> float:
        """Position of the line, in pixels from the top."""
        return self.ghost.top()

    @property
    def line(self) -> QRectF:
        """Area of the line."""
        return QRectF(self.ghost.left(), self.y - 1, self.ghost.width(), 2)


@dataclass(frozen=True, eq=False)
class Tag:
    """Disc with the number of a pin at the end of a line, and the place of the name on the line, if any."""

    cap: Cap
    disc: QRectF
    name: QRectF | None = None

    @property
    def areas(self) -> list[QRectF]:
        """Areas that the tag covers."""
        return [self.disc] if self.name is None else [self.disc, self.name]


def caps(pins: Sequence[PinView], bar: Bar) -> list[Cap]:
    """The lines of all pins over all classes that they have, of bounds one at each end."""
    every = (
        Cap(pin, place, bar(place, p, CAP))
        for pin in pins
        for place, ends in enumerate(pin.ends)
        for p in ends
    )
    return [cap for cap in every if cap.ghost.height() >= SEEN]


def tags(drawn: Sequence[Cap], theme: Theme, room: QRectF) -> list[Tag]:
    """Number each pin where its line is clear of others and high; where there is room, every clear line."""
    enough = CLEAR * theme.base
    ranked = sorted(drawn, key=lambda cap: (-min(_clearance(cap, drawn), enough), cap.y))
    placed: list[Tag] = []
    for pin in dict.fromkeys(cap.pin for cap in drawn):
        own = [cap for cap in ranked if cap.pin is pin]
        # Rather over the line of another pin than nowhere, and rather over its number.
        tries = ((cap, lines) for lines in (drawn, ()) for cap in own)
        free = ((cap, disc) for cap, lines in tries for disc in _discs(cap, lines, placed, theme, room))
        cap, disc = next(free, (own[0], _beside(own[0], placed, theme, room)))
        placed.append(Tag(cap, disc, _name(cap, disc, drawn, theme)))
    numbered = {id(tag.cap) for tag in placed}
    roomy = bool(drawn) and drawn[0].ghost.width() > ROOMY * theme.base
    for cap in (cap for cap in ranked if roomy and id(cap) not in numbered):
        placed += [Tag(cap, disc) for disc in islice(_discs(cap, drawn, placed, theme, room), 1)]
    return placed


def _clearance(cap: Cap, drawn: Sequence[Cap]) -> float:
    """Distance in pixels to the nearest line over the same class."""
    beside = (other for other in drawn if other.place == cap.place and other is not cap)
    return min((abs(other.y - cap.y) for other in beside), default=math.inf)


def _ends(cap: Cap, theme: Theme) -> list[QRectF]:
    """Candidate discs: beyond the left and right end of a line, then on either end."""
    line = cap.ghost
    radius = _radius(SMALL_RADIUS if line.width() < 2 * theme.base else RADIUS, theme)
    lefts = (line.left() - 2 * radius, line.right(), line.left(), line.right() - 2 * radius)
    return [QRectF(left, cap.y - radius, 2 * radius, 2 * radius) for left in lefts]


def _discs(
    cap: Cap, lines: Sequence[Cap], placed: Sequence[Tag], theme: Theme, room: QRectF
) -> Iterator[QRectF]:
    """Candidate discs at the ends of a line that overlap no other mark, best first."""
    taken = [other.line for other in lines if abs(other.place - cap.place) <= 1 and other is not cap]
    taken += [area for tag in placed for area in tag.areas]
    for disc in _ends(cap, theme):
        inner = disc.adjusted(1, 1, -1, -1)
        if room.contains(inner) and not any(inner.intersects(other) for other in taken):
            yield disc


def _beside(cap: Cap, placed: Sequence[Tag], theme: Theme, room: QRectF) -> QRectF:
    """Nearest disc to a line without a free end that overlaps no other disc."""
    ends = [_within(room, disc) for disc in _ends(cap, theme)[:2]]
    steps = sorted(range(-FARTHEST, FARTHEST + 1), key=abs)
    tries = (_within(room, end.translated(0, step * end.height() / 2)) for step in steps for end in ends)
    return next((disc for disc in tries if not any(disc.intersects(tag.disc) for tag in placed)), ends[1])


def _within(room: QRectF, disc: QRectF) -> QRectF:
    """Disc moved inside the visible area."""
    left = min(max(disc.left(), room.left()), room.right() - disc.width())
    top = min(max(disc.top(), room.top()), room.bottom() - disc.height())
    return QRectF(QPointF(left, top), disc.size())


def _name(cap: Cap, disc: QRectF, drawn: Sequence[Cap], theme: Theme) -> QRectF | None:
    """Place of a pin's name on its line, after the disc."""
    width = marks.text_width(cap.pin.name, theme.font(0.87)) + 0.4 * theme.base
    clear = _clearance(cap, drawn) >= 0.9 * theme.base
    if not clear or disc.right() > cap.ghost.left() + 1 or width > NAME_SHARE * cap.ghost.width():
        return None
    return QRectF(cap.ghost.left(), cap.y - 0.5 * theme.base, width, theme.base)


# Painting


def pin_pen(theme: Theme, place: int, width: float = 0.9) -> QPen:
    """Pen for the lines of a pin."""
    pen = theme.pen(theme.colours.text, width * theme.line)
    if DASHES[place]:
        pen.setDashPattern(DASHES[place])
    return pen


def paint_shades(painter: QPainter, drawn: Sequence[Cap], theme: Theme) -> None:
    """Fill the ghosts of the bars; overlapping ghosts are darker."""
    shade = QColor(theme.colours.text)
    shade.setAlphaF(SHADE)
    for cap in drawn:
        painter.fillRect(cap.ghost, shade)


def paint_caps(painter: QPainter, drawn: Sequence[Cap], placed: Sequence[Tag], theme: Theme) -> None:
    """Draw the lines, with a seam that keeps them apart from what lies under them, and the tags."""
    starts = {id(tag.cap): tag.name.right() for tag in placed if tag.name is not None}
    painter.setPen(theme.pen(theme.colours.card, 2.2 * theme.line))
    for cap in () if theme.clear else drawn:
        painter.drawLine(cap.ghost.topLeft(), cap.ghost.topRight())
    for cap in drawn:
        painter.setPen(pin_pen(theme, cap.pin.place))
        painter.drawLine(QPointF(starts.get(id(cap), cap.ghost.left()), cap.y), cap.ghost.topRight())
    for tag in placed:
        paint_disc(painter, tag.disc, tag.cap.pin, theme)
        if tag.name is not None:
            at = QPointF(tag.name.left() + 0.2 * theme.base, tag.cap.y + 0.32 * theme.base)
            marks.write_on(painter, at, tag.cap.pin.name, theme.font(0.87), theme, Qt.AlignmentFlag.AlignLeft)


def _radius(size: float, theme: Theme) -> float:
    """Pixels from the middle of a disc to its edge: no smaller than its digit needs."""
    return max(size * theme.base, theme.least / DIGIT)


def disc_at(centre: QPointF, theme: Theme) -> QRectF:
    """Rectangle of a disc around a point."""
    radius = _radius(RADIUS, theme)
    return QRectF(centre - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius))


def paint_disc(painter: QPainter, disc: QRectF, pin: AnyPin, theme: Theme) -> None:
    """Write the number of a pin in a disc."""
    painter.setPen(theme.pen(theme.colours.card, 1.0))
    painter.setBrush(theme.colours.text)
    painter.drawEllipse(disc)
    font = theme.font(0.68 * disc.width() / theme.base, strong=True)
    below = disc.center() + QPointF(0, QFontMetricsF(font).capHeight() / 2)
    marks.write(painter, below, str(pin.place + 1), font, theme.colours.card)


# Over bars


class BarPins:
    """Pins over the bars of a plot: placed when pins or bars move, otherwise only painted."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._placed: tuple[object, ...] = ()
        self.pins: tuple[PinView, ...] = ()
        self.caps: list[Cap] = []
        self.tags: list[Tag] = []

    def place(
        self, pins: tuple[PinView, ...], frame: Frame, theme: Theme, room: QRectF, bar_scale: object = None
    ) -> None:
        """Find where lines and numbers stand, with the bars on this scale."""
        if (pins, frame, theme, bar_scale) != self._placed:
            self._placed = pins, frame, theme, bar_scale
            self.pins, self._theme = pins, theme
            self.caps = caps(pins, self._bar)
            self.tags = tags(self.caps, theme, room)

    @property
    def taken(self) -> list[QRectF]:
        """Areas where no other text may be written."""
        return [area for tag in self.tags for area in tag.areas]

    def paint_shades(self, painter: QPainter, picture: Picture) -> None:
        """Paint what lies behind the bars."""
        del picture
        paint_shades(painter, self.caps, self._theme)

    def paint(self, painter: QPainter, picture: Picture) -> None:
        """Paint what lies over them."""
        del picture
        paint_caps(painter, self.caps, self.tags, self._theme)


# At their temperatures


def discs_at_temperatures(pins: Sequence[PinView], frame: Frame, theme: Theme) -> list[QRectF]:
    """Discs of pins above a frame over the scale of the dial; discs at nearly equal τ are stacked."""
    discs: list[QRectF] = []
    for one in pins:
        above = QPointF(frame.x.pixel(scale.position(one.temperature)), frame.rect.top() - 0.6 * theme.base)
        disc = disc_at(above, theme)
        disc.moveLeft(min(max(disc.left(), frame.rect.left()), frame.rect.right() - disc.width()))
        while any(disc.intersects(other) for other in discs):
            disc.translate(0, disc.height() / 2)
        discs.append(disc)
    return discs


def paint_at_temperatures(
    painter: QPainter, picture: Picture, classes: Sequence[int], frame: Frame, theme: Theme
) -> None:
    """Paint each pin at its τ: a line with its number, and rings at the probabilities of `classes`."""
    colours = picture.prepared.colours
    for one, disc in zip(picture.pins, discs_at_temperatures(picture.pins, frame, theme), strict=True):
        place, radius = scale.position(one.temperature), 1.5 * theme.line
        painter.setPen(pin_pen(theme, one.place, 0.5))
        painter.drawLine(frame.point(place, 0.0), QPointF(frame.x.pixel(place), disc.center().y()))
        painter.setBrush(theme.colours.card)
        for number in classes:
            for p in one.ends[number]:
                painter.setPen(theme.pen(theme.colours.of_class(colours[number]), 0.8 * theme.line))
                painter.drawEllipse(frame.point(place, p), radius, radius)
        paint_disc(painter, disc, one, theme)
