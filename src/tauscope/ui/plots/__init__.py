"""Ways to look at the numbers. A new one is one module here and one line in `PLOTS`.

Plot `stages` is class `StagesPlot` in module `stages`. A module is imported when its plot is first shown, so
that the window opens as fast with many plots as with few.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.ui.plots.base.plot import Plot

PLOTS = {
    "distribution": "Distribution",
    "curves": "All τ at once",
    "levels": "Boltzmann levels",
    "compare": "Compare",
    "stages": "Stages",
    "engines": "Engines",
    "draws": "Draws",
}
"""Titles by name, in the order in which they are offered."""


def plot_class(name: str) -> type[Plot]:
    """Class of the plot of this name."""
    kind: type[Plot] = getattr(import_module(f"{__name__}.{name}"), f"{name.capitalize()}Plot")
    return kind
