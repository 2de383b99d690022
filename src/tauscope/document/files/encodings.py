"""Find the encoding of a text file."""

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


class Encoding(NamedTuple):
    """An encoding: its name in Python, and a sentence if it was guessed."""

    name: str
    guessed: str = ""


def encoding_of(data: bytes, *, is_whole: bool = True) -> Encoding:
    """Find the encoding of a text, or of its beginning, which may end within a character.

    UTF-8, UTF-16 and UTF-32 with a mark say what they are; else UTF-8 is tried, UTF-16 where every other byte
    is NUL, UTF-32 where three of four are, and Windows-1252 at last.

    Raises
    ------
    InputError
        If the bytes are no text in any of them.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # one begins as UTF-16 does
        return _checked(data, Encoding("utf-32"), is_whole=is_whole)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(data, Encoding("utf-16"), is_whole=is_whole)
    if b"\0" in data[:_SAMPLE]:
        return _checked(data, Encoding(_wide(data)), is_whole=is_whole)
    wrong = first_wrong_byte(data, is_whole=is_whole)
    if wrong is None:
        if b"\0" in data:
            raise InputError(NOT_READABLE)
        return Encoding("utf-8-sig")
    if not _CONTROLS.search(data) and first_wrong_byte(data, WINDOWS_1252) is None:
        return Encoding(WINDOWS_1252, _SENTENCE)
    raise InputError(not_utf_8(wrong))


def not_utf_8(place: int) -> str:
    """Sentence on the first byte that is not text; `place` counts from 0."""
    return f"{NOT_READABLE} Byte {place + 1:,} is not UTF-8 text."


def _wide(data: bytes) -> str:
    """Name of a UTF-16 or UTF-32 without a mark: its NULs are mostly the upper bytes of ASCII letters."""
    sample = np.frombuffer(data[:_SAMPLE], np.uint8, len(data[:_SAMPLE]) // 4 * 4).reshape(-1, 4) == 0
    if len(data) % 4 == 0 and len(sample):
        filled = (~sample).sum(axis=0).tolist()
        for name, first in (("utf-32-le", 0), ("utf-32-be", 3)):
            if filled[3 - first] == 0 and filled[first] > _MANY_TIMES * sum(filled[1:3]):
                return name
    halves = np.frombuffer(data[:_SAMPLE], np.uint8, len(data[:_SAMPLE]) // 2 * 2).reshape(-1, 2) == 0
    first, second = halves.sum(axis=0).tolist()
    if len(data) % 2 or (halves.all(axis=1)).any():
        raise InputError(NOT_READABLE)
    if second > _MANY_TIMES * first:
        return "utf-16-le"
    if first > _MANY_TIMES * second:
        return "utf-16-be"
    raise InputError(NOT_READABLE)


def is_wide(encoding: str) -> bool:
    """Whether each character takes two or four bytes, so that bytes of blanks are no blanks."""
    return encoding.startswith(("utf-16", "utf-32"))


def decoded_ends(head: bytes, tail: bytes, encoding: str) -> tuple[str, str]:
    """Decode the beginning and the end of a text; the mark at the beginning holds for the end."""
    order = ""
    if encoding in ("utf-16", "utf-32"):
        order = "-be" if head.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else "-le"
    start, end = (part.decode(encoding + order, "replace") for part in (head, tail))
    return start.lstrip("\ufeff"), end.rstrip()


def _checked(data: bytes, encoding: Encoding, *, is_whole: bool) -> Encoding:
    wrong = first_wrong_byte(data, encoding.name, is_whole=is_whole)
    if wrong is not None:
        raise InputError(not_utf_8(wrong))
    return encoding


def first_wrong_byte(data: bytes, encoding: str = "utf-8", *, is_whole: bool = True) -> int | None:
    """Place of the first byte that cannot be decoded; the text is never held whole."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, max(1, len(data)), _AT_ONCE):
        block = data[start : start + _AT_ONCE]
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block, final=is_whole and start + _AT_ONCE >= len(data))
        except UnicodeDecodeError as error:
            return max(0, start - pending + error.start)
    return None
