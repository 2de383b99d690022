from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from tests.stepping import CLASSES, LAST, Stepping
from tests.suited import tree_document

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.document.document import MOST_RUNS, Document
from tauscope.document.edits import (
    bandit_edits,
    bench_edits,
    probability_edits,
    run_edits,
    source_edits,
    table_edits,
    tree_edits,
)
from tauscope.document.files import codec
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.class_alignment import FrozenDistribution
from tauscope.document.picture.picture import Picture
from tauscope.document.plot_sizes import PlotSizes
from tauscope.sources import SOURCES, TypedTable
from tauscope.sources.abilities import Abilities


def stepping() -> Document:
    return source_edits.use_source(Document(), Stepping())


def test_another_source_begins_at_its_start() -> None:
    document = stepping()
    assert document.state == ()
    assert document.logits.labels == CLASSES
    assert document.chain == Document().chain


def test_a_choice_by_hand_moves_on_with_its_probability() -> None:
    moved = source_edits.choose(table_edits.set_temperature(stepping(), 1.0), 1)
    assert moved.state == (1,)
    with pytest.raises(InputError, match="one state"):
        source_edits.choose(Document(), 1)


def test_what_is_seen_at_a_moment_is_what_was_drawn_from_there() -> None:
    document = table_edits.set_chain(stepping(), Chain.parse("xtc=0.5:threshold=0.05"))
    cut = set()
    for count in range(LAST):
        here = replace(document, state=(0,) * count)
        picture = Picture.of(here)
        final = document.chain.at(count).candidates(here.logits)
        assert picture.final.rows.tolist() == final.rows.tolist()
        pinned = bench_edits.pin(here)
        assert FrozenDistribution(pinned.pins[0]).final.rows.tolist() == final.rows.tolist()
        likely, unlikely = int(here.logits.order[0]), int(here.logits.order[-1])
        cut.add(picture.probabilities[likely] == 0)
        if picture.probabilities[likely]:
            probability_edits.set_probability(here, likely, 0.5)
        else:
            with pytest.raises(InputError, match="cut by XTC"):
                probability_edits.set_probability(here, likely, 0.5)
        assert picture.probabilities[unlikely] > 0
    assert cut == {True, False}


def test_present_logits_are_taken_as_a_table() -> None:
    moved = run_edits.set_runs(source_edits.choose(stepping(), 1), [1.0])
    taken = source_edits.take_as_table(moved)
    assert taken.source == TypedTable(moved.logits)
    assert (taken.state, taken.runs) == (None, ())


def test_editing_a_logit_asks_the_source() -> None:
    biased = table_edits.set_logit(source_edits.choose(stepping(), 1), 2, 5.0)
    assert biased.source == Stepping(bias=3.0)
    assert biased.state == (1,)
    with pytest.raises(InputError, match="Only its logits"):
        table_edits.set_labels(biased, 0, ["x"])


def test_columns_keep_their_way_where_their_temperature_stays() -> None:
    document = run_edits.set_runs(stepping(), run_edits.SIDE_BY_SIDE)
    moved = source_edits.move_on(document, [(0,), (1,), (2,)])
    assert [column.state for column in moved.runs] == [(0,), (1,), (2,)]
    assert moved.state == ()
    changed = run_edits.set_runs(moved, [0.2, 1.0, 1.5])
    assert [column.state for column in changed.runs] == [(0,), (), (2,)]
    assert [column.state for column in source_edits.restart(changed).runs] == [(), (), ()]


def test_without_columns_it_is_the_present_state_that_moves() -> None:
    assert source_edits.move_on(stepping(), [(0, 1)]).state == (0, 1)


def test_a_table_goes_nowhere_side_by_side() -> None:
    with pytest.raises(InputError, match="one run"):
        run_edits.set_runs(Document(), [1.0])
    with pytest.raises(InputError, match=f"At most {MOST_RUNS}"):
        run_edits.set_runs(stepping(), [1, 2, 3, 4, 5])
    with pytest.raises(InputError, match="from 0"):
        run_edits.set_runs(stepping(), [-1])
    assert run_edits.set_runs(Document(), []) == Document()
    columns = run_edits.set_runs(stepping(), [1.0])
    assert source_edits.use_source(columns, TypedTable.of("ab", [1.0, 0.0])).runs == ()


def test_a_way_is_saved_with_its_columns_and_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, Stepping.kind, "tests.stepping.Stepping")
    moved = source_edits.choose(source_edits.choose(stepping(), 1), 2)
    document = source_edits.move_on(run_edits.set_runs(bench_edits.pin(moved), [0.5, 2.0]), [(1,), ()])
    assert codec.decode(codec.encode(document)).document == document
    later = replace(document, source=Stepping(bias=1.0))
    assert codec.decode(codec.encode(later)).document == later


@dataclass(frozen=True)
class Pictured(Stepping):
    """A source with plots of its own."""

    kind: ClassVar[str] = "pictured"
    abilities: ClassVar[Abilities] = Abilities(steps=True, plots=("stages", "draws"))


def test_a_source_brings_its_plots_and_takes_them_along() -> None:
    sized = Document(plots=("levels", "curves"), plot_sizes=PlotSizes((2.0,)))
    pictured = source_edits.use_source(sized, Pictured())
    assert pictured.plots == ("stages", "draws")
    assert pictured.plot_sizes == PlotSizes()
    assert source_edits.use_source(pictured, Stepping()).plots == Document.plots
    assert source_edits.use_source(sized, Stepping()).plots == sized.plots


def test_another_source_of_the_same_kind_keeps_the_plots() -> None:
    pictured = replace(source_edits.use_source(Document(), Pictured()), plots=("draws",))
    assert source_edits.restart(pictured).plots == ("draws",)


def test_another_tree_fills_the_plot_as_a_whole() -> None:
    zoomed = tree_edits.zoom(tree_document(), (1,)).with_settings(TreeSettings(beams=3, zoom=(1,)))
    other = tree_document("per-token").source
    assert source_edits.use_source(zoomed, other).settings(TreeSettings) == TreeSettings(beams=3)
    alone = tree_edits.zoom(tree_document(), (1,))
    assert source_edits.use_source(alone, other).panel_settings == ()


def test_a_temperature_that_followed_a_schedule_goes_with_it() -> None:
    bandit = bandit_edits.open_bandit(Document())
    cold = replace(bandit, chain=bandit.chain.with_temperature(0.05))
    assert source_edits.use_source(cold, TypedTable.of("ab", [1.0, 0.0])).temperature == 1.0
    assert source_edits.take_as_table(cold).temperature == 0.05
    by_hand = bandit_edits.follow_schedule(cold, on=False)
    assert source_edits.use_source(by_hand, TypedTable.of("ab", [1.0, 0.0])).temperature == 0.05
