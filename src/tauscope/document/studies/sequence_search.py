"""Sequences that searches find in a language model from the start of its tree on, and the tree with them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core import search
from tauscope.core.search.growth import GrownTree, Growth, Keys, StatesByKeys
from tauscope.core.search.space import SearchSpace, TokenSequence
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Answer, Pending, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.document.studies.tree_growth import model_tree, tree_start, weight_of
from tauscope.sources.running.growing import FoundPaths, decoding_tree_of, state_after
from tauscope.sources.running.searching import search_space

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.logits import Logits
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.tree_growth import ModelTree
    from tauscope.sources.cursor import Cursor
    from tauscope.sources.protocol import Source

SLOT = "sequences"
MOST_DRAWN = 20
"""Most sequences that are drawn to the end in a model; of further draws the tree knows the beginning."""

USUAL_LENGTH_PENALTY = 1.0

_BREAK = 2e-4
"""Seconds for which a search lets the window have Python's lock after each look at a distribution."""

Rows = Mapping[Keys, "Logits"]


class FoundSequence(NamedTuple):
    """A sequence that at least one search found.

    Attributes
    ----------
    keys : tuple of int
        Keys of its tokens.
    labels : tuple of str
        Their labels.
    log_probability : float
        Ln p by the model itself, in nats: at τ = 1 and without knobs.
    chain_log_probability : float
        Ln p if each token is drawn from what the chain leaves; −∞ for one that the chain cuts.
    ended : bool
        False if it was cut at the greatest number of tokens.
    methods : tuple of str
        Searches that found it, of "greedy", "beam" and "beam-sample"; the best of several beams counts.
    drawn : int
        How often it was drawn.
    rank : int
        Rank by `log_probability` among all that were found, from 1 on; equal ones share a rank. The model may
        have likelier sequences that no search found.
    """

    keys: Keys
    labels: tuple[str, ...]
    log_probability: float
    chain_log_probability: float
    ended: bool
    methods: tuple[str, ...]
    drawn: int
    rank: int


class FoundSequences(NamedTuple):
    """What searches found.

    Attributes
    ----------
    sequences : tuple of FoundSequence
        The likeliest by the model itself first.
    tree : DecodingTree
        The tree with every place that greedy, the beams and the draws came to.
    rows : mapping of tuple of int to Logits
        Logits that were asked for, by the keys that lead to them.
    """

    sequences: tuple[FoundSequence, ...]
    tree: DecodingTree
    rows: Rows

    def by(self, method: str) -> FoundSequence | None:
        """Return what this search found; None if there is no such search."""
        return next((one for one in self.sequences if method in one.methods), None)


@dataclass(frozen=True)
class SequenceSearch(Study[FoundSequences]):
    """Greedy search, beams, drawn beams and draws, under one chain.

    Attributes
    ----------
    source : Source
    start : tuple of int
        Keys of the tokens after which the sequences begin.
    growth : Growth
        Of the tree; sequences have as many tokens as its depth.
    chain : Chain
    beams, draws, seed : int
        Number of beams and of draws, and seed of the first draw.
    length_penalty : float
    drawn_beams : bool
        True if a search in the tree is to draw beams as well.
    grown : GrownTree
        The tree that has grown so far.
    known : mapping of tuple of int to Logits
        Further logits after `start` that need not be asked for.
    """

    source: Source
    start: Keys
    growth: Growth
    chain: Chain
    beams: int
    draws: int
    seed: int
    length_penalty: float
    drawn_beams: bool
    grown: GrownTree = field(repr=False)
    known: Rows = field(default_factory=dict, compare=False, repr=False)

    slot = SLOT

    def weight(self, result: FoundSequences) -> int:
        """Return a number that grows with the memory of the result."""
        return weight_of(result.rows.values())

    @property
    def title(self) -> str:
        """Words of the notice on its progress."""
        return f"Searching for sequences of {self.growth.longest} tokens"

    def result(self, progress: Progress) -> FoundSequences:
        """Search in the model."""
        asked = _Rows(self.source, self.start, {**self.known, **_rows_of(self.grown)})
        found = list[tuple[str, TokenSequence[Keys]]]()
        count = self.draws + self.beams + 2

        def check() -> None:
            progress(min(1.0, len(found) / count))
            time.sleep(_BREAK)

        asked.check = check
        found.extend(self._searches(asked))
        rows = {keys: asked.rows[keys] for keys in asked.visited}
        ends = {keys: asked.ended(keys) for keys in (asked.reached if self.drawn_beams else ())}
        paths = FoundPaths(rows, ends | {one.keys: one.ended for _, one in found})
        tree = decoding_tree_of(self.source, self.start, self.grown, paths, self.growth.longest)
        return FoundSequences(_ranked(found), tree, rows)

    def _searches(self, asked: _Rows) -> Iterator[tuple[str, TokenSequence[Keys]]]:
        first: Keys = ()
        space = SearchSpace(first, asked.logits, _advance, asked.ended, asked.position)
        chain, width, penalty, tokens = self.chain, self.beams, self.length_penalty, self.growth.longest
        yield "greedy", search.greedy(space, tokens, chain)
        best, *others = search.beam(space, width, tokens, chain, penalty)
        yield "beam", best
        yield from (("other beam", one) for one in others)
        # What is drawn and not kept counts too: with it a search in the tree draws the same.
        watched = replace(space, advance=asked.advance)
        yield "beam-sample", search.beam_sample(watched, width, tokens, chain, penalty, self.seed)[0]
        for number in range(self.draws):
            yield "sample", search.sample(space, 1, tokens, chain, self.seed + number)[0]


def _ranked(found: list[tuple[str, TokenSequence[Keys]]]) -> tuple[FoundSequence, ...]:
    """Return each sequence once, the likeliest first."""
    counts = Counter(one.keys for method, one in found if method == "sample")
    each = {one.keys: one for _, one in found}
    methods: dict[Keys, tuple[str, ...]] = dict.fromkeys(each, ())
    for method, one in found:
        if method in ("greedy", "beam", "beam-sample"):
            methods[one.keys] = (*methods[one.keys], method)
    sequences = [
        FoundSequence(
            *(one.keys, one.labels, one.log_probability, one.chain_log_probability, one.ended),
            methods[one.keys],
            counts[one.keys],
            one.rank or 0,
        )
        for one in search.ranked(each.values(), list(each.values()))
    ]
    return tuple(sorted(sequences, key=lambda one: one.rank))


class _Rows:
    """Logits by the keys that lead to them, each asked for once."""

    def __init__(self, source: Source, start: Keys, known: Rows) -> None:
        self._source, self._start = source, state_after(source, start)
        cursor = source.cursor(self._start)
        self._states: StatesByKeys[Cursor] = StatesByKeys(search_space(cursor), self._resumed)
        self.rows = dict(known)
        self.visited: dict[Keys, None] = {}
        self.reached: dict[Keys, None] = {}
        self.position = cursor.position
        self.check: Callable[[], object] = lambda: None

    def _resumed(self, keys: Keys) -> Cursor:
        return self._source.cursor(state_after(self._source, keys, self._start))

    def logits(self, keys: Keys) -> Logits:
        """Return the logits after tokens with these keys."""
        self.check()
        if keys not in self.rows:
            self.rows[keys] = self._states.at(keys).logits
        self.visited[keys] = None
        return self.rows[keys]

    def advance(self, keys: Keys, choice: Chosen) -> Keys:
        """Return the keys after a choice, and note them."""
        after = _advance(keys, choice)
        self.reached[after] = None
        return after

    def ended(self, keys: Keys) -> bool:
        """Return True if the sequence is complete after tokens with these keys."""
        return self._source.ended(state_after(self._source, keys, self._start))


def _advance(keys: Keys, choice: Chosen) -> Keys:
    return (*keys, choice.key)


def _rows_of(grown: GrownTree) -> Rows:
    return {node.keys: node.logits for node in grown.nodes if node.logits is not None}


def found_sequences(picture: Picture) -> Answer[FoundSequences]:
    """Return what searches find in the model of a document; Pending while they search for the first time.

    While they search again, as at another τ, the answer is what they found before.
    """
    model = picture.once(model_tree)
    if not isinstance(model, Ready):
        return model
    study, last = _study(picture, model.value)
    answer = picture.answer(study)
    if isinstance(answer, Pending) and last is not None:
        return Ready(last)
    return answer


def _study(picture: Picture, model: ModelTree) -> tuple[SequenceSearch, FoundSequences | None]:
    """Return the search for the settings of a document, and what was found before if that may be shown."""
    document = picture.document
    settings, penalty = document.settings(TreeSettings), document.settings(TreeSettings).length_penalty
    start, last = tree_start(document), picture.latest(SLOT)
    alike = last is not None and last[0].start == start and last[0].source == document.source
    before: FoundSequences | None = last[1] if last is not None and alike else None
    known: Rows = {} if before is None else before.rows
    study = SequenceSearch(
        document.source,
        start,
        settings.growth,
        document.chain,
        settings.beams,
        min(settings.draws, MOST_DRAWN),
        document.seed,
        USUAL_LENGTH_PENALTY if penalty is None else penalty,
        settings.drawn_beams,
        model.grown,
        known,
    )
    fits = last is not None and last[0].grown is model.grown
    return study, before if fits else None
