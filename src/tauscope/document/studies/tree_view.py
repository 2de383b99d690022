"""A decoding tree at the dial's τ: probabilities, paths of the methods, draws, ranks, and what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tauscope.core.numbers import screen_temperature
from tauscope.core.search.decoding_tree import ROOT, DecodingTree, outside
from tauscope.core.search.tree_probabilities import Drawn, TreeProbabilities, drawn
from tauscope.core.search.tree_search import BeamTrace, beam_trace, greedy_end
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Ready
from tauscope.document.picture.prepared_logits import PreparedLogits
from tauscope.document.studies.shown_tree import decoding_tree
from tauscope.document.studies.tree_sequences import Finding, RankedSequence, TreePath

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture

LAST = 3
"""Number of drawn sequences whose paths are shown: the last ones."""

SURELY = 1e-9
"""Least difference of two sums of ln p, in nats, that is no rounding."""

_PLACES = ("first", "second", "third")


@dataclass(frozen=True, eq=False)
class TreeView:
    """A decoding tree at the dial's τ, with everything that plots and readouts say of it.

    Attributes
    ----------
    tree : DecodingTree
    document : Document
    now : TreeProbabilities
        After the whole chain at the dial's τ.
    settings : TreeSettings
    """

    tree: DecodingTree
    document: Document
    now: TreeProbabilities
    settings: TreeSettings

    @classmethod
    def of(cls, tree: DecodingTree, document: Document) -> TreeView:
        """Make the view of a tree in a document."""
        return cls(tree, document, TreeProbabilities(tree, document.chain), document.settings(TreeSettings))

    # Where the document is

    @cached_property
    def here(self) -> int | None:
        """Node of the document's state; None where that is not in the tree."""
        source, state = self.document.source, self.document.state
        before = source.position(self.tree.start)
        keys = [choice.key for choice in source.path(state)[: source.position(state)]]
        origin = [choice.key for choice in source.path(self.tree.start)[:before]]
        return self.tree.find(keys[before:]) if keys[:before] == origin else None

    @cached_property
    def top(self) -> int:
        """Node whose block fills the plot; the root unless the user zoomed."""
        return self.tree.find(self.settings.zoom) or ROOT

    # Colours

    @cached_property
    def _first(self) -> PreparedLogits | None:
        logits = self.tree.nodes[ROOT].logits
        return None if logits is None else PreparedLogits(logits)

    @cached_property
    def _colours(self) -> dict[int, int | None]:
        """Number of the colour of each first token, by node."""
        first = self._first
        if first is None:
            return {}
        order = first.logits.order
        return {node: first.colour(int(order[self.tree.ranks[node]])) for node in self.tree.children[ROOT]}

    def colour(self, node: int) -> int | None:
        """Return the number of the colour of a node, that of its first token; None for grey."""
        return self._colours.get(self.tree.branches[node])

    # What the methods find

    @property
    def penalty(self) -> float:
        """Length penalty of the beam search."""
        if self.settings.length_penalty is not None:
            return self.settings.length_penalty
        return 1.0 if self.document.source.decoding_tree is None else 0.0

    @cached_property
    def greedy(self) -> int:
        """Where greedy ends: a leaf, or `outside(node)`."""
        return greedy_end(self.tree, self.document.chain)

    @cached_property
    def beams(self) -> BeamTrace:
        """What the beam search found, kept and dropped."""
        settings, document = self.settings, self.document
        seed = document.seed if settings.drawn_beams else None
        return beam_trace(self.tree, settings.beams, document.chain, self.penalty, seed)

    @cached_property
    def drawn(self) -> Drawn:
        """The sequences that were drawn."""
        return drawn(self.now, self.settings.draws, self.document.seed)

    @property
    def beam_name(self) -> str:
        """Name of the beam search, with its number of beams."""
        return f"{'drawn ' if self.settings.drawn_beams else ''}beam {self.settings.beams}"

    @property
    def shows_beams(self) -> bool:
        """True if the paths of the beams are shown."""
        return self.settings.method in ("beam", "all")

    @property
    def shows_draws(self) -> bool:
        """True if the last sequences that were drawn are shown."""
        return self.settings.method in ("sample", "all")

    def _path(self, method: str, label: str, end: int) -> TreePath:
        return TreePath(method, label, self.tree.way(outside(end) if end < 0 else end), end < 0)

    @cached_property
    def greedy_path(self) -> TreePath:
        """The path of greedy."""
        return self._path("greedy", "greedy", self.greedy)

    @cached_property
    def beam_paths(self) -> tuple[TreePath, ...]:
        """The paths of the beams, the best score first."""
        found = self.beams.found
        if len(found) == 1:
            return (self._path("beam", self.beam_name, found[0]),)
        return tuple(
            self._path("beam", f"{self.beam_name}, {_ordinal(place)}", end) for place, end in enumerate(found)
        )

    @cached_property
    def drawn_paths(self) -> tuple[TreePath, ...]:
        """The paths of the last sequences that were drawn, the newest first."""
        ends, count = self.drawn.ends[-LAST:].tolist(), len(self.drawn.ends)
        return tuple(
            self._path("sample", f"draw {count - place:,}", end) for place, end in enumerate(reversed(ends))
        )

    @cached_property
    def paths(self) -> tuple[TreePath, ...]:
        """The paths that are shown: greedy's always, to compare with."""
        beams = self.beam_paths if self.shows_beams else ()
        return (self.greedy_path, *beams, *(self.drawn_paths if self.shows_draws else ()))

    # Sequences

    @cached_property
    def marks(self) -> dict[int, tuple[str, ...]]:
        """Labels of the shown paths that end in each node, by node."""
        found: dict[int, tuple[str, ...]] = {}
        for path in self.paths:
            if not path.leaves:
                found[path.end] = (*found.get(path.end, ()), path.label)
        return found

    @property
    def count(self) -> int:
        """Number of sequences in the tree."""
        return len(self.tree.sequences)

    def sequence(self, leaf: int) -> RankedSequence:
        """Return the numbers of a whole sequence."""
        tree = self.tree
        return RankedSequence(
            leaf,
            tree.rank(leaf),
            tree.name(leaf),
            float(tree.log_probabilities[leaf]),
            float(self.now.log_probabilities[leaf]),
            int(self.drawn.counts[leaf]),
            self.colour(leaf),
            tree.nodes[leaf].ended,
            self.marks.get(leaf, ()),
        )

    @cached_property
    def likeliest(self) -> int:
        """Leaf of the most likely sequence at the dial's τ, after all knobs."""
        return self.now.likeliest()

    # What the numbers say

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Sentences on greedy, beams and draws; ranks are by the model's own probability."""
        settings, document = self.settings, self.document
        found = [Finding("Greedy", self._found(self.greedy))]
        best = self.beams.found[0]
        words = self._found(best)
        if self._own(best) < self._own(self.greedy) - SURELY:
            words += ", and misses what greedy finds"
        found.append(Finding(self.beam_name.capitalize(), words))
        if not self.tree.text(self.tree.ranking[0]).strip():
            found.append(Finding("The most likely sequence", "says nothing"))
        draws = f"{settings.draws:,} draw{'s' if settings.draws > 1 else ''}"
        at = f"at τ = {screen_temperature(document.temperature)}, {draws}, seed {document.seed}"
        found.append(Finding("Sampling", at))
        return tuple(found)

    def _own(self, end: int) -> float:
        """Ln p of a sequence by the model itself; −∞ for one that left the tree, of which it is not known."""
        return float(self.tree.log_probabilities[end]) if end >= 0 else -math.inf

    def rank_words(self, end: int) -> str:
        """Return the rank of a sequence among all; empty for one that left the tree."""
        if end < 0 or end not in self.tree.sequences:
            return ""
        return f"rank {self.tree.rank(end):,} of {'' if self.tree.whole else 'the '}{self.count_words}"

    @property
    def count_words(self) -> str:
        """How many sequences there are, and if these are not all, that they are those of the tree."""
        if self.tree.whole:
            return f"{self.count:,}"
        return f"{self.count:,} {'known' if self.tree.has_beginnings else 'shown'}"

    def _found(self, end: int) -> str:
        if end < 0:
            return f"leaves the tree after “{self.tree.name(outside(end))}”"
        rank = self.rank_words(end)
        return f"found {rank}" if rank else "goes on where the tree has not grown"


def _ordinal(place: int) -> str:
    """Return the word for a place, counted from 0.

    Examples
    --------
    >>> [_ordinal(place) for place in (0, 3, 10, 21)]
    ['first', '4th', '11th', '22nd']
    """
    if place < len(_PLACES):
        return _PLACES[place]
    number = place + 1
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


NO_TREE = "Open a decoding tree, or let a language model grow one: both are in the menu Source."


def without_tree(document: Document) -> str:
    """Return a sentence that says why a document has no tree; empty if it has one, or one may grow."""
    source = document.source
    return NO_TREE if source.decoding_tree is None and source.prompt is None else ""


def tree_view(picture: Picture) -> Answer[TreeView]:
    """Return the view of a picture's tree; ask for it with `picture.once(tree_view)`."""
    answer = picture.once(decoding_tree)
    if isinstance(answer, Ready):
        return Ready(TreeView.of(answer.value, picture.document))
    return answer
