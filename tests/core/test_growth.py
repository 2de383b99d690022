"""Growth of trees against brute force on random trees, and what bounds it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_search import END, NICE, Path, Tree, beginnings, below, close, space, trees

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.search import SearchSpace, exhaustive
from tauscope.core.search.growth import GrownTree, Growth, grow, most_nodes

EVERYTHING = Growth(mass=1e-9, depth=200, nodes=1_000)


def keys(tree: GrownTree) -> list[Path]:
    return [node.keys for node in tree.nodes]


@given(trees())
def test_a_whole_tree_has_the_sequences_of_an_exhaustive_search(tree: Tree) -> None:
    grown = grow(space(tree), EVERYTHING)
    complete = {node.keys: node.log_probability for node in grown.nodes if node.logits is None}
    every = exhaustive(space(tree), 200)
    assert set(complete) == {one.keys for one in every}
    assert all(close(complete[one.keys], one.log_probability) for one in every)
    assert not grown.full


@given(trees(), st.floats(0.01, 1.0), st.integers(1, 5), st.integers(1, 30))
def test_the_likeliest_beginnings_grow(tree: Tree, mass: float, depth: int, nodes: int) -> None:
    known = {path: math.exp(total) for path, total in beginnings(tree).items()}
    fit = [path for path, p in known.items() if len(path) < depth and (p >= mass or not path)]
    grown = grow(space(tree), Growth(mass, depth, nodes))
    assert set(keys(grown)) <= set(fit)
    assert len(grown.nodes) == min(nodes, len(fit))
    assert grown.full == (len(fit) > nodes)
    left_out = [known[path] for path in fit if path not in set(keys(grown))]
    assert min(known[path] for path in keys(grown)) >= max(left_out, default=0.0) - 1e-9
    assert all(close(math.exp(node.log_probability), known[node.keys]) for node in grown.nodes)
    assert all(path[:-1] in keys(grown)[:place] for place, path in enumerate(keys(grown)) if path)


def test_a_node_keeps_all_logits_however_few_grow() -> None:
    grown = grow(space(NICE), Growth(mass=0.45))
    assert keys(grown) == [(), (0,)]
    assert [len(node.logits or ()) for node in grown.nodes] == [3, 3]
    assert [node.ends for node in grown.nodes] == [frozenset(), frozenset({0, 1, 2})]


def test_nodes_that_are_opened_by_hand_grow_and_closed_ones_do_not() -> None:
    growth = Growth(mass=0.45, opened=frozenset({(2, 1)}), closed=frozenset({(0,)}))
    assert keys(grow(space(NICE), growth)) == [(), (2,), (2, 1)]
    beyond = Growth(mass=0.45, opened=frozenset({(7,), (0, 0, 3), (1, 9)}))
    assert keys(grow(space(NICE), beyond)) == [(), (1,), (0,), (0, 0)]
    deep = Growth(mass=0.45, depth=1, opened=frozenset({(1, 0)}))
    assert keys(grow(space(NICE), deep)) == [(), (1,), (1, 0)]
    assert (deep.depth, deep.longest) == (1, 3)
    few = Growth(nodes=2, opened=frozenset({(1, 0)}))
    assert keys(grow(space(NICE), few)) == [(), (1,)]


def test_a_masked_token_never_grows() -> None:
    masked = SearchSpace[Path](
        (),
        lambda _: Logits.of("abc", [1.0, -math.inf, 0.5]),
        lambda path, choice: (*path, choice.key),
        lambda path: len(path) == 2,
    )
    grown = grow(masked, Growth(mass=1e-9, opened=frozenset({(1,)})))
    assert sorted(keys(grown)) == [(), (0,), (0, 0), (0, 2), (2,), (2, 0), (2, 2)]


def counting(tree: Tree, asked: list[Path]) -> SearchSpace[Path]:
    plain = space(tree)

    def logits(path: Path) -> Logits:
        asked.append(path)
        return plain.logits(path)

    return SearchSpace((), logits, plain.advance, plain.ended)


@given(trees(), st.floats(0.02, 1.0), st.floats(0.02, 1.0))
def test_logits_that_are_known_are_not_asked_for_again(tree: Tree, before: float, after: float) -> None:
    asked = list[Path]()
    first = grow(counting(tree, asked), Growth(mass=before))
    assert sorted(asked) == sorted(node.keys for node in first.nodes if node.logits is not None)
    asked.clear()
    second = grow(counting(tree, asked), Growth(mass=after), known=first.by_keys)
    assert not set(asked) & set(keys(first))
    assert keys(second) == keys(grow(space(tree), Growth(mass=after)))


def test_a_state_that_is_not_kept_is_resumed() -> None:
    resumed = list[Path]()

    def resume(path: Path) -> Path:
        resumed.append(path)
        return path

    wide: Tree = tuple((1.0, ((1.0, END), (0.5, END))) for _ in range(15))
    plain = space(wide)
    grown = grow(plain, EVERYTHING, resume=resume)
    assert len(grown.nodes) == 1 + 15 + 30
    assert resumed
    assert keys(grow(plain, EVERYTHING)) == keys(grown)
    assert all(not below(wide, node.keys) for node in grown.nodes if node.logits is None)


def test_growing_tells_how_far_it_is_and_can_be_ended() -> None:
    told = list[float]()
    grow(space(NICE), Growth(mass=0.01, nodes=4), told.append)
    assert told == [0.0, 0.25, 0.5, 0.75]

    def stop(share: float) -> None:
        if share:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        grow(space(NICE), Growth(), stop)


def test_large_vocabularies_have_fewer_nodes() -> None:
    assert most_nodes(10) == 1_000
    assert most_nodes(2**18) == 51
    assert most_nodes(2**40) == 1


def test_nothing_grows_from_an_end() -> None:
    ended = SearchSpace[Path]((), space(NICE).logits, space(NICE).advance, lambda _: True)
    with pytest.raises(InputError, match="nothing to grow"):
        grow(ended, Growth())


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Growth(mass=0.0), "The least probability of a node goes from 1e-09 to 1; 0 is outside"),
        (lambda: Growth(depth=0), "The depth of the tree goes from 1 to 200; 0 is outside"),
        (
            lambda: Growth(nodes=1_000_000),
            "The number of nodes goes from 1 to 1,?000; 1,?000,?000 is outside",
        ),
    ],
)
def test_what_cannot_grow_is_refused(make: Callable[[], Growth], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        make()
