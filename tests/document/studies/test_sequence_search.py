"""Searches in a model: against the searches of core, called directly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.document.studies.searching import is_searching
from tests.document.studies.test_tree_growth import LateResults
from tests.sources.listed import Listed

from tauscope.core import search
from tauscope.core.chain import Chain
from tauscope.core.search.growth import Growth
from tauscope.core.search.tree_probabilities import TreeProbabilities, drawn
from tauscope.core.search.tree_search import beam_trace, greedy_end
from tauscope.document.document import Document
from tauscope.document.edits import growth_edits, table_edits
from tauscope.document.picture.answers import Pending, Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import StudyResults
from tauscope.document.studies.sequence_search import (
    MOST_DRAWN,
    FoundSequences,
    SequenceSearch,
    found_sequences,
)
from tauscope.sources.running.growing import grown_from
from tauscope.sources.running.searching import search_space


def document(**settings: Any) -> Document:
    chosen = {"draws": 20, "beams": 3, **settings}
    start = Document(source=Listed(), state=(), seed=5)
    return growth_edits.set_growth(growth_edits.set_search(start, **chosen), depth=4, mass=0.2)


def found(one: Document, results: StudyResults | None = None) -> FoundSequences:
    answer = found_sequences(Picture.of(one, results=results))
    assert isinstance(answer, Ready)
    return answer.value


@pytest.mark.parametrize("chain", ["temperature=1", "temperature=0.4", "temperature=1.5,top-k=2"])
def test_what_is_found_is_what_the_searches_find(chain: str) -> None:
    one = replace(document(), chain=Chain.parse(chain))
    result, source = found(one), Listed()
    space = search_space(source.cursor(()))
    greedy = search.greedy(space, 4, one.chain)
    beam = search.beam(space, 3, 4, one.chain, 1.0)[0]
    drawn_beam = search.beam_sample(space, 3, 4, one.chain, 1.0, 5)[0]
    for method, wanted in (("greedy", greedy), ("beam", beam), ("beam-sample", drawn_beam)):
        there = result.by(method)
        assert there is not None
        assert there.keys == wanted.keys
        assert there.log_probability == pytest.approx(wanted.log_probability)
        assert there.chain_log_probability == pytest.approx(wanted.chain_log_probability)
    draws = [each.keys for each in search.sample(space, 20, 4, one.chain, 5)]
    assert {each.keys: each.drawn for each in result.sequences if each.drawn} == {
        keys: draws.count(keys) for keys in draws
    }


def test_ranks_are_by_the_models_own_probability_among_what_was_found() -> None:
    result = found(replace(document(), chain=Chain().with_temperature(2.5)))
    own = [each.log_probability for each in result.sequences]
    assert own == sorted(own, reverse=True)
    assert [each.rank for each in result.sequences] == [1 + sum(p > one + 1e-9 for p in own) for one in own]
    assert len({each.keys for each in result.sequences}) == len(result.sequences) > 5


def test_a_model_is_asked_once_for_what_a_turn_of_the_dial_needs_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = list[tuple[int, ...]]()
    original = Listed.logits

    def logits(self: Listed, state: tuple[int, ...]) -> Any:
        asked.append(state)
        return original(self, state)

    monkeypatch.setattr(Listed, "logits", logits)
    results, one = StudyResults(), document()
    found(one, results)
    first = set(asked)
    asked.clear()
    found(table_edits.set_temperature(one, 0.9), results)
    assert not set(asked[1:]) & first  # the picture asks for the present state


def test_few_are_drawn_from_a_model() -> None:
    result = found(document(draws=10_000))
    assert sum(each.drawn for each in result.sequences) == MOST_DRAWN


@pytest.mark.parametrize("chain", ["temperature=1", "temperature=0.3", "temperature=2,top-k=2"])
@pytest.mark.parametrize("beams", [1, 2, 4])
def test_the_tree_has_the_ways_of_all_searches(chain: str, beams: int) -> None:
    """What a search in the tree finds is what it finds in the model."""
    one = replace(document(beams=beams, drawn_beams=True), chain=Chain.parse(chain))
    tree = found(one).tree
    space = search_space(Listed().cursor(()))
    assert tree.keys(greedy_end(tree, one.chain)) == search.greedy(space, 4, one.chain).keys
    ends = beam_trace(tree, beams, one.chain, 1.0).found
    wanted = search.beam(space, beams, 4, one.chain, 1.0)
    assert [tree.keys(end) for end in ends] == [each.keys for each in wanted]
    drawn_ends = beam_trace(tree, beams, one.chain, 1.0, seed=5).found
    wanted = search.beam_sample(space, beams, 4, one.chain, 1.0, 5)
    assert [tree.keys(end) for end in drawn_ends] == [each.keys for each in wanted]
    draws = drawn(TreeProbabilities(tree, one.chain), 20, 5).ends.tolist()
    assert [tree.keys(end) for end in draws] == [
        each.keys for each in search.sample(space, 20, 4, one.chain, 5)
    ]
    # Ranks are among the known sequences, and not among their beginnings.
    assert {tree.keys(leaf) for leaf in tree.sequences} >= {each.keys for each in found(one).sequences}
    assert {len(tree.keys(leaf)) for leaf in tree.sequences} == {4}
    assert tree.has_beginnings
    total = TreeProbabilities(tree, one.chain)
    assert total.unknown + total.probabilities[list(tree.leaves)].sum() == pytest.approx(1.0)


def test_what_was_found_before_stays_until_the_new_search_has_ended() -> None:
    results, one = LateResults(), document()
    assert isinstance(found_sequences(Picture.of(one, results=results)), Pending)
    results.finish(results.wanted[0])  # the tree
    assert isinstance(found_sequences(Picture.of(one, results=results)), Pending)
    results.finish(results.wanted[-1])
    before = found(one, results)
    turned = table_edits.set_temperature(one, 3.0)
    picture = Picture.of(turned, results=results)
    assert found_sequences(picture) == Ready(before)
    assert is_searching(picture)
    study = results.wanted[-1]
    assert isinstance(study, SequenceSearch)
    assert set(study.known) == set(before.rows)
    results.finish(study)
    assert found(turned, results) is not before
    assert not is_searching(Picture.of(turned, results=results))
    larger = growth_edits.set_growth(turned, depth=5)
    results.wanted.clear()
    found_sequences(Picture.of(larger, results=results))
    results.finish(results.wanted[0])
    assert isinstance(found_sequences(Picture.of(larger, results=results)), Pending)
    elsewhere = growth_edits.set_search(turned, start=(10,))
    moved = replace(elsewhere, state=(10,))
    assert isinstance(found_sequences(Picture.of(moved, results=results)), Pending)


def test_a_search_can_be_ended() -> None:
    growth = Growth(depth=4)
    grown = grown_from(Listed(), (), growth)
    study = SequenceSearch(Listed(), (), growth, Chain(), 2, 10, 1, 1.0, False, grown)
    told = list[float]()

    def progress(share: float) -> None:
        told.append(share)
        if share > 0.3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        study.result(progress)
    assert told == sorted(told)


def test_texts_are_those_of_the_model() -> None:
    pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
    pytest.importorskip("tokenizers", reason="language models need the extra “models”")
    from tauscope.sources.language.writer import Writer  # noqa: PLC0415

    writer, growth = Writer.open(), Growth(depth=6)
    start = writer.model.encode(" there", plain=True)
    grown = grown_from(writer, start, growth)
    result = SequenceSearch(writer, start, growth, Chain(), 4, 5, 1, 1.0, False, grown).result(lambda _: None)
    for one in result.sequences:
        leaf = result.tree.find(one.keys)
        assert leaf is not None
        whole = writer.model.decode((*writer.prompt_ids, *start, *one.keys))
        assert result.tree.prompt + result.tree.text(leaf) == whole
        assert result.tree.log_probabilities[leaf] == pytest.approx(one.log_probability)
        assert len(one.keys) == 6 or one.ended
