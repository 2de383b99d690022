"""Every plot by its name. A new one is a line in `PLOTS`, a class in `ui/plots/`, a function of its numbers.

A dotted path is text until it is imported: that of the numbers by a report, that of the class by `ui` alone.
"""

from __future__ import annotations

from typing import NamedTuple

MOST_PLOTS = 6
"""Plots that the bench holds at most."""


class PlotEntry(NamedTuple):
    """One plot.

    Attributes
    ----------
    title : str
        Its heading.
    view : str
        Dotted path of its class, a `Plot`.
    numbers : str
        Dotted path of the function Picture → Numbers that makes the table behind it.
    """

    title: str
    view: str
    numbers: str


PLOTS = {
    "distribution": PlotEntry(
        "Distribution",
        "tauscope.ui.plots.distribution.DistributionPlot",
        "tauscope.document.reports.plot_data.distribution_numbers",
    ),
    "curves": PlotEntry(
        "All τ at once",
        "tauscope.ui.plots.curves.CurvesPlot",
        "tauscope.document.reports.plot_data.curves_numbers",
    ),
    "levels": PlotEntry(
        "Boltzmann levels",
        "tauscope.ui.plots.levels.LevelsPlot",
        "tauscope.document.reports.plot_data.levels_numbers",
    ),
    "compare": PlotEntry(
        "Compare",
        "tauscope.ui.plots.compare.ComparePlot",
        "tauscope.document.reports.plot_data.compare_numbers",
    ),
    "stages": PlotEntry(
        "Stages",
        "tauscope.ui.plots.stages.StagesPlot",
        "tauscope.document.reports.plot_data.stages_numbers",
    ),
    "engines": PlotEntry(
        "Engines",
        "tauscope.ui.plots.engines.EnginesPlot",
        "tauscope.document.reports.plot_data.engines_numbers",
    ),
    "draws": PlotEntry(
        "Draws",
        "tauscope.ui.plots.draws.DrawsPlot",
        "tauscope.document.reports.plot_data.draws_numbers",
    ),
}
"""In the order in which they are offered."""
