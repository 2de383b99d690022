"""Every plot is described in words in four parts, which follow the state; a new one is tested for free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from tests.suited import suited

from tauscope.core.logits import Logits
from tauscope.document.description import Description
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.formulas import is_marked
from tauscope.document.library.lesson_files import lesson_called
from tauscope.document.library.lesson_walk import begin, go_to_step
from tauscope.document.plots import PLOTS
from tauscope.ui.editing.history import History
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.base.plot import HIDDEN, Plot


@pytest.fixture(params=list(PLOTS))
def plot(request: pytest.FixtureRequest, make_plot: Callable[[type[Plot]], Plot], history: History) -> Plot:
    history.start(suited(request.param, Document()))
    return make_plot(plot_class(request.param))


def described(plot: Plot) -> Description:
    assert plot.picture is not None
    return plot.description(plot.picture)


def test_each_part_is_there_in_sentences(plot: Plot) -> None:
    for part in described(plot)[1:]:
        assert part[0].isupper() or part.startswith("τ")
        assert part[-1] in ".?!"
        assert "  " not in part


def test_no_formula_is_told_as_it_is_typed(plot: Plot, history: History) -> None:
    document = history.document
    for temperature in (0.0, 0.3, 1.0, 30.0, float("inf")):
        history.start(table_edits.set_temperature(document, temperature))
        one = described(plot)
        for text in (one.text, one.of_figure, one.markdown):
            assert not is_marked(text)
            assert not set("$^") & set(text)


def test_what_is_so_now_follows_the_dial(plot: Plot, history: History) -> None:
    document = history.document
    told = []
    for temperature in (0.3, 3.0):
        history.start(table_edits.set_temperature(document, temperature))
        one = described(plot)
        assert f"τ = {temperature:g}" in one.now
        assert QAccessible.queryAccessibleInterface(plot).text(QAccessible.Text.Description) == one.text
        told.append(one)
    assert told[0].here == told[1].here
    assert told[0].now != told[1].now


def test_names_of_classes_are_no_markup(make_plot: Callable[[type[Plot]], Plot], history: History) -> None:
    logits = Logits.of(["# *a*_b_", "<b>"], [1.0, 0.0])
    history.start(Document().with_logits(logits))
    plot = make_plot(plot_class("distribution"))
    assert r"\# \*a\*\_b\_" in described(plot).markdown
    assert "# *a*_b_" in described(plot).text


def test_the_answer_of_a_prediction_is_not_told(
    make_plot: Callable[[type[Plot]], Plot], history: History
) -> None:
    lesson = lesson_called("softmax-amplifies")
    asking = next(number for number, step in enumerate(lesson.steps) if step.prediction)
    document = begin(Document(), lesson)
    assert document.lesson is not None
    history.start(go_to_step(document, document.lesson, asking))
    plot = make_plot(plot_class("distribution"))
    assert HIDDEN in described(plot).now
    assert "Most likely" not in described(plot).text
    asked = history.document
    assert asked.lesson is not None
    history.start(replace(asked, lesson=replace(asked.lesson, revealed=True)))
    assert "Most likely" in described(plot).now
