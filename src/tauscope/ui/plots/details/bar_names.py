"""Names below the bars of a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import GAP, TICK_FONT

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

LONGEST = 7.2
"""Text heights that an upright name may take: as many as "262,120 others" does."""

SHARE = 0.32
"""Share of a low plot's height that upright names may take."""

OTHERS = "others"
"""Name of all classes without a bar of their own, where their number does not fit."""


LARGEST_IMAGE, SMALLEST_IMAGE = 2.6, 0.75
"""Side of an image below a bar, in text heights: no larger, and none where it would be smaller."""

LOW = 12.0
"""Height of a plot, in text heights, from which on there are images."""

UPRIGHT = 0.87
"""Size of names that read upward, in text heights."""


def recorded_place(picture: Picture) -> int | None:
    """Place of the bar whose class a recording chose, or that is the true one; None without such a bar."""
    recorded = picture.recorded_row
    if recorded is None:
        return None
    entry = picture.prepared.entry_of(recorded)
    return next((place for place, one in enumerate(picture.drawn) if one.row == entry), None)


def name_in(one: PlottedClass, font: QFont, room: float) -> str:
    """Return the name of a bar, elided to `room` pixels; that of all others is replaced by a shorter one."""
    text = marks.short(one.label, font, room)
    return marks.short(OTHERS, font, room) if one.row is None and text != one.label else text


class NamedBars(NamedTuple):
    """Places of the bars that have a name below them, and how many have none for want of room."""

    places: frozenset[int] = frozenset()
    missing: int = 0

    @classmethod
    def of(cls, picture: Picture, slot: float, theme: Theme) -> NamedBars:
        """Keep names apart that read upward: everything else is named first, then what a recording chose."""
        ranks, recorded = picture.prepared.shown_ranks, recorded_place(picture)
        first = [] if recorded is None else [recorded]
        likeliest = (place for place in np.argsort(ranks).tolist() if place != recorded)
        order = [*range(len(ranks), len(picture.drawn)), *first, *likeliest]
        places = marks.apart(order, slot, theme.font(UPRIGHT).pixelSize())
        return cls(places, len(order) - len(places))

    def paint_count(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Write at the left of the names how many bars have none."""
        if self.missing:
            at = frame.rect.bottomLeft() + QPointF(-GAP * theme.base, 1.3 * theme.base)
            font, right = theme.font(TICK_FONT), Qt.AlignmentFlag.AlignRight
            marks.write(painter, at, f"+{self.missing}", font, theme.colours.muted, right)

    def text_at(self, point: QPointF, frame: Frame) -> str:
        """Explanation of the count if the mouse is over it."""
        over = point.x() < frame.rect.left() and point.y() > frame.rect.bottom()
        return f"{self.missing} more: point at a bar to see its name" if over and self.missing else ""


class BarNames:
    """Paints the names side by side if they fit, else upright."""

    def __init__(self) -> None:
        self.upright = False
        self._length = self._image = 0.0
        self.named = NamedBars()

    def arrange(self, picture: Picture, slot: float, height: float, theme: Theme) -> float:
        """Choose the form of the names for these slots and this height; return the height of the names."""
        base = theme.base
        longest = max(marks.text_width(one.label[:40], theme.font()) for one in picture.drawn)
        self.upright = slot < min(4.2 * base, longest + 0.6 * base)
        self._length = min(LONGEST * base, max(2.0 * base, SHARE * height))
        self.named = NamedBars.of(picture, slot, theme)
        if self.upright:
            self._image = 0.0
            return min(self._length + 0.7 * base, longest + 0.8 * base)
        images = _images(picture)
        self._image = 0.0 if images is None else _side(images, slot, height, base)
        return self._image + 1.9 * base

    def _rooms(self, picture: Picture, frame: Frame, theme: Theme) -> list[float]:
        """Pixels for each name: its slot, and at both sides what the names beside it leave free."""
        slot, font = frame.x.pixel(1.0) - frame.x.pixel(0.0), theme.font()
        widths = [min(marks.text_width(one.label[:40], font), slot) for one in picture.drawn]
        free = [0.5 * (slot - width) for width in widths]
        edge = max(0.0, frame.x.pixel(0.0) - 0.5 * slot)
        beside = [min(edge, slot), *free, 0.0]
        return [
            0.96 * slot + 2 * min(beside[place], beside[place + 2]) for place in range(len(picture.drawn))
        ]

    def paint(self, painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
        """Write the names under their slots."""
        slot = 0.96 * (frame.x.pixel(1.0) - frame.x.pixel(0.0))
        size = UPRIGHT if self.upright else 1.0
        recorded = recorded_place(picture)
        room = self._length if self.upright else slot
        rooms = [room] * len(picture.drawn) if self.upright else self._rooms(picture, frame, theme)
        self.named.paint_count(painter, frame, theme)
        self._paint_images(painter, picture, frame, theme)
        for place, (one, room) in enumerate(zip(picture.drawn, rooms, strict=True)):
            if place not in self.named.places:
                continue
            font = theme.font(size, strong=place == recorded)
            colour = theme.colours.accent if place == recorded else theme.colours.text
            text = name_in(one, font, room)
            at = QPointF(frame.x.pixel(place), frame.rect.bottom())
            if self.upright:
                at += QPointF(0, 0.4 * theme.base)
                marks.write_upright(painter, at, text, font, colour)
            else:
                at += QPointF(0, self._image + 1.4 * theme.base)
                marks.write(painter, at, text, font, colour)

    def _paint_images(self, painter: QPainter, picture: Picture, frame: Frame, theme: Theme) -> None:
        """Paint the images of the classes between bars and names."""
        images = _images(picture) if self._image else None
        if images is None:
            return
        from tauscope.ui.painting.pixel_images import paint_pixels  # noqa: PLC0415  # few sources have images

        top = round(frame.rect.bottom() + 0.4 * theme.base)
        for place, row in enumerate(picture.prepared.shown.tolist()):
            left = round(frame.x.pixel(place) - self._image / 2)
            paint_pixels(
                painter, QRectF(left, top, self._image, self._image), images[row], theme.colours.text
            )


def _images(picture: Picture) -> Floats | None:
    return picture.document.source.class_images(picture.document.state)


def _side(images: Floats, slot: float, height: float, base: float) -> float:
    """Side in pixels of the images below bars; 0 where there is too little room."""
    from tauscope.ui.painting.pixel_images import whole_pixels  # noqa: PLC0415  # few sources have images

    side = whole_pixels(min(0.9 * slot, LARGEST_IMAGE * base), images.shape[-1])
    return side if side >= SMALLEST_IMAGE * base and height >= LOW * base else 0.0
