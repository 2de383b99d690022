"""Text to tokens and back, and what a token is called."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

LONGEST_TEXT = 1_000_000
"""Characters: more than any model sees."""
_LONGEST_LABEL = 80
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_VISIBLE = str.maketrans({" ": "␣", "\n": "↵", "\t": "⇥"})
_WINDOW, _OVERLAP = 48, 8


def _byte_alphabet() -> dict[str, int]:
    """The letters that byte-level vocabularies write bytes with: printable ones as they are, others beyond."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(0x100) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(0x100 + n): byte for n, byte in enumerate(rest)}


_ALPHABET = _byte_alphabet()


class Tokens:
    """A tokenizer, and the text of each of its tokens.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
    start : int or None
        What a text of no tokens starts from.
    """

    def __init__(self, tokenizer: Tokenizer, start: int | None) -> None:
        tokenizer.no_truncation()  # the window of the model decides what is left out, and the newest stays
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._start = start
        added = tokenizer.get_added_tokens_decoder()
        self._special = frozenset(id_ for id_, token in added.items() if token.special)
        self._byte_level = _is_byte_level(tokenizer)
        self._names = {id_: name for name, id_ in tokenizer.get_vocab(with_added_tokens=True).items()}

    @property
    def size(self) -> int:
        """One more than the largest id."""
        return max(self._names, default=-1) + 1

    def encode(self, text: str) -> tuple[int, ...]:
        """Tokens of `text`, with what the tokenizer's post-processor adds.

        Raises
        ------
        InputError
            If `text` has more than `LONGEST_TEXT` characters, or gives no token and no start is known.
        """
        if len(text) > LONGEST_TEXT:
            raise InputError(f"A prompt has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}.")
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        ids = tuple(self._tokenizer.encode(whole).ids)
        if ids:
            return ids
        if self._start is None:
            raise InputError("This model needs a prompt: config.json names no bos_token_id to start from.")
        return (self._start,)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of `ids`; special tokens have none."""
        return self._tokenizer.decode(list(ids), skip_special_tokens=True)

    def pieces(self, ids: Sequence[int]) -> tuple[str, ...]:
        """What each token adds to the text; a character of several tokens belongs to the last of them."""
        if self._byte_level:
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            pieces = [decoder.decode(self._bytes(id_)) for id_ in ids]
            if pieces:
                pieces[-1] += decoder.decode(b"", final=True)
            return tuple(pieces)
        return tuple(_grown(self.decode, ids))

    def _bytes(self, id_: int) -> bytes:
        name = self._names.get(id_)
        if name is None or id_ in self._special:
            return b""
        return _byte_level(name)

    def labels(self, count: int) -> tuple[str, ...]:
        """What the tokens 0 … count − 1 are called."""
        return tuple(self._label(id_) for id_ in range(count))

    def _label(self, id_: int) -> str:
        name = self._names.get(id_)
        if name is None:
            return f"<unused {id_}>"
        if id_ in self._special:
            return name
        if self._byte_level:
            return _visible(_byte_level(name)) or f"<empty {id_}>"
        if byte := _BYTE.fullmatch(name):
            return _visible(bytes.fromhex(byte[1]))
        return _visible(name.replace("▁", " ").encode()) or f"<empty {id_}>"


def open_tokens(file: Path, start: int | None) -> Tokens:
    """Read tokenizer.json; `InputError` if it is not one."""
    from tokenizers import Tokenizer  # noqa: PLC0415  # an extra, and slow to load

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # noqa: BLE001  # it raises no other kind
        raise InputError(f"{file.name} is not a tokenizer: {error}.") from None
    return Tokens(tokenizer, start)


def _is_byte_level(tokenizer: Tokenizer) -> bool:
    decoder = json.loads(tokenizer.to_str()).get("decoder") or {}
    steps = decoder.get("decoders", [decoder])
    return [step.get("type") for step in steps] == ["ByteLevel"]


def _byte_level(name: str) -> bytes:
    """Bytes of a token; a name with letters outside the alphabet is text as it stands, as in tokenizers."""
    try:
        return bytes([_ALPHABET[letter] for letter in name])
    except KeyError:
        return name.encode()


def _visible(text: bytes) -> str:
    """Show bytes on one line; those that are no character alone are written as <0xE2>."""
    shown = "".join(map(_visible_mark, text.decode("utf-8", "surrogateescape")))
    return shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"


def _visible_mark(mark: str) -> str:
    code = ord(mark)
    if 0xDC80 <= code <= 0xDCFF:
        return f"<0x{code - 0xDC00:02X}>"
    shown = mark.translate(_VISIBLE)
    if shown.isprintable():
        return shown
    return f"<0x{code:02X}>" if code < 0x80 else f"<U+{code:04X}>"


def _grown(decode: Callable[[Sequence[int]], str], ids: Sequence[int]) -> Iterator[str]:
    """Cut the text of `ids` where each token's part ends, for a decoder that is known by its results alone.

    A token's part ends where the text of all up to it stops to agree with the text of the whole. Only the
    last few tokens are decoded for that, not all of them.
    """
    whole = decode(ids)
    anchor, known = 0, 0  # the window starts at token `anchor`; `base` is its text up to where `known` ends
    base = ""
    shown = 0
    for count in range(1, len(ids) + 1):
        text = decode(ids[anchor:count])
        rest = text[len(base) :] if text.startswith(base) else ""
        end = max(shown, known + _agreement(rest, whole[known : known + len(rest)]))
        yield whole[shown:] if count == len(ids) else whole[shown:end]
        shown = end
        if count - anchor >= _WINDOW:
            anchor, known = count - _OVERLAP, shown
            base = decode(ids[anchor:count])


def _agreement(first: str, second: str) -> int:
    """How many characters two texts begin with alike."""
    if first == second:
        return len(first)
    return next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
