"""Decoding trees: shape, probabilities, draws and searches, against brute force on random trees."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_search import (
    NICE,
    NO_GUARANTEE,
    STEPS,
    Path,
    Tree,
    below,
    close,
    naive_beam,
    space,
    trees,
)

from tauscope.core import search
from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.logits import Logits
from tauscope.core.search.decoding_tree import EMPTY, ROOT, DecodingTree, TreeNode, outside
from tauscope.core.search.tree_probabilities import (
    TreeProbabilities,
    drawn,
)
from tauscope.core.search.tree_search import beam_trace, greedy_end

PLAIN = Chain()
TEMPERATURES = st.sampled_from([0.0, 0.01, 0.3, 1.0, 4.0, math.inf])


def everything(path: Path) -> bool:
    del path
    return True


def grown(tree: Tree, listed: Callable[[Path], bool] = everything) -> DecodingTree:
    """The decoding tree of `space(tree)`, without the nodes that are not `listed` and all after them."""
    of = space(tree)
    nodes = [TreeNode.root(of.logits(()))]
    paths: list[Path] = [()]
    for number, path in enumerate(paths):
        at = nodes[number].logits
        for row in range(len(at) if at is not None else 0):
            after = (*path, row)
            if at is None or not listed(after):
                continue
            goes_on = bool(below(tree, after)) and len(after) < STEPS
            follows = of.logits(after) if goes_on else None
            ended = not below(tree, after)
            nodes.append(TreeNode.after(number, at, row, at.labels[row], follows, ended=ended))
            paths.append(after)
    return DecodingTree(tuple(nodes))


def chain_at(temperature: float, knobs: str = "") -> Chain:
    return Chain.parse(f"temperature={temperature}{knobs}")


# Shape


def test_a_tree_knows_its_ways() -> None:
    tree = grown(NICE)
    assert (len(tree), tree.depth, tree.whole) == (13, 2, True)
    leaf = tree.find((1, 0))
    assert leaf is not None
    assert (tree.keys(leaf), tree.text(leaf)) == ((1, 0), "0b1a")
    assert tree.branches[leaf] == tree.way(leaf)[0]
    assert tree.find((1, 7)) is None
    assert tree.name(ROOT) == EMPTY
    assert [tree.keys(one) for one in tree.leaves][:4] == [(0, 0), (0, 1), (0, 2), (1, 0)]


def test_siblings_stand_by_falling_logit_whatever_the_order_of_the_table() -> None:
    rising = Logits.of("abc", np.log([0.2, 0.3, 0.5]))
    rows = [TreeNode.after(0, rising, row, "", ended=True) for row in range(3)]
    tree = DecodingTree((TreeNode.root(rising), *rows))
    assert [tree.nodes[one].label for one in tree.leaves] == ["c", "b", "a"]


@pytest.mark.parametrize("without", [(1,), (1, 2), (0, 0)])
def test_a_tree_that_leaves_something_out_is_not_whole(without: Path) -> None:
    tree = grown(NICE, lambda path: path != without)
    assert not tree.whole
    p = TreeProbabilities(tree, PLAIN)
    assert p.unknown == pytest.approx(math.exp(path_sum(NICE, without)))


def path_sum(tree: Tree, path: Path) -> float:
    return math.fsum(math.log(below(tree, path[:place])[key][0]) for place, key in enumerate(path))


def test_a_masked_class_needs_no_node() -> None:
    logits = Logits.of("ab", [0.0, -math.inf])
    first = TreeNode.after(0, logits, 0, "a", ended=True)
    assert DecodingTree((TreeNode.root(logits), first)).whole
    masked = TreeNode.after(0, logits, 1, "b", ended=True)
    tree = DecodingTree((TreeNode.root(logits), first, masked))
    assert masked.log_probability == -math.inf
    for temperature in (0.0, 1.0, math.inf):
        assert TreeProbabilities(tree, chain_at(temperature)).probabilities.tolist() == [1.0, 1.0, 0.0]


# Probabilities


@given(trees(), TEMPERATURES)
def test_joint_probabilities_are_those_of_an_exhaustive_search(tree: Tree, temperature: float) -> None:
    chain = chain_at(temperature)
    every = search.exhaustive(space(tree), STEPS, chain)
    one, p = grown(tree), TreeProbabilities(grown(tree), chain)
    found = {one.keys(leaf): leaf for leaf in one.leaves}
    assert {each.state for each in every} == found.keys()
    for each in every:
        leaf = found[each.state]
        assert close(float(one.log_probabilities[leaf]), each.log_probability)
        assert p.log_probabilities[leaf] == pytest.approx(each.chain_log_probability, rel=1e-9, abs=1e-12)
        assert one.rank(leaf) == each.rank
    assert math.fsum(p.probabilities[list(one.leaves)]) == pytest.approx(1.0)
    assert p.unknown == pytest.approx(0.0, abs=1e-12)
    assert one.rank(one.ranking[0]) == 1


@given(trees(), TEMPERATURES, st.sampled_from(["", ",top-k=2", ",top-p=0.6", ",min-p=0.4"]))
def test_a_block_is_as_high_as_all_after_it(tree: Tree, temperature: float, knobs: str) -> None:
    one = grown(tree, lambda path: sum(path) % 4 != 3)
    p = TreeProbabilities(one, chain_at(temperature, knobs))
    for node in one.inner:
        after = math.fsum(p.probabilities[list(one.children[node])]) + p.others[node]
        assert after == pytest.approx(p.probabilities[node], abs=1e-12)
    assert math.fsum(p.probabilities[list(one.leaves)]) + p.unknown == pytest.approx(1.0)


@given(trees(), st.sampled_from([0.3, 1.0, 4.0]))
def test_the_entropy_of_sequences_is_a_sum_of_the_entropies_of_tokens(tree: Tree, temperature: float) -> None:
    p = TreeProbabilities(grown(tree), chain_at(temperature))
    by_tokens = math.fsum(p.probabilities[node] * final.entropy for node, final in p.finals.items())
    assert p.entropy == pytest.approx(by_tokens, abs=1e-9)
    assert p.effective == pytest.approx(math.exp(by_tokens))


def test_the_figures_of_the_nice_dog() -> None:
    tree = grown(NICE)
    p = TreeProbabilities(tree, PLAIN)
    assert p.entropy == pytest.approx(1.7485, abs=1e-4)
    assert p.effective == pytest.approx(5.746, abs=1e-3)
    assert tree.keys(p.likeliest()) == (1, 0)
    assert tree.keys(TreeProbabilities(tree, chain_at(0.1)).likeliest()) == (0, 0)
    # At τ = ∞ all nine are alike, and the one that the model prefers comes first.
    assert tree.keys(TreeProbabilities(tree, chain_at(math.inf)).likeliest()) == (1, 0)


# Draws


@given(trees(), TEMPERATURES, st.sampled_from(["", ",top-k=2"]), st.integers(0, 50))
def test_draws_are_those_of_sampling_one_by_one(
    tree: Tree, temperature: float, knobs: str, seed: int
) -> None:
    chain, one = chain_at(temperature, knobs), grown(tree)
    found = drawn(TreeProbabilities(one, chain), 20, seed)
    sampled = search.sample(space(tree), 20, STEPS, chain, seed)
    assert [one.keys(int(end)) for end in found.ends] == [each.state for each in sampled]
    prefixes = Counter(each.state[:length] for each in sampled for length in range(len(each.state) + 1))
    assert {
        one.keys(node): int(found.counts[node]) for node in range(len(one)) if found.counts[node]
    } == prefixes


def test_draws_that_leave_the_tree_are_counted_where_they_leave_it() -> None:
    tree = grown(NICE, lambda path: path not in {(2,), (1, 0)})
    found = drawn(TreeProbabilities(tree, PLAIN), 1000, 1)
    dog = tree.find((1,))
    assert dog is not None
    whole = grown(NICE)
    every = drawn(TreeProbabilities(whole, PLAIN), 1000, 1)
    has, car = whole.find((1, 0)), whole.find((2,))
    assert has is not None
    assert car is not None
    assert (found.left[dog], found.left[ROOT]) == (every.counts[has], every.counts[car])
    assert int(np.count_nonzero(found.ends == outside(dog))) == every.counts[has]


# Searches


@given(trees(), st.integers(1, 4), st.sampled_from([0.0, 1.0]))
def test_a_beam_search_in_the_tree_is_a_beam_search(tree: Tree, width: int, penalty: float) -> None:
    one = grown(tree)
    trace = beam_trace(one, width, PLAIN, penalty)
    sums = [float(one.log_probabilities[leaf]) / int(one.depths[leaf]) ** penalty for leaf in trace.found]
    assert sums == pytest.approx([score for _, score in naive_beam(tree, width, penalty)])
    assert set(trace.found) <= trace.kept
    assert not trace.kept & trace.dropped
    assert all(one.nodes[node].parent in trace.kept for node in (trace.kept | trace.dropped) - {ROOT})
    assert greedy_end(one) == one.find(search.greedy(space(tree), STEPS).state)


def test_two_beams_drop_the_most_likely_sequence() -> None:
    tree = grown(NO_GUARANTEE)
    trace = beam_trace(tree, 2)
    assert tree.find((2,)) in trace.dropped
    assert all(tree.keys(leaf)[0] == 1 for leaf in trace.found)
    assert tree.keys(greedy_end(tree))[0] == 0
    assert tree.keys(beam_trace(tree, 3).found[0]) == (2, 0, 0)


def test_a_search_that_leaves_the_tree_says_where() -> None:
    tree = grown(NICE, lambda path: path != (0, 0))
    nice = tree.find((0,))
    assert nice is not None
    assert greedy_end(tree) == outside(nice)
    assert outside(nice) in beam_trace(tree, 2).found


def test_a_chain_that_tosses_coins_tosses_one_for_each_token() -> None:
    tree = grown(NICE)
    chain = Chain.parse("temperature=1,xtc=0.5:threshold=0.1")
    p = TreeProbabilities(tree, chain)
    for node, final in p.finals.items():
        logits = tree.nodes[node].logits
        assert logits is not None
        expected = chain.at(int(tree.depths[node])).candidates(logits)
        assert (final.start, final.stop) == (expected.start, expected.stop)


def test_a_choice_past_the_tree_is_outside() -> None:
    tree = grown(NICE, lambda path: path != (1,))
    assert tree.space.advance(ROOT, Chosen(1, 0.4, 1.0)) == outside(ROOT)
    assert tree.space.ended(outside(ROOT))


def test_beginnings_of_sequences_have_no_rank() -> None:
    logits = Logits.of("ab", [math.log(0.6), math.log(0.4)])
    nodes = [TreeNode.root(logits)]
    nodes += [TreeNode.after(ROOT, logits, row, "", logits if row == 0 else None) for row in (0, 1)]
    nodes += [TreeNode.after(1, logits, row, "") for row in (0, 1)]
    tree = DecodingTree(tuple(nodes), length=2)
    assert tree.leaves == (3, 4, 2)
    assert tree.sequences == (3, 4)
    assert tree.has_beginnings
    assert tree.ranking == (3, 4)
    assert [tree.rank(leaf) for leaf in tree.sequences] == [1, 2]
    uncut = DecodingTree(tuple(nodes))
    assert uncut.sequences == uncut.leaves
    longer = DecodingTree(tuple(nodes), length=5)
    assert longer.sequences == longer.leaves
    assert not longer.has_beginnings


@given(trees(), st.sampled_from([0.0005, 0.3, 1.0, 4.0]))
def test_temperatures_alone_give_what_any_chain_gives(tree: Tree, temperature: float) -> None:
    # A top-k of more classes than there are cuts nothing, but is no temperature.
    one = grown(tree, lambda path: sum(path) % 4 != 3)
    alone, any_ = (TreeProbabilities(one, chain_at(temperature, knobs)) for knobs in ("", ",top-k=1000"))
    assert (alone.chain.heat, any_.chain.heat) == (temperature, None)
    assert alone.steps.tolist() == pytest.approx(any_.steps.tolist(), rel=1e-12, abs=1e-15)
    assert alone.others.tolist() == pytest.approx(any_.others.tolist(), abs=1e-12)
    assert alone.likeliest() == any_.likeliest()
