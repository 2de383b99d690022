"""Grown trees as trees of a file, in which all tokens that are not listed are one, with their probability."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tauscope.core.labels import clean_label
from tauscope.core.search.decoding_tree import ROOT, DecodingTree
from tauscope.sources.tree.tree import OTHER, Tree

if TYPE_CHECKING:
    from tauscope.core.search.decoding_tree import TreeNode

START = "start"
GOES_ON = " …"
"""Added to the text of a token after which the model goes on and the tree does not."""

LEAST = 1e-12
"""Probability of all tokens that are not listed, below which they are left out."""

_LONGEST_NAME = 60


def folded(tree: DecodingTree, title: str = "", note: str = "") -> Tree:
    """Return a decoding tree as a tree that can be written to a file.

    The probabilities are those of the model itself, at τ = 1 and without knobs.
    """
    names = _names(tree)
    nodes = {names[node]: dict(_choices(tree, node, names)) for node in tree.inner}
    head = {"title": title, "note": note, "prompt": tree.prompt, "between": tree.between}
    return Tree.from_json({**head, "node": nodes})


def _choices(tree: DecodingTree, node: int, names: dict[int, str]) -> Iterator[tuple[str, Any]]:
    """Yield the entry of each token after a node, the likeliest first, and of all others together."""
    used, listed = {OTHER}, list[float]()
    for index in tree.children[node]:
        after = tree.nodes[index]
        p = math.exp(after.log_probability)
        listed.append(p)
        text = after.text if index in names or after.ended else after.text + GOES_ON
        entry = {"p": p, "text": text, **({"to": names[index]} if index in names else {})}
        yield _name_of(after, used), entry
    others = 1.0 - math.fsum(listed)
    if others > LEAST:
        yield OTHER, {"p": others, "text": f" {OTHER}"}


def _name_of(node: TreeNode, used: set[str]) -> str:
    """Return a name whose label is that of the token and that no other token of the node has."""
    name = node.text if node.text and clean_label(node.text) == node.label else node.label
    if clean_label(name) in used:
        name = f"{name} #{node.key}"
    used.add(clean_label(name))
    return name


def _names(tree: DecodingTree) -> dict[int, str]:
    """Return a name for each node with logits: what has been said there, or the end of it."""
    names, used = {ROOT: START}, {START}
    for node in tree.inner:
        if node == ROOT:
            continue
        said = tree.text(node).strip() or tree.nodes[node].label
        said = said if len(said) <= _LONGEST_NAME else f"…{said[1 - _LONGEST_NAME :]}"
        name, count = said, 1
        while name in used:
            count += 1
            name = f"{said} ({count})"
        names[node] = name
        used.add(name)
    return names
