"""Names of the tokens of a recording: the bytes that they stand for, and their labels."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tauscope.core.text.labels import whole_characters
from tauscope.sources.token_text import bytes_of, label_of

if TYPE_CHECKING:
    from tauscope.core.values import Integers

UNNAMED = "<token {}>"
"""Name of a token of which the file has nothing but the id."""
_WRITTEN_BYTES = re.compile(r"bytes:(?:\\x[0-9a-fA-F]{2})+")
"""Matches how OpenAI writes a token that is a part of a character."""
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
"""Matches how SentencePiece writes a token that is a byte."""


class Names:
    """Names of tokens, which are made when they are asked for.

    Parameters
    ----------
    keys : (tokens,) int64
        Keys of the tokens, rising.
    texts, spelled : list
        Text and bytes of each token, as the file has them.
    spelling : Spelling
    has_ids : bool
        True if the keys are ids of tokens in the file.

    Attributes
    ----------
    has_texts : bool
        True if the file has a text of any token.
    """

    def __init__(
        self, keys: Integers, texts: list[Any], spelled: list[Any], spelling: Spelling, *, has_ids: bool
    ) -> None:
        keys.setflags(write=False)
        self.keys, self.has_ids = keys, has_ids
        self._texts, self._spelled, self._spelling = texts, spelled, spelling
        self._made = dict[int, str]()
        self.has_texts = any(text is not None for text in texts)

    def __len__(self) -> int:
        return len(self.keys)

    def labels(self, keys: Integers) -> list[str]:
        """Return the labels of the tokens with these keys."""
        return [self._label(place) for place in self.keys.searchsorted(keys).tolist()]

    @cached_property
    def all_labels(self) -> tuple[str, ...]:
        """Labels of all tokens."""
        return tuple(map(self._label, range(len(self))))

    def _label(self, place: int) -> str:
        label = self._made.get(place)
        if label is None:
            name = self._spelling.bytes_of(self._texts[place], self._spelled[place])
            if name is None:
                label = UNNAMED.format(self.keys[place])
            else:
                label = label_of(name) or (f"<empty {self.keys[place]}>" if self.has_ids else "<empty>")
            self._made[place] = label
        return label


class Spelling:
    """How the tokens of a recording are spelled, told from all their texts.

    Parameters
    ----------
    texts : list of str or None
    """

    def __init__(self, texts: list[str | None]) -> None:
        self._byte_level = self._sentencepiece = False
        if not any(" " in text for text in texts if text):
            self._byte_level = any(text.startswith("Ġ") for text in texts if text)
            self._sentencepiece = any(text.startswith("▁") for text in texts if text)

    def bytes_of(self, text: str | None, spelled: object) -> bytes | None:
        """Return the bytes of a token: those in the file, else those that its text stands for, if any."""
        inside = b"" if spelled is None else bytes_in(spelled)
        if inside and not (self._byte_level and text and inside == text.encode("utf-8", "replace")):
            return inside
        if text is None:
            return None
        if text.startswith("bytes:") and _WRITTEN_BYTES.fullmatch(text):
            return bytes.fromhex(text.removeprefix("bytes:").replace("\\x", ""))
        if self._byte_level:
            return bytes_of(whole_characters(text))
        if self._sentencepiece:
            byte = _BYTE.fullmatch(text)
            return bytes.fromhex(byte[1]) if byte else whole_characters(text.replace("▁", " ")).encode()
        return text.encode() if text.isascii() else whole_characters(text).encode()


def bytes_in(spelled: object) -> bytes:
    """Return a list of bytes as bytes; none if it is no such list, for the text says the same."""
    if not isinstance(spelled, list) or not set(map(type, spelled)) <= {int}:
        return b""
    try:
        return bytes(spelled)
    except ValueError:
        return b""
