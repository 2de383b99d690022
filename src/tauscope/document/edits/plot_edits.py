"""Edits of the plots on the bench: which there are, in which order, and how large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.plots import MOST_PLOTS

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.plot_sizes import PlotSizes


def add_plot(document: Document, name: str) -> Document:
    """Put one more plot on the bench, after the others."""
    if name in document.plots:
        return document
    if len(document.plots) >= MOST_PLOTS:
        raise InputError(f"The bench is full: it holds {MOST_PLOTS} plots. Remove one first.")
    return replace(document, plots=(*document.plots, name))


def remove_plot(document: Document, name: str) -> Document:
    """Take a plot off the bench; the last one stays."""
    if name not in document.plots:
        return document
    if len(document.plots) == 1:
        raise InputError("The bench keeps one plot: choose another one in its heading instead.")
    place = document.plots.index(name)
    plots = tuple(plot for plot in document.plots if plot != name)
    return replace(document, plots=plots, plot_sizes=document.plot_sizes.without(place))


def swap_plots(document: Document, place: int, other: int) -> Document:
    """Let the plots in two places change places; the sizes of the places stay."""
    plots = list(document.plots)
    plots[place], plots[other] = plots[other], plots[place]
    return replace(document, plots=tuple(plots))


def set_plot_sizes(document: Document, sizes: PlotSizes) -> Document:
    """Give the cards other sizes."""
    return replace(document, plot_sizes=sizes)
