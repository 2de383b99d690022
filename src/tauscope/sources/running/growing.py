"""Growth of the tree of what a source may say, for any source that steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.chain.candidates import Candidates
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.search.decoding_tree import ROOT, DecodingTree, TreeNode
from tauscope.core.search.growth import SINGLES, GrownTree, Growth, Keys, grow
from tauscope.sources.running.searching import search_space

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.core.logits import Logits
    from tauscope.sources.protocol import Cursor, Source, State

STILL = "These logits have no next token: no tree grows from them."
"""Refusal of a source of one table."""


def state_after(source: Source, keys: Keys) -> State:
    """Return the state after the tokens with these keys, from the initial one on.

    What the tokens were drawn from is not in it: it serves to ask for logits, not as a user's text.
    """
    return source.advance(source.initial(), *(Chosen(key, 1.0, 0.0) for key in keys))


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
        return source.cursor(state_after(source, (*start, *keys)))

    space = search_space(source.cursor(state))
    return grow(space, growth, progress, None if known is None else known.by_keys, resume)


def decoding_tree_of(source: Source, start: Keys, grown: GrownTree) -> DecodingTree:
    """Return a grown tree with a node for each token that is shown: the likeliest, and those that grew."""
    by_keys, nodes = grown.by_keys, list[TreeNode]()
    places: dict[Keys, int] = {(): ROOT}
    children: dict[Keys, list[int]] = {keys: [] for keys in by_keys}
    for keys in by_keys:
        if keys:
            children[keys[:-1]].append(keys[-1])
    for node in grown.nodes:
        if node.logits is None:
            continue
        if not node.keys:
            nodes.append(TreeNode.root(node.logits))
        ranks = _shown(node.logits, children[node.keys])
        rows = node.logits.order[ranks].tolist()
        keys_after = node.logits.keys[rows].tolist()
        texts = source.texts_after(state_after(source, (*start, *node.keys)), keys_after)
        own = Candidates.of(node.logits).log_probabilities
        for place, (row, key) in enumerate(zip(rows, keys_after, strict=True)):
            label = node.logits.labels[row]
            after = by_keys.get((*node.keys, key))
            ended = key in node.ends if after is None else after.logits is None
            places[*node.keys, key] = len(nodes)
            nodes.append(
                TreeNode(
                    places[node.keys],
                    key,
                    label,
                    label if texts is None else texts[place],
                    own.item(ranks[place]),
                    None if after is None else after.logits,
                    ended,
                )
            )
    state = state_after(source, start)
    return DecodingTree(tuple(nodes), source.text_so_far(state), "", state, source.position(state))


def _shown(logits: Logits, grown: Sequence[int]) -> list[int]:
    """Return the ranks of the tokens that are shown one by one, rising."""
    rows = (logits.row_of(key) for key in grown)
    ranks = {int(logits.ranks[row]) for row in rows if row is not None}
    return sorted(ranks | set(range(min(SINGLES, logits.possible))))
