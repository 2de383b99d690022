"""Sizes of the plots' cards, which the user changes by dragging their borders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tauscope.core.errors import InputError
from tauscope.document.plots import MOST_PLOTS

SMALLEST, LARGEST = 0.02, 50.0
"""Limits of a factor; beyond these a card would be too small to see, or leave no room for another."""

DECIMALS = 3
"""Decimals of a factor: a thousandth of a card is less than a pixel."""


@dataclass(frozen=True)
class PlotSizes:
    """Factors by which cards are wider and higher than in the automatic layout.

    A factor belongs to a place in `Document.plots`, and holds in every arrangement of the window. A place
    beyond the last factor has the factor 1.

    Attributes
    ----------
    widths, heights : tuple of float
        Factors by place, without factors of 1 at the end, so that equal sizes are equal values.
    panel : float
        Factor of the height of the source's panel.

    Raises
    ------
    InputError
        If a factor is not between `SMALLEST` and `LARGEST`, or there are more than `MOST_PLOTS`.
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
        """Return sizes with all factors rounded and limited."""
        return cls(_trimmed(map(_rounded, widths)), _trimmed(map(_rounded, heights)), _rounded(panel))

    def width(self, place: int) -> float:
        """Return the factor of the width at `place`."""
        return self.widths[place] if place < len(self.widths) else 1.0

    def height(self, place: int) -> float:
        """Return the factor of the height at `place`."""
        return self.heights[place] if place < len(self.heights) else 1.0

    def without(self, place: int) -> PlotSizes:
        """Return the sizes after the plot at `place` is removed."""
        widths, heights = (
            (*factors[:place], *factors[place + 1 :]) for factors in (self.widths, self.heights)
        )
        return PlotSizes.of(widths, heights, self.panel)


def _rounded(factor: float) -> float:
    """Round a factor to `DECIMALS`, within its limits."""
    return round(float(min(max(factor, SMALLEST), LARGEST)), DECIMALS)


def _trimmed(factors: Iterable[float]) -> tuple[float, ...]:
    """Return the factors without those of 1 at the end."""
    kept = list(factors)
    while kept and kept[-1] == 1:
        kept.pop()
    return tuple(kept)
