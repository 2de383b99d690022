"""What every plot must do that shows one kind of source alone: a new one in `PLOTS` is tested for free."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from tests.suited import moving, plots_for, suited
from tests.ui import hands

from tauscope.core.chain import Chain
from tauscope.document.description import spoken
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.study import StudyResults
from tauscope.document.plots import PLOTS
from tauscope.document.reports.plot_data import written_numbers
from tauscope.document.suitability import unsuited
from tauscope.ui.editing.history import History
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.theme import THEMES, load_theme

pytestmark = pytest.mark.usefixtures("known_studies")

OWN = [name for name in PLOTS if name not in plots_for(Document())]
CHAINS = ("temperature=0.4", "temperature=2,top-k=2", "temperature=0.7,top-p=0.5")


@pytest.fixture(params=OWN)
def plot(request: pytest.FixtureRequest, make_plot: Callable[[type[Plot]], Plot], history: History) -> Plot:
    history.start(suited(request.param, Document()))
    return make_plot(plot_class(request.param))


def with_temperature(document: Document, temperature: float) -> Document:
    return table_edits.set_temperature(document, temperature)


@pytest.mark.parametrize("name", OWN)
def test_plot_says_what_it_is_and_what_it_cannot_show(name: str) -> None:
    kind = plot_class(name)
    assert kind.name == name
    assert kind.explanation.endswith(".")
    assert unsuited(name, Document()).endswith(".")


def test_paints_at_every_temperature(plot: Plot, history: History) -> None:
    document = history.document
    for temperature in (0.0, 5e-324, 0.01, 0.25, 1.0, 100.0, 1e308, math.inf):
        history.start(with_temperature(document, temperature))
        assert not plot.grab().isNull(), temperature


@pytest.mark.parametrize("chain", CHAINS)
def test_paints_and_writes_numbers_after_knobs(plot: Plot, history: History, chain: str) -> None:
    history.start(table_edits.set_chain(history.document, Chain.parse(chain)))
    assert not plot.grab().isNull()
    results = StudyResults()
    for ending in (".csv", ".tsv", ".json"):
        assert written_numbers(history.document, plot.name, ending, results)


@pytest.mark.parametrize("size", [(1, 1), (30, 500), (500, 30), (120, 90), (3000, 1500)])
def test_paints_at_any_size(plot: Plot, size: tuple[int, int]) -> None:
    plot.resize(*size)
    assert not plot.grab().isNull()


@pytest.mark.parametrize("name", THEMES)
def test_takes_a_theme(plot: Plot, name: str) -> None:
    theme = load_theme(name, 14.0)
    plot.apply_theme(theme)
    assert plot.grab().toImage().pixelColor(1, 1) == theme.colours.card


def test_paints_the_same_again(plot: Plot, history: History) -> None:
    document = history.document
    history.start(with_temperature(document, 0.3))
    once = plot.grab().toImage()
    history.start(with_temperature(document, 3.0))
    plot.grab()
    history.start(with_temperature(document, 0.3))
    assert plot.grab().toImage() == once


def test_draws_on_any_painter(plot: Plot) -> None:
    paper = QImage(plot.size(), QImage.Format.Format_ARGB32)
    paper.fill(Qt.GlobalColor.white)
    blank = paper.copy()
    painter = QPainter(paper)
    plot.draw(painter)
    painter.end()
    assert paper != blank


def test_mouse_anywhere_does_no_harm(plot: Plot, history: History) -> None:
    for x in range(2, plot.width() - 2, 23):
        for y in range(2, plot.height() - 2, 23):
            hands.move(plot, QPointF(x, y))
    hands.leave(plot)
    assert history.undo_name is None
    assert plot.focus.hovered is None


def test_those_who_hear_get_name_and_description(plot: Plot, history: History) -> None:
    history.start(with_temperature(history.document, 0.3))
    interface = QAccessible.queryAccessibleInterface(plot)
    assert interface.text(QAccessible.Text.Name) == plot.title
    assert interface.text(QAccessible.Text.Description).startswith(spoken(plot.explanation))


@pytest.mark.parametrize("document", moving(), ids=lambda document: document.source.kind)
def test_a_source_brings_plots_that_can_show_it(document: Document) -> None:
    assert document.plots
    assert set(document.plots) <= set(plots_for(document))
