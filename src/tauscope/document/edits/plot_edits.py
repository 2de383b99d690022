"""Edits of the plots on the bench: their number, order and sizes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from tauscope.document.document import Document


def add_plot(document: Document, name: str) -> Document:
    """Add a plot to the bench, after the others; no change if it is there."""
    if name in document.plots:
        return document
    if len(document.plots) >= MOST_PLOTS:
        raise InputError(f"The bench is full: it holds {MOST_PLOTS} plots. Remove one first.")
    return replace(document, plots=(*document.plots, name))


def remove_plot(document: Document, name: str) -> Document:
    """Remove a plot from the bench; the last one cannot be removed."""
    if name not in document.plots:
        return document
    if len(document.plots) == 1:
        raise InputError("The bench keeps one plot: choose another one in its heading instead.")
    place = document.plots.index(name)
    plots = tuple(plot for plot in document.plots if plot != name)
    return replace(document, plots=plots, plot_sizes=document.plot_sizes.without(place))


def without_plots(document: Document, names: Collection[str]) -> Document:
    """Remove plots that have nothing to show any more; if at most one other is left, show the usual ones."""
    kept = tuple(name for name in document.plots if name not in names)
    if len(kept) == len(document.plots):
        return document
    usual = document.source.abilities.plots or type(document).plots
    return replace(document, plots=kept if len(kept) > 1 else usual, plot_sizes=PlotSizes())


def swap_plots(document: Document, place: int, other: int) -> Document:
    """Exchange the plots at two places; sizes belong to the places and stay."""
    plots = list(document.plots)
    plots[place], plots[other] = plots[other], plots[place]
    return replace(document, plots=tuple(plots))


def set_plot_sizes(document: Document, sizes: PlotSizes) -> Document:
    """Set the sizes of the plots' cards."""
    return replace(document, plot_sizes=sizes)
