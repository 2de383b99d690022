from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication, QToolButton
from tests.ui import hands
from tests.ui.hands import CTRL, SHIFT
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.formulas import plain
from tauscope.document.library.presets import presets
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.axes import tick_labels
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.base.value_tag import ValueTag
from tauscope.ui.plots.details.bar_numbers import BAR
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> DistributionPlot:
    plot = make_plot(DistributionPlot)
    assert isinstance(plot, DistributionPlot)
    return plot


def at(plot: Plot, place: float, p: float) -> QPointF:
    """Pixels of a probability over the bar at a place."""
    return plot.frame.point(place, p)


def probabilities(history: History) -> list[float]:
    return [float(p) for p in Picture.of(history.document).probabilities]


def turn(history: History, temperature: float) -> None:
    history.start(table_edits.set_temperature(history.document, temperature))


# Dragging


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("wanted", [0.9, 0.5, 0.1])
def test_bar_follows_the_hand_to_the_pixel(
    plot: DistributionPlot, history: History, place: int, wanted: float
) -> None:
    top = at(plot, place, probabilities(history)[place])
    hands.drag(plot, [top, at(plot, place, 0.3), at(plot, place, wanted)])
    per_pixel = 1 / plot.frame.rect.height()
    assert probabilities(history)[place] == pytest.approx(wanted, abs=per_pixel)


def test_other_classes_keep_their_ratios(plot: DistributionPlot, history: History) -> None:
    hands.drag(plot, [at(plot, 0, 0.5), at(plot, 0, 0.2)])
    p = probabilities(history)
    assert p[1] / p[2] == pytest.approx(math.exp(0.5))
    assert history.document.logits.values[1:].tolist() == [1.0, 0.5, 0.1]


def test_one_drag_is_one_step_of_undo_that_names_the_class(plot: DistributionPlot, history: History) -> None:
    hands.drag(plot, [at(plot, 1, 0.2 + step / 100) for step in range(50)])
    assert history.undo_name == "drag dog"
    history.undo()
    assert history.document == Document()


@pytest.mark.parametrize("beyond", [1.3, -0.3])
def test_bar_cannot_be_dragged_beyond_its_axis(
    plot: DistributionPlot, history: History, beyond: float
) -> None:
    hands.drag(plot, [at(plot, 1, 0.2), at(plot, 1, 0.5), at(plot, 1, beyond)])
    p = probabilities(history)[1]
    assert p == pytest.approx(1.0 if beyond > 1 else 0.0, abs=2e-3)
    assert 0 < p < 1


def test_hand_that_went_beyond_comes_back_with_the_bar(plot: DistributionPlot, history: History) -> None:
    hands.drag(plot, [at(plot, 1, 0.2), at(plot, 1, -0.5), at(plot, 1, 1.5), at(plot, 1, 0.4)])
    assert probabilities(history)[1] == pytest.approx(0.4 + probabilities_at_start()[1] - 0.2, abs=0.004)


def probabilities_at_start() -> list[float]:
    return [float(p) for p in Picture.of(Document()).probabilities]


def test_click_selects_and_changes_nothing(plot: DistributionPlot, history: History, focus: Focus) -> None:
    hands.click(plot, at(plot, 2, 0.05))
    assert focus.selected == (2,)
    assert history.undo_name is None


def test_masked_class_is_dragged_up_again(plot: DistributionPlot, history: History) -> None:
    history.start(table_edits.set_logit(Document(), 3, -math.inf))
    hands.drag(plot, [at(plot, 3, 0.01), at(plot, 3, 0.2), at(plot, 3, 0.4)])
    assert probabilities(history)[3] == pytest.approx(0.39, abs=0.004)


@pytest.mark.parametrize("temperature", [0.0, math.inf])
def test_drag_at_a_stop_is_refused_in_a_sentence(
    plot: DistributionPlot, history: History, temperature: float
) -> None:
    turn(history, temperature)
    hands.drag(plot, [at(plot, 1, 0.2), at(plot, 1, 0.5)])
    assert history.undo_name is None
    bubble = plot.window().findChild(Bubble)
    assert isinstance(bubble, Bubble)
    assert "stop" in bubble.text()


def test_only_class_cannot_be_dragged(plot: DistributionPlot, history: History) -> None:
    history.start(table_edits.replace_classes(Document(), ["alone"], [1.0]))
    hands.drag(plot, [at(plot, 0, 0.9), at(plot, 0, 0.5)])
    assert history.undo_name is None


def test_everything_else_cannot_be_dragged_or_selected(
    plot: DistributionPlot, history: History, focus: Focus
) -> None:
    many(history, 100)
    hands.drag(plot, [at(plot, 24, 0.2), at(plot, 24, 0.5)])
    assert history.undo_name is None
    assert focus.selected == ()


def test_bar_that_goes_while_it_is_held_is_let_go(plot: DistributionPlot, history: History) -> None:
    hands.press(plot, at(plot, 3, 0.05))
    history.perform(EditRequest("cut", lambda document: table_edits.remove_classes(document, [3])))
    hands.move(plot, at(plot, 2, 0.5), hands.LEFT)
    hands.release(plot, at(plot, 2, 0.5))
    assert history.undo_name == "cut"


def test_bar_that_moves_while_it_is_held_is_held_on(plot: DistributionPlot, history: History) -> None:
    hands.press(plot, at(plot, 3, 0.05))
    history.perform(
        EditRequest("sort", lambda document: table_edits.sort_classes(document, "label", falling=True))
    )
    hands.move(plot, at(plot, 2, 0.5), hands.LEFT)
    hands.release(plot, at(plot, 2, 0.5))
    assert history.undo_name == "drag owl"


def test_hand_shows_that_bars_can_be_dragged(plot: DistributionPlot) -> None:
    hands.move(plot, at(plot, 1, 0.1))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.SizeVerCursor


# What is shown


def test_bar_is_as_high_as_its_probability(plot: DistributionPlot, history: History) -> None:
    turn(history, 0.6)
    image = plot.grab().toImage()
    p = probabilities(history)[0]
    colour = plot.theme.colours.classes[0]
    x = round(plot.frame.x.pixel(-BAR / 4))
    inside, outside = (round(plot.frame.y.pixel(p)) + step for step in (3, -3))
    assert image.pixelColor(x, inside) == colour
    assert image.pixelColor(x, outside) != colour


@pytest.mark.parametrize("temperature", [0.0, 0.1, 1.0, 100.0, math.inf])
def test_axis_is_always_from_0_to_100(plot: DistributionPlot, history: History, temperature: float) -> None:
    turn(history, temperature)
    assert (plot.frame.y.low, plot.frame.y.high) == (0.0, 1.0)
    labels = tick_labels(plot.axes.items_by_side["left"], plot.theme.font())
    assert {text for _, text in labels} == {"0%", "25%", "50%", "75%", "100%"}


def test_ghost_is_shown_but_at_one(plot: DistributionPlot, history: History) -> None:
    assert plot.picture is not None
    assert not plot._ghosts.visible
    assert "ghost" not in plot.caption(plot.picture)
    turn(history, 0.5)
    assert plot._ghosts.visible
    assert "ghost: τ = 1" in plot.caption(plot.picture)
    ghosts = [one.ghost for one in plot.picture.drawn]
    assert ghosts == pytest.approx(probabilities_at_start(), rel=1e-14)
    turn(history, 1.0)
    assert not plot._ghosts.visible


def many(history: History, count: int) -> None:
    values = np.random.default_rng(1).normal(size=count)
    history.start(Document().with_logits(Logits.of([f"t{row}" for row in range(count)], values)))


@pytest.mark.parametrize(("count", "bars"), [(2, 2), (30, 30), (31, 25), (1000, 25)])
def test_past_thirty_classes_the_likeliest_and_everything_else_are_shown(
    plot: DistributionPlot, history: History, count: int, bars: int
) -> None:
    many(history, count)
    assert plot.picture is not None
    drawn = plot.picture.drawn
    assert len(drawn) == bars
    assert sum(one.p for one in drawn) == pytest.approx(1, abs=1e-12)
    if count > bars:
        assert drawn[-1].label == f"{count - 24:,} others"
        assert [one.p for one in drawn[:-1]] == sorted((one.p for one in drawn[:-1]), reverse=True)


# Focus


@pytest.mark.parametrize("height", [130, 170, 220, 400])
def test_in_a_low_plot_names_leave_room_for_the_bars_and_ticks_do_not_touch(
    plot: DistributionPlot, history: History, height: int
) -> None:
    names = [f"a rather long name {number}" for number in range(12)]
    history.perform(
        EditRequest("many", lambda document: table_edits.replace_classes(document, names, [0.0] * 12))
    )
    plot.resize(260, height)
    plot.arrange()
    assert plot.frame.rect.height() > 0.35 * height - plot.theme.base
    axis = plot.axes.items_by_side["left"]
    labels = sorted(tick_labels(axis, plot.theme.font(0.9)), key=lambda label: label[0].top())
    assert len(labels) >= 2
    assert all(above[0].bottom() <= below[0].top() for above, below in pairwise(labels))


def test_mouse_points_at_the_class_in_whose_column_it_is(plot: DistributionPlot, focus: Focus) -> None:
    for place in range(4):
        hands.move(plot, at(plot, place, 0.95))
        assert focus.hovered == place
    hands.leave(plot)
    assert focus.hovered is None


@pytest.mark.parametrize("keys", [CTRL, SHIFT])
def test_second_class_is_added_with_a_key(
    plot: DistributionPlot, history: History, focus: Focus, keys: Qt.KeyboardModifier
) -> None:
    hands.click(plot, at(plot, 2, 0.05))
    hands.click(plot, at(plot, 0, 0.05), keys)
    assert list(focus.selected) == [2, 0]
    hands.click(plot, at(plot, 2, 0.05), keys)
    assert list(focus.selected) == [0]
    assert history.undo_name is None


def test_click_beside_the_bars_selects_nothing(plot: DistributionPlot, focus: Focus) -> None:
    focus.select((1,))
    hands.click(plot, QPointF(2, 2))
    assert focus.selected == ()


# The ratio of two classes


RATIOS = [
    ([2.0, 1.0], 0.5, "7.39 ×", "1.00∕0.50"),
    ([2.0, 1.0], 1.0, "2.72 ×", "1.00∕1.00"),
    ([1.0, 1.0], 1.0, "1.00 ×", "0.00∕1.00"),
    ([2.0, -math.inf], 1.0, "∞ ×", "∞∕1.00"),
    ([2.0, 1.0], 0.0, "∞ ×", "1.00∕0"),
    ([2.0, 1.0], math.inf, "1.00 ×", "1.00∕∞"),
]


@pytest.mark.parametrize("case", RATIOS)
def test_ratio_says_how_much_likelier_and_why(
    plot: DistributionPlot,
    history: History,
    focus: Focus,
    written: Callable[[Plot], list[Written]],
    case: tuple[list[float], float, str, str],
) -> None:
    values, temperature, ratio, exponent = case
    document = table_edits.replace_classes(Document(), ["cat", "dog"], values)
    history.start(table_edits.set_temperature(document, temperature))
    focus.select(tuple(document.logits.keys.tolist()))
    words = {word.text: word for word in written(plot)}
    assert ratio in words
    assert words[exponent].at.y() < words[" = e"].at.y()  # raised
    assert words["p"].at.y() > words[" = e"].at.y()  # of the lower one, below the bar of the fraction
    assert not any("^" in text for text in words)


@pytest.mark.parametrize("temperature", [0.2, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("pair", [(0, 1), (0, 3), (1, 2), (2, 3)])
def test_ratio_stands_large_in_free_room_nearest_to_the_middle(
    plot: DistributionPlot,
    history: History,
    focus: Focus,
    written: Callable[[Plot], list[Written]],
    pair: tuple[int, int],
    temperature: float,
) -> None:
    turn(history, temperature)
    focus.select(pair)
    words = written(plot)
    (ratio,) = [word for word in words if word.text.endswith("×")]
    numbers = [word for word in words if word.text.endswith("%") and word.at.x() > plot.frame.rect.left()]
    assert ratio.area.height() > 1.2 * max(word.area.height() for word in numbers)
    assert plot.frame.rect.contains(ratio.area)
    assert not any(ratio.area.intersects(word.area) for word in numbers)
    if temperature == 1.0:
        between = plot.frame.x.pixel(sum(pair) / 2)
        assert abs(ratio.area.center().x() - between) < 0.75 * plot._column(0).width()


def test_ratio_with_a_cut_class_says_so(
    plot: DistributionPlot, history: History, focus: Focus, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.set_chain(Document(), Chain.parse("temperature=1,top-k=2")))
    focus.select((0, 3))
    words = [word.text for word in written(plot)]
    assert "∞ ×" in words
    assert " = ∞: cut" in words


@pytest.mark.parametrize("values", [[1.7e308, -1.7e308, 0.0], [0.0, -math.inf, -math.inf]])
def test_ratio_of_extremes_is_written_all_the_same(
    plot: DistributionPlot,
    history: History,
    focus: Focus,
    written: Callable[[Plot], list[Written]],
    values: list[float],
) -> None:
    document = table_edits.replace_classes(Document(), ["a", "b", "c"], values)
    history.start(document)
    keys = document.logits.keys.tolist()
    for row, other in ((0, 1), (1, 2), (0, 2)):
        focus.select((keys[row], keys[other]))
        assert not any("nan" in word.text for word in written(plot))


def test_ratio_is_on_the_plot_while_two_are_selected(plot: DistributionPlot, focus: Focus) -> None:
    plain = plot.grab().toImage()
    focus.select((0,))
    one = plot.grab().toImage()
    focus.select((0, 1))
    two = plot.grab().toImage()
    focus.select((0, 1, 2))
    assert len({bytes(image.constBits()) for image in (plain, one, two)}) == 3


# The scale


def fifty() -> Document:
    return next(one for one in presets() if one.id == "fifty-words").put_on(Document())


@pytest.mark.parametrize(("scale", "least"), [("whole", 3.0), ("fitted", 12.0), ("logarithmic", 100.0)])
def test_fifty_words_are_seen(plot: DistributionPlot, history: History, scale: str, least: float) -> None:
    history.start(table_edits.set_scale(fifty(), scale))
    assert plot.picture is not None
    heights = [plot._rect(place, one.p, BAR).height() for place, one in enumerate(plot.picture.drawn)]
    assert min(heights) >= least
    assert max(heights) <= plot.frame.rect.height() + 1


@pytest.mark.parametrize("scale", ["fitted", "logarithmic"])
def test_a_bar_follows_the_hand_on_every_scale(plot: DistributionPlot, history: History, scale: str) -> None:
    history.start(table_edits.set_scale(fifty(), scale))
    top = plot._rect(3, probabilities(history)[3], BAR).center()
    end = QPointF(top.x(), plot.frame.y.pixel(plot._scale.height(0.02)))
    start = QPointF(top.x(), plot.frame.y.pixel(plot._scale.height(probabilities(history)[3])))
    hands.drag(plot, [start, (start + end) / 2, end])
    assert probabilities(history)[3] == pytest.approx(0.02, rel=0.1)


def test_a_fitted_scale_rests_while_a_bar_is_in_the_hand_and_then_fits(
    plot: DistributionPlot, history: History
) -> None:
    history.start(table_edits.set_scale(fifty(), "fitted"))
    before = plot._scale
    start = QPointF(plot.frame.x.pixel(0), plot.frame.y.pixel(before.height(probabilities(history)[0])))
    hands.press(plot, start)
    hands.move(plot, QPointF(start.x(), start.y() - 60), hands.LEFT)
    hands.move(plot, QPointF(start.x(), -400), hands.LEFT)
    assert plot._scale == before
    hands.release(plot, QPointF(start.x(), -400))
    assert plot._scale.end > before.end


def test_pins_and_bars_have_one_scale(plot: DistributionPlot, history: History) -> None:
    pinned = bench_edits.pin(table_edits.set_temperature(fifty(), 0.3))
    history.start(table_edits.set_scale(table_edits.set_temperature(pinned, 2.0), "fitted"))
    assert plot.picture is not None
    largest = max(p for p in plot.picture.pins[0].bars if p is not None)
    assert plot._scale.end >= largest
    (cap, *_) = plot.pins.caps
    assert cap.y == pytest.approx(plot.frame.y.pixel(plot._scale.height(largest)))


def test_the_scale_is_chosen_in_a_menu_saved_and_undone(window: MainWindow) -> None:
    button = window.findChild(QToolButton, "scaleChoice")
    assert isinstance(button, QToolButton)
    actions = {action.text(): action for action in button.menu().actions()}
    assert [text for text, action in actions.items() if action.isChecked()] == ["0 to 100%"]
    actions["Logarithmic"].trigger()
    document = window.history.document
    assert document.scale == "logarithmic"
    assert decode(encode(document)).document == document
    assert [text for text, action in actions.items() if action.isChecked()] == ["Logarithmic"]
    window.history.undo()
    assert window.history.document.scale == "whole"
    assert [text for text, action in actions.items() if action.isChecked()] == ["0 to 100%"]


def test_a_session_with_an_unknown_scale_is_refused() -> None:
    text = encode(Document()).replace('"scale": "whole"', '"scale": "cubic"')
    with pytest.raises(InputError, match="Bars have no scale “cubic”"):
        decode(text)


def test_a_cut_class_is_said_to_be_cut_and_a_masked_one_has_no_chance(
    plot: DistributionPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    cut = table_edits.set_chain(Document(), Chain.parse("temperature=1,top-k=2"))
    history.start(cut)
    words = [word.text for word in written(plot)]
    assert (words.count("cut"), words.count("0%")) == (2, 1)  # on the axis
    history.start(table_edits.set_logit(cut, 3, -math.inf))
    words = [word.text for word in written(plot)]
    assert (words.count("cut"), words.count("0%")) == (1, 2)


@pytest.mark.parametrize(
    ("chain", "heading"),
    [
        ("temperature=0.5", "softmax(z/τ)"),
        ("temperature=0.5,temperature=2", "softmax(z/τ₁τ₂), τ₁τ₂ = 1.00"),
        ("temperature=0.5,top-k=2,temperature=2", "after all knobs, τ₁τ₂ = 1.00"),
        ("temperature=0.5,top-k=2", "after all knobs"),
    ],
)
def test_the_heading_says_what_two_temperatures_come_to(
    plot: DistributionPlot, history: History, chain: str, heading: str
) -> None:
    history.start(table_edits.set_chain(Document(), Chain.parse(chain)))
    assert plot.picture is not None
    assert plain(plot.caption(plot.picture)).split("   ")[0] == heading


# The value at the mouse


def tag(plot: Plot) -> str:
    label = plot.viewport().findChild(ValueTag)
    return label.text() if label is not None and label.isVisible() else ""


def test_the_value_stands_at_the_mouse(plot: DistributionPlot, history: History) -> None:
    assert tag(plot) == ""
    hands.move(plot, at(plot, 1, 0.9))
    assert tag(plot) == "dog: 21.14%"
    turn(history, 2.0)
    assert tag(plot) == "dog: 24.6%\nat τ = 1: 21.14%"  # the mouse rests while τ moves
    turn(history, 0.5)
    hands.move(plot, at(plot, 1, 0.8))
    assert tag(plot) == "dog: 11.21%\nat τ = 1: 21.14%"
    history.start(table_edits.set_chain(Document(), Chain.parse("temperature=1,top-k=1")))
    hands.move(plot, at(plot, 1, 0.9))
    assert tag(plot) == "dog: cut (21.14% if nothing were cut)"
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert tag(plot) == ""


def test_the_value_stays_in_the_plot_and_lets_the_mouse_through(plot: DistributionPlot) -> None:
    for corner in (at(plot, -0.4, 1.0), at(plot, 3.4, 1.0), at(plot, 3.4, 0.01)):
        hands.move(plot, corner)
        label = plot.viewport().findChild(ValueTag)
        assert isinstance(label, ValueTag)
        assert plot.viewport().rect().contains(label.geometry())
        assert label.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_label_at_the_mouse_is_text(plot: DistributionPlot, history: History) -> None:
    history.start(table_edits.set_labels(Document(), 0, ["<b>x</b>"]))
    hands.move(plot, at(plot, 0, 0.9))
    label = plot.viewport().findChild(ValueTag)
    assert isinstance(label, ValueTag)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert tag(plot).startswith("<b>x</b>: ")


def test_a_name_is_cut_only_where_there_is_no_room(
    plot: DistributionPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    names = ["a", "Saint-Jean-Cap-Ferrat", "b", "Nice"]
    history.start(table_edits.replace_classes(Document(), names, [1.0, 0.9, 0.8, 0.7]))
    plot.resize(460, 300)
    texts = [word.text for word in written(plot)]
    assert set(names) <= set(texts)
    words = [word for word in written(plot) if word.text in names]
    for one, other in pairwise(words):
        assert not one.area.intersects(other.area)
