"""Decoding trees: what might be said, token by token, with the logits wherever it goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tauscope.core.chain.candidates import Candidates
from tauscope.core.search.space import SearchSpace

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers

ROOT = 0
"""Index of the node before the first token."""

ROUNDING = 1e-9
"""Sums of ln p that differ by less, in nats, count as equal."""

EMPTY = "(nothing)"
"""Name of a sequence without a token that says anything."""


class TreeNode(NamedTuple):
    """One token of a tree, after those on the way to it.

    Attributes
    ----------
    parent : int
        Index of the node before it; −1 for the root, which is no token.
    key : int
        Key of the class that was chosen.
    label : str
        Label of that class.
    text : str
        Text that the token adds.
    log_probability : float
        Ln p of the token after those before it, in nats, by the model itself: at τ = 1 and without knobs.
    logits : Logits or None
        Logits of the next token, of which any number may have nodes; None at a leaf.
    ended : bool
        True if the sequence is complete here. A leaf that has not ended goes on, and nothing says how.
    """

    parent: int
    key: int
    label: str
    text: str
    log_probability: float
    logits: Logits | None = None
    ended: bool = False

    @classmethod
    def root(cls, logits: Logits) -> TreeNode:
        """Return the node before the first token."""
        return cls(-1, -1, "", "", 0.0, logits)

    @classmethod
    def after(
        cls,
        parent: int,
        at: Logits,
        row: int,
        text: str,
        logits: Logits | None = None,
        *,
        ended: bool = False,
    ) -> TreeNode:
        """Return the node of the class in `row` of the logits `at` of its parent."""
        rank = int(at.ranks[row])
        own = Candidates.of(at).log_probabilities
        # Masked classes come last and have no entry.
        probability = own.item(rank) if rank < len(own) else -math.inf
        return cls(parent, int(at.keys[row]), at.labels[row], text, probability, logits, ended)


@dataclass(frozen=True, eq=False)
class DecodingTree:
    """A tree of tokens; a node stands after its parent, and the first is the root.

    Attributes
    ----------
    nodes : tuple of TreeNode
    prompt : str
        Text before the first token.
    between : str
        Text between two tokens.
    start
        State of the source at the root.
    position : int
        Number of choices that led to the root, which selects random numbers and a chain's coins.
    length : int
        Number of tokens at which the sequences of a model are cut; 0 if all leaves are sequences. Leaves with
        fewer tokens that have not ended are beginnings: the tree has not grown further there.
    """

    nodes: tuple[TreeNode, ...]
    prompt: str = ""
    between: str = ""
    start: Any = None
    position: int = 0
    length: int = 0

    def __len__(self) -> int:
        return len(self.nodes)

    # Its shape

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """Indices of the nodes after each node, by falling logit."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for index, node in enumerate(self.nodes[1:], 1):
            found[node.parent].append(index)
        ranks = self.ranks
        return tuple(tuple(sorted(after, key=lambda index: int(ranks[index]))) for after in found)

    @cached_property
    def ranks(self) -> Integers:
        """Rank of each node's class among its parent's logits, from 0 for the largest, shape (nodes,)."""
        ranks = np.zeros(len(self), dtype=np.int64)
        # By a table of each parent's keys: a model has thousands of them, and few are sought.
        places: dict[int, dict[int, int]] = {}
        for index, node in enumerate(self.nodes[1:], 1):
            logits = self.nodes[node.parent].logits
            if logits is None:
                raise ValueError("A node after a leaf: its parent has no logits.")
            if id(logits) not in places:
                places[id(logits)] = {key: row for row, key in enumerate(logits.keys.tolist())}
            ranks[index] = logits.ranks[places[id(logits)][node.key]]
        return ranks

    @cached_property
    def parents(self) -> Integers:
        """Index of the node before each node; −1 for the root."""
        return np.array([node.parent for node in self.nodes])

    @cached_property
    def gaps(self) -> Floats:
        """Gap of each node below the largest of its parent's logits, times `units`; ∞ if masked."""
        gaps = np.zeros(len(self))
        for index, node in enumerate(self.nodes[1:], 1):
            logits, rank = self._logits(node.parent), int(self.ranks[index])
            # Masked classes come last and have no entry.
            gaps[index] = logits.gaps.item(rank) if rank < len(logits.gaps) else math.inf
        return gaps

    @cached_property
    def units(self) -> Floats:
        """`Logits.unit` of each node's parent; 1 for the root."""
        return np.array([1.0, *(self._logits(node.parent).unit for node in self.nodes[1:])])

    @cached_property
    def depths(self) -> Integers:
        """Number of tokens on the way to each node, itself included."""
        depths = [0]
        for node in self.nodes[1:]:
            depths.append(depths[node.parent] + 1)
        return np.array(depths)

    @property
    def depth(self) -> int:
        """Number of tokens of the longest sequence."""
        return int(self.depths.max())

    @cached_property
    def downward(self) -> tuple[int, ...]:
        """All nodes from top to bottom: each before the nodes after it, and likelier siblings first."""
        order, open_ = list[int](), [ROOT]
        while open_:
            node = open_.pop()
            order.append(node)
            open_ += reversed(self.children[node])
        return tuple(order)

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Nodes in which the sequences of the tree end, from top to bottom."""
        return tuple(node for node in self.downward if self.nodes[node].logits is None)

    @cached_property
    def sequences(self) -> tuple[int, ...]:
        """Leaves that are sequences and not their beginnings; all leaves if there are none such."""
        found = (leaf for leaf in self.leaves if self.nodes[leaf].ended or self.depths[leaf] >= self.length)
        return tuple(found) or self.leaves

    @property
    def has_beginnings(self) -> bool:
        """True if some leaves are beginnings of sequences."""
        return len(self.sequences) < len(self.leaves)

    @cached_property
    def inner(self) -> tuple[int, ...]:
        """Nodes with logits, from top to bottom."""
        return tuple(node for node in self.downward if self.nodes[node].logits is not None)

    @cached_property
    def whole(self) -> bool:
        """True if every sequence is in the tree: no leaf is open, and no class with p > 0 is left out."""
        if not all(self.nodes[leaf].ended for leaf in self.leaves):
            return False
        logits = ((node, self.nodes[node].logits) for node in self.inner)
        return all(
            one is None
            or one.possible <= sum(int(self.ranks[after]) < one.possible for after in self.children[node])
            for node, one in logits
        )

    # Ways through it

    def way(self, node: int) -> tuple[int, ...]:
        """Return the nodes of the tokens up to `node`, itself included, without the root."""
        found = list[int]()
        while node != ROOT:
            found.append(node)
            node = self.nodes[node].parent
        return tuple(found[::-1])

    def keys(self, node: int) -> tuple[int, ...]:
        """Return the keys of the choices that lead to `node`."""
        return tuple(self.nodes[one].key for one in self.way(node))

    def find(self, keys: Sequence[int]) -> int | None:
        """Return the node that these choices lead to; None if the tree does not go that way."""
        node = ROOT
        for key in keys:
            found = self._after.get((node, key))
            if found is None:
                return None
            node = found
        return node

    @cached_property
    def _after(self) -> dict[tuple[int, int], int]:
        return {(node.parent, node.key): index for index, node in enumerate(self.nodes)}

    def text(self, node: int) -> str:
        """Return the text of the tokens up to `node`, without the prompt."""
        return self.between.join(filter(None, (self.nodes[one].text for one in self.way(node))))

    def name(self, node: int) -> str:
        """Return the text of a sequence as a list names it; `EMPTY` if it says nothing."""
        return self.text(node).strip() or EMPTY

    @cached_property
    def branches(self) -> tuple[int, ...]:
        """Node of the first token on the way to each node; the root has itself."""
        found = [ROOT]
        for index, node in enumerate(self.nodes[1:], 1):
            found.append(found[node.parent] or index)
        return tuple(found)

    # By the model itself

    @cached_property
    def log_probabilities(self) -> Floats:
        """Ln p of all tokens up to each node together, in nats, by the model itself (τ = 1, no knobs)."""
        sums = [0.0]
        for node in self.nodes[1:]:
            sums.append(sums[node.parent] + node.log_probability)
        return np.array(sums)

    @cached_property
    def ranking(self) -> tuple[int, ...]:
        """Sequences by the model's own probability, the likeliest first; equal ones from top to bottom."""
        sums = self.log_probabilities
        return tuple(sorted(self.sequences, key=lambda leaf: -round(float(sums[leaf]), 9)))

    def rank(self, leaf: int) -> int:
        """Return the rank of a sequence among those of the tree, from 1 on; equal ones share a rank."""
        own = float(self.log_probabilities[leaf])
        return 1 + int(np.count_nonzero(self._sums_of_sequences > own + ROUNDING))

    @cached_property
    def _sums_of_sequences(self) -> Floats:
        return self.log_probabilities[list(self.sequences)]

    # For searches

    @cached_property
    def space(self) -> SearchSpace[int]:
        """The tree as a search space: a state is a node, or `outside(node)` past a class without a node."""
        return SearchSpace(ROOT, self._logits, self._advance, self._is_over, self.position)

    def _logits(self, node: int) -> Logits:
        logits = self.nodes[node].logits
        if logits is None:
            raise ValueError("A leaf has no logits.")
        return logits

    def _advance(self, node: int, choice: Chosen) -> int:
        return self._after.get((node, choice.key), outside(node))

    def _is_over(self, node: int) -> bool:
        return node < 0 or self.nodes[node].logits is None


def outside(node: int) -> int:
    """Return the state of a search after `node`, past a class that the tree leaves out.

    Examples
    --------
    >>> outside(outside(5))
    5
    """
    return -1 - node
