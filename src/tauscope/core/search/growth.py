"""Growth of a tree of what might be said: the likeliest beginnings of a search space, each with its logits.

A node keeps the whole row of logits, so that the probability of a token is exact at every temperature and
after every knob, however few tokens are shown one by one.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Generic

from tauscope.core.chain.candidates import Candidates
from tauscope.core.domain import Interval, Whole
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.search.space import SearchSpace, State

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats

Keys = tuple[int, ...]
"""Keys of the tokens that lead from the start of a tree to a node."""

MASS = Interval("the least probability of a node", 1e-9, 1.0, (1e-4, 1.0), logarithmic=True)
DEPTH = Whole("the depth of the tree", 1, 200)
NODES = Whole("the number of nodes", 1, 1_000)

MOST_BYTES = 512 * 2**20
"""Most bytes of the logits of one tree."""

BYTES_A_LOGIT = 40
"""Bytes of a logit with the arrays that its row caches: values, order, ranks, gaps and probabilities."""

_STATES = 24
"""Number of nodes whose states are kept with their caches, such as a model's keys and values."""

SINGLES = 8
"""Number of the likeliest tokens of a node that a tree shows one by one, besides those that grow."""

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Growth:
    """How far a tree is to grow. Which nodes there are does not depend on a temperature.

    Attributes
    ----------
    mass : float
        Nodes grow while their probability, the model's own (τ = 1, no knobs), is at least this.
    depth : int
        Most tokens from the start to the end of a branch.
    nodes : int
        Most nodes.
    opened : frozenset of tuple of int
        Nodes that grow whatever their probability and depth, and all before them.
    closed : frozenset of tuple of int
        Nodes that do not grow.
    """

    mass: float = 0.01
    depth: int = 8
    nodes: int = 100
    opened: frozenset[Keys] = frozenset()
    closed: frozenset[Keys] = frozenset()

    @property
    def longest(self) -> int:
        """Most tokens of a sequence, also of one that the user opened by hand."""
        return max(self.depth, *(len(keys) + 1 for keys in self.opened), 1)

    def __post_init__(self) -> None:
        MASS.check(self.mass)
        DEPTH.check(self.depth)
        NODES.check(self.nodes)


@dataclass(frozen=True, eq=False)
class GrownNode:
    """A node of a grown tree.

    Attributes
    ----------
    keys : tuple of int
        Keys of the tokens that lead to the node; empty at the start.
    log_probability : float
        Ln p of these tokens by the model itself, in nats: at τ = 1 and without knobs.
    logits : Logits or None
        Logits of the next token; None where the sequence is complete.
    ends : frozenset of int
        Keys of those of the `SINGLES` likeliest tokens that complete the sequence.
    """

    keys: Keys
    log_probability: float
    logits: Logits | None
    ends: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class GrownTree:
    """The nodes of a grown tree.

    Attributes
    ----------
    nodes : tuple of GrownNode
        Nodes in the order in which they grew: the start first, each after the node that leads to it.
    full : bool
        True if the tree would have grown further but for the number of its nodes.
    """

    nodes: tuple[GrownNode, ...]
    full: bool = False

    @property
    def by_keys(self) -> Mapping[Keys, GrownNode]:
        """Nodes by the keys that lead to them."""
        return {node.keys: node for node in self.nodes}


def most_nodes(classes: int) -> int:
    """Return the most nodes of a tree whose rows have `classes` logits, for `MOST_BYTES`.

    Examples
    --------
    >>> most_nodes(3072), most_nodes(262_144)
    (1000, 51)
    """
    return int(min(NODES.high, max(1, MOST_BYTES // (BYTES_A_LOGIT * classes))))


def grow(
    space: SearchSpace[State],
    growth: Growth,
    progress: Callable[[float], object] = lambda _: None,
    known: Mapping[Keys, GrownNode] | None = None,
    resume: Callable[[Keys], State] | None = None,
) -> GrownTree:
    """Grow a tree from the start of a space, the likeliest nodes first.

    Parameters
    ----------
    space : SearchSpace
    growth : Growth
    progress : callable
        Called before each node with the share of `growth.nodes` that has grown; may raise to end the growth.
    known : mapping of tuple of int to GrownNode, optional
        Nodes of a tree with the same start, whose logits are not asked for again.
    resume : callable, optional
        Returns the state after the tokens with these keys, for nodes whose state is not kept; without it the
        space is walked token by token.

    Raises
    ------
    InputError
        If the sequence has ended at the start of the space.

    Examples
    --------
    >>> from tauscope.core.logits import Logits
    >>> logits = Logits.of("ab", [1.0, 0.0])
    >>> space = SearchSpace((), lambda path: logits, lambda path, choice: (*path, choice.key))
    >>> [node.keys for node in grow(space, Growth(mass=0.3)).nodes]
    [(), (0,), (0, 0), (0, 0, 0)]
    """
    if space.ended(space.start):
        raise InputError("There is nothing to grow: the sequence has ended here.")
    return _Growing(StatesByKeys(space, resume), growth, progress, known or {}).grown()


class StatesByKeys(Generic[State]):
    """The states of a space by the keys that lead to them, of which the last used are kept.

    Parameters
    ----------
    space : SearchSpace
    resume : callable, optional
        Returns the state after the tokens with these keys, for states that are not kept; without it the space
        is walked token by token.
    """

    def __init__(self, space: SearchSpace[State], resume: Callable[[Keys], State] | None = None) -> None:
        self.space = space
        self._resume = resume or self._walked
        self._kept: OrderedDict[Keys, State] = OrderedDict()

    def at(self, keys: Keys) -> State:
        """Return the state after the tokens with these keys."""
        if keys not in self._kept:
            self._kept[keys] = self._after(keys)
        self._kept.move_to_end(keys)
        while len(self._kept) > _STATES:
            self._kept.popitem(last=False)
        return self._kept[keys]

    def _after(self, keys: Keys) -> State:
        if not keys:
            return self.space.start
        if keys[:-1] in self._kept:
            return self.space.advance(self._kept[keys[:-1]], chosen(keys[-1]))
        return self._resume(keys)

    def _walked(self, keys: Keys) -> State:
        state = self.space.start
        for key in keys:
            state = self.space.advance(state, chosen(key))
        return state


def chosen(key: int) -> Chosen:
    """Return the choice of a class; what it was drawn from does not matter to a tree."""
    return Chosen(key, 1.0, 0.0)


class _Growing(Generic[State]):
    """A tree while it grows: a queue of the tokens that may grow next, one a node, the likeliest first."""

    def __init__(
        self,
        states: StatesByKeys[State],
        growth: Growth,
        progress: Callable[[float], object],
        known: Mapping[Keys, GrownNode],
    ) -> None:
        self._states, self._growth, self._progress, self._known = states, growth, progress, known
        self._most = growth.nodes
        self._found: dict[Keys, GrownNode] = {}
        self._logits: dict[Keys, Logits] = {}
        self._own: dict[Keys, Floats] = {}
        self._queue: list[tuple[float, Keys, int]] = []
        self._least = math.log(growth.mass) - _ROUNDING

    def grown(self) -> GrownTree:
        """Grow the tree."""
        self._add((), 0.0)
        for keys in sorted(self._growth.opened, key=lambda keys: (len(keys), keys)):
            self._add_way_to(keys)
        while self._queue:
            _, keys, rank = heappop(self._queue)
            child, log_probability = self._child(keys, rank)
            if child not in self._found and child not in self._growth.closed:
                if self._full:
                    return GrownTree(tuple(self._found.values()), full=True)
                self._add(child, log_probability)
            self._await(keys, rank + 1)
        return GrownTree(tuple(self._found.values()))

    @property
    def _full(self) -> bool:
        return len(self._found) >= self._most

    def _child(self, keys: Keys, rank: int) -> tuple[Keys, float]:
        """Return keys and ln p of the token of this rank, from 0 on, in a node that has grown."""
        key = self._logits[keys].keys.item(self._logits[keys].order[rank])
        return (*keys, key), self._found[keys].log_probability + self._own[keys].item(rank)

    def _await(self, keys: Keys, rank: int) -> None:
        """Queue the token of this rank if it is likely enough."""
        # The tokens of a child are one further from the start.
        if len(keys) + 1 < self._growth.depth and rank < len(self._own[keys]):
            _, log_probability = self._child(keys, rank)
            if log_probability >= self._least:
                heappush(self._queue, (-log_probability, keys, rank))

    def _add_way_to(self, keys: Keys) -> None:
        """Add the nodes on the way to one that the user opened, as far as there are such tokens."""
        for length in range(1, len(keys) + 1):
            if keys[:length] in self._found:
                continue
            parent = self._logits.get(keys[: length - 1])
            row = None if parent is None else parent.row_of(keys[length - 1])
            if parent is None or row is None or parent.ranks[row] >= parent.possible or self._full:
                return
            self._add(*self._child(keys[: length - 1], int(parent.ranks[row])))

    def _add(self, keys: Keys, log_probability: float) -> None:
        """Add a node, and queue its likeliest token."""
        self._progress(len(self._found) / self._most)
        node = self._known.get(keys) or self._asked(keys)
        self._found[keys] = replace(node, log_probability=log_probability)
        if node.logits is not None:
            self._most = min(self._most, most_nodes(len(node.logits)))
            self._logits[keys] = node.logits
            self._own[keys] = Candidates.of(node.logits).log_probabilities
            self._await(keys, 0)

    def _asked(self, keys: Keys) -> GrownNode:
        """Return a node made by the space, with an unknown probability."""
        space, state = self._states.space, self._states.at(keys)
        if space.ended(state):
            return GrownNode(keys, math.nan, None)
        logits = space.logits(state)
        likeliest = logits.keys[logits.order[:SINGLES]].tolist()
        ends = frozenset(key for key in likeliest if space.ended(space.advance(state, chosen(key))))
        return GrownNode(keys, math.nan, logits, ends)
