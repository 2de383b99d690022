"""The plot of a decoding tree: blocks whose area is mass, paths, and what hand and keyboard do there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from tests.core.test_decoding_tree import grown
from tests.core.test_search import NICE
from tests.suited import tree_document
from tests.ui import hands
from tests.ui.plots.conftest import Written
from tests.ui.plots.painted_text import faults

from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits, tree_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.studies.tree_view import TreeView
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.tree.tree import Tree
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.base.value_tag import ValueTag
from tauscope.ui.plots.trees.tree import TreePlot
from tauscope.ui.plots.trees.tree_block import Block
from tauscope.ui.plots.trees.tree_layout import TreeLayout
from tauscope.ui.theme import Theme, load_theme

Key = Qt.Key
Write = Callable[[Plot], list[Written]]


def document(name: str = "nice-dog", temperature: float = 1.0, **settings: Any) -> Document:
    with_tree = table_edits.set_temperature(tree_document(name), temperature)
    return with_tree.with_settings(replace(TreeSettings(), **settings))


def wide(after: str = "") -> Document:
    """A tree of 200 tokens, the first or those after another one, each of which two may follow."""
    total = math.fsum(1 / (row + 1) for row in range(200))
    first = {f"word {row}": {"p": 1 / (row + 1) / total, "to": "then"} for row in range(200)}
    node = {"start": first, "then": {"this": 0.7, "that": 0.3}}
    if after:
        node = {"before": {after: {"p": 0.9, "to": "start"}, "stop": 0.1}, **node}
    return source_edits.use_source(Document(), TreeSource(Tree.from_json({"node": node})))


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> TreePlot:
    history.start(document())
    plot = make_plot(TreePlot)
    assert isinstance(plot, TreePlot)
    plot.resize(1000, 400)
    return plot


def layout(plot: TreePlot) -> TreeLayout:
    assert plot.picture is not None
    found = plot.layout_of(plot.picture)
    assert found is not None
    return found


def block(plot: TreePlot, *keys: int) -> Block:
    node = layout(plot).view.tree.find(keys)
    assert node is not None
    return layout(plot).of_node[node]


def click(plot: TreePlot, *keys: int) -> None:
    hands.click(plot, block(plot, *keys).rect.center())


def said(history: History) -> str:
    source = history.document.source
    assert isinstance(source, TreeSource)
    return source.text(history.document.state)


# Blocks


@pytest.mark.parametrize("temperature", [0.2, 1.0, 5.0, math.inf])
def test_a_block_is_as_high_as_its_joint_probability(
    plot: TreePlot, history: History, temperature: float
) -> None:
    history.start(document(temperature=temperature))
    shown = layout(plot)
    view = shown.view
    for parent in [one for one in shown.blocks if one.node is not None and not shown.is_end(one)]:
        after = [one for one in shown.blocks if one.column and one.parent == parent.node]
        heights, p = [one.rect.height() for one in after], [one.p for one in after]
        assert math.fsum(p) == pytest.approx(parent.p)
        for height, one in zip(heights, p, strict=True):
            assert height / math.fsum(heights) == pytest.approx(one / parent.p)
        for upper, lower in pairwise(after):
            assert upper.rect.bottom() <= lower.rect.top() + 1e-6
            assert lower.rect.bottom() <= parent.rect.bottom() + 1e-6
    assert math.fsum(one.p for one in shown.ends) == pytest.approx(1.0)
    assert all(one.p == view.now.probabilities[one.node] for one in shown.blocks if one.node is not None)


def test_of_many_blocks_the_highest_are_painted_and_the_others_counted(
    plot: TreePlot, history: History, written: Write
) -> None:
    history.start(wide())
    shown = layout(plot)
    assert len(shown.blocks) < 90
    merged = next(one for one in shown.blocks if one.node is None and one.parent == 0)
    singly = [one for one in shown.blocks if one.column == 1 and one.node is not None]
    assert merged.count + len(singly) == 200
    assert math.fsum(one.p for one in (*singly, merged)) == pytest.approx(1.0)
    assert f"{merged.count} more" in [one.text for one in written(plot)]


def test_a_tree_that_is_too_deep_is_cut_and_says_its_numbers(plot: TreePlot, history: History) -> None:
    nodes = {str(depth): {"on": {"p": 1, "to": str(depth + 1)}} for depth in range(40)}
    tree = Tree.from_json({"node": {**nodes, "40": {"end": 1}}})
    history.start(source_edits.use_source(Document(), TreeSource(tree)))
    last = layout(plot).blocks[-1]
    assert last.column == layout(plot).columns < 41
    assert last.open
    assert not plot.grab().isNull()


def test_labels_stand_at_the_ends_of_paths(plot: TreePlot, history: History, written: Write) -> None:
    texts = [one.text for one in written(plot)]
    assert {"greedy", "beam 2, first", "beam 2, second"} <= set(texts)
    assert texts.count("dropped") == 3  # car, house, guy: the others are too low for a word
    history.start(document(method="greedy"))
    assert "dropped" not in [one.text for one in written(plot)]


def test_counts_of_the_draws_stand_beside_their_probabilities(
    plot: TreePlot, history: History, written: Write
) -> None:
    history.start(document(method="sample"))
    texts = [one.text for one in written(plot)]
    assert "drawn" in texts
    drawn = layout(plot).view.drawn
    for one in layout(plot).ends:
        assert one.node is not None
        assert layout(plot).count(one) == drawn.counts[one.node]
        assert f"{drawn.counts[one.node]:,}" in texts
    ends = {path.end for path in layout(plot).view.drawn_paths}
    marked = [
        one for text in texts for one in text.split(", ") if one.startswith("draw") or one.endswith("draws")
    ]
    assert len(set(marked) - {"drawn"}) == len(ends)


@pytest.mark.parametrize("name", ["nice-dog", "beam-misses", "empty-sentence", "per-token"])
@pytest.mark.parametrize("look", ["light", "projector"])
def test_words_stand_apart_at_every_size(plot: TreePlot, history: History, name: str, look: str) -> None:
    plot.apply_theme(load_theme(look, 14.0))
    for size in ((1000, 400), (620, 280), (420, 240), (300, 200), (1700, 800)):
        plot.resize(*size)
        for method in ("beam", "all"):
            for temperature in (0.05, 1.0, 20.0):
                history.start(document(name, temperature, method=method))
                # Labels of tokens may be shortened; all others are written whole or not at all.
                cut = [one for one in faults(plot, 9.0) if "is shortened" not in one]
                assert cut == [], (size, method, temperature)


def test_colours_say_the_first_token_or_the_surprise(plot: TreePlot, history: History) -> None:
    by_token = plot.grab().toImage()
    plot.choice._choose("surprise")  # the menu's own
    assert history.document.settings(TreeSettings).colour == "surprise"
    assert history.undo_name == "colour blocks by surprise"
    assert plot.grab().toImage() != by_token
    assert plot.picture is not None
    assert "colour: surprise, hot from 10 bits on" in plot.caption(plot.picture)
    history.undo()
    assert plot.grab().toImage() == by_token


# The mouse


def test_a_click_on_a_block_goes_there_in_one_step(plot: TreePlot, history: History) -> None:
    click(plot, 1, 6)
    assert said(history) == "dog has"
    assert history.undo_name == "go to “dog has”"
    click(plot, 1)
    assert said(history) == "dog"
    click(plot)
    assert said(history) == ""
    for expected in ("dog", "dog has", ""):
        history.undo()
        assert said(history) == expected
    assert history.undo_name is None


def test_a_second_click_fills_the_plot_and_a_click_on_the_first_block_goes_back(
    plot: TreePlot, history: History
) -> None:
    click(plot, 1)
    click(plot, 1)
    assert history.document.settings(TreeSettings).zoom == (1,)
    shown = layout(plot)
    assert block(plot, 1).column == 0
    assert shown.of_node.get(shown.view.tree.children[0][0]) is None
    has = block(plot, 1, 6)
    assert has.rect.height() / math.fsum(one.rect.height() for one in shown.ends) == pytest.approx(0.9)
    click(plot, 1)
    assert history.document.settings(TreeSettings).zoom == ()
    assert said(history) == "dog"


def test_a_double_click_goes_there_and_fills_the_plot(plot: TreePlot, history: History) -> None:
    hands.double_click(plot, block(plot, 0).rect.center())
    assert said(history) == "nice"
    assert history.document.settings(TreeSettings).zoom == (0,)


def test_a_click_on_merged_blocks_fills_the_plot_with_what_is_before_them(
    plot: TreePlot, history: History
) -> None:
    history.start(wide("say"))
    merged = max((one for one in layout(plot).blocks if one.node is None), key=lambda one: one.p)
    hands.click(plot, merged.rect.center())
    assert history.document.settings(TreeSettings).zoom == (0,)
    assert said(history) == ""


def test_the_mouse_sees_exact_numbers(plot: TreePlot, history: History) -> None:
    history.start(document(temperature=0.5, method="all"))
    text = plot.value_at(block(plot, 1, 6).rect.center())
    assert "dog has" in text
    assert "by the model 0.9000 here, 0.3600 in all" in text
    assert "ln p −1.022, rank 1 of 9" in text
    assert "of 1,000 times" in text
    assert plot.value_at(QPointF(-5, -5)) == ""


def test_a_click_hides_the_numbers_of_what_was_under_the_mouse(plot: TreePlot) -> None:
    hands.move(plot, block(plot, 1).rect.center())
    (tag,) = plot.viewport().findChildren(ValueTag)
    assert tag.isVisible()
    click(plot, 1)
    assert not tag.isVisible()


def test_a_class_that_is_pointed_at_elsewhere_is_marked(plot: TreePlot, focus: Focus) -> None:
    plain = plot.grab().toImage()
    focus.hover(1)
    assert plot.grab().toImage() != plain
    focus.hover(None)
    hands.move(plot, block(plot, 1).rect.center())
    assert focus.hovered == 1
    hands.leave(plot)
    assert focus.hovered is None
    assert plot.grab().toImage() == plain


# The keyboard


def press(plot: TreePlot, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(plot, key)


def test_arrows_walk_in_the_tree_and_a_walk_is_one_step(plot: TreePlot, history: History) -> None:
    plot.setFocus()
    press(plot, Key.Key_Right, Key.Key_Down, Key.Key_Right)
    assert said(history) == "dog has"
    press(plot, Key.Key_Down)
    assert said(history) == "dog runs"
    press(plot, Key.Key_Left, Key.Key_Up)
    assert said(history) == "nice"
    press(plot, Key.Key_Up)
    assert said(history) == "nice"
    history.undo()
    assert (said(history), history.undo_name) == ("", None)


def test_enter_fills_the_plot_and_escape_shows_the_whole(plot: TreePlot, history: History) -> None:
    plot.setFocus()
    press(plot, Key.Key_Right, Key.Key_Return)
    assert history.document.settings(TreeSettings).zoom == (0,)
    press(plot, Key.Key_Escape)
    assert history.document.settings(TreeSettings).zoom == ()
    press(plot, Key.Key_Right, Key.Key_Return)  # nothing follows a whole sequence
    assert history.document.settings(TreeSettings).zoom == ()


def test_the_caption_says_what_is_drawn_and_how_to_get_out(plot: TreePlot, history: History) -> None:
    assert plot.picture is not None
    assert "height: joint probability at τ" in plot.caption(plot.picture)
    history.start(tree_edits.zoom(document(), (1,)))
    assert "after “dog”, Esc for all of it" in plot.caption(plot.picture)


def test_a_path_past_the_last_column_is_labelled_as_going_on(
    plot: TreePlot, history: History, written: Write
) -> None:
    nodes = {str(depth): {"on": {"p": 1, "to": str(depth + 1)}} for depth in range(40)}
    tree = Tree.from_json({"node": {**nodes, "40": {"end": 1}}})
    history.start(source_edits.use_source(Document(), TreeSource(tree)))
    texts = [one.text for one in written(plot)]
    assert "on →" in texts
    assert any("greedy →" in text for text in texts)


def test_what_a_tree_leaves_out_is_a_block_of_its_own(theme: Theme) -> None:
    partial = grown(NICE, lambda path: path not in {(1,), (0, 0)})
    view = TreeView.of(partial, document(method="all"))
    shown = TreeLayout(view, 900, 400, theme)
    first, nice = (
        next(one for one in shown.blocks if one.node is None and one.parent == parent)
        for parent in (0, partial.children[0][0])
    )
    assert (first.count, nice.count) == (0, 0)
    assert first.left_out == nice.left_out == 1.0
    assert [first.p, nice.p] == pytest.approx([0.4, 0.2])
    assert math.fsum(one.p for one in shown.ends) == pytest.approx(1.0)
    assert shown.count(first) == view.drawn.left[0]
    # Greedy takes “woman”, and one of two beams “dog”: neither has a node.
    assert {tag for one in (first, nice) for tag in one.tags} >= {"greedy", "beam 2, first"}
    assert [*shown.blocks_on(view.greedy_path)][-1] is nice


def test_of_labels_that_have_no_room_the_first_is_written(
    plot: TreePlot, history: History, written: Write
) -> None:
    plot.resize(620, 320)
    history.start(document("empty-sentence", 0.113, method="all"))
    assert any("greedy" in one.text for one in written(plot))
