"""The plot of the density of states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from tests.partial_source import weather
from tests.ui import hands
from tests.ui.plots.painted_text import painted_texts

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.boltzmann.density import DensityPlot

VALUES = np.random.default_rng(5).normal(0, 2.5, 2_000)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> DensityPlot:
    made = make_plot(DensityPlot)
    assert isinstance(made, DensityPlot)
    made.resize(700, 420)
    history.start(Document().with_logits(Logits.of([f"t{row}" for row in range(2_000)], VALUES)))
    made.grab()
    return made


def test_the_mouse_reads_how_many_classes_and_how_probable(plot: DensityPlot) -> None:
    assert plot.picture is not None
    gaps = VALUES.max() - VALUES
    p = np.exp(-gaps) / np.exp(-gaps).sum()
    inside = (gaps >= 5.0) & (gaps < 5.5)
    text = plot.value_at(QPointF(plot.frame.x.pixel(5.2 / plot._end), plot.frame.rect.center().y()))
    assert text.startswith(f"{inside.sum()} classes 5.00 to 5.50 above the lowest")
    assert f"{100 * p[inside].sum():.2f}"[:4] in text


def test_the_line_of_weights_falls_by_the_temperature(plot: DensityPlot) -> None:
    assert plot._fall(0.5) == pytest.approx(2 * plot._fall(1.0))
    # A fall of ln 10 in E/τ is one decade of the axis of counts.
    decade = plot.frame.y.pixel(0.0) - plot.frame.y.pixel(1.0)
    assert plot._fall(1.0) == pytest.approx(decade * plot._end / np.log(10))


def test_the_spread_is_the_standard_deviation_of_the_energy(plot: DensityPlot, history: History) -> None:
    history.start(table_edits.set_temperature(history.document, 1.7))
    assert plot.picture is not None
    p = np.exp(VALUES / 1.7 - (VALUES / 1.7).max())
    p /= p.sum()
    mean = float(p @ -VALUES)
    spread = float(np.sqrt(p @ (-VALUES - mean) ** 2))
    assert plot._spread(plot.picture, mean) == pytest.approx((mean - spread, mean + spread))


def test_a_mark_on_the_lower_edge_selects_its_class(plot: DensityPlot, focus: Focus) -> None:
    top = int(VALUES.argmax())
    hands.click(plot, QPointF(plot.frame.rect.left() + 1, plot.frame.rect.bottom() - 3))
    assert focus.selected == (top,)


def test_knobs_that_cut_change_nothing_of_it(plot: DensityPlot, history: History) -> None:
    before = plot.grab().toImage()
    history.start(replace(history.document, chain=Chain.parse("temperature=1,top-k=3")))
    assert plot.grab().toImage() == before


def test_a_turn_of_the_dial_paints_no_count_again(
    plot: DensityPlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = list[float]()
    monkeypatch.setattr(plot._layers[0], "_paint", lambda _: painted.append(0.0))
    history.start(table_edits.set_temperature(history.document, 1.7))
    plot.grab()
    assert not painted
    plot.resize(600, 420)
    plot.grab()
    assert painted


@pytest.mark.parametrize("end", [29.9, 30.0, 31.0, 100.0])
@pytest.mark.parametrize("width", [300, 500, 700])
def test_the_name_of_the_axis_stands_beside_the_last_number(
    plot: DensityPlot, history: History, end: float, width: int
) -> None:
    plot.resize(width, 300)
    values = np.linspace(0.0, end, 400)
    history.start(Document().with_logits(Logits.of([f"t{row}" for row in range(400)], values)))
    texts = painted_texts(plot)
    (name,) = [one.ink for one in texts if one.text == "E"]
    numbers = [
        one for one in texts if one.text.isdecimal() and abs(one.ink.center().y() - name.center().y()) < 9
    ]
    assert len(numbers) > 1
    assert max(one.ink.right() for one in numbers) + 2 < name.left()
    assert name.right() <= plot.width()


def test_of_a_list_it_says_that_listed_classes_are_counted(plot: DensityPlot, history: History) -> None:
    """Where the most probability lies is not known: it may be with the others."""
    history.start(replace(Document(source=weather()), chain=Chain.parse("temperature=2")))
    said = plot.value_at(QPointF(plot.frame.rect.left() + 2, plot.frame.rect.center().y()))
    assert said.startswith("1 listed class 0.00 to ")
    assert "Most listed classes (" in plot.accessibleDescription()
    assert "Most probability" not in plot.accessibleDescription()
