"""Which plots are on the bench, and how large."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import plot_edits, table_edits
from tauscope.document.plot_sizes import LARGEST, SMALLEST, PlotSizes
from tauscope.document.plots import MOST_PLOTS, PLOTS

FACTORS = st.lists(st.floats(SMALLEST, LARGEST), max_size=MOST_PLOTS)


@pytest.mark.parametrize("count", range(1, MOST_PLOTS + 1))
def test_a_document_holds_one_to_six_plots(count: int) -> None:
    plots = tuple(PLOTS)[:count]
    assert Document(plots=plots).plots == plots


@pytest.mark.parametrize("plots", [(), ("curves", "curves"), tuple(PLOTS)[: MOST_PLOTS + 1]])
def test_none_too_many_and_twice_the_same_are_refused(plots: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="holds from 1 to 6 plots, each of them once"):
        Document(plots=plots)


def test_a_plot_is_added_after_the_others_and_only_once() -> None:
    more = plot_edits.add_plot(Document(), "draws")
    assert more.plots == ("distribution", "curves", "levels", "draws")
    assert plot_edits.add_plot(more, "draws") == more


def test_a_full_bench_takes_no_more() -> None:
    full = Document(plots=tuple(PLOTS)[:MOST_PLOTS])
    with pytest.raises(InputError, match="full"):
        plot_edits.add_plot(full, tuple(PLOTS)[MOST_PLOTS])


def test_the_last_plot_stays() -> None:
    document = plot_edits.remove_plot(plot_edits.remove_plot(Document(), "distribution"), "levels")
    assert document.plots == ("curves",)
    assert plot_edits.remove_plot(document, "levels") == document
    with pytest.raises(InputError, match="keeps one plot"):
        plot_edits.remove_plot(document, "curves")


def test_a_plot_that_goes_takes_its_size_along() -> None:
    sizes = PlotSizes.of([2, 3, 4], [5, 6, 7], 1.5)
    document = plot_edits.remove_plot(plot_edits.set_plot_sizes(Document(), sizes), "curves")
    assert document.plot_sizes == PlotSizes.of([2, 4], [5, 7], 1.5)


def test_plots_that_change_places_leave_the_sizes_of_the_places() -> None:
    sizes = PlotSizes.of([2, 3])
    document = plot_edits.swap_plots(plot_edits.set_plot_sizes(Document(), sizes), 0, 2)
    assert document.plots == ("levels", "curves", "distribution")
    assert document.plot_sizes == sizes
    assert table_edits.place_plot(document, 0, "draws").plot_sizes == sizes


@given(FACTORS, FACTORS, st.floats(SMALLEST, LARGEST))
def test_sizes_are_one_value_however_they_are_written(
    widths: list[float], heights: list[float], panel: float
) -> None:
    sizes = PlotSizes.of(widths, heights, panel)
    padded = (*sizes.widths, *[1.0] * (MOST_PLOTS - len(sizes.widths)))
    assert PlotSizes.of(padded, sizes.heights, sizes.panel) == sizes
    for place in range(MOST_PLOTS):
        width = widths[place] if place < len(widths) else 1.0
        assert sizes.width(place) == pytest.approx(width, abs=1e-3)
        height = heights[place] if place < len(heights) else 1.0
        assert sizes.height(place) == pytest.approx(height, abs=1e-3)


@pytest.mark.parametrize("factor", [0.0, -1.0, math.inf, math.nan, 1e9])
def test_a_size_that_shows_nothing_is_refused(factor: float) -> None:
    for sizes in ({"widths": (factor,)}, {"heights": (1.0, factor)}, {"panel": factor}):
        with pytest.raises(InputError, match="between"):
            PlotSizes(**sizes)
