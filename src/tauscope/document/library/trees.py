"""Decoding trees that ship: TOML files in `resources/trees/`."""

from __future__ import annotations

from typing import NamedTuple

from tauscope.resources import resource
from tauscope.sources.tree.reader import read_tree
from tauscope.sources.tree.source import TreeSource

_FIRST = ("nice-dog", "beam-misses", "empty-sentence", "per-token")
"""Order of the menu; others follow by name."""


class ShippedTree(NamedTuple):
    """Name of a file without its ending, and title and note of the tree in it."""

    name: str
    title: str
    note: str


def shipped_trees() -> tuple[ShippedTree, ...]:
    """Return the trees in the order of the menu.

    Examples
    --------
    >>> [tree.title for tree in shipped_trees()][:2]
    ['The nice dog', 'Two beams do worse than one']
    """
    names = {path.stem for path in resource("trees").glob("*.toml")}
    ordered = (*(name for name in _FIRST if name in names), *sorted(names.difference(_FIRST)))
    trees = ((name, shipped_tree(name).tree) for name in ordered)
    return tuple(ShippedTree(name, tree.title, tree.note) for name, tree in trees)


def shipped_tree(name: str) -> TreeSource:
    """Return the tree in `resources/trees/NAME.toml` as a source."""
    return TreeSource(read_tree(resource("trees", f"{name}.toml").read_text("utf-8")))
