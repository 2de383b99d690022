"""Names of the curves over τ: which curves are named together, and where each name stands."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.ui.painting import marks
from tauscope.ui.plots.base.labels import OFFSETS, Cursor, box_of, clear_places, free_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.core.logits import Floats
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

COINCIDE = 1.0
"""Curves that are nowhere farther apart than this, in pixels, share a name."""

LONGEST = 7.0
"""Width of one class's name, in text heights."""

TOGETHER = 14.0
"""Width of a name that curves share, in text heights."""

NAME_FONT = 0.87

AHEAD = 1.0
"""Text heights that a name keeps clear of the line of the dial beside it, so that it need not move again."""

AROUND = 0.5
"""Text heights above and below the note on curves without a name that keep clear of curves, together."""

FEW = 3
"""Most curves without a name that are listed by name."""


ACROSS = 6
"""Most names whose lines to their curves may cross other curves."""


class Named(NamedTuple):
    """A curve, or several that coincide, with a name."""

    text: str
    curve: Floats
    places: tuple[int, ...] = ()
    """Places of the classes among those drawn; none for S, U, F and C."""

    colour: int | None = None
    """Number of the class's colour."""


def groups(pixels: Floats, order: Sequence[int]) -> list[list[int]]:
    """Gather curves that coincide.

    Parameters
    ----------
    pixels : (k, n) float64
        Heights of the curves.
    order : sequence of int
        Their places, the most important first.

    Examples
    --------
    >>> groups(np.array([[5.0, 6.0], [9.0, 9.0], [5.0, 6.5]]), [0, 1, 2])
    [[0, 2], [1]]
    """
    found: list[list[int]] = []
    for place in order:
        for group in found:
            if np.abs(pixels[place] - pixels[group[0]]).max() <= COINCIDE:
                group.append(place)
                break
        else:
            found.append([place])
    return found


def shared_name(labels: Sequence[str], theme: Theme) -> str:
    """One name for curves that coincide: "fox = owl", or "fox = 5 more" where there is no room.

    The most important label comes first.
    """
    font = theme.font(NAME_FONT)
    names = [marks.short(label, font, LONGEST * theme.base) for label in labels]
    for count in range(len(names), 0, -1):
        more = len(names) - count
        text = " = ".join([*names[:count], *([f"{more} more"] if more else [])])
        if count == 1 or marks.text_width(text, font) <= TOGETHER * theme.base:
            return text
    return ""


class CurveNames:
    """Places of the names: fixed ones, or others while the line of the dial would cross a name."""

    def __init__(self) -> None:
        self.named: list[Named] = []
        self.places: list[Cursor | None] = []
        self.others: tuple[str, QRectF] | None = None
        self._home: list[Cursor | None] | None = None
        self._labels: list[str] = []
        self._boxed: list[tuple[list[Cursor | None], list[QRectF]]] = []

    def lay_out(
        self, named: list[Named], labels: Sequence[str], frame: Frame, xs: Floats, theme: Theme
    ) -> None:
        """Set the curves to name.

        Parameters
        ----------
        named : list of Named
            What is to be named, the most important first.
        labels : sequence of str
            Labels of all classes whose curves are drawn.
        frame : Frame
        xs : (n,) float64
            Pixels of the temperatures.
        theme : Theme
        """
        self.named, self._labels = named, list(labels)
        self._frame, self._xs, self._theme = frame, xs, theme
        self._taken: list[QRectF] = []
        self._home, self._boxed = None, []
        vars(self).pop("_sizes", None)

    def keep_clear(self, line: QRectF, taken: Sequence[QRectF]) -> bool:
        """Find a place for each name where neither the line of the dial nor anything else is.

        Returns
        -------
        bool
            Whether a name moved.
        """
        before = self.places, self.others
        if self._home is None or self._taken != list(taken):
            self._taken = list(taken)
            self._home = self.places = self._placed(self._taken)
        # Names aside stay there while they can: to find places takes as long as a frame.
        if self._is_clear(self._home, line):
            self.places = self._home
        elif not self._is_clear(self.places, line):
            aside = AHEAD * self._theme.base
            self.places = self._placed([*taken, line.adjusted(-aside, 0, aside, 0)])
        if self.places is not before[0] or (self.others is not None and self.others[1].intersects(line)):
            self.others = self._place_others(line)
        return (self.places, self.others) != before

    def _is_clear(self, places: list[Cursor | None], line: QRectF) -> bool:
        # Each turn of the dial asks for the same two lists of places.
        boxes = next((boxes for known, boxes in self._boxed if known is places), None)
        if boxes is None:
            boxes = self._boxes(places)
            self._boxed = [*self._boxed[-1:], (places, boxes)]
        return not any(box.intersects(line) for box in boxes)

    @cached_property
    def _sizes(self) -> list[tuple[float, float]]:
        font, base = self._theme.font(NAME_FONT), self._theme.base
        return [(marks.text_width(one.text, font) + 6, base) for one in self.named]

    def _placed(self, taken: Sequence[QRectF]) -> list[Cursor | None]:
        if not self.named:
            return []
        # A name on its curve needs a patch behind it.
        offsets = OFFSETS[1:] if self._theme.clear else OFFSETS
        curves = np.array([one.curve for one in self.named])
        return clear_places(self._xs, curves, self._sizes, self._frame.rect, offsets, taken, ACROSS)

    def _boxes(self, places: list[Cursor | None]) -> list[QRectF]:
        """Rectangles of the names that have a place."""
        pairs = zip(places, self._sizes, strict=True)
        return [box_of(place.centre, size) for place, size in pairs if place is not None]

    @property
    def unnamed(self) -> list[str]:
        """Labels of the classes whose curves have no name."""
        pairs = zip(self.named, self.places, strict=True)
        named = {place for one, where in pairs if where is not None for place in one.places}
        return [label for place, label in enumerate(self._labels) if place not in named]

    def _place_others(self, line: QRectF) -> tuple[str, QRectF] | None:
        """Find a place for a note on the curves without a name, where it covers least; None without room."""
        unnamed, font = self.unnamed, self._theme.font(NAME_FONT)
        # Where the ends of the curves are hidden nothing would tell which of the others the note is about.
        if not unnamed or any(
            area.right() >= self._xs[-1] > area.left() + self._theme.base for area in self._taken
        ):
            return None
        count = len(unnamed)
        texts = [f"{count} other{'s' if count > 1 else ''}", f"+{count}"]
        if count <= FEW:
            short = (marks.short(label, font, LONGEST * self._theme.base) for label in unnamed)
            texts.insert(0, f"also {', '.join(short)}")
        taken = [line, *self._taken, *self._boxes(self.places)]
        curves = np.array([one.curve for one in self.named])
        found: tuple[str, QRectF] | None = None
        for text in texts:
            # Its patch must not cut a thick line above or below it.
            size = marks.text_width(text, font) + 6, (1.0 + AROUND) * self._theme.base
            box = free_place(self._xs, curves, size, self._frame.rect, taken, self._end_of_unnamed())
            if box is not None and not self._covers_curve(box, curves):
                return text, box
            found = found or (None if box is None else (text, box))
        # All cover a curve: the one that says most.
        return found

    def _covers_curve(self, box: QRectF, curves: Floats) -> bool:
        part = curves[:, (self._xs >= box.left()) & (self._xs <= box.right())]
        return bool(((part > box.top()) & (part < box.bottom())).any())

    def _end_of_unnamed(self) -> QPointF | None:
        """Where the curves without a name end at the right: a note on them elsewhere would name another."""
        pairs = zip(self.named, self.places, strict=True)
        ends = [float(one.curve[-1]) for one, place in pairs if place is None and one.places]
        return QPointF(float(self._xs[-1]), sum(ends) / len(ends)) if ends else None

    def paint(self, painter: QPainter) -> None:
        """Write the names."""
        for one, place in zip(self.named, self.places, strict=True):
            if place is None:
                continue
            if place.centre != place.point:
                self._paint_leader(painter, one, place)
            self._write(painter, one.text, place.centre)
        if self.others is not None:
            text, box = self.others
            self._write(painter, text, box.center())

    def _paint_leader(self, painter: QPainter, one: Named, place: Cursor) -> None:
        """Draw the line from a name to its curve, in the curve's colour where it crosses another."""
        theme = self._theme
        colour = theme.colours.of_class(one.colour) if place.across and one.places else theme.colours.muted
        painter.setPen(theme.pen(colour, 0.8))
        edge = math.copysign(0.5 * theme.base, place.point.y() - place.centre.y())
        painter.drawLine(place.point, place.centre + QPointF(0, edge))
        if place.across:
            painter.setBrush(colour)
            painter.drawEllipse(place.point, 1.1 * theme.line, 1.1 * theme.line)

    def _write(self, painter: QPainter, text: str, centre: QPointF) -> None:
        below = QPointF(centre.x(), centre.y() + 0.32 * self._theme.base)
        font = self._theme.font(NAME_FONT)
        marks.write_on(painter, below, text, font, self._theme, Qt.AlignmentFlag.AlignHCenter)
