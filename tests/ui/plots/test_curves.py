from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.partial_source import weather
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.core.temperatures import scale
from tauscope.document.document import QUANTITIES, Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import pin
from tauscope.document.formulas import plain
from tauscope.document.lessons.lesson import LessonPlace
from tauscope.document.lessons.lesson_file import shipped_lesson
from tauscope.document.library.lesson_walk import go_to_step, reveal
from tauscope.document.picture.chain_curves import ChainSweep
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import GRID
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.axes import tick_labels
from tauscope.ui.plots.base.labels import free_place
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.curves import WAITING, CurvesPlot
from tauscope.ui.plots.details.curve_lines import GRID_POSITIONS, likeliest
from tauscope.ui.plots.details.quantity_axis import (
    drawn_quantities,
    quantity_curve,
    quantity_range,
    share_now,
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
    history.start(table_edits.set_temperature(Document(), start))
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
        history.start(table_edits.set_temperature(Document(), temperature))
        assert cursor_column() == pytest.approx(over(plot, temperature).x(), abs=2)


def test_hand_shows_that_the_cursor_can_be_dragged(plot: CurvesPlot) -> None:
    hands.move(plot, over(plot, 1.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    hands.move(plot, over(plot, 10.0))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


# Curves


def test_mouse_points_at_the_curve_under_it(plot: CurvesPlot, focus: Focus) -> None:
    assert plot.picture is not None
    column = int(np.searchsorted(GRID_POSITIONS, scale.position(0.5)))
    for row in range(4):
        p = float(plot.picture.prepared.curves[row, column])
        hands.move(plot, plot.frame.point(float(GRID_POSITIONS[column]), p))
        assert focus.hovered == row


def test_click_on_a_curve_selects_and_turns_nothing(plot: CurvesPlot, history: History, focus: Focus) -> None:
    assert plot.picture is not None
    column = int(np.searchsorted(GRID_POSITIONS, scale.position(0.5)))
    p = float(plot.picture.prepared.curves[0, column])
    hands.click(plot, plot.frame.point(float(GRID_POSITIONS[column]), p))
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
    history.start(table_edits.set_quantity(Document(), quantity))
    assert plot.picture is not None
    shares = quantity_curve(plot.picture, plot.picture.curves, quantity)[GRID <= 10]
    assert shares.min() >= -1e-9
    assert 0.9 < shares.max() <= 1 + 1e-9
    assert len(set(quantity_range(plot.picture, plot.picture.curves, quantity).texts)) == 2
    assert QUANTITIES[quantity] in plot.legend(plot.picture)


def test_entropy_runs_from_nothing_to_the_logarithm_of_the_classes(plot: CurvesPlot) -> None:
    assert plot.picture is not None
    span = quantity_range(plot.picture, plot.picture.curves, "entropy")
    assert (span.low, span.high) == pytest.approx((0.0, math.log(4)))


@pytest.mark.parametrize("quantity", list(QUANTITIES))
@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 7.0])
def test_mark_on_the_cursor_lies_on_the_curve(
    plot: CurvesPlot, history: History, quantity: str, temperature: float
) -> None:
    history.start(table_edits.set_temperature(table_edits.set_quantity(Document(), quantity), temperature))
    assert plot.picture is not None
    curve = quantity_curve(plot.picture, plot.picture.curves, quantity)
    there = np.interp(scale.position(temperature), GRID_POSITIONS, curve)
    span = quantity_range(plot.picture, plot.picture.curves, quantity)
    assert share_now(plot.picture, plot.picture.curves, quantity, span) == pytest.approx(there, abs=2e-3)


@pytest.mark.parametrize("logit", [0.0, 1e308, -1e308, 1.7976931348623157e308])
@pytest.mark.parametrize("quantity", list(QUANTITIES))
def test_quantity_of_one_class_has_a_range_all_the_same(logit: float, quantity: str) -> None:
    document = table_edits.set_quantity(table_edits.replace_classes(Document(), ["one"], [logit]), quantity)
    picture = Picture.of(document)
    span = quantity_range(picture, picture.curves, quantity)
    assert span.low < span.high
    assert len(set(span.texts)) == 2


def test_entropy_stays_beside_what_is_chosen() -> None:
    assert drawn_quantities(Picture.of(Document())) == ("entropy",)
    other = table_edits.set_quantity(Document(), "heat_capacity")
    assert drawn_quantities(Picture.of(other)) == ("entropy", "heat_capacity")


def test_named_and_marked_are_the_likeliest() -> None:
    logits = [row / 10 for row in range(25)]
    document = table_edits.replace_classes(Document(), [str(row) for row in range(25)], logits)
    assert likeliest(Picture.of(document)) == list(range(24, 14, -1))


def test_where_knobs_move_the_dots_off_their_curves_a_few_words_say_so(
    plot: CurvesPlot, history: History
) -> None:
    assert plot.picture is not None
    assert plot.caption(plot.picture) == ""
    knobs = table_edits.set_chain(Document(), Chain.parse("temperature=0.7,top-k=2"))
    history.start(table_edits.set_curves(knobs, "softmax"))
    assert plain(plot.caption(plot.picture)).startswith("curves: softmax(z/τ)   small dots: with knobs\x9c")
    assert plain(plot.legend(plot.picture)) == "softmax(z/τ)   ┄ entropy S   small dots: with knobs"
    history.start(table_edits.set_quantity(knobs, "free_energy"))
    assert plot.caption(plot.picture).startswith("curves: after all knobs\x9c")
    assert plain(plot.legend(plot.picture)) == "after all knobs   ┄ free energy F of softmax(z/τ)"


def test_of_a_list_curves_are_those_without_knobs_and_say_so(plot: CurvesPlot, history: History) -> None:
    history.start(replace(Document(source=weather()), chain=Chain.parse("temperature=0.7,top-k=2")))
    assert plot.picture is not None
    assert plain(plot.caption(plot.picture)).startswith("curves: softmax(z/τ)   small dots: with knobs\x9c")
    history.start(replace(Document(source=weather()), chain=Chain.parse("temperature=0.7")))
    assert plot.caption(plot.picture) == ""


# One line, and names beside it


def lines_on_screen(plot: Plot, p: float = 0.6) -> list[int]:
    """Columns of pixels, in this height, where the line of the dial begins: on the screen, as it was updated.

    `plot.grab()` would paint all of it anew.
    """
    QApplication.processEvents()
    image, accent = plot.screen().grabWindow(plot.window().winId()).toImage(), plot.theme.colours.accent
    y = round(plot.frame.y.pixel(p))
    hit = [x for x in range(image.width()) if image.pixelColor(x, y) == accent]
    return [x for x in hit if x - 1 not in hit]


def test_there_is_one_line_whatever_came_before(plot: CurvesPlot, history: History) -> None:
    # No name is near these temperatures: one that moved would be painted anew with all that is under it.
    history.start(table_edits.set_temperature(history.document, 0.02))
    assert len(lines_on_screen(plot)) == 1
    new = table_edits.replace_classes(Document(), list("abcd"), [1.0, 2.0, 3.0, 4.0])
    history.start(table_edits.set_temperature(new, 90.0))
    assert len(lines_on_screen(plot)) == 1
    history.start(table_edits.set_temperature(history.document, 45.0))
    (line,) = lines_on_screen(plot)
    assert line == pytest.approx(over(plot, 45.0).x(), abs=2)


TABLES = {
    "four": [2.0, 1.0, 0.5, 0.1],
    "ties": [2.0, 1.0, 1.0, 0.1],
    "many": [3 - row / 10 for row in range(30)],
    "one": [1.0],
    "equal": [1.0] * 12,
}


def name_boxes(plot: CurvesPlot) -> list[QRectF]:
    names = plot._names
    return [*names._boxes(names.places), *([names.others[1]] if names.others else [])]


@pytest.mark.parametrize("chain", ["temperature=1", "temperature=1,top-p=0.9", "temperature=1,top-k=1"])
@pytest.mark.parametrize("table", list(TABLES))
def test_no_name_lies_on_the_line_of_the_dial_or_on_another(
    plot: CurvesPlot, history: History, table: str, chain: str
) -> None:
    values = TABLES[table]
    document = table_edits.replace_classes(Document(), [f"class {row}" for row in range(len(values))], values)
    history.start(table_edits.set_chain(document, Chain.parse(chain)))
    for temperature in [0.0, *np.geomspace(0.02, 50, 60).tolist(), math.inf, 1.0, 0.3]:
        history.start(table_edits.set_temperature(history.document, temperature))
        boxes = name_boxes(plot)
        x = plot.frame.x.pixel(scale.position(temperature))
        assert not [box for box in boxes if box.left() < x < box.right()]
        assert not [one for one, other in itertools.combinations(boxes, 2) if one.intersects(other)]


@pytest.mark.parametrize("chain", ["temperature=1", "temperature=1,top-p=0.9", "temperature=1,top-k=1"])
@pytest.mark.parametrize("table", list(TABLES))
def test_every_curve_has_a_name_or_is_one_of_the_others(
    plot: CurvesPlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    table: str,
    chain: str,
) -> None:
    values = TABLES[table]
    document = table_edits.replace_classes(Document(), [f"class {row}" for row in range(len(values))], values)
    history.start(table_edits.set_chain(document, Chain.parse(chain)))
    names, texts = plot._names, [one.text for one in written(plot)]
    shown = {place for one, at in zip(names.named, names.places, strict=True) if at for place in one.places}
    unnamed = len(values) - len(shown)
    assert len(names.unnamed) == unnamed
    if unnamed > 3:
        assert f"{unnamed} others" in texts
    elif unnamed:
        assert f"also {', '.join(names.unnamed)}" in texts


def test_curves_that_coincide_are_named_together(
    plot: CurvesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.replace_classes(Document(), ["cat", "dog", "fox", "owl"], [2.0, 1.0, 0.1, 0.1]))
    assert {"cat", "dog", "fox = owl"} <= {one.text for one in written(plot)}
    labels = [f"class {row}" for row in range(12)]
    history.start(table_edits.replace_classes(Document(), labels, [1.0] * 12))
    (name,) = [one.text for one in written(plot) if one.text.startswith("class")]
    assert name == "class 0 = class 1 = 10 more"


def test_quantities_that_coincide_share_a_name(
    plot: CurvesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    document = table_edits.replace_classes(Document(), ["a"], [0.0])
    history.start(table_edits.set_quantity(document, "heat_capacity"))
    assert "S = C" in {one.text for one in written(plot)}


# Axes of two quantities


def test_entropy_keeps_its_own_axis(
    plot: CurvesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.set_quantity(Document(), "mean_energy"))
    words = [one for one in written(plot) if one.at.x() > plot.frame.rect.right()]
    columns = {one.text: one.at.x() for one in words}
    assert {"S", "1.39", "0.00", "U", "−2.00", "−0.90"} <= set(columns)
    assert columns["S"] == columns["1.39"] == columns["0.00"] > columns["U"] == columns["−2.00"]
    assert max(one.area.right() for one in words) <= plot.width()


@pytest.mark.parametrize("offset", [1e5, -1e14, 1e14])
@pytest.mark.parametrize("quantity", ["mean_energy", "free_energy"])
def test_offset_of_the_logits_moves_only_the_numbers_of_the_axis(quantity: str, offset: float) -> None:
    def picture(values: list[float]) -> Picture:
        return Picture.of(
            table_edits.set_quantity(table_edits.replace_classes(Document(), list("abc"), values), quantity)
        )

    near, far = picture([2.0, 1.0, 0.0]), picture([2 + offset, 1 + offset, offset])
    curve = quantity_curve(near, near.curves, quantity)
    assert quantity_curve(far, far.curves, quantity)[:-1] == pytest.approx(curve[:-1], abs=1e-6)
    assert len(set(quantity_range(far, far.curves, quantity).texts)) == 2


# Curves of the whole chain


@pytest.mark.parametrize("temperature", [0.0, 0.2, 0.7, 3.0, math.inf])
@pytest.mark.parametrize("chain", ["temperature=1,top-k=2", "temperature=1,top-p=0.95", "min-p=0.2"])
def test_dots_lie_on_the_curves(plot: CurvesPlot, history: History, chain: str, temperature: float) -> None:
    history.start(
        table_edits.set_temperature(table_edits.set_chain(Document(), Chain.parse(chain)), temperature)
    )
    picture = plot.picture
    assert picture is not None
    place = scale.position(temperature)
    for row in range(4):
        drawn = float(np.interp(place, GRID_POSITIONS, plot._shown_curves(picture).p[row]))
        assert drawn == pytest.approx(picture.bars[row], abs=0.01)
    entropy = float(np.interp(place, GRID_POSITIONS, quantity_curve(picture, picture.curves, "entropy")))
    span = quantity_range(picture, picture.curves, "entropy")
    assert share_now(picture, picture.curves, "entropy", span) == pytest.approx(entropy, abs=0.01)


def test_curves_are_chosen_in_the_menu_and_that_can_be_undone(plot: CurvesPlot, history: History) -> None:
    history.start(table_edits.set_chain(Document(), Chain.parse("temperature=1,top-k=2")))
    assert plot.picture is not None
    plot.show_in_tools(plot.picture)
    after, softmax = plot.choice.menu().actions()[-2:]
    assert (after.isChecked(), softmax.isChecked()) == (True, False)
    softmax.trigger()
    assert history.document.curves == "softmax"
    assert history.undo_name == "show curves of softmax(z∕τ)"
    assert float(plot._shown_curves(plot.picture).p[3, -1]) == pytest.approx(0.25)
    history.undo()
    assert float(plot._shown_curves(plot.picture).p[3, -1]) == 0.0


def test_curves_of_a_large_vocabulary_come_late_and_are_said_to(
    plot: CurvesPlot, history: History, written: Callable[[Plot], list[Written]], qtbot: QtBot
) -> None:
    count = 20_000
    values = np.random.default_rng(0).normal(0, 3, count).tolist()
    document = table_edits.replace_classes(Document(), [str(row) for row in range(count)], values)
    history.start(table_edits.set_chain(document, Chain.parse("temperature=1,typical-p=0.9")))
    assert plot.picture is not None
    assert plot.picture.chain_sweep is not None
    assert plot.picture.chain_sweep.computed == []
    assert not plot._shown_curves(plot.picture).after_knobs
    assert plain(WAITING[0]) in {one.text for one in written(plot)}
    qtbot.waitUntil(lambda: plot._curves is not None and plot._curves.after_knobs, timeout=60_000)
    assert plain(WAITING[0]) not in {one.text for one in written(plot)}
    qtbot.waitUntil(lambda: not plot._worker.isActive(), timeout=60_000)


@pytest.mark.parametrize("quantity", ["entropy", "free_energy"])
@pytest.mark.parametrize("size", [(700, 400), (300, 230)])
def test_what_is_said_of_curves_that_wait_covers_no_curve_and_no_name(
    plot: CurvesPlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    monkeypatch: pytest.MonkeyPatch,
    quantity: str,
    size: tuple[int, int],
) -> None:
    monkeypatch.setattr(ChainSweep, "begin", lambda _: False)
    monkeypatch.setattr(ChainSweep, "work", lambda *_: False)
    plot.resize(*size)
    pinned = pin(table_edits.set_chain(Document(), Chain.parse("temperature=0.5")))
    document = table_edits.set_chain(pinned, Chain.parse("temperature=0.5,top-k=2"))
    history.start(table_edits.set_quantity(document, quantity))
    words = written(plot)
    (said,) = [one for one in words if "softmax" in one.text]
    assert said.text in map(plain, WAITING)
    assert said.area.bottom() < plot.frame.rect.top()
    assert plot.rect().contains(said.area.toAlignedRect())
    assert [one.text for one in words if one is not said and one.area.intersects(said.area)] == []


def test_long_numbers_of_the_axis_are_measured_from_the_lowest_energy(
    plot: CurvesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    plot.resize(300, 200)
    document = table_edits.replace_classes(Document(), list("abc"), [1e14, 1e14 + 1, 1e14 + 2])
    history.start(table_edits.set_quantity(document, "mean_energy"))
    words = {one.text for one in written(plot)}
    assert {"U − E₀", "0.00", "1.00"} <= words
    assert plot.frame.rect.width() > plot.width() / 3


def shown(plot: CurvesPlot) -> Picture:
    assert plot.picture is not None
    return plot.picture


def test_no_name_is_lost_behind_what_a_lesson_hides(plot: CurvesPlot, history: History) -> None:
    # Two levels, of which the side above τ = 1 is hidden: C and S have their names at the left.
    place = LessonPlace(shipped_lesson("boltzmann"))
    document = go_to_step(Document(), place, 1)
    history.start(document)
    veiled = plot._veiled_area(shown(plot))
    assert veiled is not None
    assert veiled.left() == pytest.approx(plot.frame.x.pixel(scale.position(1.0)))
    assert all(plot._names.places)
    assert not any(box.intersects(veiled) for box in name_boxes(plot))
    history.start(reveal(document))
    assert plot._veiled_area(shown(plot)) is None
    assert any(box.intersects(veiled) for box in name_boxes(plot))


def test_the_note_on_curves_without_a_name_stands_beside_them() -> None:
    # Curves end at 100 pixels; a note at the top would seem to name the line that ends there.
    xs, room = np.linspace(0, 400, 50), QRectF(0, 0, 400, 120)
    curves = np.stack([np.full(50, 8.0), np.full(50, 100.0)])
    box = free_place(xs, curves, (80, 12), room, [], beside=QPointF(400.0, 100.0))
    assert box is not None
    assert box.right() == room.right()
    assert abs(box.center().y() - 100.0) < 2 * box.height()
    assert not box.top() < 100.0 < box.bottom()
    upper = free_place(xs, curves, (80, 12), room, [])
    assert upper is not None
    assert upper.bottom() < 40
