"""A language model: text to tokens and back, and logits for the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.values import Floats, as_values
from tauscope.sources.language.folder import ModelFolder
from tauscope.sources.language.network import Network, open_network
from tauscope.sources.language.prefixes import Prefixes
from tauscope.sources.language.tokens import Tokens, open_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence


class LanguageModel:
    """A model that was opened with `open_model`. Any thread may use it; two are equal if their folder is one.

    Attributes
    ----------
    folder : Path
        Where it was opened, with no links in it.
    name : str
        What a user calls it.
    context : int
        How many positions it sees.
    ends : frozenset of int
        The tokens that end a text.
    labels : tuple of str, length V
        What each row of the logits is called.
    """

    def __init__(self, folder: Path, files: ModelFolder, network: Network, tokens: Tokens) -> None:
        self.folder = folder
        self.name = folder.name
        self.context = files.context
        self._network = network
        self._tokens = tokens
        self._prefixes = Prefixes()
        count = len(self._row((files.start or 0,)))
        if tokens.size > count:
            raise InputError(
                f"tokenizer.json has {tokens.size:,} tokens, and model.onnx logits for {count:,}."
            )
        self.labels = tokens.labels(count)
        self.ends = frozenset(id_ for id_ in files.ends if 0 <= id_ < count)

    def __eq__(self, other: object) -> bool:
        return self.folder == other.folder if isinstance(other, LanguageModel) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.folder)

    def encode(self, text: str) -> tuple[int, ...]:
        """Tokens of `text`, as tokenizer.json says; an empty one starts from config.json's bos_token_id."""
        return self._tokens.encode(text)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of `ids`; special tokens have none."""
        return self._tokens.decode(ids)

    def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        """What each of `ids` adds to the text; a character of several tokens belongs to the last of them."""
        return self._tokens.pieces(ids)

    def logits(self, ids: Sequence[int]) -> Floats:
        """Logits (V,) of the token after `ids`, in float64."""
        return as_values(self._row(ids).astype(np.float64))

    def _row(self, ids: Sequence[int]) -> Floats:
        window = tuple(ids[window_start(len(ids), self.context) :])
        network = self._network
        if not network.cached:
            return network.step((), 0, window)[0]
        length, found = self._prefixes.longest(window[:-1])
        past = network.empty() if found is None or not length else network.cut(found, length)
        past = network.absorb(past, length, window[length:-1])
        row, past = network.step(past, len(window) - 1, window[-1:])
        self._prefixes.keep(window, past)
        return row


def window_start(count: int, context: int) -> int:
    """Which of `count` tokens is the first that a model with `context` positions is fed.

    The newest five eighths stay when the context is full, so that the cache is filled anew rarely; that it
    depends on `count` alone makes the logits of a text the same, whatever was asked before.

    Examples
    --------
    >>> [window_start(count, 256) for count in (1, 256, 257, 352, 353)]
    [0, 0, 96, 96, 192]
    """
    block = context - 5 * context // 8
    return max(0, -(-(count - context) // block) * block)


def open_model(folder: Path, threads: int = 1) -> LanguageModel:
    """Open a folder with model.onnx (or onnx/model.onnx), tokenizer.json and config.json.

    Raises
    ------
    InputError
        With one sentence for whatever is wrong with it.
    """
    try:
        files = ModelFolder.read(folder)
        tokens = open_tokens(files.tokenizer, files.start)
        return LanguageModel(folder.resolve(), files, open_network(files.network, threads), tokens)
    except InputError as error:
        raise InputError(f"{quoted(folder.name or str(folder))}: {error}") from None
