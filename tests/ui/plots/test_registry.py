"""What every plot of tables must do: a new one in `PLOTS` is tested for free."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from tests.suited import plots_for
from tests.ui import hands

from tauscope.core.logits import Logits
from tauscope.document.description import spoken
from tauscope.document.document import QUANTITIES, Document
from tauscope.document.edits import table_edits
from tauscope.document.library.presets import Preset, presets
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots import PLOTS, plot_class
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.theme import THEMES, load_theme

LABELS = {
    "html": "<b>bold</b> & <script>",
    "right to left": "\u202eקול العربية",
    "long": "x" * 10_000,
    "wide": "猫🦊" * 40,
    "empty": "",
}

LOGITS = {
    "one": [0.0],
    "enormous": [1e308, -1e308, 0.0],
    "one and enormous": [1.7e308],
    "one and below": [-1.7e308],
    "as good as infinite": [1.7e308, -1.7e308],
    "subnormal": [5e-324, 0.0, -5e-324],
    "masked": [1.0, -math.inf, 0.5, -math.inf],
    "one of many": [0.0, *[-math.inf] * 20],
    "ties": [1.0] * 30,
    "ten": list(range(10)),
    "many": np.linspace(0, 5, 200).tolist(),
    "far": [1000.0, 0.0, -1000.0],
    "close": [1.0, 1.0 + 1e-15, 1.0 - 1e-15],
}


@pytest.fixture(params=plots_for(Document()))
def plot(request: pytest.FixtureRequest, make_plot: Callable[[type[Plot]], Plot]) -> Plot:
    return make_plot(plot_class(request.param))


def table(labels: list[str], logits: list[float], temperature: float = 1.0) -> Document:
    return table_edits.set_temperature(Document().with_logits(Logits.of(labels, logits)), temperature)


@pytest.mark.parametrize("name", list(PLOTS))
def test_plot_says_what_it_is(name: str) -> None:
    kind = plot_class(name)
    assert kind.name == name
    assert kind.explanation.endswith(".")


@pytest.mark.parametrize("which", list(LOGITS))
def test_paints_every_table_at_every_temperature(plot: Plot, history: History, which: str) -> None:
    logits = LOGITS[which]
    for temperature in (0.0, 5e-324, 0.25, 1.0, 1e308, math.inf):
        history.start(table([f"class {row}" for row in range(len(logits))], logits, temperature))
        assert not plot.grab().isNull(), temperature


@pytest.mark.parametrize("which", list(LOGITS))
def test_paints_every_quantity_of_every_table(plot: Plot, history: History, which: str) -> None:
    logits = LOGITS[which]
    document = table([f"class {row}" for row in range(len(logits))], logits, 0.25)
    for quantity in QUANTITIES:
        history.start(table_edits.set_quantity(document, quantity))
        assert not plot.grab().isNull(), quantity


@pytest.mark.parametrize("which", list(LABELS))
def test_paints_every_label(plot: Plot, history: History, focus: Focus, which: str) -> None:
    history.start(table([LABELS[which], LABELS[which], "plain"], [1.0, 0.5, 0.2], 0.7))
    focus.select((0, 1))
    assert not plot.grab().isNull()


@pytest.mark.parametrize("size", [(1, 1), (30, 500), (500, 30), (120, 90), (3000, 1500)])
def test_paints_at_any_size(plot: Plot, size: tuple[int, int]) -> None:
    plot.resize(*size)
    assert not plot.grab().isNull()


@pytest.mark.parametrize("name", THEMES)
def test_wears_a_theme(plot: Plot, name: str) -> None:
    theme = load_theme(name, 14.0)
    plot.apply_theme(theme)
    assert plot.grab().toImage().pixelColor(1, 1) == theme.colours.card


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_paints_every_preset(plot: Plot, history: History, preset: Preset) -> None:
    history.start(preset.put_on(Document()))
    assert not plot.grab().isNull()


def test_turn_of_the_dial_is_seen(plot: Plot, history: History) -> None:
    before = plot.grab().toImage()
    history.start(table_edits.set_temperature(Document(), 0.3))
    assert plot.grab().toImage() != before


def test_paints_the_same_again(plot: Plot, history: History) -> None:
    history.start(table_edits.set_temperature(Document(), 0.3))
    once = plot.grab().toImage()
    history.start(table_edits.set_temperature(Document(), 3.0))
    plot.grab()
    history.start(table_edits.set_temperature(Document(), 0.3))
    assert plot.grab().toImage() == once


def test_highlight_is_seen_and_goes_again(plot: Plot, focus: Focus) -> None:
    plain = plot.grab().toImage()
    focus.hover(1)
    assert plot.grab().toImage() != plain
    focus.hover(None)
    focus.select((1,))
    assert plot.grab().toImage() != plain
    focus.select(())
    assert plot.grab().toImage() == plain


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


def test_other_buttons_and_the_wheel_do_nothing(plot: Plot, history: History, focus: Focus) -> None:
    middle, before = QPointF(plot.rect().center()), plot.frame
    hands.click(plot, middle, button=Qt.MouseButton.RightButton)
    hands.click(plot, middle, button=Qt.MouseButton.MiddleButton)
    assert not hands.wheel(plot, 3)
    assert history.undo_name is None
    assert focus.selected == ()
    assert plot.frame == before


def test_those_who_hear_get_name_and_description(plot: Plot, history: History) -> None:
    history.start(table_edits.set_temperature(Document(), 0.3))
    interface = QAccessible.queryAccessibleInterface(plot)
    assert interface.text(QAccessible.Text.Name) == plot.title
    assert interface.text(QAccessible.Text.Description).startswith(spoken(plot.explanation))


def test_large_vocabulary_is_a_few_dozen_items(plot: Plot, history: History) -> None:
    before = len(plot.scene().items())
    logits = Logits.of([f"t{row}" for row in range(100_000)], np.linspace(9, 0, 100_000))
    history.start(Document().with_logits(logits))
    assert not plot.grab().isNull()
    assert len(plot.scene().items()) == before
