"""Reading a model at a text: its logits of the next token with the bias, from memory where they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.logits import Logits, numbered_keys
from tauscope.sources.language import window_start
from tauscope.sources.waiting import check_may_wait

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Added
    from tauscope.core.logits import Floats
    from tauscope.sources.language import LanguageModel, Past
    from tauscope.sources.language.text import Text
    from tauscope.sources.memory import Memory


class _Key(NamedTuple):
    """Key of logits in memory: the model's folder, the tokens in its context, and the bias."""

    folder: str
    seen: tuple[int, ...]
    added: Added


@dataclass(frozen=True)
class TextReader:
    """Reads a model at texts after one prompt.

    Attributes
    ----------
    model : LanguageModel
    prompt_ids : tuple of int
        Tokens of the prompt.
    added : Added
        Bias as pairs of a token's id, which is its key, and the number added to its logit.
    memory : Memory
        Cache of computed logits.
    """

    model: LanguageModel
    prompt_ids: tuple[int, ...]
    added: Added
    memory: Memory

    def read(self, state: Text) -> tuple[Logits, Past]:
        """Return the logits of the next token, and the model's cache after the text.

        The cache is empty if the logits were in memory, so that the model was not run.
        """
        if not self.added:
            return self.read_raw(state)
        key = self._key(state, self.added)
        known = self.memory.find(key)
        if known is not None:
            return known, ()
        # The logits without the bias stay in memory too, so that a new bias does not run the model again.
        raw, past = self.read_raw(state)
        return self.memory.keep(key, self._biased(raw)), past

    def read_raw(self, state: Text) -> tuple[Logits, Past]:
        """Return the logits without the bias, and the cache as `read` does."""
        key = self._key(state)
        known = self.memory.find(key)
        if known is not None:
            return known, ()
        check_may_wait()
        values, past = self.model.read(key.seen)
        return self.memory.keep(key, self._named(values)), past

    def read_on(self, past: Past, position: int, last: int) -> tuple[Logits, Past] | None:
        """Return logits and cache as `read` does, for a text of `position` tokens that ends with `last`.

        Parameters
        ----------
        past : Past
            The model's cache before the last token.
        position : int
            Number of tokens of the text, with the last one.
        last : int
            Id of the last token.

        Returns
        -------
        (Logits, Past) or None
            None if the window of the model moves at this position, so that its tokens must be read again.
        """
        count = len(self.prompt_ids) + position
        start = window_start(count, self.model.context)
        # When the window moves, every token in it has another position, so the cache is of no use.
        if start != window_start(count - 1, self.model.context):
            return None
        values, past = self.model.read_on(past, count - 1 - start, last)
        return self._biased(self._named(values)), past

    def keep(self, state: Text, logits: Logits, past: Past) -> None:
        """Keep logits and cache that `read_on` returned for this text."""
        key = self._key(state, self.added)
        self.memory.keep(key, logits)
        self.model.keep(key.seen, past)

    def _key(self, state: Text, added: Added = ()) -> _Key:
        return _Key(str(self.model.folder), self._seen(state), added)

    def _seen(self, state: Text) -> tuple[int, ...]:
        """Return the tokens in the model's context: for a long text the last ones."""
        before = len(self.prompt_ids)
        start = window_start(before + state.at, self.model.context)
        return self.prompt_ids[start:] + state.ids[max(0, start - before) :]

    def _named(self, values: Floats) -> Logits:
        values.setflags(write=False)
        return Logits(self.model.labels, values, numbered_keys(len(values)))

    def _biased(self, raw: Logits) -> Logits:
        if not self.added:
            return raw
        values = raw.values.copy()
        values[[row for row, _ in self.added]] += [bias for _, bias in self.added]
        return Logits.of(raw.labels, values, raw.keys)

    def knows(self, state: Text) -> bool:
        """Return True if the logits are in memory, with or without the bias, which takes no time to add."""
        return self._key(state, self.added) in self.memory or self._key(state) in self.memory

    def remember(self, state: Text, values: Floats) -> None:
        """Keep logits, with the bias, that another process computed."""
        labels = self.model.labels
        self.memory.keep(self._key(state, self.added), Logits.of(labels, values, numbered_keys(len(labels))))
