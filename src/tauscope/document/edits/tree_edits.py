"""Edits of the decoding tree: where the bench is in it, and how it is drawn; Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.draws.chosen import Chosen, choice_settings
from tauscope.core.draws.sequences import shared
from tauscope.document.edits.source_edits import go_to, go_to_position
from tauscope.document.panel_settings.tree import TreeSettings

if TYPE_CHECKING:
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.document.document import Document


def go_to_node(document: Document, tree: DecodingTree, node: int) -> Document:
    """Go to the state after the tokens up to a node; what was chosen after it is kept where it fits."""
    source = document.source
    start = source.position(tree.start)
    before = tuple(choice.key for choice in source.path(tree.start)[:start])
    wanted = (*before, *tree.keys(node))
    common = shared(wanted, tuple(choice.key for choice in source.path(document.state)))
    if common == len(wanted):
        return go_to_position(document, common)
    # Logits of the tree, for a model's may take long.
    state = source.at(document.state, common) if common >= start else tree.start
    settings = choice_settings(document.chain, source.added, by_hand=True)
    for one in tree.way(node)[max(0, common - start) :]:
        at = tree.nodes[tree.nodes[one].parent].logits
        row = None if at is None else at.row_of(tree.nodes[one].key)
        if at is None or row is None:
            break
        final = document.chain.at(source.position(state)).candidates(at)
        p = float(final.probabilities_of_rows[row])
        state = source.advance(state, Chosen(tree.nodes[one].key, p, final.entropy, settings))
    return go_to(document, state)


def zoom(document: Document, keys: tuple[int, ...]) -> Document:
    """Fill the plot with the block after these tokens; with the whole tree if there are none."""
    return _with(document, zoom=keys)


def set_colour(document: Document, colour: str) -> Document:
    """Choose what the colour of a block says: one of `COLOUR`."""
    return _with(document, colour=colour)


def set_heat(document: Document, heat: str) -> Document:
    """Choose what the τ of the curves over τ acts on: one of `HEAT`."""
    return _with(document, heat=heat)


def _with(document: Document, **changed: object) -> Document:
    return document.with_settings(replace(document.settings(TreeSettings), **changed))  # type: ignore[arg-type]
