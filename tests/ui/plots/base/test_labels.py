from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from tauscope.core.logits import Floats
from tauscope.ui.plots.base.labels import OFFSETS, Cursor, clear_places

XS = np.linspace(0.0, 600.0, 402)
ROOM = QRectF(0, 0, 600, 300)
SIZE = (40.0, 14.0)


def box(place: Cursor) -> QRectF:
    return QRectF(place.centre.x() - SIZE[0] / 2, place.centre.y() - SIZE[1] / 2, *SIZE)


def curves_of(logits: list[float]) -> Floats:
    temperatures = np.geomspace(0.02, 50, XS.size)
    weights = np.exp((np.array(logits)[:, None] - max(logits)) / temperatures)
    curves: Floats = 300 * (1 - weights / weights.sum(axis=0))
    return curves


@pytest.mark.parametrize("logits", [[2, 1, 0.5, 0.1], [1, 0.99], list(range(10)), [0.0], [3, 3, 1]])
def test_names_cover_no_other_curve_and_no_other_name(logits: list[float]) -> None:
    curves = curves_of(logits)
    places = clear_places(XS, curves, [SIZE] * len(curves), ROOM)
    found = [place for place in places if place is not None]
    assert found
    assert all(ROOM.contains(box(place)) for place in found)
    assert not any(box(one).intersects(box(other)) for one, other in itertools.combinations(found, 2))
    for number, place in enumerate(places):
        if place is None:
            continue
        under = (box(place).left() <= XS) & (box(place).right() >= XS)
        for other in range(len(curves)):
            y = curves[other][under]
            crossed = (y > box(place).top() + 2) & (y < box(place).bottom() - 2)
            assert other == number or not crossed.any()


def test_name_points_to_its_own_curve() -> None:
    curves = curves_of([2, 1, 0.5, 0.1])
    for number, place in enumerate(clear_places(XS, curves, [SIZE] * 4, ROOM)):
        if place is not None:
            assert place.point.y() == pytest.approx(np.interp(place.point.x(), XS, curves[number]), abs=0.5)


def test_name_stands_on_its_curve_where_there_is_room() -> None:
    (place,) = clear_places(XS, np.full((1, XS.size), 150.0), [SIZE], ROOM)
    assert place is not None
    assert place.centre == place.point


def test_name_stands_beside_its_curve_where_it_may_not_stand_on_it() -> None:
    (place,) = clear_places(XS, np.full((1, XS.size), 150.0), [SIZE], ROOM, OFFSETS[1:])
    assert place is not None
    assert abs(place.centre.y() - place.point.y()) >= SIZE[1]


def test_a_name_without_a_place_may_stand_across_another_curve() -> None:
    # Five pixels apart: between its neighbours there is no room for the name of the one in the middle.
    curves = np.array([np.full(XS.size, 150.0 + 5 * number) for number in range(3)])
    assert clear_places(XS, curves, [SIZE] * 3, ROOM)[1] is None
    place = clear_places(XS, curves, [SIZE] * 3, ROOM, across=1)[1]
    assert place is not None
    assert place.across
    assert place.point.y() == 155
    assert all(not box(place).top() < y < box(place).bottom() for y in (150, 155, 160))
    assert clear_places(XS, curves, [SIZE] * 3, ROOM, across=0)[1] is None


def test_curves_that_coincide_have_no_name() -> None:
    assert clear_places(XS, np.full((2, XS.size), 150.0), [SIZE] * 2, ROOM) == [None, None]


def test_what_is_taken_stays_clear() -> None:
    taken = QRectF(100, 0, 400, 300)
    (place,) = clear_places(XS, np.full((1, XS.size), 150.0), [SIZE], ROOM, taken=[taken])
    assert place is not None
    assert not box(place).intersects(taken)


@pytest.mark.parametrize("width", [0.0, 1.0, 30.0])
def test_room_that_is_too_small_stays_empty(width: float) -> None:
    xs = np.linspace(0, width, 402)
    assert clear_places(xs, np.full((1, 402), 5.0), [SIZE], QRectF(0, 0, width, 10)) == [None]
