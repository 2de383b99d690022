"""Unfolding: a node for each way through a hand-written tree, in which ways may meet again."""

from __future__ import annotations

from dataclasses import replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from tauscope.core.search.decoding_tree import DecodingTree, TreeNode
from tauscope.sources.tree.tree import GOES_ON, is_other

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.logits import Logits
    from tauscope.sources.language.text import Text
    from tauscope.sources.tree.tree import NodeEntry, Tree

MOST_NODES = 20_000
"""Most nodes; of more ways the likeliest by the model itself are unfolded, and the others are cut short."""


def unfolded(
    tree: Tree, logits_in: Callable[[NodeEntry], Logits], start: Text, most: int = MOST_NODES
) -> DecodingTree:
    """Return a hand-written tree from its first token on.

    Parameters
    ----------
    tree : Tree
    logits_in : callable
        Returns the logits in a node.
    start : Text
        State of the source before the first token.
    most : int
        Most nodes.
    """
    first = tree.nodes[0]
    nodes, is_cut = [TreeNode.root(logits_in(first))], False
    # By probability, so that of too many ways the likeliest are there; then in order of the file.
    open_: list[tuple[float, int, NodeEntry]] = [(0.0, 0, first)]
    while open_:
        falling, at, entry = heappop(open_)
        if len(nodes) + len(entry.choices) > most and at:
            nodes[at] = nodes[at]._replace(logits=None)
            continue
        logits = logits_in(entry)
        for row, choice in enumerate(entry.choices):
            if is_other(choice.label):
                continue  # a part of the mass, and no sequence
            follows = tree.by_name[choice.to] if choice.to else None
            after = None if follows is None else logits_in(follows)
            goes_on = follows is None and choice.text.endswith(GOES_ON)
            text = choice.text.removesuffix(GOES_ON) if goes_on else choice.text
            node = TreeNode.after(at, logits, row, text, after, ended=follows is None and not goes_on)
            is_cut = is_cut or goes_on
            if follows is not None:
                heappush(open_, (falling - node.log_probability, len(nodes), follows))
            nodes.append(node)
    unfolded_tree = DecodingTree(tuple(nodes), tree.prompt, tree.between, start, start.at)
    # Of a tree that a model grew, sequences are what is as long as the longest; the others are beginnings.
    return replace(unfolded_tree, length=unfolded_tree.depth) if is_cut else unfolded_tree
