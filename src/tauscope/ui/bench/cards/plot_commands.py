"""Commands on the plots of the bench: each method asks for one edit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tauscope.document.edits import plot_edits, table_edits
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import PLOTS
from tauscope.document.suitability import unsuited
from tauscope.ui.editing.history import EditRequest

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.editing.history import Perform


class PlotCommands:
    """Commands that show, add, remove, swap and resize plots."""

    def __init__(self, perform: Perform) -> None:
        self._perform = perform

    def show(self, name: str, place: int) -> str | None:
        """Show a plot in this place; if it was elsewhere, the two plots swap places."""
        edit = partial(table_edits.place_plot, place=place, name=name)
        return self._perform(EditRequest(f"show {PLOTS[name].title}", edit))

    def add(self, name: str) -> str | None:
        """Add a plot to the bench."""
        return self._perform(EditRequest(f"add {PLOTS[name].title}", partial(plot_edits.add_plot, name=name)))

    def remove(self, name: str) -> str | None:
        """Remove a plot from the bench."""
        edit = partial(plot_edits.remove_plot, name=name)
        return self._perform(EditRequest(f"remove {PLOTS[name].title}", edit))

    def swap(self, place: int, other: int) -> str | None:
        """Swap the plots in two places."""
        edit = partial(plot_edits.swap_plots, place=place, other=other)
        return self._perform(EditRequest("move a plot", edit))

    def resize(self, sizes: PlotSizes, gesture: object | None = None) -> str | None:
        """Set the sizes of the cards."""
        edit = partial(plot_edits.set_plot_sizes, sizes=sizes)
        return self._perform(EditRequest("resize plots", edit, gesture))


def offered(document: Document) -> list[tuple[str, str]]:
    """Name of every plot, and why it has nothing to show of this document; those that suit it come first."""
    reasons = [(name, unsuited(name, document)) for name in PLOTS]
    return sorted(reasons, key=lambda pair: bool(pair[1]))
