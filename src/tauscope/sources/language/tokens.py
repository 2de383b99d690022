"""Tokenizer of a language model: text to tokens and back, and labels of tokens."""

from __future__ import annotations

import codecs
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.text.labels import one_line, whole_characters
from tauscope.sources.language.growth import growth
from tauscope.sources.language.library_output import library_output_caught
from tauscope.sources.token_text import bytes_of, label_of, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

LONGEST_TEXT = 1_000_000
"""Most characters of a text; no model's context holds as many."""
_LONGEST_REASON = 120


class Tokens:
    """A tokenizer, and the text of each of its tokens.

    Attributes
    ----------
    size : int
        One more than the largest id of a token.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        # A long text is cut by `window_start`, which drops its beginning; a tokenizer would drop its end.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        # Dropout, for training, splits the same text at random into other tokens each time.
        if getattr(tokenizer.model, "dropout", None):
            tokenizer.model.dropout = None
        self._tokenizer = tokenizer
        self._names = {token: name for name, token in tokenizer.get_vocab(with_added_tokens=True).items()}
        added = tokenizer.get_added_tokens_decoder()
        self._special = frozenset(token for token, entry in added.items() if entry.special)
        decoder = tokenizer.decoder
        self._byte_level = decoder is not None and decoder.decode(["Ġ"]) == " "
        own = frozenset(tokenizer.get_vocab(with_added_tokens=False).values())
        plain = frozenset(added) - self._special - own if self._byte_level else frozenset[int]()
        # Byte-level decoders take the letters of an added token for bytes: "größe" would be "gr��e".
        self._as_text = {
            token: added[token].content
            for token in plain
            if bytes_of(added[token].content) != added[token].content.encode()
        }
        self.size = max(self._names, default=-1) + 1

    def encode(self, text: str, *, plain: bool = False) -> tuple[int, ...]:
        """Return the tokens of `text`, with special tokens of the tokenizer's post-processor unless `plain`.

        Raises
        ------
        InputError
            If `text` has more than `LONGEST_TEXT` characters, or the tokenizer fails.
        """
        if len(text) > LONGEST_TEXT:
            raise InputError(f"A prompt has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}.")
        whole = whole_characters(text)
        return tuple(_called(lambda: self._tokenizer.encode(whole, add_special_tokens=not plain)).ids)

    def name_of(self, token: int) -> str:
        """Return the name of a token in the vocabulary."""
        return self._names.get(token, str(token))

    def id_of(self, name: str) -> int | None:
        """Return the id of the token with this name; None if there is none."""
        found: int | None = self._tokenizer.token_to_id(name)
        return found

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of `ids`; special tokens have no text."""
        if self._as_text and not self._as_text.keys().isdisjoint(ids):
            return "".join(self._decoded_runs(ids))
        text: str = _called(lambda: self._tokenizer.decode(list(ids)))  # which leaves out special ones
        return text

    def _decoded_runs(self, ids: Sequence[int]) -> Iterator[str]:
        """Yield the text of each sequence of added tokens, and of each sequence of other tokens between."""
        for added, run in groupby(ids, key=self._as_text.__contains__):
            tokens = list(run)
            yield "".join([self._as_text[token] for token in tokens]) if added else self.decode(tokens)

    def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        """Return the text that each token adds; a character of several tokens belongs to the last one."""
        whole = self.decode(ids)
        if self._byte_level:
            pieces = self._byte_level_pieces(ids)
            if "".join(pieces) == whole:
                return pieces
        return tuple(growth(self.decode, ids, whole))

    def labels(self, count: int) -> tuple[str, ...]:
        """Return the labels of the tokens 0 … `count` − 1."""
        return tuple(self._label(token) for token in range(count))

    def _byte_level_pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        hidden = self._special
        pieces = [decoder.decode(b"" if token in hidden else self._bytes(token)) for token in ids]
        return (*pieces[:-1], pieces[-1] + decoder.decode(b"", final=True)) if pieces else ()

    def _bytes(self, token: int) -> bytes:
        """Bytes that a token of a byte-level vocabulary stands for."""
        text = self._as_text.get(token)
        return bytes_of(self._names.get(token, "")) if text is None else text.encode()

    def _label(self, token: int) -> str:
        name = self._names.get(token)
        if name is None:
            return f"<unused {token}>"
        return label_of(self._spelled(token, name)) or f"<empty {token}>"

    def _spelled(self, token: int, name: str) -> bytes:
        """Return the bytes that a token stands for; for a special token the bytes of its name."""
        if token in self._special:
            return name.encode()
        return self._bytes(token) if self._byte_level else spelled(name, byte_level=False)


def open_tokens(file: Path) -> Tokens:
    """Read tokenizer.json; `InputError` if it is not one."""
    from tokenizers import Tokenizer  # noqa: PLC0415  # an extra, and slow to load

    tokens: Tokens = _called(lambda: Tokens(Tokenizer.from_file(str(file))), "is not a tokenizer")
    # Some faults of a tokenizer show only when it is used: then the model must not open.
    tokens.decode(tokens.encode("A tale."))
    return tokens


def _called(call: Callable[[], Any], fault: str = "fails at a text") -> Any:
    """Call the tokenizer; raise `InputError` if it fails in any way."""
    try:
        with library_output_caught():
            return call()
    except BaseException as error:
        # The library raises plain Exception, and for a panic in Rust a class that derives from BaseException.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        said = one_line(str(error))[:_LONGEST_REASON].rstrip(".")
        raise InputError(f"tokenizer.json {fault}: {said}.") from None
