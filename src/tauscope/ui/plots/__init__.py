"""Ways to look at the numbers. A new one is one module here and one line in `PLOTS`."""

from tauscope.ui.plots.base import Plot
from tauscope.ui.plots.compare import ComparePlot
from tauscope.ui.plots.curves import CurvesPlot
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.plots.levels import LevelsPlot
from tauscope.ui.plots.stages import StagesPlot

PLOTS: dict[str, type[Plot]] = {
    plot.name: plot for plot in (DistributionPlot, CurvesPlot, LevelsPlot, ComparePlot, StagesPlot)
}
