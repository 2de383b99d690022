from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMenu, QToolButton
from tests.ui import hands

from tauscope.core.errors import InputError
from tauscope.core.measures import entropy
from tauscope.core.softmax import softmax
from tauscope.document import edits
from tauscope.document.codec import decode, encode
from tauscope.document.document import Document
from tauscope.document.picture import Picture
from tauscope.document.plot_data import NUMBERS
from tauscope.ui.comparison_field import ComparisonField
from tauscope.ui.main_window import MainWindow
from tauscope.ui.plots.compare import ComparePlot

NAPKIN = [2.0, 1.0, 0.5, 0.1]


def shown(window: MainWindow) -> ComparePlot:
    window.history.start(edits.place_plot(window.history.document, 0, "compare"))
    plot = window.bench.shown[0]
    assert isinstance(plot, ComparePlot)
    return plot


def field(window: MainWindow) -> ComparisonField:
    (line,) = window.findChildren(ComparisonField)
    return line


def test_each_part_is_the_softmax_at_its_temperature() -> None:
    picture = Picture.of(edits.set_comparison(Document(), [0.0, 0.5, math.inf]))
    for compared, temperature in zip(picture.comparison, (0.0, 0.5, math.inf), strict=True):
        expected = softmax(NAPKIN, temperature)
        assert [one.p for one in compared.drawn] == pytest.approx(expected.tolist())
        assert compared.entropy == pytest.approx(entropy(expected))
        assert compared.top.label == "cat"


def test_napkin_holds_at_other_temperatures_than_it_said() -> None:
    picture = Picture.of(edits.set_comparison(Document(), [0.652, 1.515, 4.206]))
    assert [round(100 * one.top.p) for one in picture.comparison] == [73, 46, 32]


def test_typed_temperatures_are_compared_and_undone(window: MainWindow) -> None:
    shown(window)
    line = field(window)
    hands.overwrite(line, "0,25 1; ∞")
    hands.key(line, Qt.Key.Key_Return)
    assert window.history.document.comparison == (0.25, 1.0, math.inf)
    assert line.text() == "0.25  1.00  ∞"
    window.history.undo()
    assert line.text() == "0.50  1.00  2.00"


@pytest.mark.parametrize("text", ["hot", "-1", "", "1 2 3 4 5 6 7", "nan"])
def test_what_cannot_be_compared_is_refused_and_the_old_stays(window: MainWindow, text: str) -> None:
    shown(window)
    line = field(window)
    hands.overwrite(line, text)
    hands.key(line, Qt.Key.Key_Return)
    assert window.history.document.comparison == (0.5, 1.0, 2.0)
    assert line.text() == "0.50  1.00  2.00"


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
    document = edits.set_comparison(edits.place_plot(Document(), 2, "compare"), [0.1, math.inf])
    assert decode(encode(document)).document == document


@pytest.mark.parametrize(
    "plots", ['["distribution"]', '["bench", "curves", "levels"]', '["a", "b", "c"]', "3"]
)
def test_session_with_impossible_plots_is_refused(plots: str) -> None:
    text = encode(Document()).replace('["distribution", "curves", "levels"]', plots)
    assert plots in text
    with pytest.raises(InputError):
        decode(text)


def test_numbers_are_those_of_the_parts() -> None:
    numbers = NUMBERS["compare"](Picture.of(Document()))
    assert list(numbers.headers) == ["label", "p at τ = 0.5", "p at τ = 1", "p at τ = 2"]
    assert [row[1] for row in numbers.rows] == pytest.approx(softmax(NAPKIN, 0.5).tolist())
