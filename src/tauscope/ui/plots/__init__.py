"""Ways to look at the numbers. `PLOTS` of `document/plots.py` names the class of each.

A class is imported when its plot is first shown: the window opens as fast with many plots as with few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.registry import imported
from tauscope.document.plots import PLOTS

if TYPE_CHECKING:
    from tauscope.ui.plots.base.plot import Plot

__all__ = ["PLOTS", "plot_class"]


def plot_class(name: str) -> type[Plot]:
    """Class of the plot of this name."""
    kind: type[Plot] = imported(PLOTS[name].view)
    return kind
