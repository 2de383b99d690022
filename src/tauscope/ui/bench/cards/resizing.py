"""Sizes of the cards after a border between them was dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.document.plot_sizes import PlotSizes
from tauscope.ui.bench.cards.arrangement import row_factor

if TYPE_CHECKING:
    from tauscope.ui.bench.cards.arrangement import Arrangement

PANEL = -1
"""Index of the row of a source's panel."""


def with_widths(sizes: PlotSizes, left: int, right: int, widths: tuple[float, float]) -> PlotSizes:
    """Set the widths, in pixels, of two plots in a row; all others keep theirs.

    Parameters
    ----------
    sizes : PlotSizes
        The present sizes.
    left, right : int
        Indices in `Document.plots`.
    widths : (float, float)
        New widths of the two; their sum is that of the present ones.
    """
    both = sizes.width(left) + sizes.width(right)
    factors = _all(sizes.widths, max(left, right))
    factors[left], factors[right] = (both * width / sum(widths) for width in widths)
    return PlotSizes.of(factors, sizes.heights, sizes.panel)


def with_heights(
    sizes: PlotSizes,
    arrangement: Arrangement,
    upper: int,
    shares: tuple[float, float],
    heights: tuple[float, float],
) -> PlotSizes:
    """Set the heights, in pixels, of two adjacent rows; all others keep theirs.

    Parameters
    ----------
    sizes : PlotSizes
        The present sizes.
    arrangement : Arrangement
        Rows of the plots.
    upper : int
        Index of the upper row; `PANEL` is the row of a panel.
    shares : (float, float)
        Shares of the height that the two rows have with the present sizes.
    heights : (float, float)
        New heights of the two rows.
    """
    for row, share, height in zip((upper, upper + 1), shares, heights, strict=True):
        sizes = _row_times(sizes, arrangement, row, sum(shares) * height / sum(heights) / share)
    return sizes


def _row_times(sizes: PlotSizes, arrangement: Arrangement, row: int, times: float) -> PlotSizes:
    """Multiply the height of a row; its plots share one factor from now on."""
    if row == PANEL:
        return PlotSizes.of(sizes.widths, sizes.heights, sizes.panel * times)
    places = arrangement.rows[row]
    factors = _all(sizes.heights, max(places))
    for place in places:
        factors[place] = row_factor(places, sizes) * times
    return PlotSizes.of(sizes.widths, factors, sizes.panel)


def _all(factors: tuple[float, ...], last: int) -> list[float]:
    return [*factors, *[1.0] * (last + 1 - len(factors))]
