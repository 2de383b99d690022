"""The list of whole sequences: ranks, both probabilities by their names, draws, marks and sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from tests.suited import tree_document
from tests.ui import hands
from tests.ui.plots.conftest import Written
from tests.ui.plots.painted_text import faults
from tests.ui.plots.trees.test_tree import said, wide

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.ui.editing.history import History
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.trees.sequence_rows import SequenceRows
from tauscope.ui.plots.trees.sequences import SequencesPlot
from tauscope.ui.theme import load_theme
from tauscope.ui.widgets.card import OR

Write = Callable[[Plot], list[Written]]


def document(name: str = "nice-dog", temperature: float = 1.0, **settings: Any) -> Document:
    with_tree = table_edits.set_temperature(tree_document(name), temperature)
    return with_tree.with_settings(replace(TreeSettings(), **settings))


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> SequencesPlot:
    history.start(document())
    plot = make_plot(SequencesPlot)
    assert isinstance(plot, SequencesPlot)
    plot.resize(520, 420)
    return plot


def rows(plot: SequencesPlot) -> SequenceRows:
    assert plot.picture is not None
    found = plot.rows_of(plot.picture)
    assert found is not None
    return found


def texts(write: Write, plot: Plot) -> list[str]:
    return [one.text for one in write(plot)]


def test_sequences_stand_by_rank_with_their_numbers(plot: SequencesPlot, written: Write) -> None:
    listed = rows(plot).listed
    assert [one.rank for one in listed] == [1, 2, 3, 3, 5, 6, 7, 7, 7]
    words = texts(written, plot)
    assert "The dog has" in words
    drawn = rows(plot).view.drawn.counts
    for one in listed:
        assert f"{drawn[one.leaf]:,}" in words
    assert words.count("0.15") == 2
    assert {"drawn", "p"} <= set(words)
    assert {"greedy, beam 2, second", "beam 2, first"} <= set(words)


def test_both_probabilities_are_named_where_they_differ(
    plot: SequencesPlot, history: History, written: Write
) -> None:
    assert "p of model" not in texts(written, plot)
    history.start(document(temperature=0.5))
    words = texts(written, plot)
    assert {"p at τ", "p of model"} <= set(words)
    assert [one.rank for one in rows(plot).listed] == [1, 2, 3, 3, 5, 6, 7, 7, 7]
    plot.resize(250, 420)
    words = texts(written, plot)
    assert "p at τ" in words
    assert "p of model" not in words


def test_a_short_name_stays_whole_in_a_narrow_list(plot: SequencesPlot, written: Write) -> None:
    plot.resize(round(10 * plot.theme.base), 420)
    words = texts(written, plot)
    assert {"dog has", "0.36"} <= set(words)


def test_the_heading_says_what_the_ticks_are_where_there_are_any(
    plot: SequencesPlot, history: History
) -> None:
    assert plot.picture is not None
    assert plot.caption(plot.picture).split(OR)[0] == "ranked by the model's own p (τ = 1, no knobs)"
    history.start(document(temperature=0.2))
    captions = plot.caption(plot.picture).split(OR)
    assert captions[0].endswith("   tick: p of model")
    assert captions[-1] == "tick: p of model"


def test_what_is_rare_at_a_low_temperature_is_told_without_an_exponent(
    plot: SequencesPlot, history: History, written: Write
) -> None:
    history.start(document(temperature=0.2))
    words = texts(written, plot)
    # “The car drives” has 2.2e-4, and the four after it have less.
    assert words.count("<0.001") == 5
    assert not [word for word in words if "e−" in word]


def test_the_sentences_stand_below(plot: SequencesPlot, history: History, written: Write) -> None:
    history.start(document("beam-misses"))
    plot.resize(520, 620)
    said_here = " ".join(texts(written, plot)).replace("\u00a0", " ")
    assert "Greedy found rank 2 of 24" in said_here
    assert "Beam 2 found rank 5 of 24, and misses what greedy finds" in said_here
    assert "Sampling at τ = 1.00 , 1,000 draws, seed 1" in said_here


def test_a_rank_is_not_parted_from_its_number(plot: SequencesPlot) -> None:
    for width in range(150, 320, 7):
        plot.resize(width, 620)
        lines = [" ".join(word.text for word in line) for line in rows(plot).sentences]
        assert sum("rank\u00a02\u00a0of\u00a09" in line for line in lines) == 1


def test_without_room_the_rest_is_counted_and_what_was_found_is_listed(
    plot: SequencesPlot, history: History, written: Write
) -> None:
    history.start(document("beam-misses"))
    plot.resize(520, 300)
    shown = rows(plot)
    assert len(shown.listed) < 24
    assert {"greedy", "beam 2, first", "beam 2, second"} <= {
        mark for one in shown.listed for mark in one.marks
    }
    more = next(text for text in texts(written, plot) if text.startswith("and "))
    assert more.startswith(f"and {24 - len(shown.listed)} more, p ")
    listed = sum(one.now for one in shown.listed)
    assert float(more.split()[4]) == pytest.approx(1 - listed, abs=0.01)


def test_a_click_goes_to_the_end_of_the_sequence(plot: SequencesPlot, history: History) -> None:
    place = next(place for place, one in enumerate(rows(plot).listed) if one.name == "car drives")
    hands.click(plot, rows(plot).rect(place).center())
    assert said(history) == "car drives"
    assert history.undo_name == "go to “car drives”"
    history.undo()
    assert said(history) == ""
    hands.click(plot, QPointF(100, plot.height() - 5))
    assert history.undo_name is None


def test_keys_go_from_sequence_to_sequence_in_one_step(plot: SequencesPlot, history: History) -> None:
    plot.setFocus()
    for expected in ("dog has", "nice woman", "nice house"):
        QTest.keyClick(plot, Qt.Key.Key_Down)
        assert said(history) == expected
    QTest.keyClick(plot, Qt.Key.Key_Up)
    assert said(history) == "nice woman"
    history.undo()
    assert (said(history), history.undo_name) == ("", None)


def test_the_mouse_sees_exact_numbers(plot: SequencesPlot, history: History) -> None:
    history.start(document(temperature=0.5))
    text = plot.value_at(rows(plot).rect(0).center())
    assert "by the model: p 0.3600, ln p −1.022, rank 1 of 9" in text
    assert "at the dial's τ: p 0.37" in text
    assert plot.value_at(QPointF(10, plot.height() - 3)) == ""


@pytest.mark.parametrize("name", ["nice-dog", "beam-misses", "empty-sentence", "per-token"])
@pytest.mark.parametrize("look", ["light", "projector"])
def test_words_stand_apart_at_every_size(plot: SequencesPlot, history: History, name: str, look: str) -> None:
    plot.apply_theme(load_theme(look, 14.0))
    for size in ((520, 420), (300, 240), (240, 180), (900, 300), (200, 700)):
        plot.resize(*size)
        for temperature in (0.3, 1.0):
            history.start(document(name, temperature, method="all"))
            cut = [one for one in faults(plot, 9.0) if "is shortened" not in one]
            assert cut == [], (size, temperature)


def test_the_table_has_every_sequence(plot: SequencesPlot, history: History) -> None:
    history.start(wide())
    assert len(rows(plot).listed) < 400
    numbers = plot_numbers("sequences", Picture.of(history.document))
    headers = list(numbers.headers)
    assert len(numbers.rows) == 400
    for name in ("probability", "model_probability"):
        assert sum(row[headers.index(name)] for row in numbers.rows) == pytest.approx(1.0)
    assert sum(row[headers.index("drawn")] for row in numbers.rows) == 1000
