"""Probabilities of whole sequences over τ, if τ acts on each token or on whole sequences."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.search.tree_search import greedy_end
from tauscope.core.sweep import class_curves, sweep
from tauscope.core.temperatures import scale
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Pending, Ready
from tauscope.document.picture.chain_curves import ChainSweep, at_every_temperature, is_plain_softmax
from tauscope.document.picture.prepared_logits import GRID
from tauscope.document.picture.study import Progress, Study
from tauscope.document.studies.tree_view import tree_view

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.core.values import Floats
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture

MOST_CURVES = 9
"""Most sequences with a curve of their own: those that are likeliest by the model itself, and greedy's."""

FEW_NODES = 16
"""Up to this number of nodes with logits the curves of a chain without cuts are computed at once."""

STEP = 0.02
"""Least change of a probability between two temperatures that is taken for a step, after knobs that cut."""

SLOT = "sequences over τ"

NOT_WHOLE = "τ per sequence needs every sequence, and this tree leaves some out: choose τ per token."


class Level(NamedTuple):
    """A temperature at which two sequences are equally likely, and all others less likely.

    Attributes
    ----------
    temperature : float
    p : float
        Their probability.
    colder, hotter : int
        Leaves of the sequences that are the likeliest below and above it.
    """

    temperature: float
    p: float
    colder: int
    hotter: int


class SequenceCurves(NamedTuple):
    """Curves over `GRID`.

    Attributes
    ----------
    leaves : tuple of int
        Sequences with a curve, by the model's own probability, the likeliest first.
    p : (len(leaves), T) float64
    levels : tuple of Level
        Temperatures at which another of these sequences becomes the likeliest, rising.
    """

    leaves: tuple[int, ...]
    p: Floats
    levels: tuple[Level, ...]

    @property
    def rest(self) -> Floats:
        """Probability of all other sequences together, shape (T,)."""
        rest: Floats = np.clip(1.0 - self.p.sum(axis=0), 0.0, 1.0)
        return rest


@dataclass(frozen=True)
class CurvesOfSequences(Study[SequenceCurves]):
    """The curves of a tree; the dial does not change them.

    Attributes
    ----------
    tree : DecodingTree
    chain : Chain
        With the dial at τ = 1.
    heat : str
        What τ acts on: "token" or "sequence".
    """

    tree: DecodingTree
    chain: Chain
    heat: str = "token"

    @property
    def slot(self) -> Hashable:
        """What the study is about."""
        return SLOT

    @property
    def at_once(self) -> bool:
        """True for a small tree without knobs."""
        return len(self.tree.inner) <= FEW_NODES and (self.heat == "sequence" or is_plain_softmax(self.chain))

    def result(self, progress: Progress) -> SequenceCurves:
        """Compute the curves."""
        leaves = shown_leaves(self.tree)
        if self.heat == "token":
            p = per_token(self.tree, self.chain, leaves, progress)
        elif not self.tree.whole:
            raise InputError(NOT_WHOLE)
        else:
            p = per_sequence(self.tree, leaves)
        smooth = self.heat == "sequence" or is_plain_softmax(self.chain)
        return SequenceCurves(leaves, p, _levels(leaves, p, smooth=smooth))


def shown_leaves(tree: DecodingTree) -> tuple[int, ...]:
    """Return the sequences that have curves of their own, by the model's own probability."""
    first = tree.ranking[:MOST_CURVES]
    end = greedy_end(tree)
    return first if end < 0 or end in first else (*first[:-1], end)


def per_token(
    tree: DecodingTree, chain: Chain, leaves: Sequence[int], progress: Progress = lambda _: None
) -> Floats:
    """Return probabilities over `GRID` if each token is drawn from what the chain leaves of its logits.

    Parameters
    ----------
    tree : DecodingTree
    chain : Chain
    leaves : sequence of int
    progress : callable
        Called with the fraction done.

    Returns
    -------
    (len(leaves), T) float64
    """
    ways = [tree.way(leaf) for leaf in leaves]
    wanted: dict[int, list[int]] = {}
    for node in dict.fromkeys(node for way in ways for node in way):
        wanted.setdefault(tree.nodes[node].parent, []).append(node)
    steps: dict[int, Floats] = {}
    for done, (parent, after) in enumerate(wanted.items()):
        progress(done / len(wanted))
        steps.update(zip(after, _steps(tree, chain, parent, after), strict=True))
    every = [np.prod([steps[node] for node in way], axis=0) for way in ways]
    return np.array(every)


def _steps(tree: DecodingTree, chain: Chain, parent: int, after: Sequence[int]) -> Floats:
    """Return probabilities over `GRID` of nodes after their parent, shape (len(after), T)."""
    logits = tree.nodes[parent].logits
    if logits is None:
        raise ValueError("A leaf has no logits.")
    rows = logits.order[tree.ranks[list(after)]]
    if is_plain_softmax(chain):
        return class_curves(logits.values[rows], sweep(logits, GRID))
    at = chain.at(tree.position + int(tree.depths[parent]))
    return ChainSweep(at_every_temperature(at), logits, rows, GRID, exact=True).curves.p


def per_sequence(tree: DecodingTree, leaves: Sequence[int]) -> Floats:
    """Return probabilities over `GRID` if τ acts on whole sequences, without knobs; shape (len(leaves), T).

    A sequence then has p ∝ p(τ = 1)^(1/τ), which no sampler that draws token by token gives.
    """
    sums = tree.log_probabilities
    return class_curves(sums[list(leaves)], sweep(sums[list(tree.leaves)], GRID))


def _levels(leaves: Sequence[int], p: Floats, *, smooth: bool) -> tuple[Level, ...]:
    """Find where another sequence becomes the likeliest, between two temperatures of `GRID`.

    Where a knob cuts a class, curves have steps: there one overtakes the other, and they are never level.
    """
    places = scale.positions(GRID)
    # At the ends of the scale many are equal; and where two stay equal, neither overtakes the other.
    inside = np.flatnonzero((GRID > 0) & (np.inf > GRID))
    best = p[:, inside].argmax(axis=0)
    found = list[Level]()
    for place in np.flatnonzero(best[1:] != best[:-1]).tolist():
        one, other = int(best[place]), int(best[place + 1])
        left, right = int(inside[place]), int(inside[place + 1])
        before, after = (float(p[one, at] - p[other, at]) for at in (left, right))
        if min(before, -after) <= 1e-12:
            continue
        if not smooth and np.abs(p[[one, other], right] - p[[one, other], left]).max() > STEP:
            continue
        share = before / (before - after)
        at = float((1 - share) * places[left] + share * places[right])
        height = float((1 - share) * p[one, left] + share * p[one, right])
        found.append(Level(_exact_temperature(at), height, leaves[one], leaves[other]))
    return tuple(found)


def _exact_temperature(place: float) -> float:
    """Return the temperature at a place on the scale, without rounding."""
    decades = (place - scale.GAP) / (1 - 2 * scale.GAP)
    return float(scale.LOWEST * 10 ** (scale.DECADES * decades))


def study_of(picture: Picture, tree: DecodingTree) -> CurvesOfSequences:
    """Return the study for a picture."""
    heat = picture.document.settings(TreeSettings).heat
    return CurvesOfSequences(tree, at_every_temperature(picture.document.chain), heat)


def sequence_curves(picture: Picture) -> Answer[SequenceCurves]:
    """Return the curves of a picture's tree, or while they are computed the last ones of the same tree."""
    view = picture.once(tree_view)
    if not isinstance(view, Ready):
        return view
    study = study_of(picture, view.value.tree)
    answer = picture.answer(study)
    last = picture.latest(SLOT)
    if isinstance(answer, Pending) and last is not None and last[0].tree is study.tree:
        return Ready(last[1])
    return answer
