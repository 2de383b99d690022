from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from tests.suited import bandit_document
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.measures import entropy
from tauscope.core.numbers import screen_temperature
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.library.presets import presets
from tauscope.document.picture.picture import Picture
from tauscope.document.preferences import Preferences
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.plots.base.parts import NAMES
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.side_by_side.compare import ComparePlot
from tauscope.ui.plots.tools.comparison_field import ComparisonField
from tauscope.ui.theme import THEMES, load_theme
from tauscope.ui.widgets.card import OR
from tauscope.ui.window.main_window import MainWindow

NAPKIN = [2.0, 1.0, 0.5, 0.1]
NAPKIN_PRESET = presets()[0].put_on(Document())


def shown(window: MainWindow) -> ComparePlot:
    window.history.start(table_edits.place_plot(window.history.document, 0, "compare"))
    plot = window.bench.shown[0]
    assert isinstance(plot, ComparePlot)
    return plot


def field(window: MainWindow) -> ComparisonField:
    (line,) = window.findChildren(ComparisonField)
    return line


def test_each_part_is_the_softmax_at_its_temperature() -> None:
    picture = Picture.of(table_edits.set_comparison(Document(), [0.0, 0.5, math.inf]))
    for compared, temperature in zip(picture.comparison, (0.0, 0.5, math.inf), strict=True):
        expected = softmax(NAPKIN, temperature)
        assert [one.p for one in compared.drawn] == pytest.approx(expected.tolist())
        assert compared.entropy == pytest.approx(entropy(expected))
        assert compared.top.label == "cat"


def test_napkin_holds_at_other_temperatures_than_it_said() -> None:
    picture = Picture.of(table_edits.set_comparison(Document(), [0.652, 1.515, 4.206]))
    assert [round(100 * one.top.p) for one in picture.comparison] == [73, 46, 32]


def test_typed_temperatures_are_compared_and_undone(window: MainWindow) -> None:
    shown(window)
    line = field(window)
    hands.overwrite(line, "0,25 1; ∞")
    hands.key(line, Qt.Key.Key_Return)
    assert window.history.document.comparison == (0.25, 1.0, math.inf)
    assert line.text() == "0.25  1  ∞"
    window.history.undo()
    assert line.text() == "0.5  1  2"


@pytest.mark.parametrize("text", ["hot", "-1", "", "1 2 3 4 5 6 7", "nan"])
def test_what_cannot_be_compared_is_refused_and_stays_to_be_put_right(window: MainWindow, text: str) -> None:
    shown(window)
    line = field(window)
    hands.overwrite(line, text)
    hands.key(line, Qt.Key.Key_Return)
    assert window.history.document.comparison == (0.5, 1.0, 2.0)
    assert line.text() == text
    assert line.property("refused")
    window.history.start(table_edits.set_temperature(window.history.document, 0.7))  # the bench goes on
    assert line.text() == text
    hands.key(line, Qt.Key.Key_Escape)
    assert line.text() == "0.5  1  2"
    assert not line.property("refused")


def test_a_refused_list_is_put_right(window: MainWindow) -> None:
    shown(window)
    line = field(window)
    hands.overwrite(line, "0.5, 1, x")
    hands.key(line, Qt.Key.Key_Return)
    hands.key(line, Qt.Key.Key_Backspace)
    assert not line.property("refused")
    QTest.keyClicks(line, "3")
    hands.key(line, Qt.Key.Key_Return)
    assert window.history.document.comparison == (0.5, 1.0, 3.0)
    assert line.text() == "0.5  1  3"


def test_pointing_at_a_bar_of_any_part_points_at_its_class(window: MainWindow) -> None:
    plot = shown(window)
    window.resize(1440, 900)
    window.show()
    for part in range(3):
        x = plot.frame.x.pixel(part * 4.8 + 2)
        hands.move(plot, QPointF(x, plot.frame.rect.center().y()))
        assert window.focus.hovered == 2


def test_heading_of_a_card_chooses_its_plot_and_places_change(window: MainWindow) -> None:
    choices = [button for button in window.findChildren(QToolButton) if button.objectName() == "plotChoice"]
    menu = choices[1].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    names = [action.text() for action in menu.actions()]
    menu.actions()[names.index("Distribution")].trigger()
    assert window.history.document.plots == ("curves", "distribution", "levels")
    assert [plot.name for plot in window.bench.shown] == ["curves", "distribution", "levels"]
    assert window.history.undo_name == "show Distribution"
    menu.actions()[names.index("Compare")].trigger()
    assert [plot.isVisibleTo(window) for plot in window.bench.plots.values()].count(True) == 3
    window.history.undo()
    window.history.undo()
    assert [plot.name for plot in window.bench.shown] == ["distribution", "curves", "levels"]


def test_session_keeps_places_and_temperatures() -> None:
    document = table_edits.set_comparison(table_edits.place_plot(Document(), 2, "compare"), [0.1, math.inf])
    assert decode(encode(document)).document == document


@pytest.mark.parametrize("plots", ["[]", '["bench", "curves", "levels"]', '["a", "b", "c"]', "3"])
def test_session_with_impossible_plots_is_refused(plots: str) -> None:
    text = encode(Document()).replace('["distribution", "curves", "levels"]', plots)
    assert plots in text
    with pytest.raises(InputError):
        decode(text)


def test_numbers_are_those_of_the_parts() -> None:
    numbers = plot_numbers("compare", Picture.of(Document()))
    assert list(numbers.headers) == ["label", "p at τ = 0.5", "p at τ = 1", "p at τ = 2"]
    assert [row[1] for row in numbers.rows] == pytest.approx(softmax(NAPKIN, 0.5).tolist())


# What is seen


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> ComparePlot:
    plot = make_plot(ComparePlot)
    assert isinstance(plot, ComparePlot)
    return plot


def at_size(plot: ComparePlot, theme: str, size: tuple[float, float]) -> None:
    """Wear a theme, at a size in heights of its text."""
    plot.apply_theme(load_theme(theme, 14.0))
    plot.resize(*(round(side * plot.theme.base) for side in size))


SIZES = [(16.5, 11.5), (20, 13), (30, 20), (50, 28), (78, 27)]
"""From the smallest card of a small window to the large place of a large one."""


@pytest.mark.parametrize("theme_name", THEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "temperatures", [(0.5, 1.0, 2.0), (0.01, 0.25, 0.5, 1.0, 1.515, math.inf), (0.123456,)]
)
def test_no_word_covers_another_in_any_card(
    plot: ComparePlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    theme_name: str,
    size: tuple[float, float],
    temperatures: tuple[float, ...],
) -> None:
    history.start(table_edits.set_comparison(NAPKIN_PRESET, temperatures))
    at_size(plot, theme_name, size)
    words = written(plot)
    for one, other in itertools.combinations(words, 2):
        assert not one.area.intersects(other.area), f"{one.text}, {other.text}"
    for word in words:
        assert QRectF(plot.rect()).contains(word.area), word.text
    for temperature in temperatures:
        assert any(screen_temperature(temperature) in word.text for word in words) or len(temperatures) > 3


@pytest.mark.parametrize("size", SIZES)
def test_long_names_and_large_numbers_stay_in_their_places(
    plot: ComparePlot, history: History, written: Callable[[Plot], list[Written]], size: tuple[float, float]
) -> None:
    names = [f"a very long name of class {number}, with more to come" for number in range(6)]
    history.start(table_edits.replace_classes(Document(), names, [9, 1, 0.5, 0.1, -3, -4]))
    at_size(plot, "projector", size)
    across = [word for word in written(plot) if word.area.top() > plot.frame.rect.bottom()]
    for one, other in itertools.combinations(across, 2):
        assert not one.area.intersects(other.area), f"{one.text}, {other.text}"


# What is claimed


def test_the_napkin_is_marked_and_put_right_under_the_bars(
    plot: ComparePlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(NAPKIN_PRESET)
    plot.resize(1100, 420)
    words = [word.text for word in written(plot)]
    for text in ("napkin: 73%", "napkin: 46%", "napkin: 32%", "napkin: 27%", "napkin: 24%", "napkin: 18%"):
        assert words.count(text) == 1
    for text in ("82.8%", "57.5%", "40.6%", "24.6%", "19.2%", "15.7%"):
        assert text in words
    for claim, needed in (("73%", "0.652"), ("46%", "1.515"), ("32%", "4.206")):
        assert f"{claim} would need τ = {needed}" in words
    assert plot.picture is not None
    assert plot.picture.claims is not None
    sentence = plot.picture.claims.sentences(plot.picture.logits)
    assert " ".join(plot._lines) == sentence
    assert set(plot._lines) <= set(words)
    assert plot.caption(plot.picture).split(OR)[:2] == [
        "┄ what the napkin sketch that Tauscope grew from says",
        "┄ napkin",
    ]
    assert sentence in plot.accessibleDescription()


def test_dashes_stand_at_the_claimed_heights(plot: ComparePlot, history: History) -> None:
    history.start(NAPKIN_PRESET)
    plot.resize(1100, 420)
    image = plot.grab().toImage()
    text = plot.theme.colours.text
    for part, claims in ((0, {0: 0.73}), (2, {0: 0.32, 1: 0.27, 2: 0.24, 3: 0.18})):
        for place, claimed in claims.items():
            slot, y = part * 4.8 + place, plot.frame.y.pixel(claimed)
            left, right = (round(plot.frame.x.pixel(slot + side)) for side in (-0.4, 0.4))
            rows = range(round(y) - 1, round(y) + 2)
            inked = [image.pixelColor(x, row) == text for x in range(left, right) for row in rows]
            assert any(inked), (part, place)


def test_the_claims_go_with_an_edit_and_come_back_with_undo(
    plot: ComparePlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(NAPKIN_PRESET)
    plot.resize(1100, 420)

    def claimed() -> bool:
        return any("napkin:" in word.text for word in written(plot))

    assert claimed()
    history.perform(EditRequest("set", lambda document: table_edits.set_logit(document, 0, 2.5)))
    assert not claimed()
    assert plot.picture is not None
    assert plot.caption(plot.picture) == plot.toolTip() == ""
    assert plot._lines == []
    history.undo()
    assert claimed()
    history.perform(
        EditRequest("cut", lambda document: table_edits.set_chain(document, Chain.parse("top-k=2")))
    )
    assert not claimed()
    history.undo()
    history.perform(
        EditRequest("compare", lambda document: table_edits.set_comparison(document, [0.25, 3.0]))
    )
    assert not claimed()
    assert plot._lines == []


@pytest.mark.parametrize("size", SIZES)
def test_what_is_claimed_is_said_in_every_card(
    plot: ComparePlot, history: History, written: Callable[[Plot], list[Written]], size: tuple[float, float]
) -> None:
    history.start(NAPKIN_PRESET)
    at_size(plot, "light", size)
    words = " ".join(word.text for word in written(plot))
    assert "73%" in words
    assert "0.652" in plot.toolTip()


def test_a_cut_class_is_said_to_be_cut(
    plot: ComparePlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    plot.resize(900, 400)
    history.start(table_edits.set_chain(Document(), Chain.parse("temperature=1,top-k=2")))
    words = [word.text for word in written(plot)]
    assert words.count("cut") == 6
    assert words.count("0%") == 1  # on the axis


def test_names_read_upward_before_they_are_cut_or_too_small(
    make_window: Callable[..., MainWindow], written: Callable[[Plot], list[Written]]
) -> None:
    window = make_window(Preferences(theme="projector"))
    window.resize(1920, 1080)
    document = table_edits.replace_classes(Document(), ["first", "second", "third"], [3.0, 2.0, 1.0])
    window.history.start(table_edits.place_plot(document, 2, "compare"))
    QApplication.processEvents()
    plot = window.bench.shown[2]
    assert isinstance(plot, ComparePlot)
    assert plot.theme.font(plot._name_size).pixelSize() >= plot.theme.least
    assert [word.text for word in written(plot) if word.text in {"first", "second", "third"}] == 3 * [
        "first",
        "second",
        "third",
    ]


def test_names_are_smaller_before_they_are_cut(
    plot: ComparePlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.replace_classes(Document(), ["first", "second", "third"], [3.0, 2.0, 1.0]))
    sizes = set()
    for width in range(420, 900, 20):
        plot.resize(width, 200)
        whole = {"first", "second", "third"} <= {word.text for word in written(plot)}
        assert whole or plot._name_size == plot.theme.sizes(NAMES)[-1]
        sizes.add(plot._name_size)
    assert len(sizes) > 1


def test_ten_arms_are_named_by_their_numbers_where_there_is_little_room(
    make_plot: Callable[[type[Plot]], Plot], history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.set_comparison(bandit_document(), [0.5, 1.0, 2.0]))
    plot = make_plot(ComparePlot)
    base = plot.theme.base
    plot.resize(round(27 * base), round(19 * base))
    names = [one.text for one in written(plot) if one.text.isdigit()]
    assert names[:9] == [*"123456789"]
    assert names in ([*"123456789"] * 3, [*"123456789", "10"] * 3)
    plot.resize(round(60 * base), round(24 * base))
    names = [one.text for one in written(plot) if one.text.startswith("arm ") and "%" not in one.text]
    assert names == [f"arm {number}" for number in range(1, 11)] * 3
