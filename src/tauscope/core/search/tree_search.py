"""Searches in a decoding tree, with what a beam search kept and dropped on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tauscope.core.search.decoding_tree import ROOT, DecodingTree
from tauscope.core.search.methods import LENGTH_PENALTY, PLAIN, beam, beam_sample, greedy

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Logits


@dataclass(frozen=True)
class BeamTrace:
    """What a beam search did in a tree.

    Attributes
    ----------
    found : tuple of int
        Where its sequences end, the best score first: leaves, or `outside(node)` where a beam left the tree.
    kept : frozenset of int
        Nodes that a beam went through, the root among them.
    dropped : frozenset of int
        Nodes that it looked at and did not keep: the children of kept nodes.
    """

    found: tuple[int, ...]
    kept: frozenset[int]
    dropped: frozenset[int]


def greedy_end(tree: DecodingTree, chain: Chain = PLAIN) -> int:
    """Return where the likeliest token at each step leads: a leaf, or `outside(node)`."""
    return greedy(tree.space, max(1, tree.depth), chain).state


def beam_trace(
    tree: DecodingTree,
    width: int,
    chain: Chain = PLAIN,
    length_penalty: float = 0.0,
    seed: int | None = None,
) -> BeamTrace:
    """Search as `core.search.beam` does, or with a seed as `beam_sample`, and keep the way."""
    LENGTH_PENALTY.check(length_penalty)
    opened, space = [ROOT], tree.space

    def logits(node: int) -> Logits:
        # A search asks for the logits of the beams that go on, and of no other node.
        opened.append(node)
        return space.logits(node)

    watched, steps = replace(space, logits=logits), max(1, tree.depth)
    if seed is None:
        found = beam(watched, width, steps, chain, length_penalty)
    else:
        found = beam_sample(watched, width, steps, chain, length_penalty, seed)
    ends = tuple(one.state for one in found)
    kept = frozenset((*opened, *(one for one in ends if one >= 0)))
    looked_at = {after for node in opened for after in tree.children[node]}
    return BeamTrace(ends, kept, frozenset(looked_at - kept))
