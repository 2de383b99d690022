"""Detection of the encoding of a text file."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import numpy as np

from tauscope.core.errors import InputError

NOT_READABLE = "This is neither a session, nor a figure, nor a table."
WINDOWS_1252 = "cp1252"
_SENTENCE = "This is not UTF-8 text: it was read as Windows-1252, which is a guess."
_AT_ONCE = 2**20
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 2**16
_MANY_TIMES = 4
"""How many times more NULs one half of the characters' bytes must have to be taken for the upper half."""


class Encoding(NamedTuple):
    """An encoding: its name in Python, and a sentence if it was guessed."""

    name: str
    guessed: str = ""


def encoding_of(data: bytes, *, is_whole: bool = True) -> Encoding:
    """Return the encoding of a text, or of its beginning, which may end within a character.

    A byte order mark decides. Without one the encoding is UTF-8 if the bytes are valid, UTF-16 or UTF-32 if
    many bytes are NUL, and else Windows-1252 as a guess.

    Raises
    ------
    InputError
        If the bytes are no text in any of these encodings.
    """
    # UTF-32 before UTF-16, because the little-endian mark of the one begins with that of the other.
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _checked(data, Encoding("utf-32"), is_whole=is_whole)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(data, Encoding("utf-16"), is_whole=is_whole)
    if b"\0" in data[:_SAMPLE]:
        return _checked(data, Encoding(_wide(data)), is_whole=is_whole)
    wrong = first_wrong_byte(data, is_whole=is_whole)
    if wrong is None:
        if b"\0" in data:
            raise _with_nul(data)
        return Encoding("utf-8-sig")
    # Windows-1252 gives nearly any bytes a meaning. It is guessed only for bytes without control characters,
    # of which binary files are full and texts have none.
    if not _CONTROLS.search(data) and first_wrong_byte(data, WINDOWS_1252) is None:
        return Encoding(WINDOWS_1252, _SENTENCE)
    raise InputError(not_utf_8(wrong))


def utf_8(data: bytes) -> bytes:
    r"""Return a text, or its beginning, in UTF-8 without a mark; bytes that are no text as they are.

    Examples
    --------
    >>> utf_8("{café}".encode("utf-16")), utf_8(b"PK\3\4\0\0")
    (b'{caf\xc3\xa9}', b'PK\x03\x04\x00\x00')
    """
    try:
        name = encoding_of(data, is_whole=False).name
    except InputError:
        return data
    return data.decode(name, "ignore").encode("utf-8", "ignore")


def not_utf_8(place: int) -> str:
    """Return a sentence on the first byte that is no text; `place` is its index from 0."""
    return f"{NOT_READABLE} Byte {place + 1:,} is not UTF-8 text."


def _wide(data: bytes) -> str:
    """Return the name of a UTF-16 or UTF-32 without a mark, in which the upper bytes of ASCII are NUL."""
    sample = data[: min(len(data), _SAMPLE) // 4 * 4]
    if len(data) % 4 == 0 and sample:
        filled = [len(sample) // 4 - sample[place::4].count(0) for place in range(4)]
        for name, first in (("utf-32-le", 0), ("utf-32-be", 3)):
            if filled[3 - first] == 0 and filled[first] > _MANY_TIMES * sum(filled[1:3]):
                return name
    sample = data[: min(len(data), _SAMPLE) // 2 * 2]
    if len(data) % 2 or not np.frombuffer(sample, np.uint16).all():
        raise _with_nul(data)
    first, second = (sample[place::2].count(0) for place in range(2))
    if second > _MANY_TIMES * first:
        return "utf-16-le"
    if first > _MANY_TIMES * second:
        return "utf-16-be"
    raise _with_nul(data)


def _with_nul(data: bytes) -> InputError:
    """Return the refusal of bytes with a NUL, which stands in no text of one byte a character."""
    return InputError(f"{NOT_READABLE} Byte {data.index(0) + 1:,} is NUL, which no text has.")


def is_wide(encoding: str) -> bool:
    """True if each character takes two or four bytes, so that a byte 32 need not be a blank."""
    return encoding.startswith(("utf-16", "utf-32"))


def decoded_ends(head: bytes, tail: bytes, encoding: str) -> tuple[str, str]:
    """Decode the beginning and the end of a text; the end has the byte order of the mark at the beginning."""
    order = ""
    if encoding in ("utf-16", "utf-32"):
        order = "-be" if head.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else "-le"
    start, end = (part.decode(encoding + order, "replace") for part in (head, tail))
    return start.lstrip("\ufeff"), end.rstrip()


def _checked(data: bytes, encoding: Encoding, *, is_whole: bool) -> Encoding:
    """Return `encoding` if it decodes the bytes, else raise `InputError`."""
    wrong = first_wrong_byte(data, encoding.name, is_whole=is_whole)
    if wrong is not None:
        raise InputError(not_utf_8(wrong))
    return encoding


def first_wrong_byte(data: bytes, encoding: str = "utf-8", *, is_whole: bool = True) -> int | None:
    """Return the index of the first byte that cannot be decoded; None if all can."""
    # In blocks, so that the decoded text, up to four times as large as the file, is never in memory as a
    # whole.
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, max(1, len(data)), _AT_ONCE):
        block = data[start : start + _AT_ONCE]
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block, final=is_whole and start + _AT_ONCE >= len(data))
        except UnicodeDecodeError as error:
            return max(0, start - pending + error.start)
    return None
