"""Text of tokens: the bytes that a vocabulary's names stand for, and labels of bytes."""

from __future__ import annotations

import re

from tauscope.core.text.invisible import show_invisible

_LONGEST_LABEL = 80
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_VISIBLE = str.maketrans(" \n\t", "␣↵⇥")


def _byte_alphabet() -> dict[str, int]:
    """Return the byte that each letter stands for in byte-level vocabularies, as of GPT-2.

    Printable bytes are written as the character itself, all others as characters from U+0100 on.
    """
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [byte for byte in range(0x100) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(0x100 + n): byte for n, byte in enumerate(rest)}


_BYTES = _byte_alphabet()


def bytes_of(name: str) -> bytes:
    """Return the bytes of a byte-level token; a name with other letters is text, as in the library."""
    try:
        return bytes([_BYTES[letter] for letter in name])
    except KeyError:
        return name.encode()


def spelled(name: str, *, byte_level: bool) -> bytes:
    """Return the bytes that a token with this name in the vocabulary stands for, if it is no special one.

    Examples
    --------
    >>> spelled("Ġcat", byte_level=True), [spelled(name, byte_level=False) for name in ("▁cat", "<0x21>")]
    (b' cat', [b' cat', b'!'])
    """
    if byte_level:
        return bytes_of(name)
    byte = _BYTE.fullmatch(name)
    return bytes.fromhex(byte[1]) if byte else name.replace("▁", " ").encode()


def label_of(text: bytes) -> str:
    """Return bytes as a label on one line; bytes that are no character alone are written as <0xE2>."""
    shown = text.decode("utf-8", "surrogateescape").translate(_VISIBLE)
    if not shown.isascii():
        shown = show_invisible(shown)
    if not shown.isprintable():
        shown = "".join(map(_visible_mark, shown))
    return shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"


def _visible_mark(mark: str) -> str:
    code = ord(mark)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that escaped
        return f"<0x{code - 0xDC00:02X}>"
    if mark.isprintable():
        return mark
    return f"<0x{code:02X}>" if code < 0x80 else f"<U+{code:04X}>"
