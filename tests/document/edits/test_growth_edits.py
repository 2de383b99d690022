"""Edits of the growth of a tree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.sources.listed import Listed

from tauscope.core.errors import InputError
from tauscope.core.search.growth import Growth
from tauscope.document.document import Document
from tauscope.document.edits import growth_edits, source_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.resources import resource
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource


def growth(document: Document) -> Growth:
    return document.settings(TreeSettings).growth


def start() -> Document:
    return Document(source=Listed(), state=())


def tree() -> Document:
    source = TreeSource(read_tree(resource("trees", "nice-dog.toml").read_text("utf-8")))
    return source_edits.use_source(Document(), source)


def test_settings_are_set() -> None:
    document = growth_edits.set_search(start(), method="all", beams=3)
    assert document.settings(TreeSettings) == TreeSettings(method="all", beams=3)
    with pytest.raises(InputError, match="number of beams goes from 1 to 50"):
        growth_edits.set_search(document, beams=0)
    with pytest.raises(InputError, match="least probability of a node"):
        growth_edits.set_growth(document, mass=0.0)


def test_a_node_that_is_closed_can_be_opened_again() -> None:
    document = growth_edits.open_node(start(), (1, 2))
    assert growth(document).opened == {(1, 2)}
    document = growth_edits.close_node(document, (1,))
    assert growth(document) == Growth(closed=frozenset({(1,)}))
    document = growth_edits.open_node(document, (1, 2))
    assert growth(document) == Growth(opened=frozenset({(1, 2)}))
    with pytest.raises(InputError, match="start of a tree cannot be folded"):
        growth_edits.close_node(document, ())


def test_a_tree_grows_from_the_present_moment() -> None:
    document = growth_edits.open_node(start(), (3,))
    key = int(document.logits.keys[0])
    grown = growth_edits.grow_from_here(source_edits.choose(document, key))
    assert grown.settings(TreeSettings) == TreeSettings(start=(key,))
    assert grown.plots[0] == "tree"
    assert grown.plot_sizes.panel < 1
    arranged = replace(grown, plots=("distribution", "tree"))
    assert growth_edits.grow_from_here(arranged) == arranged
    opened = growth_edits.open_node(grown, (10,))
    assert growth_edits.grow_from_here(opened) == opened
    further = source_edits.choose(opened, int(opened.logits.keys[0]))
    assert growth_edits.grow_from_here(further).settings(TreeSettings).growth == Growth()


def test_no_tree_grows_from_a_table_or_an_end() -> None:
    with pytest.raises(InputError, match="they have one state"):
        growth_edits.grow_from_here(Document())
    ended = source_edits.choose(source_edits.choose(tree(), 1), 6)
    with pytest.raises(InputError, match="The text has ended here"):
        growth_edits.grow_from_here(ended)
