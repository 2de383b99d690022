"""The tree that is shown: a source's own, or one that grows, with the one before it shown meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.sources.listed import Listed

from tauscope.core.search.growth import Growth
from tauscope.document.document import Document
from tauscope.document.edits import growth_edits, source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Answer, Failed, Pending, Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.studies import tree_growth
from tauscope.document.studies.shown_tree import decoding_tree
from tauscope.document.studies.tree_growth import TreeGrowth, model_tree, tree_start
from tauscope.resources import resource
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource


class LateResults(StudyResults):
    """Results that come when `finish` is called."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[Study[Any]] = []

    def _missing(self, study: Study[Any]) -> Answer[Any]:
        self.wanted.append(study)
        return Pending()

    def finish(self, study: Study[Any]) -> None:
        self._computed(study)


def listed(**growth: Any) -> Document:
    return growth_edits.set_growth(Document(source=Listed(), state=()), **growth)


def is_growing(picture: Picture) -> bool:
    """Return True while the tree of the present settings has not come."""
    document = picture.document
    growth = document.settings(TreeSettings).growth
    return isinstance(picture.answer(TreeGrowth(document.source, tree_start(document), growth)), Pending)


def nodes(answer: Answer[Any]) -> set[tuple[int, ...]]:
    assert isinstance(answer, Ready)
    return {answer.value.keys(node) for node in answer.value.inner}


def test_a_tree_of_its_own_is_shown_as_it_is() -> None:
    source = TreeSource(read_tree(resource("trees", "nice-dog.toml").read_text("utf-8")))
    picture = Picture.of(Document(source=source, state=source.initial()))
    assert decoding_tree(picture) == Ready(source.decoding_tree)


def test_the_dial_does_not_let_a_tree_grow_anew() -> None:
    results, document = StudyResults(), listed(mass=0.1, depth=3)
    first = model_tree(Picture.of(document, results=results))
    turned = table_edits.set_temperature(document, 0.3)
    second = model_tree(Picture.of(turned, results=results))
    assert isinstance(first, Ready)
    assert isinstance(second, Ready)
    assert first.value is second.value


def test_a_small_tree_is_shown_while_a_larger_one_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_growth, "FIRST_NODES", 3)
    results, document = LateResults(), listed(mass=1e-3, depth=4)
    picture = Picture.of(document, results=results)
    assert isinstance(decoding_tree(picture), Pending)
    whole, few = results.wanted
    assert (few.result(print).tree.inner) == (0, *few.result(print).tree.inner[1:])
    results.finish(few)
    picture = Picture.of(document, results=results)
    assert len(nodes(decoding_tree(picture))) == 3
    assert is_growing(picture)
    results.finish(whole)
    picture = Picture.of(document, results=results)
    before = nodes(decoding_tree(picture))
    assert len(before) > 3
    assert not is_growing(picture)
    results.wanted.clear()
    # The tree before is shown, and what it has is not asked for again.
    further = Picture.of(growth_edits.set_growth(document, mass=1e-4), results=results)
    assert nodes(decoding_tree(further)) == before
    assert is_growing(further)
    study = results.wanted[0]
    assert isinstance(study, TreeGrowth)
    assert study.known is not None
    assert {node.keys for node in study.known.nodes} == before


def test_another_start_shows_no_tree_of_before() -> None:
    results, document = LateResults(), listed(mass=0.1, depth=2)
    decoding_tree(Picture.of(document, results=results))
    results.finish(results.wanted[0])
    key = int(document.logits.keys[0])
    moved = growth_edits.grow_from_here(source_edits.choose(document, key))
    assert tree_start(moved) == (key,)
    results.wanted.clear()
    assert isinstance(decoding_tree(Picture.of(moved, results=results)), Pending)
    results.finish(results.wanted[0])
    answer = decoding_tree(Picture.of(moved, results=results))
    assert isinstance(answer, Ready)
    assert answer.value.start == (key,)


def test_a_start_that_is_no_longer_in_the_text_is_left_where_the_two_part() -> None:
    document = listed()
    one, other = document.logits.keys[:2].tolist()
    there = source_edits.choose(document, one)
    there = growth_edits.grow_from_here(source_edits.choose(there, int(there.logits.keys[0])))
    assert len(tree_start(there)) == 2
    assert tree_start(replace(there, state=there.source.at(there.state, 1))) == there.state[:1]
    assert tree_start(replace(there, state=(other,))) == ()


def test_why_no_tree_grows_is_said() -> None:
    answer = decoding_tree(Picture.of(Document()))
    assert answer == Failed("These logits have no next token: no tree grows from them.")


def test_a_session_opens_with_the_same_tree() -> None:
    document = listed(mass=0.05, depth=3, nodes=20)
    key = int(document.logits.keys[1])
    document = growth_edits.close_node(growth_edits.open_node(document, (key, 11)), (key,))
    document = growth_edits.open_node(document, (key,))
    shown = replace(document, source=document.source)
    settings = decode(encode(Document().with_settings(shown.settings(TreeSettings)))).document
    assert settings.settings(TreeSettings) == document.settings(TreeSettings)
    again = Document(source=Listed(), state=()).with_settings(settings.settings(TreeSettings))
    trees = [decoding_tree(Picture.of(one)) for one in (document, again)]
    assert nodes(trees[0]) == nodes(trees[1])
    values = [answer.value.log_probabilities.tolist() for answer in trees if isinstance(answer, Ready)]
    assert values[0] == values[1]


def test_the_title_says_how_far_it_is_to_grow() -> None:
    assert TreeGrowth(Listed(), (), Growth(nodes=300)).title == "Growing the tree to 300 nodes"
