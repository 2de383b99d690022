"""The line of the dial is held and dragged alike in every plot over τ."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from tests.suited import suited
from tests.ui import hands

from tauscope.core.temperatures import scale
from tauscope.document.document import Document
from tauscope.document.plots import PLOTS
from tauscope.ui.editing.history import History
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.base.dial_line import DialLinePlot, LogDialLinePlot
from tauscope.ui.plots.base.plot import Plot

pytestmark = pytest.mark.usefixtures("known_studies")

OVER_TEMPERATURE = [name for name in PLOTS if issubclass(plot_class(name), DialLinePlot)]


@pytest.fixture(params=OVER_TEMPERATURE)
def plot(
    request: pytest.FixtureRequest, make_plot: Callable[[type[Plot]], Plot], history: History
) -> DialLinePlot:
    history.start(suited(request.param, Document()))
    made = make_plot(plot_class(request.param))
    assert isinstance(made, DialLinePlot)
    return made


def on_line(plot: DialLinePlot, temperature: float) -> QPointF:
    return QPointF(plot.dial_x(temperature), plot.frame.rect.center().y())


def test_the_line_is_dragged_to_another_temperature_in_one_step_of_undo(
    plot: DialLinePlot, history: History
) -> None:
    before = history.document.temperature
    start = on_line(plot, before)
    assert plot.cursor_at(start) == Qt.CursorShape.SizeHorCursor
    ends = [start + QPointF(way, 0) for way in (20, 40, 60)]
    hands.drag(plot, [start, *ends])
    x = plot.frame.x.value(ends[-1].x())
    wanted = scale.position(10**x) if isinstance(plot, LogDialLinePlot) else x
    assert scale.position(history.document.temperature) == pytest.approx(wanted, abs=0.005)
    assert plot.on_line(ends[-1])
    history.undo()
    assert history.document.temperature == before


def test_beyond_the_axis_the_line_stands_at_its_end(plot: DialLinePlot) -> None:
    rect = plot.frame.rect
    assert plot.dial_x(0.0) == pytest.approx(rect.left(), abs=1e-6)
    assert plot.dial_x(float("inf")) == pytest.approx(rect.right(), abs=1e-6)
    outside = QPointF(rect.left() - 40, rect.center().y())
    assert not plot.press(outside)
    assert plot.cursor_at(outside) == Qt.CursorShape.ArrowCursor
