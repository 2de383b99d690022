"""Sequences that searches find in a language model from the start of its tree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core import search
from tauscope.core.search.growth import Keys, StatesByKeys, most_nodes
from tauscope.core.search.space import SearchSpace, TokenSequence
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Answer, Pending, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.document.studies.tree_growth import known_tree, tree_start, weight_of
from tauscope.sources.running.growing import state_after
from tauscope.sources.running.searching import search_space

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.logits import Logits
    from tauscope.document.picture.picture import Picture
    from tauscope.sources.protocol import Cursor, Source

SLOT = "sequences"
MOST_DRAWN = 50
"""Most sequences that are drawn from a model: each takes as many of its answers as it has tokens."""

USUAL_LENGTH_PENALTY = 1.0
Rows = Mapping[Keys, "Logits"]


class FoundSequence(NamedTuple):
    """A sequence that at least one search found.

    Attributes
    ----------
    keys : tuple of int
        Keys of its tokens.
    labels : tuple of str
        Their labels.
    text : str
        Text that they add.
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
    text: str
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
    drawn : int
        Number of draws.
    rows : mapping of tuple of int to Logits
        Logits that were asked for, by the keys that lead to them.
    """

    sequences: tuple[FoundSequence, ...]
    drawn: int
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
    chain : Chain
    beams, draws, tokens, seed : int
        Number of beams and of draws, most tokens of a sequence, and seed of the first draw.
    length_penalty : float
    known : mapping of tuple of int to Logits
        Logits after `start` that need not be asked for.
    """

    source: Source
    start: Keys
    chain: Chain
    beams: int
    draws: int
    tokens: int
    seed: int
    length_penalty: float
    known: Rows = field(default_factory=dict, compare=False, repr=False)

    slot = SLOT

    def weight(self, result: FoundSequences) -> int:
        """Return a number that grows with the memory of the result."""
        return weight_of(result.rows.values())

    @property
    def title(self) -> str:
        """Words of the notice on its progress."""
        return f"Searching for sequences of {self.tokens} tokens"

    def result(self, progress: Progress) -> FoundSequences:
        """Search in the model."""
        asked = _Rows(self.source, self.start, self.known)
        first: Keys = ()
        space = SearchSpace(first, asked.logits, _advance, asked.ended, asked.position)
        found = list[tuple[str, TokenSequence[Keys]]]()
        count = self.draws + 3
        for method, one in self._searches(space, lambda: progress(len(found) / count), asked):
            found.append((method, one))
        return FoundSequences(self._ranked(found), self.draws, asked.rows)

    def _searches(
        self, space: SearchSpace[Keys], check: Callable[[], object], asked: _Rows
    ) -> Iterator[tuple[str, TokenSequence[Keys]]]:
        asked.check = check
        chain, width, penalty = self.chain, self.beams, self.length_penalty
        yield "greedy", search.greedy(space, self.tokens, chain)
        yield "beam", search.beam(space, width, self.tokens, chain, penalty)[0]
        yield "beam-sample", search.beam_sample(space, width, self.tokens, chain, penalty, self.seed)[0]
        for number in range(self.draws):
            yield "sample", search.sample(space, 1, self.tokens, chain, self.seed + number)[0]

    def _ranked(self, found: list[tuple[str, TokenSequence[Keys]]]) -> tuple[FoundSequence, ...]:
        counts = Counter(one.keys for method, one in found if method == "sample")
        each = {one.keys: one for _, one in found}
        ranked = search.ranked(each.values(), list(each.values()))
        before = len(self.source.text_so_far(state_after(self.source, self.start)))
        sequences = [
            FoundSequence(
                one.keys,
                one.labels,
                self.source.text_so_far(state_after(self.source, (*self.start, *one.keys)))[before:],
                one.log_probability,
                one.chain_log_probability,
                one.ended,
                tuple(method for method, other in found if method != "sample" and other.keys == one.keys),
                counts[one.keys],
                one.rank or 0,
            )
            for one in ranked
        ]
        return tuple(sorted(sequences, key=lambda one: one.rank))


class _Rows:
    """Logits by the keys that lead to them, each asked for once."""

    def __init__(self, source: Source, start: Keys, known: Rows) -> None:
        self._source, self._start = source, start
        cursor = source.cursor(state_after(source, start))
        self._states: StatesByKeys[Cursor] = StatesByKeys(search_space(cursor), self._resumed)
        self.rows = dict(known)
        self.position = cursor.position
        self.check: Callable[[], object] = lambda: None

    def _resumed(self, keys: Keys) -> Cursor:
        return self._source.cursor(state_after(self._source, (*self._start, *keys)))

    def logits(self, keys: Keys) -> Logits:
        """Return the logits after tokens with these keys."""
        self.check()
        found = self.rows.get(keys)
        if found is None:
            found = self._states.at(keys).logits
            if len(self.rows) >= most_nodes(len(found)):
                self.rows.pop(next(iter(self.rows)))
            self.rows[keys] = found
        return found

    def ended(self, keys: Keys) -> bool:
        """Return True if the sequence is complete after tokens with these keys."""
        return self._source.ended(state_after(self._source, (*self._start, *keys)))


def _advance(keys: Keys, choice: Chosen) -> Keys:
    return (*keys, choice.key)


def found_sequences(picture: Picture) -> Answer[FoundSequences]:
    """Return what searches find in the model of a document; Pending while they search for the first time.

    While they search again, as at another τ, the answer is what they found before: `is_searching` tells.
    """
    study = _study(picture)
    answer = picture.answer(study)
    last = picture.latest(SLOT)
    if isinstance(answer, Pending) and last is not None and _is_alike(study, last[0]):
        return Ready(last[1])
    return answer


def is_searching(picture: Picture) -> bool:
    """Return True while the sequences that are shown are those of an earlier setting."""
    return isinstance(picture.answer(_study(picture)), Pending)


def _study(picture: Picture) -> SequenceSearch:
    """Return the search for the settings of a document, with the logits that are known already."""
    document = picture.document
    settings, penalty = document.settings(TreeSettings), document.settings(TreeSettings).length_penalty
    study = SequenceSearch(
        document.source,
        tree_start(document),
        document.chain,
        settings.beams,
        min(settings.draws, MOST_DRAWN),
        settings.tokens,
        document.seed,
        USUAL_LENGTH_PENALTY if penalty is None else penalty,
    )
    tree, last = known_tree(picture), picture.latest(SLOT)
    rows = {} if tree is None else {one.keys: one.logits for one in tree.nodes if one.logits is not None}
    if last is not None and _is_alike(study, last[0]):
        rows = {**rows, **last[1].rows}
    return replace(study, known=rows)


def _is_alike(one: SequenceSearch, other: SequenceSearch) -> bool:
    """Return True if two searches begin with the same tokens of the same source."""
    return one.start == other.start and one.source == other.source
