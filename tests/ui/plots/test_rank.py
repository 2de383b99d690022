"""The rank plot: lines of cuts that are dragged, in both views."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from tests.partial_source import PartialSource, weather
from tests.sources.trace.recorded import Recorded
from tests.ui import hands
from tests.ui.plots.conftest import Written
from tests.ui.plots.painted_text import painted_texts

from tauscope.core.bounds import Bounds
from tauscope.core.bounds import written as written_number
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.numbers import screen_percentage
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits
from tauscope.document.picture.ranking import Ranking, ranking
from tauscope.document.reports.plot_numbers.ranks import rank_numbers
from tauscope.sources.trace.recording import RecordedStep
from tauscope.sources.trace.source import TraceSource
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.ranks import rank_bounds
from tauscope.ui.plots.rank import RankPlot

CHAIN = Chain.parse("temperature=1.2,top-k=40,top-p=0.5,min-p=0.001")
LABELS = [f"token {row}" for row in range(1_000)]
VALUES = np.sort(np.random.default_rng(5).normal(0, 2.5, 1_000))[::-1]


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> RankPlot:
    made = make_plot(RankPlot)
    assert isinstance(made, RankPlot)
    made.resize(700, 420)
    history.start(replace(Document().with_logits(Logits.of(LABELS, VALUES)), chain=CHAIN))
    made.grab()
    return made


def line(plot: RankPlot, name: str) -> QPointF:
    """Grip of the line of a knob."""
    found = next(one for one in plot._lines if one.cut.knob.name == name)
    return found.grip


def at_rank(plot: RankPlot, rank: int, y: float) -> QPointF:
    return QPointF(plot.frame.x.pixel(float(np.log10(rank))), y)


def test_each_knob_that_cuts_has_a_line(plot: RankPlot) -> None:
    assert {one.cut.title for one in plot._lines} == {"top-k 40", "top-p 0.50", "min-p 0.001"}
    assert [one.upright for one in plot._lines] == [True, True, False]
    assert "top-p 0.50 keeps ranks 1 to" in plot.accessibleDescription()


def test_top_k_is_dragged_to_a_rank_in_one_step_of_undo(plot: RankPlot, history: History) -> None:
    grip = line(plot, "top-k")
    hands.drag(plot, [grip, at_rank(plot, 100, grip.y()), at_rank(plot, 200, grip.y())])
    k = history.document.chain.knobs[1].value
    assert 195 <= k <= 205
    history.undo()
    assert history.document.chain == CHAIN


def test_top_p_is_dragged_to_the_number_of_classes_that_it_keeps(plot: RankPlot, history: History) -> None:
    grip = line(plot, "top-p")
    hands.drag(plot, [grip, at_rank(plot, 12, grip.y()), at_rank(plot, 10, grip.y())])
    plot.grab()
    moved = next(one for one in plot._lines if one.cut.knob.name == "top-p")
    assert moved.cut.last == 10
    assert len(f"{history.document.chain.knobs[2].value:g}") <= 5


def test_min_p_is_dragged_up_and_down(plot: RankPlot, history: History) -> None:
    grip = line(plot, "min-p")
    decade = plot.frame.y.pixel(-2.0) - plot.frame.y.pixel(-1.0)
    hands.drag(plot, [grip, grip - QPointF(0, 0.5 * decade), grip - QPointF(0, decade)])
    assert history.document.chain.knobs[3].value == pytest.approx(0.01, rel=0.1)


def test_in_the_view_of_the_sum_top_p_is_a_level(plot: RankPlot, history: History) -> None:
    chain = Chain.parse("temperature=1.2,top-p=0.5")
    document = replace(history.document, chain=chain)
    history.start(bench_edits.set_ranks(document, "cumulative"))
    plot.grab()
    (only,) = plot._lines
    assert not only.upright
    assert only.at == pytest.approx(plot.frame.y.pixel(0.5))
    up = QPointF(only.grip.x(), plot.frame.y.pixel(0.8))
    hands.drag(plot, [only.grip, (only.grip + up) / 2, up])
    assert history.document.chain.knobs[1].value == pytest.approx(0.8, abs=0.011)


def test_the_switch_in_the_heading_chooses_the_view(plot: RankPlot, history: History) -> None:
    hands.click(plot.choice.buttons["cumulative"], QPointF(3, 3))
    assert history.document.ranks == "cumulative"
    assert history.undo_name == "show the sum over the rank"


def test_a_dot_selects_its_class_and_the_mouse_reads_ranks(plot: RankPlot, focus: Focus) -> None:
    plot.grab()
    found = plot._dots(plot.picture) if plot.picture else []
    rank, row, _ = found[-1]
    assert (rank, row) == (1, 0)
    assert plot.picture is not None
    height = plot.frame.y.pixel(float(np.log10(softmax(VALUES, 1.2)[0])))
    hands.click(plot, QPointF(plot.frame.x.pixel(0.0), height))
    assert focus.selected == (0,)
    assert "rank 300 “token 299”" in plot.value_at(at_rank(plot, 300, plot.frame.rect.center().y() + 40))


def test_a_chosen_or_selected_class_below_the_axis_has_a_mark_at_its_end(
    plot: RankPlot, history: History, focus: Focus, written: Callable[[Plot], list[Written]]
) -> None:
    values = VALUES * 3
    assert softmax(values, 1.0)[-1] < 1e-9
    step = RecordedStep(Logits.of(LABELS, values), None, 999)
    history.start(source_edits.use_source(Document(), TraceSource(Recorded([step], is_quick=True))))
    assert "token 999, chosen" in {word.text for word in written(plot)}
    end = at_rank(plot, 1_000, plot.frame.rect.bottom() - 3)
    assert plot.class_at(end) == 999
    other = at_rank(plot, 900, plot.frame.rect.bottom() - 3)
    assert plot.class_at(other) is None
    hands.click(plot, end)
    assert focus.selected == (999,)
    history.start(replace(history.document, chain=Chain.parse("temperature=0.05")))
    assert "token 8" not in {word.text for word in written(plot)}
    focus.select((8,))
    assert "token 8" in {word.text for word in written(plot)}


def test_of_a_list_ranks_beyond_it_say_what_they_have_at_most(
    plot: RankPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(replace(Document(source=weather()), chain=Chain.parse("temperature=1.2,top-k=40")))
    said = {word.text for word in written(plot)}
    assert {"at most", "if all were alike", "128,256"} <= said
    middle = plot.frame.rect.center().y()
    text = plot.value_at(at_rank(plot, 5000, middle))
    assert re.fullmatch(r"rank [45],\d{3}, one of 128,236 others\nat most 0\.0\d+%", text)
    assert "rank 1 “rainy”" in plot.value_at(at_rank(plot, 1, middle))
    assert "40 to 40" not in plot.accessibleDescription()
    assert "top-k 40 keeps ranks 1 to 40, or more in a tie." in plot.accessibleDescription()
    assert "Of the others none has more than" in plot.accessibleDescription()
    grip = line(plot, "top-k")
    hands.drag(plot, [grip, at_rank(plot, 300, grip.y()), at_rank(plot, 1000, grip.y())])
    assert 950 <= history.document.chain.knobs[1].value <= 1050


def test_of_an_unknown_vocabulary_it_is_said_that_the_bound_holds_for_any(
    plot: RankPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(Document(source=replace(weather(), others=None)))
    said = {word.text for word in written(plot)}
    assert "at most, for any vocabulary" in said
    assert "if all were alike" not in said
    plot.resize(300, 300)
    assert "at most" in {word.text for word in written(plot)}


def test_in_the_view_of_the_sum_a_list_has_a_band_and_top_p_its_level(
    plot: RankPlot, history: History
) -> None:
    chain = Chain.parse("temperature=1.2,top-p=0.5")
    history.start(replace(Document(source=weather()), chain=chain))
    plot.grab()
    (line_at_rank,) = plot._lines
    assert line_at_rank.upright
    history.start(replace(Document(source=weather()), chain=chain, ranks="cumulative"))
    plot.grab()
    (level,) = plot._lines
    assert not level.upright
    assert plot.value_at(QPointF(plot.frame.rect.center().x(), level.at)).endswith(
        "not decidable from these 20"
    )
    text = plot.value_at(at_rank(plot, 5000, plot.frame.rect.top() + 3))
    assert re.search(r"up to here [\d.]+–\d", text)


def added(*, classes: int | None) -> PartialSource:
    """A list of the ten likeliest of 400 classes, and of the chosen one, which is far below them."""
    values = np.linspace(4.0, -2.0, 400)
    p = softmax(values, 1.0)
    rows = [*range(10), 150]
    logits = Logits.of([f"word{row}" for row in rows], values[rows])
    mass = float(1.0 - p[rows].sum())
    return Added(logits, mass, 1.0, classes, least=float(p[9]))


@dataclass(frozen=True)
class Added(PartialSource):
    """A list with a class that is less likely than unlisted ones may be."""

    least: float = 0.0

    @cached_property
    def knowledge(self) -> ListKnowledge:
        """What follows from the list."""
        mass = Bounds(self.mass, self.mass)
        return ListKnowledge.of(self.table, Unlisted(self.others, mass, self.least, self.temperature))

    def recorded(self, state: None) -> int | None:
        """The last class was chosen."""
        del state
        return int(self.table.keys[10])


@pytest.mark.parametrize("classes", [389, None])
@pytest.mark.parametrize("temperature", ["1", "1.3"])
def test_a_class_of_unknown_rank_is_drawn_over_all_ranks_that_it_may_have(
    plot: RankPlot,
    history: History,
    focus: Focus,
    written: Callable[[Plot], list[Written]],
    classes: int | None,
    temperature: str,
) -> None:
    chain = Chain.parse(f"temperature={temperature}")
    history.start(replace(Document(source=added(classes=classes)), chain=chain))
    assert "chosen" in {word.text for word in written(plot)}
    picture = plot.picture
    assert picture is not None
    (mark,) = plot._spans
    assert mark.span.first == 11
    assert mark.span.last is not None
    # Of a vocabulary of unknown size the probability of all others limits the rank.
    assert 151 <= mark.span.last <= (400 if classes else 600)
    assert mark.area.left() == pytest.approx(plot.frame.x.pixel(math.log10(11)))
    assert mark.is_open == (classes is None)
    last = 550 if mark.is_open else mark.span.last
    assert mark.area.right() == pytest.approx(plot.frame.x.pixel(math.log10(last)))
    middle = mark.area.center()
    said = plot.value_at(middle)
    assert said.startswith("“word150”, chosen\nrank unknown: 11 to ")
    assert "“word150”: rank unknown: 11 to" in plot.accessibleDescription()
    # At rank 11 there may be any of the others.
    assert "rank 11, " in plot.value_at(at_rank(plot, 11, plot.frame.rect.top() + 20))
    assert 11 not in [rank for rank, *_ in plot._dots(picture)]
    hands.click(plot, middle)
    assert focus.selected == (10,)


def test_in_numbers_a_class_of_unknown_rank_has_bounds_of_it(plot: RankPlot, history: History) -> None:
    history.start(Document(source=added(classes=389)))
    assert plot.picture is not None
    rows = rank_numbers(plot.picture).rows
    (row,) = [row for row in rows if row[1] == "word150"]
    assert isinstance(row[0], Bounds)
    assert (row[0].low, row[2]) == (11, plot.picture.probability(10))
    assert row[0].high >= 151
    assert [one[1] for one in rows if one[0] == 11] == ["one of 389 others"]


@pytest.mark.parametrize("view", ["probability", "cumulative"])
def test_a_cut_that_a_list_does_not_decide_is_shaded_from_the_least_rank_to_the_highest(
    plot: RankPlot, history: History, view: str
) -> None:
    chain = Chain.parse("temperature=1.2,top-p=0.5,min-p=0.1")
    document = replace(Document(source=weather()), chain=chain)
    history.start(bench_edits.set_ranks(document, view))
    plot.grab()
    lines = {one.cut.knob.name: one for one in plot._lines}
    assert lines.keys() == {"top-p", "min-p"}
    ratio = lines["min-p"]
    assert ratio.upright
    assert ratio.end is None
    said = plot.value_at(ratio.grip).split("\n")
    assert said == ["min-p 0.10", "keeps at most ranks 1 to 8", "not decidable from these 20"]
    mass = lines["top-p"]
    if view == "probability":
        assert (mass.at, mass.end) == pytest.approx(
            [plot.frame.x.pixel(math.log10(one)) for one in (4.5, 18.5)]
        )
        said = plot.value_at(mass.grip).split("\n")
        assert said[1:] == ["keeps ranks 1 to 4 at least, perhaps to 18", "not decidable from these 20"]
    hands.drag(plot, [ratio.grip, at_rank(plot, 9, ratio.grip.y()), at_rank(plot, 12, ratio.grip.y())])
    plot.grab()
    moved = next(one for one in plot._lines if one.cut.knob.name == "min-p")
    assert moved.cut.last == 12
    assert "min-p 0.06 keeps at most ranks 1 to 12" in plot.accessibleDescription()
    history.undo()
    assert history.document.chain == chain


@pytest.mark.parametrize("view", ["probability", "cumulative"])
def test_a_list_has_names_and_a_ghost_as_a_whole_distribution_has(
    plot: RankPlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    view: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ghosts: list[Ranking] = []
    paint_ghost = rank_bounds.paint_ghost

    def counted(painter: QPainter, found: Ranking, *rest: Any, **more: Any) -> None:
        ghosts.append(found)
        paint_ghost(painter, found, *rest, **more)

    monkeypatch.setattr(rank_bounds, "paint_ghost", counted)
    at_source = bench_edits.set_ranks(Document(source=weather()), view)
    for chain in ("temperature=1", "temperature=1.3", "temperature=0.4"):
        history.start(replace(at_source, chain=Chain.parse(chain)))
        wanted = {"rainy", "cold", "at most", "if all were alike"}
        inks = [word.ink for word in painted_texts(plot) if word.text in wanted]
        assert "rainy" in {word.text for word in written(plot)}, chain
        assert not any(a.intersects(b) for a, b in combinations(inks, 2)), chain
    assert ghosts
    known = ghosts[-1].known_at_1
    assert known is not None
    np.testing.assert_allclose(known.low, known.high)  # the list is one at τ = 1
    assert known.low[0] == pytest.approx(math.exp(-1.16))


def test_under_the_mouse_a_listed_rank_has_bounds_of_its_sum_too(plot: RankPlot, history: History) -> None:
    history.start(replace(Document(source=weather()), chain=Chain.parse("temperature=1.3")))
    assert plot.picture is not None
    known = plot.picture.once(ranking).known
    assert known is not None
    sums = Bounds(float(known.low_sum[2]), float(known.high_sum[2]))
    said = plot.value_at(at_rank(plot, 3, plot.frame.rect.center().y()))
    assert said.endswith(f", up to here {written_number(sums, screen_percentage)}")


@pytest.mark.parametrize("width", [420, 500, 700])
def test_the_word_at_an_unknown_rank_stands_on_no_line(plot: RankPlot, history: History, width: int) -> None:
    plot.resize(width, 260)
    chain = Chain.parse("temperature=1.3,top-k=30,min-p=0.12")
    history.start(replace(Document(source=added(classes=389)), chain=chain))
    (word,) = [one for one in painted_texts(plot) if one.text == "chosen"]
    upright = [one.at for one in plot._lines if one.upright]
    assert upright
    assert not any(word.ink.left() - 1 < at < word.ink.right() + 1 for at in upright)
    assert plot.frame.rect.contains(word.ink)
