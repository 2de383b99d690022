"""Sizes that the user gave to the cards of the bench by dragging their borders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tauscope.core.errors import InputError
from tauscope.document.plots import MOST_PLOTS

SMALLEST, LARGEST = 0.02, 50.0
"""Factors beyond these would leave nothing to see."""

DECIMALS = 3
"""A thousandth of a card is less than a pixel."""


@dataclass(frozen=True)
class PlotSizes:
    """How many times wider and higher a card is than in the automatic layout; its neighbours make room.

    Factors are those of the places of `Document.plots`, in their order, and hold in every arrangement: in a
    wide window as in a narrow one, and with a panel above the plots. A plot beyond the last factor has 1.

    Attributes
    ----------
    widths, heights : tuple of float
        Without the ones at their end, so that equal sizes are equal values.
    panel : float
        Factor of the height of the source's panel.

    Raises
    ------
    InputError
        If a factor is not between `SMALLEST` and `LARGEST`, or there are more than plots.
    """

    widths: tuple[float, ...] = ()
    heights: tuple[float, ...] = ()
    panel: float = 1.0

    def __post_init__(self) -> None:
        for factors in (self.widths, self.heights, (self.panel,)):
            if len(factors) > MOST_PLOTS:
                raise InputError(f"Sizes of plots: at most {MOST_PLOTS} widths and heights.")
            if not all(SMALLEST <= factor <= LARGEST for factor in factors):
                raise InputError(f"Sizes of plots lie between {SMALLEST:g} and {LARGEST:g}; 1 is as usual.")

    @classmethod
    def of(cls, widths: Iterable[float] = (), heights: Iterable[float] = (), panel: float = 1.0) -> PlotSizes:
        """Sizes with all factors rounded, and none outside its limits."""
        return cls(_trimmed(map(_rounded, widths)), _trimmed(map(_rounded, heights)), _rounded(panel))

    def width(self, place: int) -> float:
        """Factor of the width of the plot in this place."""
        return self.widths[place] if place < len(self.widths) else 1.0

    def height(self, place: int) -> float:
        """Factor of the height of the plot in this place."""
        return self.heights[place] if place < len(self.heights) else 1.0

    def without(self, place: int) -> PlotSizes:
        """Sizes after the plot in this place has gone."""
        widths, heights = (
            (*factors[:place], *factors[place + 1 :]) for factors in (self.widths, self.heights)
        )
        return PlotSizes.of(widths, heights, self.panel)


def _rounded(factor: float) -> float:
    return round(float(min(max(factor, SMALLEST), LARGEST)), DECIMALS)


def _trimmed(factors: Iterable[float]) -> tuple[float, ...]:
    kept = list(factors)
    while kept and kept[-1] == 1:
        kept.pop()
    return tuple(kept)
