"""Grown trees as files: the same numbers after reading, and nothing of the mass is lost."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from tests.core.test_decoding_tree import grown
from tests.core.test_search import Tree as Weights
from tests.core.test_search import trees

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.search.decoding_tree import ROOT, DecodingTree, TreeNode
from tauscope.core.search.growth import Growth
from tauscope.core.search.tree_probabilities import TreeProbabilities
from tauscope.core.search.tree_search import greedy_end
from tauscope.sources.running.growing import decoding_tree_of, grown_from
from tauscope.sources.tree.folding import folded
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.tree.tree import OTHER, is_other
from tauscope.sources.tree.writing import tree_text


def reread(tree: DecodingTree) -> DecodingTree:
    return TreeSource(read_tree(tree_text(folded(tree)))).decoding_tree


def sums(tree: DecodingTree) -> dict[tuple[str, ...], float]:
    """Ln p of each node by the labels that lead to it, without the tokens for all others."""
    found = {tuple(tree.nodes[one].label for one in tree.way(node)): node for node in range(len(tree))}
    return {
        labels: float(tree.log_probabilities[node]) for labels, node in found.items() if OTHER not in labels
    }


def at(tree: DecodingTree, labels: list[str]) -> int:
    node = ROOT
    for label in labels:
        node = next(one for one in tree.children[node] if tree.nodes[one].label == label)
    return node


@given(trees())
def test_a_whole_tree_is_read_as_it_was(weights: Weights) -> None:
    tree = grown(weights)
    again = reread(tree)
    assert sums(again) == pytest.approx(sums(tree))
    assert sorted(map(again.text, again.leaves)) == sorted(map(tree.text, tree.leaves))


def test_tokens_of_one_name_are_told_apart() -> None:
    logits = Logits.of(["a", "a", OTHER, "␣b"], [0.0, 0.0, 0.0, 0.0], [3, 5, 8, 9])
    nodes = [TreeNode.root(logits)]
    texts = enumerate(("a", "a", "", " b"))
    nodes += [TreeNode.after(ROOT, logits, row, text, ended=True) for row, text in texts]
    again = reread(DecodingTree(tuple(nodes)))
    assert [node.label for node in again.nodes[1:]] == ["a", "a #5", f"{OTHER} #8", "␣b"]
    assert [node.text for node in again.nodes[1:]] == ["a", "a", "", " b"]
    assert again.log_probabilities.tolist() == pytest.approx([0.0, *[math.log(0.25)] * 4])


@pytest.fixture(scope="module")
def writer() -> Any:
    pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
    pytest.importorskip("tokenizers", reason="language models need the extra “models”")
    from tauscope.sources.language.writer import Writer  # noqa: PLC0415

    return Writer.open()


def test_the_tree_of_a_model_keeps_its_numbers_and_the_mass_of_what_it_does_not_list(writer: Any) -> None:
    tree = decoding_tree_of(writer, (), grown_from(writer, (), Growth(mass=0.005, depth=6)))
    again = reread(tree)
    assert again.prompt == "Once upon a time"
    before, after = sums(tree), sums(again)
    assert after == pytest.approx(before, rel=1e-12)
    others, reread_others = (TreeProbabilities(one, Chain()).others for one in (tree, again))
    for node in tree.inner:
        there = at(again, [tree.nodes[one].label for one in tree.way(node)])
        assert reread_others[there] == pytest.approx(float(others[node]), rel=1e-9)
        # What is not listed is no token that a search could take.
        logits = again.nodes[there].logits
        assert logits is not None
        assert not is_other(logits.labels[int(logits.order[0])])
    greedy = [greedy_end(one) for one in (tree, again)]
    assert again.text(greedy[1]) == tree.text(greedy[0])
    states = [{one.text(leaf): one.nodes[leaf].ended for leaf in one.leaves} for one in (tree, again)]
    assert states[0] == states[1]
    assert (again.length, again.has_beginnings) == (tree.depth, True)
