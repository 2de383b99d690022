"""Tick labels are painted again when a layout moves or changes them; what is hidden keeps no pixmaps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from tests.ui.plots.crowded import typed

from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import History
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.distribution import DistributionPlot


class Painted(QObject):
    """Notes what is painted of a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return super().eventFilter(watched, event)


def test_a_new_layout_paints_the_labels_of_its_axes(
    make_plot: Callable[[type[Plot]], Plot], history: History
) -> None:
    plot, painted = make_plot(DistributionPlot), Painted()
    QApplication.processEvents()
    plot.viewport().installEventFilter(painted)
    before = plot.frame.rect
    history.start(typed(26))  # upright names: the axis is shorter
    QApplication.processEvents()
    assert plot.frame.rect != before
    labels = QRect(0, 0, int(plot.frame.rect.left()) - 4, plot.height())
    assert QRegion(labels).subtracted(painted.region).isEmpty()
    painted.region = QRegion()
    history.start(table_edits.set_temperature(history.document, 0.7))
    QApplication.processEvents()
    assert not painted.region.isEmpty()
    assert not QRegion(labels).subtracted(painted.region).isEmpty()  # a turn leaves them as they are


def test_a_hidden_plot_keeps_no_pixmaps(make_plot: Callable[[type[Plot]], Plot]) -> None:
    plot = make_plot(DistributionPlot)
    QApplication.processEvents()
    assert plot._under._whole is not None
    plot.hide()
    assert plot._under._whole is None
    assert plot._under._axes is None
    assert all(layer._kept is None for layer in plot._layers)
    plot.show()
    QApplication.processEvents()
    assert plot._under._whole is not None
