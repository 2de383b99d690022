from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from tests.ui import hands

from tauscope.core import scale
from tauscope.core.chain import Chain
from tauscope.document import edits
from tauscope.document.document import QUANTITIES, Document
from tauscope.document.landscape import GRID
from tauscope.document.picture import Picture
from tauscope.ui.focus import Focus
from tauscope.ui.history import History
from tauscope.ui.plots.axes import tick_labels
from tauscope.ui.plots.base import Plot
from tauscope.ui.plots.curves import (
    PLACES,
    CurvesPlot,
    drawn_quantities,
    likeliest,
    quantity_curve,
    quantity_range,
)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> CurvesPlot:
    plot = make_plot(CurvesPlot)
    assert isinstance(plot, CurvesPlot)
    return plot


def over(plot: Plot, temperature: float, p: float = 0.9) -> QPointF:
    return plot.frame.point(scale.position(temperature), p)


# The cursor is the dial


def test_cursor_is_dragged_to_a_temperature(plot: CurvesPlot, history: History) -> None:
    hands.drag(plot, [over(plot, 1.0), over(plot, 2.0), over(plot, 0.25)])
    assert history.document.temperature == pytest.approx(0.25, rel=0.02)
    assert history.undo_name == "turn the dial"
    history.undo()
    assert history.document == Document()


@pytest.mark.parametrize(("end", "temperature"), [(-50.0, 0.0), (50.0, math.inf)])
def test_both_stops_can_be_reached(
    plot: CurvesPlot, history: History, end: float, temperature: float
) -> None:
    edge = over(plot, temperature)
    hands.drag(plot, [over(plot, 1.0), edge, QPointF(edge.x() + end, edge.y())])
    assert history.document.temperature == temperature


@pytest.mark.parametrize("start", [0.0, math.inf])
def test_cursor_at_a_stop_can_be_taken_away(plot: CurvesPlot, history: History, start: float) -> None:
    history.start(edits.set_temperature(Document(), start))
    hands.drag(plot, [over(plot, start), over(plot, 5.0), over(plot, 3.0)])
    assert history.document.temperature == pytest.approx(3.0, rel=0.02)


def test_press_beside_the_curves_brings_the_cursor_there(plot: CurvesPlot, history: History) -> None:
    hands.click(plot, over(plot, 10.0, 0.9))
    assert history.document.temperature == pytest.approx(10.0, rel=0.02)


def test_press_and_drag_is_one_step_of_undo(plot: CurvesPlot, history: History) -> None:
    hands.drag(plot, [over(plot, 10.0), over(plot, 20.0), over(plot, 5.0)])
    history.undo()
    assert history.document == Document()


def test_cursor_follows_the_document(plot: CurvesPlot, history: History) -> None:
    accent = plot.theme.colours.accent

    def cursor_column() -> int:
        image = plot.grab().toImage()
        y = round(plot.frame.y.pixel(0.97))
        return next(x for x in range(image.width()) if image.pixelColor(x, y) == accent)

    for temperature in (0.1, 1.0, 10.0):
        history.start(edits.set_temperature(Document(), temperature))
        assert cursor_column() == pytest.approx(over(plot, temperature).x(), abs=2)


def test_hand_shows_that_the_cursor_can_be_dragged(plot: CurvesPlot) -> None:
    hands.move(plot, over(plot, 1.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    hands.move(plot, over(plot, 10.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


# Curves


def test_mouse_points_at_the_curve_under_it(plot: CurvesPlot, focus: Focus) -> None:
    assert plot.picture is not None
    column = int(np.searchsorted(PLACES, scale.position(0.5)))
    for row in range(4):
        p = float(plot.picture.landscape.curves[row, column])
        hands.move(plot, plot.frame.point(float(PLACES[column]), p))
        assert focus.hovered == row


def test_click_on_a_curve_selects_and_turns_nothing(plot: CurvesPlot, history: History, focus: Focus) -> None:
    assert plot.picture is not None
    column = int(np.searchsorted(PLACES, scale.position(0.5)))
    p = float(plot.picture.landscape.curves[0, column])
    hands.click(plot, plot.frame.point(float(PLACES[column]), p))
    assert focus.selected == (0,)
    assert history.undo_name is None


def test_axis_runs_over_the_scale_of_the_dial(plot: CurvesPlot) -> None:
    places = [plot.frame.x.pixel(scale.position(tick)) for tick in scale.TICKS]
    labels = tick_labels(plot.axes.items_by_side["bottom"], plot.theme.font())
    assert [text for _, text in labels] == ["0", "0.1", "1", "10", "∞"]
    offset = plot.frame.rect.left()
    assert [rect.center().x() + offset for rect, _ in labels] == pytest.approx(places, abs=1)


# The quantity


@pytest.mark.parametrize("quantity", list(QUANTITIES))
def test_quantity_is_drawn_within_its_axis_up_to_ten(
    plot: CurvesPlot, history: History, quantity: str
) -> None:
    history.start(edits.set_quantity(Document(), quantity))
    assert plot.picture is not None
    shares = quantity_curve(plot.picture, plot.picture.document.quantity)[GRID <= 10]
    assert shares.min() >= -1e-9
    assert 0.9 < shares.max() <= 1 + 1e-9
    labels = tick_labels(plot.axes.items_by_side["right"], plot.theme.font())
    assert len({text for _, text in labels}) == 2
    assert QUANTITIES[quantity] in plot.legend(plot.picture)


def test_entropy_runs_from_nothing_to_the_logarithm_of_the_classes(plot: CurvesPlot) -> None:
    assert plot.picture is not None
    assert quantity_range(plot.picture) == pytest.approx((0.0, math.log(4)))


@pytest.mark.parametrize("quantity", list(QUANTITIES))
@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 7.0])
def test_mark_on_the_cursor_lies_on_the_curve(
    plot: CurvesPlot, history: History, quantity: str, temperature: float
) -> None:
    history.start(edits.set_temperature(edits.set_quantity(Document(), quantity), temperature))
    assert plot.picture is not None
    curve = np.interp(
        scale.position(temperature), PLACES, quantity_curve(plot.picture, plot.picture.document.quantity)
    )
    assert plot._quantity_at(plot.picture) == pytest.approx(curve, abs=2e-3)


@pytest.mark.parametrize("logit", [0.0, 1e308, -1e308, 1.7976931348623157e308])
@pytest.mark.parametrize("quantity", list(QUANTITIES))
def test_quantity_of_one_class_has_a_range_all_the_same(logit: float, quantity: str) -> None:
    document = edits.set_quantity(edits.replace_classes(Document(), ["one"], [logit]), quantity)
    low, high = quantity_range(Picture.of(document))
    assert low < high


def test_entropy_stays_beside_what_is_chosen() -> None:
    assert drawn_quantities(Picture.of(Document())) == ("entropy",)
    other = edits.set_quantity(Document(), "heat_capacity")
    assert drawn_quantities(Picture.of(other)) == ("entropy", "heat_capacity")


def test_named_and_marked_are_the_likeliest() -> None:
    logits = [row / 10 for row in range(25)]
    document = edits.replace_classes(Document(), [str(row) for row in range(25)], logits)
    assert likeliest(Picture.of(document)) == list(range(24, 14, -1))


def test_where_knobs_move_the_dots_off_their_curves_a_few_words_say_so(
    plot: CurvesPlot, history: History
) -> None:
    assert plot.picture is not None
    assert plot.caption(plot.picture) == ""
    history.start(edits.set_chain(Document(), Chain.parse("temperature=0.7,top-k=2")))
    assert plot.caption(plot.picture).startswith("curves: softmax(z/τ)   small dots: with knobs\x9c")
    assert plot.legend(plot.picture) == "softmax(z/τ)   ┄ entropy S   small dots: with knobs"
