"""Grown trees as trees of a file, with tokens that stand for all those that are not listed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tauscope.core.search.decoding_tree import ROOT, DecodingTree
from tauscope.core.text.labels import clean_label
from tauscope.sources.tree.tree import GOES_ON, OTHER, Tree, is_other

if TYPE_CHECKING:
    from tauscope.core.search.decoding_tree import TreeNode

START = "start"
LEAST = 1e-12
"""Probability of all tokens that are not listed, below which they are left out."""

MOST_PARTS = 40
"""Most tokens that stand for all that a node does not list."""

_ALL_PARTS = 6_000
"""Most such tokens in all nodes together, so that the file can be read."""

_LONGEST_NAME = 60


def folded(tree: DecodingTree, title: str = "", note: str = "") -> Tree:
    """Return a decoding tree as a tree that can be written to a file.

    The probabilities are those of the model itself, at τ = 1 and without knobs. All tokens that a node does
    not list share their mass in equal parts, each no likelier than the last token that is listed: as one
    token they would be the likeliest of many a node, and searches would find them.
    """
    names = _names(tree)
    most = max(1, min(MOST_PARTS, _ALL_PARTS // len(tree.inner)))
    nodes = {names[node]: dict(_choices(tree, node, names, most)) for node in tree.inner}
    head = {"title": title, "note": note, "prompt": tree.prompt, "between": tree.between}
    return Tree.from_json({**head, "node": nodes})


def _choices(tree: DecodingTree, node: int, names: dict[int, str], most: int) -> Iterator[tuple[str, Any]]:
    """Yield the entry of each token after a node, the likeliest first, and at most `most` for all others."""
    used, listed = set[str](), list[float]()
    for index in tree.children[node]:
        after = tree.nodes[index]
        p = math.exp(after.log_probability)
        listed.append(p)
        text = after.text if index in names or after.ended else after.text + GOES_ON
        entry = {"p": p, "text": text, **({"to": names[index]} if index in names else {})}
        yield _name_of(after, used), entry
    others = 1.0 - math.fsum(listed)
    if others > LEAST:
        count = min(most, math.ceil(others / max(min(listed, default=1.0), others / most)))
        for part in range(count):
            yield _part_name(part), {"p": others / count, "text": f" {OTHER}"}


def _part_name(part: int) -> str:
    """Return the name of one of the tokens that stand for others.

    Examples
    --------
    >>> _part_name(0), _part_name(1)
    ('(other)', '(other 2)')
    """
    return OTHER if part == 0 else f"{OTHER[:-1]} {part + 1})"


def _name_of(node: TreeNode, used: set[str]) -> str:
    """Return a name whose label is that of the token and that no other token of the node has."""
    name = node.text if node.text and clean_label(node.text) == node.label else node.label
    if clean_label(name) in used or is_other(clean_label(name)):
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
