"""Sequences of a decoding tree as they are shown: paths, places in the ranking, and sentences on them."""

from __future__ import annotations

import math
from typing import NamedTuple

from tauscope.core.search.decoding_tree import ROOT


class TreePath(NamedTuple):
    """The way of one sequence through the tree.

    Attributes
    ----------
    method : str
        "greedy", "beam" or "sample".
    label : str
        Name of the path, which stands at its end.
    nodes : tuple of int
        Nodes on the way, without the root.
    leaves : bool
        True if it leaves the tree after the last of them, past a class that has no node.
    """

    method: str
    label: str
    nodes: tuple[int, ...]
    leaves: bool

    @property
    def end(self) -> int:
        """The last node of the way; the root where the first token leaves the tree."""
        return self.nodes[-1] if self.nodes else ROOT


class RankedSequence(NamedTuple):
    """One whole sequence of the tree.

    Attributes
    ----------
    leaf : int
    rank : int
        Rank by the model's own probability; equal ones share a rank.
    name : str
    log_own, log_now : float
        Ln p by the model itself (τ = 1, no knobs), and at the dial's τ after all knobs, in nats.
    times : int
        How often it was drawn.
    colour : int or None
        Number of the colour of its first token.
    ended : bool
        False if the sequence goes on where the tree ends.
    marks : tuple of str
        Labels of the paths that end in it.
    """

    leaf: int
    rank: int
    name: str
    log_own: float
    log_now: float
    times: int
    colour: int | None
    ended: bool
    marks: tuple[str, ...]

    @property
    def own(self) -> float:
        """Probability by the model itself."""
        return math.exp(self.log_own)

    @property
    def now(self) -> float:
        """Probability at the dial's τ after all knobs."""
        return math.exp(self.log_now)


class Finding(NamedTuple):
    """A sentence that the numbers support: its subject, and the rest."""

    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject} {self.words}"
