"""Trees that grow from sources: against brute force on random trees, and against the model itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.listed import Listed

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.search import exhaustive
from tauscope.core.search.growth import SINGLES, Growth
from tauscope.core.search.tree_probabilities import TreeProbabilities
from tauscope.core.softmax import softmax
from tauscope.sources import TypedTable
from tauscope.sources.running.growing import decoding_tree_of, grown_from, state_after
from tauscope.sources.running.searching import search_space
from tauscope.sources.tree.source import TreeSource
from tauscope.sources.tree.tree import Tree

EVERYTHING = Growth(mass=1e-9, depth=200, nodes=1_000)


@st.composite
def sources(draw: st.DrawFn) -> TreeSource:
    """Decoding trees of at most four levels, in which ways may meet again."""
    nodes: dict[str, Any] = {}
    levels = draw(st.integers(1, 4))
    for level in range(levels):
        for place in range(2):
            weights = draw(st.lists(st.floats(0.05, 1.0), min_size=1, max_size=3))
            follows = ["", *(f"{level + 1}.{other}" for other in range(2) if level + 1 < levels)]
            nodes[f"{level}.{place}"] = {
                f"t{token}": {"p": weight / math.fsum(weights) * 0.9999, "to": draw(st.sampled_from(follows))}
                for token, weight in enumerate(weights)
            }
    return TreeSource(Tree.from_json({"prompt": "So", "node": nodes}))


@given(sources())
def test_a_whole_tree_is_that_of_an_exhaustive_search_and_of_the_source(source: TreeSource) -> None:
    tree = decoding_tree_of(source, (), grown_from(source, (), EVERYTHING))
    every = exhaustive(search_space(source.cursor(source.initial())), 10)
    assert tree.whole
    found = {tree.keys(leaf): float(tree.log_probabilities[leaf]) for leaf in tree.leaves}
    assert found == pytest.approx({one.keys: one.log_probability for one in every})
    own = source.decoding_tree
    assert {own.keys(leaf) for leaf in own.leaves} == set(found)


@given(sources(), st.floats(0.01, 0.9), st.sampled_from([0.0, 0.3, 1.0, 2.5, math.inf]))
def test_what_has_not_grown_is_in_the_others(source: TreeSource, mass: float, temperature: float) -> None:
    tree = decoding_tree_of(source, (), grown_from(source, (), Growth(mass=mass)))
    numbers = TreeProbabilities(tree, Chain().with_temperature(temperature))
    total = numbers.unknown + math.fsum(numbers.probabilities[list(tree.leaves)])
    assert total == pytest.approx(1.0)
    whole = TreeProbabilities(source.decoding_tree, numbers.chain)
    for node in range(len(tree)):
        there = source.decoding_tree.find(tree.keys(node))
        assert there is not None
        assert numbers.probabilities[node] == pytest.approx(float(whole.probabilities[there]))


def test_a_tree_may_begin_anywhere() -> None:
    source = Listed()
    first = int(source.logits(()).keys[0])
    tree = decoding_tree_of(source, (first,), grown_from(source, (first,), Growth(depth=2)))
    assert tree.position == 1
    assert tree.start == (first,)
    assert tree.depth <= 3
    for node in tree.inner:
        assert tree.nodes[node].logits == source.logits((first, *tree.keys(node)))
        assert all(tree.nodes[after].text == tree.nodes[after].label for after in tree.children[node])


class PartlyKnown(Listed):
    """A source of which only some classes are known."""

    def partial(self, state: Any) -> Any:
        return state


def test_what_has_no_steps_or_not_all_its_classes_grows_no_tree() -> None:
    with pytest.raises(InputError, match="no next token: no tree grows"):
        grown_from(TypedTable.of(["a", "b"], [1.0, 0.0]), (), Growth())
    with pytest.raises(InputError, match="lists only some of its tokens"):
        grown_from(PartlyKnown(), (), Growth())


# A language model


@pytest.fixture(scope="module")
def writer() -> Any:
    pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
    pytest.importorskip("tokenizers", reason="language models need the extra “models”")
    from tauscope.sources.language.writer import Writer  # noqa: PLC0415

    return Writer.open()


def test_the_tree_of_a_model_has_the_numbers_of_the_model(writer: Any) -> None:
    grown = grown_from(writer, (), Growth(mass=0.02, depth=5))
    tree = decoding_tree_of(writer, (), grown)
    assert tree.prompt == "Once upon a time"
    assert len(tree.inner) == len(grown.nodes) > 10
    for temperature in (1.0, 0.4, 3.0):
        numbers = TreeProbabilities(tree, Chain().with_temperature(temperature))
        for node in tree.inner:
            asked = writer.logits(state_after(writer, tree.keys(node)))
            p = softmax(asked.values, temperature)
            likeliest = np.argsort(-asked.values)[:SINGLES].tolist()
            shown = [tree.nodes[after].key for after in tree.children[node]]
            assert set(likeliest) <= set(shown)
            for after in tree.children[node]:
                step = math.exp(numbers.steps[after])
                assert step == pytest.approx(p[tree.nodes[after].key], rel=1e-6)
            share = numbers.others[node] / numbers.probabilities[node]
            assert share == pytest.approx(1 - p[shown].sum(), rel=1e-6)


def test_the_texts_of_a_tree_are_those_of_the_model(writer: Any) -> None:
    start = writer.model.encode(" there was", plain=True)
    tree = decoding_tree_of(writer, start, grown_from(writer, start, Growth(mass=0.01, depth=6)))
    assert tree.prompt == "Once upon a time there was"
    for leaf in tree.leaves:
        whole = writer.model.decode((*writer.prompt_ids, *start, *tree.keys(leaf)))
        assert tree.prompt + tree.text(leaf) == whole


def test_a_character_of_several_tokens_is_said_by_the_last(writer: Any) -> None:
    ids = writer.model.encode(" 🐺", plain=True)
    assert len(ids) > 1
    texts = [
        writer.texts_after(state_after(writer, ids[:count]), [ids[count]])[0] for count in range(len(ids))
    ]
    assert "".join(texts) == " 🐺"
    assert "\ufffd" not in "".join(texts)


def test_a_tree_grows_on_with_the_logits_that_it_has(writer: Any) -> None:
    small = grown_from(writer, (), Growth(mass=0.05))
    fresh = grown_from(writer, (), Growth(mass=0.02))
    large = grown_from(writer, (), Growth(mass=0.02), known=small)
    assert [node.keys for node in large.nodes] == [node.keys for node in fresh.nodes]
    assert all(one.logits is other.logits for one, other in zip(small.nodes, large.nodes, strict=False))
    for one, other in zip(large.nodes, fresh.nodes, strict=True):
        assert one.logits is not None
        assert other.logits is not None
        np.testing.assert_allclose(one.logits.values, other.logits.values, atol=1e-4)
