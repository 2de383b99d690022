"""The plot of the working: the class that is selected, the parts of Z, and what there is room for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.working import WorkingPlot


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> WorkingPlot:
    made = make_plot(WorkingPlot)
    assert isinstance(made, WorkingPlot)
    return made


def said(plot: Plot) -> str:
    return str(QAccessible.queryAccessibleInterface(plot).text(QAccessible.Text.Description))


def test_the_parts_of_z_are_as_wide_as_their_shares(plot: WorkingPlot, history: History) -> None:
    history.start(table_edits.set_temperature(Document(), 2.0))
    plot.grab()
    assert plot.picture is not None
    widths = [part.area.width() for part in plot._parts]
    expected = plot.picture.probabilities * plot.frame.rect.width()
    assert widths == pytest.approx(expected.tolist())


def test_a_click_on_a_part_selects_its_class(plot: WorkingPlot, focus: Focus) -> None:
    plot.grab()
    dog = plot._parts[1]
    hands.click(plot, dog.area.center())
    assert focus.selected == (1,)
    assert "dog: logit: z = 1.00" in said(plot)
    hands.move(plot, dog.area.center())
    assert plot._tag is not None
    assert plot._tag.text() == "dog: 21.14% of Z"


def test_every_step_is_written(
    plot: WorkingPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.set_chain(Document(), Chain.parse("temperature=0.5,top-k=2")))
    texts = [one.text for one in written(plot)]
    for text in ("cat", "z = 2.00", "z/τ = 2.00/0.50 = 4.00", "after knobs: p = 82.8%/94.0% = 88.1%"):
        assert text in texts, texts


def test_in_little_room_the_end_stays(plot: WorkingPlot, written: Callable[[Plot], list[Written]]) -> None:
    plot.resize(200, 60)
    texts = [one.text for one in written(plot)]
    assert any(text.endswith("57.5%") for text in texts), texts
    assert "z = 2.00" not in texts
