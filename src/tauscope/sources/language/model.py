"""A language model: converts text to tokens and back, and gives logits of the next token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.values import Floats, check_finite
from tauscope.sources.language.graphs import USUAL
from tauscope.sources.language.prefixes import Prefixes
from tauscope.sources.recommended import SamplingDefaults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tauscope.sources.language.folder import ModelFolder
    from tauscope.sources.language.network import Network, Past
    from tauscope.sources.language.tokens import Tokens

_MOST_LOGITS = 2**27
"""Most logits computed at once by a graph without a cache, which gives a row for every token: 0.5 GB."""


class LanguageModel:
    """A model opened with `open_model`; thread-safe. Models are equal if their folders are.

    Attributes
    ----------
    folder : Path
        Folder of the model, with links resolved.
    name : str
        Name of the folder, by which the user knows the model.
    context : int
        Number of positions of the model's context.
    graph : str
        Name of the ONNX file that is run.
    ends : frozenset of int
        Tokens that end a text.
    pad : int or None
        Token that fills up short texts in training.
    labels : tuple of str, length V
        Label of each token that has a logit.
    defaults : SamplingDefaults
        Sampling settings that the folder recommends.
    """

    def __init__(
        self,
        folder: Path,
        files: ModelFolder,
        network: Network,
        tokens: Tokens,
        defaults: SamplingDefaults | None = None,
    ) -> None:
        count = network.size
        _check_fit(tokens.size, count)
        self.folder = folder
        self.name = folder.name
        self.graph = files.graph.name
        self.context = files.context if network.cached else min(files.context, max(1, _MOST_LOGITS // count))
        start, ends, pad = (
            files.special.numbers(kind, count, tokens.id_of) for kind in ("start", "ends", "pad")
        )
        self.ends = frozenset(ends)
        self.pad = pad[0] if pad else None
        self.labels = tokens.labels(count)
        self.defaults = defaults or SamplingDefaults()
        self._start = start[0] if start else None
        self._network = network
        self._tokens = tokens
        self._prefixes = Prefixes()

    @property
    def title(self) -> str:
        """The model's name, with that of the ONNX file in brackets if the file is not called model.onnx."""
        return self.name if self.graph == USUAL else f"{self.name} ({self.graph})"

    def __eq__(self, other: object) -> bool:
        return self.folder == other.folder if isinstance(other, LanguageModel) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.folder)

    def __repr__(self) -> str:
        return f"LanguageModel({str(self.folder)!r})"

    def encode(self, text: str, *, plain: bool = False) -> tuple[int, ...]:
        """Return the tokens of `text`, or the configuration's bos_token_id if `text` has none.

        Parameters
        ----------
        text : str
        plain : bool
            True to leave out the special tokens that the tokenizer puts around a text.

        Raises
        ------
        InputError
            If `text` is longer than is read, or has no tokens and there is no bos_token_id.
        """
        ids = self._tokens.encode(text, plain=plain)
        if ids:
            return ids
        if self._start is None:
            raise InputError(
                f"{quoted(self.name)} needs a prompt: it names no token that a text starts from."
            )
        return (self._start,)

    @property
    def special_words(self) -> str:
        """Sentence on the tokens that begin, end and pad a text; empty if the configuration names none."""
        kinds = {
            "begins with": () if self._start is None else (self._start,),
            "ends with": sorted(self.ends),
            "is padded with": () if self.pad is None else (self.pad,),
        }
        parts = [
            f"{verb} {' or '.join(self.labels[token] for token in ids)}" for verb, ids in kinds.items() if ids
        ]
        return f"A text {', '.join(parts)}." if parts else ""

    def doubled_start(self, text: str) -> str:
        """Return the name of the start token if `text` has one and the tokenizer adds another; else empty."""
        ids = self._tokens.encode(text)
        twice = (
            len(ids) > 1
            and ids[0] == ids[1]
            and ids[1:] == self._tokens.encode(text, plain=True)[: len(ids) - 1]
        )
        return self._tokens.name_of(ids[0]) if twice else ""

    def name_of(self, token: int) -> str:
        """Return the name of any token of the tokenizer, also of one without a logit."""
        return self._tokens.name_of(token)

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of `ids`; special tokens have no text."""
        return self._tokens.decode(ids)

    def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        """Return the text that each token adds; a character of several tokens belongs to the last one."""
        return self._tokens.pieces(ids)

    def logits(self, ids: Sequence[int]) -> Floats:
        """Return the logits of the token after `ids`, float64 of shape (V,); see `read`."""
        return self.read(ids)[0]

    def read(self, ids: Sequence[int]) -> tuple[Floats, Past]:
        """Return the logits of the token after `ids`, float64 of shape (V,), and the key/value cache.

        Keys and values are reused from the last sequences that were read, as far as their beginnings agree.

        Raises
        ------
        InputError
            If there are no ids, one is not the model's, or the model gives NaN or +inf.
        """
        window = tuple(ids[window_start(len(ids), self.context) :])
        if not window:
            raise InputError(f"{quoted(self.name)} needs a token to go on from.")
        if not self._network.cached:
            return self._step((), 0, window)
        # The last token is fed alone, as when a text is written token by token. Fed together with others it
        # would give logits that differ in their last bits, and a rewound text could go on differently.
        values, past = self.read_on(self._absorbed(window[:-1]), len(window) - 1, window[-1])
        self.keep(window, past)
        return values, past

    def read_on(self, past: Past, before: int, last: int) -> tuple[Floats, Past]:
        """Return logits and cache as `read` does, after `last` is added to a cache of `before` tokens.

        The new cache is not kept for `read`.
        """
        return self._step(past, before, (last,))

    def keep(self, ids: tuple[int, ...], past: Past) -> None:
        """Keep the cache of `ids`, the tokens of a whole window, for sequences with the same beginning."""
        self._prefixes.keep(ids, past)

    def _absorbed(self, ids: tuple[int, ...]) -> Past:
        """Return the cache after `ids`, from the kept cache with the longest common beginning."""
        known, past = self._prefixes.longest(ids)
        past = self._network.cut(past, known) if known else self._network.empty()
        try:
            return self._network.absorb(past, known, ids[known:])
        except InputError as error:
            raise self._refused(error) from None

    def _step(self, past: Past, before: int, ids: tuple[int, ...]) -> tuple[Floats, Past]:
        """Return checked logits and cache after `ids`."""
        try:
            row, past = self._network.step(past, before, ids)
            values = row.astype(np.float64)
            check_finite(values)
        except InputError as error:
            raise self._refused(error) from None
        return values, past

    def _refused(self, error: InputError) -> InputError:
        return InputError(f"{quoted(self.name)}: {naming_graph(error, self.graph)}")


def naming_graph(error: InputError, graph: str) -> str:
    """Return the sentence of an error with the name of the ONNX file instead of model.onnx."""
    return str(error).replace(USUAL, graph)


def window_start(count: int, context: int) -> int:
    """Return the index of the first of `count` tokens that a model with `context` positions is fed.

    When the context is full, the newest five eighths stay and the window grows again, so that the cache is
    seldom filled anew. The result depends on `count` alone, so that the logits of a text do not depend on
    what was asked before.

    Examples
    --------
    >>> [window_start(count, 256) for count in (1, 256, 257, 352, 353)]
    [0, 0, 96, 96, 192]
    """
    block = context - 5 * context // 8
    return max(0, -(-(count - context) // block) * block)


def _check_fit(known: int, count: int) -> None:
    """Raise `InputError` if a tokenizer of `known` tokens cannot belong to a model of `count` logits."""
    # The numbers need not be equal: many graphs have more rows than tokens, to make a round number, and some
    # tokenizers name a few tokens without a logit (an image's place in Gemma 3, 16 words in Code Llama).
    if known - count > known // 10:
        raise InputError(
            f"The tokenizer does not fit the model: it has {known:,} tokens, and there are {count:,} logits."
        )
