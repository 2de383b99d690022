"""Curves of whole sequences over τ: names, the point where two are level, the line that is the dial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF
from tests.suited import tree_document
from tests.ui import hands
from tests.ui.plots.conftest import Written
from tests.ui.plots.painted_text import faults

from tauscope.core.errors import InputError
from tauscope.core.temperatures import scale
from tauscope.document.document import Document
from tauscope.document.edits import table_edits, tree_edits
from tauscope.document.lessons.lesson import Change, Lesson, LessonPlace, LessonStep
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.document.studies.sequence_curves import NOT_WHOLE, CurvesOfSequences
from tauscope.ui.editing.history import History
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.trees.sequence_curves import SequenceCurvesPlot
from tauscope.ui.theme import load_theme

Write = Callable[[Plot], list[Written]]


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> SequenceCurvesPlot:
    history.start(tree_document())
    plot = make_plot(SequenceCurvesPlot)
    assert isinstance(plot, SequenceCurvesPlot)
    plot.resize(760, 380)
    plot.grab()
    return plot


def texts(write: Write, plot: Plot) -> list[str]:
    return [one.text for one in write(plot)]


def test_curves_and_the_point_where_two_are_level_are_named(plot: SequenceCurvesPlot, written: Write) -> None:
    words = texts(written, plot)
    assert {"greedy: nice woman", "dog has", "level at τ = 0.35"} <= set(words)


def test_a_task_s_answer_is_not_written_before_it_is_found(
    plot: SequenceCurvesPlot, history: History, written: Write
) -> None:
    step = LessonStep(
        "Level", task="Find the τ.", until="temperature > 0.345 and temperature < 0.36", scene=Change()
    )
    place = LessonPlace(Lesson("Task", steps=(step,)))
    for temperature, named in ((1.0, False), (0.35, True), (0.5, False)):
        at = table_edits.set_temperature(tree_document(), temperature)
        history.start(replace(at, lesson=place))
        assert any("level" in text for text in texts(written, plot)) == named


def test_per_sequence_nothing_is_level(plot: SequenceCurvesPlot, history: History, written: Write) -> None:
    plot.choice._choose("sequence")  # the menu's own
    assert history.undo_name == "curves: τ per sequence"
    assert history.document.settings(TreeSettings).heat == "sequence"
    assert not any("level" in text for text in texts(written, plot))
    assert plot.picture is not None
    assert "without knobs" in plot.caption(plot.picture)
    assert plot.legend(plot.picture).endswith("τ per sequence")
    history.undo()
    assert any("level" in text for text in texts(written, plot))


def test_the_line_is_the_dial_and_one_drag_is_one_step(plot: SequenceCurvesPlot, history: History) -> None:
    y = plot.frame.rect.center().y()
    start, end = (QPointF(plot.frame.x.pixel(place), y) for place in (0.5, 0.3))
    hands.drag(plot, [start, (start + end) / 2, end])
    assert history.document.temperature == scale.temperature_at(0.3)
    assert history.undo_name == "turn the dial"
    history.undo()
    assert history.document.temperature == 1.0
    assert history.undo_name is None


def test_no_turn_of_the_dial_paints_the_curves_again(plot: SequenceCurvesPlot, history: History) -> None:
    assert plot.picture is not None
    curves = plot.curves(plot.picture)
    for temperature in (0.5, 2.0):
        history.start(table_edits.set_temperature(tree_document(), temperature))
        assert plot.picture is not None
        assert plot.picture.temperature == temperature
        found = plot.curves(plot.picture)
        assert found is not None
        assert curves is not None
        assert found.leaves == curves.leaves


def test_names_keep_off_the_line_of_the_dial(
    plot: SequenceCurvesPlot, history: History, written: Write
) -> None:
    for place in (0.1, 0.3, 0.42, 0.5, 0.6, 0.8):
        temperature = scale.temperature_at(place)
        history.start(table_edits.set_temperature(tree_document(), temperature))
        x = plot.frame.x.pixel(scale.position(temperature))
        for one in written(plot):
            inside = plot.frame.rect.contains(one.area.center())
            assert not (inside and one.area.left() < x < one.area.right()), (place, one.text)


def test_the_mouse_sees_the_sequence_and_its_probability(plot: SequenceCurvesPlot) -> None:
    at = plot.frame.point(0.5, 0.36)
    text = plot.value_at(at)
    assert text.splitlines()[0] == "dog has"
    assert text.splitlines()[1].startswith("p 0.36")
    assert text.splitlines()[2] == "rank 1 of 9"
    assert plot.value_at(QPointF(-3, -3)) == ""


@pytest.mark.parametrize("look", ["light", "projector"])
@pytest.mark.parametrize("name", ["nice-dog", "beam-misses", "empty-sentence", "per-token"])
def test_words_stand_apart_at_every_size(
    plot: SequenceCurvesPlot, history: History, name: str, look: str
) -> None:
    plot.apply_theme(load_theme(look, 14.0))
    for size in ((760, 380), (420, 260), (330, 240), (1300, 600)):
        plot.resize(*size)
        for temperature in (0.1, 1.0):
            history.start(table_edits.set_temperature(tree_document(name), temperature))
            cut = [one for one in faults(plot, 9.0) if "is shortened" not in one]
            assert cut == [], (size, temperature)


def test_where_curves_cannot_be_had_the_plot_says_why(
    plot: SequenceCurvesPlot, history: History, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise InputError(NOT_WHOLE)

    monkeypatch.setattr(CurvesOfSequences, "result", refuse)
    history.start(tree_edits.set_heat(tree_document(), "sequence"))
    assert " ".join(texts(written, plot)) == NOT_WHOLE


def test_the_table_has_every_temperature(history: History) -> None:
    del history
    document: Document = replace(tree_document(), seed=2)
    numbers = plot_numbers("sequence_curves", Picture.of(document))
    assert list(numbers.headers[:3]) == ["temperature", "p(dog has)", "p(nice woman)"]
    assert all(sum(row[1:]) == pytest.approx(1.0) for row in numbers.rows)
    assert all(one[0] < other[0] for one, other in pairwise(numbers.rows))
