"""Direct labels: places for names beside their curves that cover nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from tauscope.core.logits import Floats

COLUMNS = 90
"""Places along a curve that are tried."""

OFFSETS = (0.0, -1.1, 1.1, -1.9, 1.9, -2.8, 2.8, -3.8, 3.8)
"""How far above or below its curve a name may stand, in heights of a name; the nearest is taken."""

FARTHER = [-5.0, 5.0, -6.5, 6.5]
"""Offsets of names whose lines cross other curves."""

APART = 3.0
"""Least distance in pixels from all other curves of the point to which a name's line leads."""


_ROWS, _COLUMNS = 12, 16
"""Rows and columns of the places that `free_place` tries."""


class Cursor(NamedTuple):
    """Place of a name: its centre, the point of the curve that it names, and the line between.

    `across` says that the line between the two crosses another curve: it must show to which it belongs.
    """

    centre: QPointF
    point: QPointF
    across: bool = False


class _Ground(NamedTuple):
    """Curves sampled in columns, and the arguments of `clear_places`."""

    xs: Floats
    curves: Floats
    room: QRectF
    offsets: Sequence[float]
    across: bool = False


def clear_places(
    xs: Floats,
    curves: Floats,
    sizes: list[tuple[float, float]],
    room: QRectF,
    offsets: Sequence[float] = OFFSETS,
    taken: Sequence[QRectF] = (),
    across: int = 0,
) -> list[Cursor | None]:
    """Place for each name, on or near its curve, where it covers no other curve and no other name.

    Parameters
    ----------
    xs : (n,) float64
        Pixels from the left, rising.
    curves : (k, n) float64
        Pixels from the top.
    sizes : list of (width, height)
        Of the names.
    room : QRectF
        Where names may stand.
    offsets : sequence of float
        How far from its curve a name may be, in heights of a name, the best first.
    taken : sequence of QRectF
        What else names must keep clear of.
    across : int
        Where no more names than these have no place, lines from a name to its curve may cross others.

    Returns
    -------
    list of Place or None
        None where there is no room: the curve stays unnamed.
    """
    even = np.linspace(xs[0], xs[-1], COLUMNS)
    sampled = np.array([np.interp(even, xs, curve) for curve in curves])
    ground = _Ground(even, sampled, room, offsets)
    halves = [_half_width(even, width) for width, _ in sizes]
    reaches = {half: _extent(sampled, half) for half in set(halves)}
    full = list(taken)
    places: list[Cursor | None] = [None] * len(sizes)

    def place_names(numbers: Sequence[int], ground: _Ground) -> None:
        for number in numbers:
            place = places[number] = _place(number, ground, reaches[halves[number]], sizes[number], full)
            if place is not None:
                full.extend((box_of(place.centre, sizes[number]), _leader(place)))

    place_names(range(len(sizes)), ground)
    missing = [number for number, place in enumerate(places) if place is None]
    if len(missing) <= across:
        beside = [offset for offset in offsets if offset] + FARTHER
        place_names(missing, ground._replace(offsets=beside, across=True))
    return places


def _place(
    number: int,
    ground: _Ground,
    reach: tuple[Floats, Floats],
    size: tuple[float, float],
    taken: list[QRectF],
) -> Cursor | None:
    (xs, curves, room, offsets, across), (low, high) = ground, reach
    away = np.abs(curves - curves[number])
    away[number] = np.inf
    clearance = away.min(axis=0, initial=1e9)
    by_clearance = np.argsort(-clearance, kind="stable")
    for offset in offsets:
        centres = curves[number] + offset * size[1]
        top, bottom = centres - size[1] / 2, centres + size[1] / 2
        blocked = (low < bottom) & (high > top)
        if offset == 0:
            blocked[number] = False
        free = ~blocked.any(axis=0) & (clearance >= APART)
        if not across:
            free &= ~_crossed(number, curves, centres)
        for column in by_clearance[free[by_clearance]].tolist():
            centre = QPointF(float(xs[column]), float(centres[column]))
            box = box_of(centre, size)
            if room.contains(box) and not any(box.intersects(other) for other in taken):
                place = Cursor(centre, QPointF(centre.x(), float(curves[number, column])), across)
                if not any(_leader(place).intersects(other) for other in taken):
                    return place
    return None


def _crossed(number: int, curves: Floats, centres: Floats) -> NDArray[np.bool_]:
    """Columns in which another curve passes between a name and its curve, and would seem to be named."""
    low, high = np.minimum(curves[number], centres), np.maximum(curves[number], centres)
    return np.asarray(((curves > low) & (curves < high)).any(axis=0))


def _half_width(xs: Floats, width: float) -> int:
    """Half the width of a name, in columns."""
    return min(len(xs), max(1, int(np.ceil(width / 2 / max(1e-9, xs[1] - xs[0])))))


def _extent(curves: Floats, half: int) -> tuple[Floats, Floats]:
    """Lowest and highest pixel of each curve within half a name of each column."""
    padded = np.pad(curves, ((0, 0), (half, half)), mode="edge")
    windows = sliding_window_view(padded, 2 * half + 1, axis=1)
    return windows.min(axis=2), windows.max(axis=2)


def _leader(place: Cursor) -> QRectF:
    """Area of the line from a name to its curve."""
    return QRectF(place.centre, place.point).normalized().adjusted(-1, 0, 1, 0)


def free_place(
    xs: Floats,
    curves: Floats,
    size: tuple[float, float],
    room: QRectF,
    taken: Sequence[QRectF],
    beside: QPointF | None = None,
) -> QRectF | None:
    """The box of this size that covers the fewest points of the curves and nothing that is taken.

    Parameters
    ----------
    xs : (n,) float64
        Pixels from the left, rising.
    curves : (k, n) float64
        Pixels from the top.
    size : (float, float)
        Width and height.
    room : QRectF
        Where the box may stand.
    taken : sequence of QRectF
    beside : QPointF, optional
        Point to which the right end of the box is to be near.

    Returns
    -------
    QRectF or None
        None where the room is too small, or all of it is taken. Of equals the one nearest to `beside`, or
        without it the uppermost, then the rightmost.
    """
    width, height = size
    if room.width() < width or room.height() < height:
        return None
    best: tuple[int, QRectF] | None = None
    tops = np.linspace(room.top(), room.bottom() - height, _ROWS).tolist()
    lefts = np.linspace(room.right() - width, room.left(), _COLUMNS).tolist()
    corners = [(left, top) for top in tops for left in lefts]
    if beside is not None:
        at = beside.x() - width, beside.y() - height / 2
        corners.sort(key=lambda corner: math.dist(corner, at))
    for left, top in corners:
        box = QRectF(left, top, width, height)
        if any(box.intersects(other) for other in taken):
            continue
        part = curves[:, (xs >= left) & (xs <= left + width)]
        covered = int(((part > top) & (part < top + height)).sum())
        if best is None or covered < best[0]:
            best = covered, box
            if not covered:
                return box
    return None if best is None else best[1]


def box_of(centre: QPointF, size: tuple[float, float]) -> QRectF:
    """The box of this size around a point."""
    return QRectF(centre.x() - size[0] / 2, centre.y() - size[1] / 2, *size)
