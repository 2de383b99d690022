"""A source that lists some of its classes: what the window says of the others, and of the knobs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.partial_source import PartialSource, weather

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.tables.reader import parse_table
from tauscope.document.picture.energy_curve import quantity_bounds
from tauscope.document.picture.partial_words import coverage_words
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.curves import WAITING_FOR_ENERGY, CurvesPlot
from tauscope.ui.plots.details.quantity_axis import known_quantities
from tauscope.ui.table.columns import PROBABILITY
from tauscope.ui.window.main_window import MainWindow


def start(window: MainWindow, chain: str, source: PartialSource | None = None) -> Document:
    document = table_edits.set_chain(Document(source=source or weather()), Chain.parse(chain))
    window.history.start(document)
    QApplication.processEvents()
    return document


def test_the_last_row_has_all_others_together(window: MainWindow) -> None:
    start(window, "temperature=1.2")
    line = window.bench.others_line
    assert line.isVisible()
    assert line.name.text() == "≤ 128,236 others"
    low, high = map(float, line.probability.text().removesuffix("%").split("–"))
    assert 18 < low < 20
    assert 48 < high < 50
    start(window, "temperature=1")
    assert line.probability.text() == "12.5%"
    window.history.start(Document())
    QApplication.processEvents()
    assert not line.isVisible()


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.2])
def test_the_words_of_the_last_row_are_whole(window: MainWindow, temperature: float) -> None:
    values = np.random.default_rng(0).normal(0.0, 3.0, 20)
    logits = Logits.of([f"token {number}" for number in range(20)], values)
    window.resize(1440, 900)
    window.show()
    start(window, f"temperature={temperature}", PartialSource(logits))
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()
    line = window.bench.others_line
    for label in (line.name, line.probability):
        assert label.width() >= label.sizeHint().width()
    assert line.name.geometry().right() < line.probability.x()
    assert line.probability.geometry().right() < line.width()


@pytest.mark.parametrize("temperature", [0.05, 0.3, 1, 1.001, 1.2, 5])
def test_all_numbers_of_the_column_p_have_one_unit(window: MainWindow, temperature: float) -> None:
    start(window, f"temperature={temperature}")
    model = window.bench.table.model()
    texts = [model.index(row, PROBABILITY).data() for row in range(model.rowCount())]
    texts.append(window.bench.others_line.probability.text())
    assert all(text.endswith("%") for text in texts), texts
    window.history.start(Document())
    QApplication.processEvents()
    texts = [model.index(row, PROBABILITY).data() for row in range(model.rowCount())]
    assert not any("%" in text for text in texts), texts


@pytest.mark.parametrize("others", [128_236, None])
@pytest.mark.parametrize("temperature", [0.7, 1.0, 1.6])
def test_what_is_cut_for_certain_is_said_to_be_cut(
    window: MainWindow, others: int | None, temperature: float
) -> None:
    start(window, f"temperature={temperature},top-k=5", replace(weather(), others=others))
    picture, bench = window.feed.shown, window.bench
    assert picture is not None
    assert [one.is_cut for one in picture.drawn] == [*[False] * 5, *[True] * 16]
    model = bench.table.model()
    assert [model.index(row, PROBABILITY).data() for row in (5, 19)] == [marks.CUT] * 2
    assert bench.others_line.probability.text() == marks.CUT
    # At τ = 0 nothing counts as cut.
    start(window, "temperature=0", replace(weather(), others=others))
    assert window.feed.shown is not None
    assert not any(one.is_cut for one in window.feed.shown.drawn)
    assert bench.others_line.probability.text() != marks.CUT


def test_a_vocabulary_of_unknown_size_is_said_to_be_unknown(window: MainWindow) -> None:
    start(window, "temperature=1.2", replace(weather(), others=None))
    assert window.bench.others_line.name.text() == "all others"
    values = {cell.readout.name: cell for cell in window.bench.readouts.shown}
    assert "∞" in values["entropy"].value


def test_a_knob_that_the_list_does_not_decide_says_so(window: MainWindow) -> None:
    undecided = "not decidable from these 20"
    # Whatever 0.5 leaves has at least 0.27 times the weight of the first class; 0.95 may leave unlisted ones.
    for most, least, verdict in (("0.5", "0.02", ""), ("0.95", "0.01", undecided)):
        start(window, f"temperature=1.2,top-k=40,top-p={most},min-p={least}")
        said = [row.verdict.text() for row in window.bench.knobs.rows]
        assert said == ["", undecided, undecided, verdict]
    start(window, "temperature=1.2,top-k=5")
    assert [row.verdict.isVisible() for row in window.bench.knobs.rows] == [False, False]


def test_the_listed_classes_say_how_much_they_hold() -> None:
    document = Document(source=weather())
    assert coverage_words(Picture.of(document)) == "Coverage: these 20 hold 87.5%"
    hot = table_edits.set_temperature(document, 1.2)
    assert coverage_words(Picture.of(hot)) == "Coverage: these 20 hold 51.1–81.0%"
    assert coverage_words(Picture.of(Document())) == ""


def test_a_draw_of_no_listed_class_is_one_of_the_others() -> None:
    sample = Picture.of(replace(Document(source=weather()), draws=2000)).sample
    thrown = sample.last(2000)
    others = [one for one in thrown if one.label == "one of 128,236 others"]
    assert 0.08 < len(others) / 2000 < 0.17
    assert sample.shares[-1].count == len(others)
    assert sample.segments[-1].end == 1.0
    assert sum(one.count for one in sample.shares) == 2000


@pytest.mark.parametrize(
    "chain", ["temperature=1.2", "temperature=1.2,top-p=0.6", "temperature=0.7,top-k=40"]
)
def test_draws_are_from_a_distribution_that_the_list_allows(chain: str) -> None:
    document = table_edits.set_chain(Document(source=weather()), Chain.parse(chain))
    picture = Picture.of(replace(document, draws=5000))
    assert picture.bounds is not None
    sample = picture.sample
    for share in sample.shares:
        assert share.drawn.bounds is not None
        low, high = share.drawn.bounds
        assert low - 1e-12 <= share.drawn.p <= high + 1e-12
        assert abs(share.share - share.drawn.p) < 0.05
        assert share.count == 0 or high > 0.0
    assert sum(share.drawn.p for share in sample.shares) == pytest.approx(1.0)


def test_what_is_cut_for_certain_is_cut_and_what_may_be_is_not() -> None:
    document = table_edits.set_chain(Document(source=weather()), Chain.parse("temperature=1.2,top-p=0.5"))
    picture = Picture.of(document)
    assert picture.bounds is not None
    cut = [picture.is_cut(row) for row in range(20)]
    assert cut == (~picture.bounds.possible).tolist()
    assert picture.drawn[-1].label == "≤ 128,236 others"


def test_copied_rows_have_the_bounds_that_the_table_shows(window: MainWindow) -> None:
    document = start(window, "temperature=1.2")
    bounds = Picture.of(document).bounds
    assert bounds is not None
    window.bench.table.clearSelection()
    window.table_commands.copy()
    text = QApplication.clipboard().text()
    rows = [line.split("\t") for line in text.splitlines()]
    assert rows[0] == ["class", "z", "p_low", "p_high", "E"]
    assert (float(rows[1][2]), float(rows[1][3])) == bounds.of(0)
    assert rows[-1][:2] == ["≤ 128,236 others", "nan"]
    assert (float(rows[-1][2]), float(rows[-1][3])) == bounds.others
    table = parse_table(text)
    assert table.names == document.logits.labels
    assert table.left_out == "“≤ 128,236 others” have no logits in this table and were left out."
    window.bench.table.select_rows([1])
    window.table_commands.copy()
    assert len(QApplication.clipboard().text().splitlines()) == 2


def test_the_column_of_p_holds_the_bounds_at_any_temperature(window: MainWindow) -> None:
    start(window, "temperature=1")
    table = window.bench.table
    for temperature in (1.0, 1.2, 3.0, 0.3):
        window.history.perform(
            EditRequest("τ", partial(table_edits.set_temperature, temperature=temperature))
        )
        QApplication.processEvents()
        model = table.model()
        texts = [model.index(row, PROBABILITY).data() for row in range(10)]
        room = table.columnWidth(PROBABILITY)
        assert max(marks.text_width(text, table.font()) for text in texts) < room


def test_the_curve_of_the_mean_energy_follows_from_a_worker(window: MainWindow, qtbot: QtBot) -> None:
    document = replace(Document(source=weather()), plots=("curves",), quantity="mean_energy")
    window.history.start(document)
    QApplication.processEvents()
    plot = window.bench.plot("curves")
    assert isinstance(plot, CurvesPlot)
    assert plot.picture is not None
    assert known_quantities(plot.picture) == ("entropy",)
    assert plot._notes(plot.picture) == WAITING_FOR_ENERGY
    qtbot.waitUntil(lambda: known_quantities(plot.picture) == ("entropy", "mean_energy"), timeout=20_000)  # type: ignore[arg-type]
    assert plot._notes(plot.picture) == ()
    assert plot._known == ("entropy", "mean_energy")
    # The dial moves nothing that was computed.
    window.turn_to(1.5)
    QApplication.processEvents()
    assert plot._known == ("entropy", "mean_energy")


def test_a_figure_has_the_curve_of_the_mean_energy_at_once() -> None:
    picture = Picture.of(replace(Document(source=weather()), quantity="mean_energy"))
    assert known_quantities(picture) == ("entropy", "mean_energy")
    bounds = picture.curve_bounds
    assert bounds is not None
    low, high = bounds.quantities["mean_energy"]
    pair = quantity_bounds(picture, "mean_energy")
    assert pair is not None
    assert np.array_equal(pair[0], low)
    assert np.array_equal(pair[1], high)


def test_of_the_heat_capacity_nothing_is_drawn() -> None:
    picture = Picture.of(replace(Document(source=weather()), quantity="heat_capacity"))
    assert known_quantities(picture) == ("entropy",)


def test_top_k_of_as_many_as_are_listed_is_decided_but_for_a_tie(window: MainWindow) -> None:
    start(window, "temperature=1.2,top-k=20")
    assert [row.verdict.text() for row in window.bench.knobs.rows] == [
        "",
        "decided, but for a tie",
    ]
    start(window, "temperature=1.2,top-k=20:exact")
    assert [row.verdict.text() for row in window.bench.knobs.rows] == ["", ""]
    start(window, "temperature=1.2,top-k=21")
    assert window.bench.knobs.rows[1].verdict.text() == "not decidable from these 20"


def test_a_table_that_is_taken_from_a_list_says_what_it_leaves_out(window: MainWindow) -> None:
    start(window, "temperature=1.2")
    said: list[str] = []
    window.sources.said.connect(said.append)
    window.sources.take_as_table()
    assert said == [
        "The table has the 20 listed classes alone: their p is now that among these. The others had 12.5%."
    ]
    assert window.history.document.source.partial(None) is None
    window.history.undo()
    assert window.history.document.source.partial(None) is not None


def test_an_unknown_vocabulary_says_why_bounds_are_wide_and_what_narrows_them(window: MainWindow) -> None:
    unknown = replace(weather(), others=None)
    document = start(window, "temperature=1.2", unknown)
    assert coverage_words(Picture.of(document)).endswith(" for any vocabulary")
    assert (
        coverage_words(Picture.of(start(window, "temperature=1", unknown))) == "Coverage: these 20 hold 87.5%"
    )
    start(window, "temperature=1.2", unknown)
    cells = {cell.readout.name: cell for cell in window.bench.readouts.shown}
    for tip in (cells["entropy"].toolTip(), window.bench.others_line.toolTip()):
        assert "Type the size of the vocabulary" in tip
    start(window, "temperature=1.2")
    assert "leaves open how all other classes share" in cells["entropy"].toolTip()
    window.history.start(Document())
    QApplication.processEvents()
    assert "leaves open" not in cells["entropy"].toolTip()
