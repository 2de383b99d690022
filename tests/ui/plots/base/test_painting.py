"""How plots paint: ticks after a new layout, no pixmaps while hidden, no painter left by an error."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.plots.crowded import typed

from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import History
from tauscope.ui.painting.frame import Layer
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


def test_axes_that_stay_as_they_are_are_not_painted_again(
    make_plot: Callable[[type[Plot]], Plot], history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot, painted = make_plot(DistributionPlot), list[float]()
    history.start(typed(26))
    QApplication.processEvents()
    paint_axes = plot._painted_axes

    def counted(ratio: float) -> QPixmap:
        painted.append(ratio)
        return paint_axes(ratio)

    monkeypatch.setattr(plot._under, "_paint_axes", counted)
    history.start(table_edits.set_logit(history.document, 0, 1.25))
    QApplication.processEvents()
    assert painted == []
    plot.resize(plot.width() - 40, plot.height())
    QApplication.processEvents()
    assert len(painted) == 1


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


def test_an_error_while_painting_ends_the_painter(
    make_plot: Callable[[type[Plot]], Plot], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = make_plot(DistributionPlot)

    painters = list[QPainter]()

    def fail(_: Layer, painter: QPainter, *__: object) -> None:
        painters.append(painter)
        raise ZeroDivisionError

    monkeypatch.setattr(Layer, "paint_exposed", fail)
    # PySide raises it from `repaint`, or hands it to the hook of exceptions.
    with qtbot.captureExceptions(), suppress(ZeroDivisionError):
        plot.viewport().repaint()
    assert [one.isActive() for one in painters] == [False]
