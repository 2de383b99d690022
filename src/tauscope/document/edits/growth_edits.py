"""Edits of a decoding tree: what is searched in it, and how far a model's tree grows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.draws.sampling import other_seed
from tauscope.core.errors import InputError
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import PLOTS
from tauscope.document.studies.tree_growth import tree_start

if TYPE_CHECKING:
    from tauscope.core.search.growth import Growth, Keys
    from tauscope.document.document import Document

TREE_PLOTS = ("tree", "sequences")
"""Plots that show a tree."""

_SIZES = PlotSizes.of(widths=(1.35,), panel=0.5)
"""Sizes of the cards that leave the tree more room than the text."""


def set_search(document: Document, **changes: Any) -> Document:
    """Change settings of the search: fields of `TreeSettings`."""
    return document.with_settings(replace(document.settings(TreeSettings), **changes))


def add_beam(document: Document) -> Document:
    """Search with one beam more."""
    return set_search(document, beams=document.settings(TreeSettings).beams + 1)


def add_draw(document: Document) -> Document:
    """Draw one sequence more."""
    return set_search(document, draws=document.settings(TreeSettings).draws + 1)


def roll(document: Document) -> Document:
    """Draw with another seed."""
    return replace(document, seed=other_seed(document.seed))


def set_growth(document: Document, **changes: Any) -> Document:
    """Change how far a model's tree grows: fields of `Growth`."""
    return _with_growth(document, replace(_growth(document), **changes))


def open_node(document: Document, keys: Keys) -> Document:
    """Let the node grow to which tokens with these keys lead, from the start of the tree on."""
    growth = _growth(document)
    closed = frozenset(node for node in growth.closed if node != keys[: len(node)])
    return _with_growth(document, replace(growth, opened=growth.opened | {keys}, closed=closed))


def close_node(document: Document, keys: Keys) -> Document:
    """Take back what grew after the tokens with these keys."""
    if not keys:
        raise InputError("The start of a tree cannot be folded.")
    growth = _growth(document)
    opened = frozenset(node for node in growth.opened if node[: len(keys)] != keys)
    return _with_growth(document, replace(growth, opened=opened, closed=growth.closed | {keys}))


def open_here(document: Document) -> Document:
    """Let the tree grow after the present moment."""
    return open_node(document, _keys_here(document))


def close_here(document: Document) -> Document:
    """Take back what grew after the present moment."""
    return close_node(document, _keys_here(document))


def _keys_here(document: Document) -> Keys:
    """Return the keys of the tokens from the start of the tree to the present moment."""
    source, start = document.source, tree_start(document)
    if document.source.decoding_tree is not None:
        raise InputError("This tree is all there is: only the tree of a language model grows.")
    if source.ended(document.state):
        raise InputError("The text has ended here: nothing follows.")
    path = source.path(document.state)[: source.position(document.state)]
    if len(path) < len(start):
        raise InputError("The tree begins later in the text: go to one of its tokens first.")
    return tuple(token.key for token in path[len(start) :])


def grow_by_itself(document: Document) -> Document:
    """Forget which nodes were expanded and folded by hand."""
    return set_growth(document, opened=frozenset(), closed=frozenset())


def grow_from_here(document: Document) -> Document:
    """Let a tree grow from the present moment, and put its plots on the bench."""
    if not document.source.abilities.steps:
        raise InputError("No tree grows from these logits: they have one state.")
    if document.source.ended(document.state):
        raise InputError("The text has ended here: go back to an earlier token first.")
    path = document.source.path(document.state)
    start = tuple(token.key for token in path[: document.source.position(document.state)])
    settings = document.settings(TreeSettings)
    if start != settings.start:
        by_hand = replace(settings.growth, opened=frozenset(), closed=frozenset())
        settings = replace(settings, start=start, growth=by_hand)
    grown = document.with_settings(settings)
    if TREE_PLOTS[0] in document.plots:
        return grown
    own = tuple(name for name in TREE_PLOTS if name in PLOTS)
    return replace(grown, plots=own, plot_sizes=_SIZES)


def _growth(document: Document) -> Growth:
    return document.settings(TreeSettings).growth


def _with_growth(document: Document, growth: Growth) -> Document:
    return document.with_settings(replace(document.settings(TreeSettings), growth=growth))
