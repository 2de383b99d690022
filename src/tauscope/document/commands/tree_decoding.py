"""Sequences of a decoding tree without a window: the request, and a report of the sequences found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_number, screen_probability
from tauscope.core.search import STEPS, TooManySequencesError, exhaustive, greedy, ranked
from tauscope.document.commands.decoding import Decoding, found_entry
from tauscope.document.commands.requests import turned
from tauscope.document.document import Document
from tauscope.document.files.codec import Decoded
from tauscope.document.files.openers.tree import TreeOpener
from tauscope.document.files.opening import read_document
from tauscope.document.reports.tables.text_table import short_label, table_lines
from tauscope.sources.running.searching import search_space
from tauscope.sources.tree.source import TreeSource, at_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.search.space import SearchSpace, TokenSequence
    from tauscope.sources.cursor import Cursor
    from tauscope.sources.language.text import Text

USUAL_LENGTH_PENALTY = 0.0
"""Default length penalty, with which the score is ln p and the best sequence the most likely one."""

MOST_LISTED = 20
"""Most sequences in the list for readers."""

_NAMES = {
    "sample": "Sampling",
    "greedy": "Greedy",
    "beam": "Beam {}",
    "beam-sample": "Beam-sample {}",
    "exhaustive": "Exhaustive search",
}

Found = tuple["TokenSequence[Cursor]", ...]


@dataclass(frozen=True)
class TreeRequest:
    """Sequences that are to be found.

    Attributes
    ----------
    source : TreeSource
    start : Text
        Where they begin.
    decoding : Decoding
    """

    source: TreeSource
    start: Text
    decoding: Decoding

    @property
    def _space(self) -> SearchSpace[Cursor]:
        return search_space(self.source.cursor(self.start))

    @cached_property
    def every(self) -> Found | None:
        """All sequences of the tree, the best score first; None if they are too many, or not all known."""
        if self.source.decoding_tree.has_beginnings:
            return None  # it grew from a model: ranks among what is known of that are no ranks among all
        return None if isinstance(self._looked_at, TooManySequencesError) else self._looked_at

    @cached_property
    def _looked_at(self) -> Found | TooManySequencesError:
        """All sequences, or the reason why they cannot be had."""
        decoding = self.decoding
        try:
            return exhaustive(self._space, decoding.tokens, decoding.chain, decoding.length_penalty)
        except TooManySequencesError as error:
            return error

    @cached_property
    def found(self) -> Found:
        """Sequences that the method finds, the best score first, with ranks if all sequences are known."""
        if self.decoding.method == "exhaustive" and not self.source.decoding_tree.has_beginnings:
            if isinstance(self._looked_at, TooManySequencesError):
                raise self._looked_at
            return self._looked_at
        found = self.decoding.found(self._space)
        return found if self.every is None else ranked(found, self.every)

    def text(self, one: TokenSequence[Cursor]) -> str:
        """Return the text of a sequence, without the prompt."""
        choices = self.source.choices(one.state.state)[self.start.at :]
        return self.source.tree.joined(choice.text for choice in choices)

    def report(self) -> dict[str, Any]:
        """Return the request and the sequences found, fit for JSON."""
        best, texts = self.found[0], [self.text(one) for one in self.found]
        numbers = found_entry(self.found, texts)
        if not self.decoding.is_search:
            del numbers["sequences"]
        ranks = {} if self.every is None else {"rank": best.rank, "sequences_in_all": len(self.every)}
        steps = [
            {
                "id": token.choice.key,
                "label": token.label,
                "probability": token.choice.probability,
                "entropy_nats": token.choice.entropy,
                "log_probability": token.log_probability,
            }
            for token in best.tokens
        ]
        prompt = self.source.tree.joined(iter((self.source.tree.prompt, self.source.text(self.start))))
        return {
            "tree": self.source.tree.title,
            "prompt": prompt,
            **self.decoding.entry(),
            "text": texts[0],
            "steps": steps,
            **numbers,
            **ranks,
        }

    def report_text(self) -> str:
        """Write the text of the best sequence, its probability, and a list of all that were found."""
        best = self.found[0]
        blocks = [f"{self.text(best)}\n\n{self._sentences(best)}"]
        if self.decoding.is_search:
            blocks.append("\n".join(self._table()))
        return "\n\n".join(blocks)

    def _sentences(self, best: TokenSequence[Cursor]) -> str:
        p, chained = math.exp(best.log_probability), math.exp(best.chain_log_probability)
        said = [
            f"p = {screen_probability(p)}, ln p = {screen_number(best.log_probability, 4)} (τ = 1, no knobs)"
        ]
        if not math.isclose(p, chained, rel_tol=1e-9):
            said.append(f"p = {screen_probability(chained)} with the chain, token by token")
        name = _NAMES[self.decoding.method].format(self.decoding.beams)
        if self.every is not None:
            said.append(f"{name} found rank {best.rank} of {len(self.every):,}.")
        one = greedy(self._space, self.decoding.tokens, self.decoding.chain)
        if self.decoding.is_search and one.log_probability > best.log_probability + 1e-9:
            said.append(f"{name} misses what greedy finds: {self.text(one)}")
        return "\n".join(said)

    def _table(self) -> list[str]:
        rows: list[Sequence[str]] = [("sequence", "rank", "p", "ln p", "score", "p with the chain")]
        for one in self.found[:MOST_LISTED]:
            shown = " ".join(one.labels)
            rank = "" if one.rank is None else f"{one.rank:,}"
            numbers = (math.exp(one.log_probability), one.log_probability, one.score)
            p, *logarithms = numbers
            chained = screen_probability(math.exp(one.chain_log_probability))
            shown_numbers = (screen_probability(p), *(screen_number(value, 4) for value in logarithms))
            rows.append((short_label(shown), rank, *shown_numbers, chained))
        more = len(self.found) - MOST_LISTED
        return [*table_lines(rows), *([f"and {more:,} more: --json lists all"] if more > 0 else [])]


def requested_tree_search(  # a command line's words
    tree: str,
    prompt: str | None,
    tokens: str,
    method: str,
    seed: str,
    beams: str | None = None,
    length_penalty: str | None = None,
    **chain: Any,
) -> tuple[TreeRequest, tuple[str, ...]]:
    """Make a request of command-line arguments.

    Parameters
    ----------
    tree : str
        A TOML file.
    prompt : str or None
        What has been said already; None for the tree's own beginning.
    tokens, method, seed, beams, length_penalty : str
        As they were typed; None where they were not.
    **chain
        `temperature`, `chain`, `engine` and `settings`, as of `requested_document`.

    Returns
    -------
    TreeRequest, tuple of str
        And sentences on what is left out.

    Raises
    ------
    InputError
        If the file is no tree, or the words do not fit.
    """
    turned_document = turned(Decoded(Document()), **chain)
    decoding = Decoding.parse(
        method,
        turned_document.document.chain,
        STEPS.parse(tokens),
        seed,
        beams,
        length_penalty,
        USUAL_LENGTH_PENALTY,
    )
    opened = read_document(Path(tree), TreeOpener())
    source = opened.document.source
    if not isinstance(source, TreeSource):
        raise InputError("This is no decoding tree.")
    start = at_text(source, prompt or "")
    return TreeRequest(source, start, decoding), (*opened.warnings, *turned_document.warnings)
