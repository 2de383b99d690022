"""Growth of the tree of what a source may say, for any source that steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.chain.candidates import Candidates
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.search.decoding_tree import ROOT, DecodingTree, TreeNode
from tauscope.core.search.growth import SINGLES, GrownNode, GrownTree, Growth, Keys, grow
from tauscope.sources.running.searching import search_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tauscope.core.logits import Logits
    from tauscope.sources.cursor import Cursor
    from tauscope.sources.protocol import Source
    from tauscope.sources.state import State

STILL = "These logits have no next token: no tree grows from them."
"""Refusal of a source of one table."""


def state_after(source: Source, keys: Keys, before: State = None) -> State:
    """Return the state after the tokens with these keys, from the state `before` or the initial one on.

    What the tokens were drawn from is not in it: it serves to ask for logits, not as a user's text.
    """
    start = source.initial() if before is None else before
    return source.advance(start, *(Chosen(key, 1.0, 0.0) for key in keys))


def grown_from(
    source: Source,
    start: Keys,
    growth: Growth,
    progress: Callable[[float], object] = lambda _: None,
    known: GrownTree | None = None,
) -> GrownTree:
    """Grow a tree of a source.

    Parameters
    ----------
    source : Source
    start : tuple of int
        Keys of the tokens after which the tree begins.
    growth : Growth
    progress : callable
        Called before each node with the fraction done.
    known : GrownTree, optional
        An earlier tree of the source with the same start, whose logits are not asked for again.

    Raises
    ------
    InputError
        If the source cannot step, lists only some classes, or has ended at the start of the tree.
    """
    if not source.abilities.steps:
        raise InputError(STILL)
    state = state_after(source, start)
    if source.partial(state) is not None:
        raise InputError("The source lists only some of its tokens: no tree grows from it.")

    def resume(keys: Keys) -> Cursor:
        return source.cursor(state_after(source, keys, state))

    space = search_space(source.cursor(state))
    return grow(space, growth, progress, None if known is None else known.by_keys, resume)


class FoundPaths(NamedTuple):
    """Paths of sequences that searches found, through a grown tree and beyond it.

    Attributes
    ----------
    rows : mapping of tuple of int to Logits
        Logits at each place on the paths, by the keys of the tokens that lead there from the start of the
        tree. With a place there are all places before it.
    ends : mapping of tuple of int to bool
        Where the paths end, by the keys of all their tokens: True if the sequence is complete.
    """

    rows: Mapping[Keys, Logits]
    ends: Mapping[Keys, bool]


NO_PATHS = FoundPaths({}, {})


def decoding_tree_of(
    source: Source, start: Keys, grown: GrownTree, paths: FoundPaths = NO_PATHS, length: int = 0
) -> DecodingTree:
    """Return a grown tree with a node for each token that is shown.

    These are the likeliest after each node that has grown, those that grew, and those on the `paths`, with
    the likeliest beside them; `length` is `DecodingTree.length`.
    """
    state = state_after(source, start)
    by_keys = dict(grown.by_keys)
    for keys in sorted(paths.rows.keys() - by_keys.keys(), key=len):
        by_keys[keys] = GrownNode(keys, math.nan, paths.rows[keys])
    children: dict[Keys, set[int]] = {keys: set() for keys in by_keys}
    for keys in (*by_keys, *paths.ends):
        if keys:
            children[keys[:-1]].add(keys[-1])
    singles, nodes = {node.keys for node in grown.nodes}, list[TreeNode]()
    places: dict[Keys, int] = {(): ROOT}
    for node in by_keys.values():
        if node.logits is None:
            continue
        if not node.keys:
            nodes.append(TreeNode.root(node.logits))
        ranks = _shown(node.logits, children[node.keys], SINGLES if node.keys in singles else 1)
        for after in _tokens_after(source, state_after(source, node.keys, state), node, ranks):
            keys = (*node.keys, after.key)
            follows = by_keys.get(keys)
            ended = after.key in node.ends or paths.ends.get(keys, False)
            logits = None if follows is None else follows.logits
            if follows is not None:
                ended = logits is None
            places[keys] = len(nodes)
            nodes.append(after._replace(parent=places[node.keys], logits=logits, ended=ended))
    prompt, position = source.text_so_far(state), source.position(state)
    return DecodingTree(tuple(nodes), prompt, "", state, position, length)


def _tokens_after(source: Source, state: State, node: GrownNode, ranks: list[int]) -> Iterator[TreeNode]:
    """Yield a node, whose parent is not known yet, for the token of each rank after `node`, in `state`."""
    if node.logits is None:
        return
    rows = node.logits.order[ranks].tolist()
    keys = node.logits.keys[rows].tolist()
    texts = source.texts_after(state, keys)
    own = Candidates.of(node.logits).log_probabilities
    for place, (row, key, rank) in enumerate(zip(rows, keys, ranks, strict=True)):
        label = node.logits.labels[row]
        yield TreeNode(ROOT, key, label, label if texts is None else texts[place], own.item(rank))


def _shown(logits: Logits, keys: Iterable[int], singles: int) -> list[int]:
    """Return the ranks of the classes with these keys, and of the likeliest ones, rising."""
    rows = (logits.row_of(key) for key in keys)
    ranks = {int(logits.ranks[row]) for row in rows if row is not None}
    return sorted(ranks | set(range(min(singles, logits.possible))))
