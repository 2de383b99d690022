"""Imports what a document shows in the thread that reads it, so that the window's own thread need not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.panels import panel_class
from tauscope.ui.plots import plot_class

if TYPE_CHECKING:
    from tauscope.document.document import Document


def import_views(document: Document) -> None:
    """Import the modules of the panel, the plots and the readouts of a document.

    Those of a trace take longer than all else that its first picture needs. Nothing of Qt is made here: that
    is left to the thread of the window.
    """
    abilities = document.source.abilities
    panel_class(abilities.panel)
    for name in dict.fromkeys((*abilities.plots, *document.plots)):
        plot_class(name)
    readouts_for(document)
