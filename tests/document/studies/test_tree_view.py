"""What is said of a decoding tree at the dial's τ: paths, draws, ranks and sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from tests.suited import tree_document

from tauscope.core import search
from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits, table_edits, tree_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.document.studies.tree_view import NO_TREE, TreeView, tree_view, without_tree
from tauscope.sources.running.searching import search_space
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.tree.tree import Tree


def view_of(document: Document) -> TreeView:
    answer = Picture.of(document).once(tree_view)
    assert isinstance(answer, Ready)
    return answer.value


def document(name: str = "nice-dog", temperature: float = 1.0, **settings: Any) -> Document:
    with_tree = table_edits.set_temperature(tree_document(name), temperature)
    return with_tree.with_settings(replace(TreeSettings(), **settings))


def found(name: str, **settings: Any) -> list[str]:
    return [str(one) for one in view_of(document(name, **settings)).findings]


# What the numbers say


@pytest.mark.parametrize(
    ("name", "settings", "sentences"),
    [
        ("nice-dog", {}, ["Greedy found rank 2 of 9", "Beam 2 found rank 1 of 9"]),
        ("nice-dog", {"beams": 1}, ["Greedy found rank 2 of 9", "Beam 1 found rank 2 of 9"]),
        (
            "beam-misses",
            {},
            ["Greedy found rank 2 of 24", "Beam 2 found rank 5 of 24, and misses what greedy finds"],
        ),
        ("beam-misses", {"beams": 3}, ["Greedy found rank 2 of 24", "Beam 3 found rank 1 of 24"]),
        (
            "empty-sentence",
            {"beams": 3},
            [
                "Greedy found rank 2 of 27",
                "Beam 3 found rank 1 of 27",
                "The most likely sequence says nothing",
            ],
        ),
        ("empty-sentence", {"beams": 3, "length_penalty": 1.0}, ["Greedy found rank 2 of 27"]),
    ],
)
def test_the_sentences_are_those_of_the_facts(name: str, settings: Any, sentences: list[str]) -> None:
    assert found(name, **settings)[: len(sentences)] == sentences


def test_the_draws_are_said_with_their_seed() -> None:
    assert found("nice-dog")[-1] == "Sampling at τ = 1.00, 1,000 draws, seed 1"
    other = bench_edits.set_seed(document(temperature=0.25, draws=1), 7)
    assert str(view_of(other).findings[-1]) == "Sampling at τ = 0.25, 1 draw, seed 7"


@pytest.mark.parametrize("temperature", [0.1, 0.35, 1.0, 8.0, math.inf])
def test_ranks_are_the_models_own_at_every_temperature(temperature: float) -> None:
    view = view_of(document(temperature=temperature))
    assert [view.sequence(leaf).rank for leaf in view.tree.ranking] == [1, 2, 3, 3, 5, 6, 7, 7, 7]
    assert [one.subject for one in view.findings] == ["Greedy", "Beam 2", "Sampling"]
    assert view.findings[0].words == "found rank 2 of 9"


def test_probabilities_of_a_sequence_are_the_models_own_and_those_at_the_dial() -> None:
    view = view_of(document(temperature=0.5))
    first = view.sequence(view.tree.ranking[0])
    assert first.name == "dog has"
    assert first.own == pytest.approx(0.36)
    dog, has = 0.4**2 / (0.5**2 + 0.4**2 + 0.1**2), 0.9**2 / (0.9**2 + 2 * 0.05**2)
    assert first.now == pytest.approx(dog * has)
    assert first.marks == ("beam 2, first",)
    assert (first.colour, first.ended) == (1, True)


def test_the_most_likely_sequence_changes_with_the_dial_and_its_rank_does_not() -> None:
    cold, warm = view_of(document(temperature=0.2)), view_of(document())
    assert (cold.tree.name(cold.likeliest), warm.tree.name(warm.likeliest)) == ("nice woman", "dog has")


# Paths


def test_greedy_is_always_shown_and_the_others_when_they_are_asked_for() -> None:
    methods = {
        method: {path.method for path in view_of(document(method=method)).paths}
        for method in ("greedy", "beam", "sample", "all")
    }
    assert methods == {
        "greedy": {"greedy"},
        "beam": {"greedy", "beam"},
        "sample": {"greedy", "sample"},
        "all": {"greedy", "beam", "sample"},
    }


def test_the_last_draws_are_those_of_sampling() -> None:
    shown = document(method="sample", draws=20)
    view, source = view_of(shown), shown.source
    space = search_space(source.cursor(source.initial()))
    sampled = search.sample(space, 20, 5, shown.chain, shown.seed)
    ends = [view.tree.keys(path.end) for path in view.drawn_paths]
    assert ends == [one.keys for one in reversed(sampled[-3:])]
    assert [path.label for path in view.drawn_paths] == ["draw 20", "draw 19", "draw 18"]


def test_a_knob_that_cuts_changes_the_paths() -> None:
    cut = table_edits.set_chain(document(beams=3), Chain.parse("top-k=1"))
    assert [path.end for path in view_of(cut).beam_paths] == [view_of(cut).greedy]


def test_a_method_that_leaves_the_tree_says_where() -> None:
    nodes: dict[str, Any] = {
        str(depth): {"a": {"p": 0.9, "to": str(depth + 1)}, "b": {"p": 0.1, "to": str(depth + 1)}}
        for depth in range(20)
    }
    source = TreeSource(Tree.from_json({"node": {**nodes, "20": {"end": 1.0}}}))
    view = view_of(source_edits.use_source(Document(), source))
    assert not view.tree.whole  # 2²⁰ sequences
    assert view.findings[0].words.endswith(f"of the {view.count:,} shown")


# Where it is


def test_the_view_knows_where_the_bench_is() -> None:
    start = document()
    tree = view_of(start).tree
    assert view_of(start).here == 0
    dog = source_edits.choose(start, 1)
    assert view_of(dog).here == tree.find((1,))


@pytest.mark.parametrize("temperature", [0.3, 1.0])
def test_to_go_to_a_node_is_to_choose_its_tokens(temperature: float) -> None:
    start = document(temperature=temperature)
    view = view_of(start)
    for node in range(len(view.tree)):
        by_hand = start
        for key in view.tree.keys(node):
            by_hand = source_edits.choose(by_hand, key)
        gone = tree_edits.go_to_node(start, view.tree, node)
        assert gone.state == by_hand.state
        assert view_of(gone).here == node


def test_what_was_chosen_later_is_kept_on_the_way_back() -> None:
    start = document()
    tree = view_of(start).tree
    leaf = tree.find((1, 6))
    assert leaf is not None
    there = tree_edits.go_to_node(start, tree, leaf)
    back = tree_edits.go_to_node(there, tree, tree.nodes[leaf].parent)
    assert [choice.key for choice in back.source.path(back.state)] == [1, 6]
    assert tree_edits.go_to_node(back, tree, leaf) == there
    elsewhere = tree_edits.go_to_node(there, tree, tree.children[0][0])
    assert [choice.key for choice in elsewhere.source.path(elsewhere.state)] == [0]


def test_a_block_that_is_gone_fills_no_plot() -> None:
    assert view_of(tree_edits.zoom(document(), (1,))).top == view_of(document()).tree.find((1,))
    assert view_of(tree_edits.zoom(document(), (1, 99))).top == 0


# Elsewhere


def test_a_typed_table_has_no_tree() -> None:
    assert without_tree(Document()) == NO_TREE
    assert without_tree(document()) == ""


@pytest.mark.parametrize("chain", ["temperature=0.5", "temperature=1,top-k=2"])
def test_the_table_of_the_tree_has_every_node(chain: str) -> None:
    shown = table_edits.set_chain(document(), Chain.parse(chain))
    numbers = plot_numbers("tree", Picture.of(shown))
    view, headers = view_of(shown), list(numbers.headers)
    joint = headers.index("joint_probability")
    leaves = [row for row in numbers.rows if row[headers.index("ends")]]
    assert len(numbers.rows) == len(view.tree)
    assert math.fsum(row[joint] for row in leaves) == pytest.approx(1.0)
    assert math.fsum(row[headers.index("drawn")] for row in leaves) == view.settings.draws
    assert numbers.rows[0][joint] == 1.0
