"""Rows that suit the room, and what a dragged border does to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS
from tauscope.ui.bench.cards.arrangement import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    Arrangement,
    Room,
    all_arranged,
    arranged,
    heights_of_rows,
    shared,
)
from tauscope.ui.bench.cards.resizing import PANEL, with_heights, with_widths

LARGE, SMALL = Room(75, 50, 0.9), Room(37, 35, 0.4)
"""Those of a window of 1440 × 900, and of the smallest in which the text is as large as is asked for."""

COUNTS = st.integers(1, MOST_PLOTS)
ROOMS = st.builds(Room, st.floats(5, 300), st.floats(5, 200), st.floats(0, 1))


@pytest.mark.parametrize("count", range(1, MOST_PLOTS + 1))
def test_a_large_window_shows_all_plots(count: int) -> None:
    found = arranged([LEAST_HEIGHT] * count, LARGE)
    assert found.shown == tuple(range(count))
    assert found.hidden == ()


def test_three_plots_are_one_large_over_two() -> None:
    for room in (LARGE, SMALL):
        assert arranged([LEAST_HEIGHT] * 3, room) == Arrangement(((0,), (1, 2)))


def test_what_has_no_room_is_hidden_and_can_come_to_the_front() -> None:
    found = arranged([LEAST_HEIGHT] * 6, SMALL)
    assert found == Arrangement(((0, 1), (2, 3)), (4, 5))
    assert found.with_in_front(5) == Arrangement(((0, 1), (2, 5)), (3, 4))
    assert found.with_in_front(1) == found


def test_a_panel_takes_the_place_of_the_large_plot() -> None:
    assert arranged([LEAST_HEIGHT] * 3, LARGE, panel=True) == Arrangement(((0, 1, 2),), (), panel=True)
    assert arranged([LEAST_HEIGHT] * 3, SMALL, panel=True) == Arrangement(((0, 1),), (2,), panel=True)


def test_a_plot_of_many_bars_keeps_its_width_below_a_panel() -> None:
    three = [LEAST_HEIGHT] * 3
    assert arranged(three, LARGE, panel=True, apart=True).rows == ((0,), (1, 2))
    low = LARGE._replace(height=35)
    assert arranged(three, low, panel=True, apart=True) == Arrangement(((0, 1),), (2,), panel=True)
    assert arranged(three, SMALL, panel=True, apart=True) == Arrangement(((0,),), (1, 2), panel=True)


def test_a_plot_that_needs_height_does_without_a_third_row() -> None:
    room = Room(46, 42, 0.4)
    assert len(arranged([LEAST_HEIGHT] * 5, room).rows) == 3
    assert arranged([*[LEAST_HEIGHT] * 4, 16.0], room) == Arrangement(((0, 1), (2, 3)), (4,))


@given(st.lists(st.floats(8, 20), min_size=1, max_size=MOST_PLOTS), ROOMS, st.booleans())
def test_every_plot_is_either_shown_or_hidden(needed: list[float], room: Room, panel: bool) -> None:
    found = arranged(needed, room, panel=panel)
    assert sorted([*found.shown, *found.hidden]) == list(range(len(needed)))
    assert found.shown
    if len(found.shown) > 1:
        assert (room.width + room.gap) / max(map(len, found.rows)) >= LEAST_WIDTH
    assert all_arranged(len(needed), room).hidden == ()


@given(
    st.integers(0, 5000),
    st.lists(st.tuples(st.floats(0.01, 100), st.integers(0, 400)), min_size=1, max_size=6),
)
def test_pixels_are_shared_out_whole(total: int, parts: list[tuple[float, int]]) -> None:
    shares, least = [share for share, _ in parts], [pixels for _, pixels in parts]
    found = shared(total, shares, least)
    assert sum(found) == total
    if total >= sum(least):
        assert all(pixels >= at_least for pixels, at_least in zip(found, least, strict=True))


def pixels_of(sizes: PlotSizes, row: tuple[int, ...], total: float) -> list[float]:
    factors = [sizes.width(place) for place in row]
    return [total * factor / sum(factors) for factor in factors]


@given(st.floats(0.1, 0.9))
def test_a_dragged_column_leaves_the_third_where_it_was(part: float) -> None:
    sizes = PlotSizes.of([1, 1, 2, 0.5])
    row = (1, 2, 3)
    before = pixels_of(sizes, row, 900)
    both = before[0] + before[1]
    after = pixels_of(with_widths(sizes, 1, 2, (both * part, both * (1 - part))), row, 900)
    assert after[0] == pytest.approx(both * part, abs=1)
    assert after[2] == pytest.approx(before[2], abs=1)


@given(st.floats(0.1, 0.9), st.booleans())
def test_a_dragged_row_takes_its_height_from_its_neighbour(part: float, panel: bool) -> None:
    found = Arrangement(((0, 1), (2, 3)), (), panel=panel)
    sizes, upper = PlotSizes.of([], [1, 3, 0.5]), PANEL if panel else 0
    before = heights_of_rows(found, sizes)
    both = before[0] + before[1]
    after = heights_of_rows(
        found, with_heights(sizes, found, upper, (before[0], before[1]), (both * part, both * (1 - part)))
    )
    assert after[0] == pytest.approx(both * part, rel=0.01, abs=0.02)
    assert sum(after) == pytest.approx(sum(before), rel=0.01)
