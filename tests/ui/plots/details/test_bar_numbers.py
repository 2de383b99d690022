from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tauscope.core.bar_scale import BarScale
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.distribution import DistributionPlot

TALE = [0.217, 0.136, 0.106, 0.082, 0.054, 0.038, 0.036, 0.028, 0.019, 0.018, 0.018, 0.012, 0.236]
"""Of a tale's fourth token, where the number of the second bar once found no room."""


def written(plot: DistributionPlot, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(marks, "write", lambda _painter, _at, text, *_: texts.append(text))
    assert plot.picture is not None
    plot._bar_numbers.paint(None, plot.picture, plot.frame, plot.theme, BarScale())  # type: ignore[arg-type]
    return texts


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> DistributionPlot:
    plot = make_plot(DistributionPlot)
    assert isinstance(plot, DistributionPlot)
    logits = Logits.of([f"word {row}" for row in range(len(TALE))], np.log(TALE))
    history.start(table_edits.set_temperature(Document().with_logits(logits), 0.999))
    return plot


def test_crowded_bars_have_their_numbers_without_decimals(
    plot: DistributionPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot.resize(470, 300)
    texts = written(plot, monkeypatch)
    assert texts[:4] == ["24%", "22%", "14%", "11%"]
    assert "8.2%" in texts
    plot.resize(1400, 300)
    assert written(plot, monkeypatch)[:4] == ["23.6%", "21.7%", "13.6%", "10.6%"]


def test_where_it_is_tightest_the_axis_says_that_they_are_per_cent(
    plot: DistributionPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot.resize(330, 300)
    texts = written(plot, monkeypatch)
    assert texts[:4] == ["24", "22", "14", "11"]
    assert not any("%" in text for text in texts)


@pytest.mark.parametrize("width", [300, 470, 700, 1400])
def test_numbers_stay_in_the_plot(plot: DistributionPlot, width: int) -> None:
    plot.resize(width, 300)
    picture, numbers, wide = plot.picture, plot._bar_numbers, 2.0 * plot.theme.base
    assert picture is not None
    for place in range(len(TALE)):
        room = numbers.room(picture, place, wide, plot.frame, plot.theme)
        assert room.left() >= 0
        assert room.right() <= width


def test_where_there_is_no_room_for_how_many_they_are_the_others_are_others(
    plot: DistributionPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names(width: int, height: int) -> list[str]:
        plot.resize(width, height)
        texts: list[str] = []
        for way in ("write", "write_upright"):
            monkeypatch.setattr(marks, way, lambda _painter, _at, text, *_: texts.append(text))
        assert plot.picture is not None
        plot._names.paint(None, plot.picture, plot.frame, plot.theme)  # type: ignore[arg-type]
        return texts

    logits = Logits.of([f"w{row}" for row in range(5000)], np.zeros(5000))
    plot.perform(EditRequest("many", lambda _: Document().with_logits(logits)))
    assert names(900, 500)[-1].endswith(" others")
    assert names(900, 500)[-1] != "others"
    assert names(250, 160)[-1] == "others"
