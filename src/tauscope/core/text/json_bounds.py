"""Limits of the number of values in a JSON text and of their nesting, checked before any value is made.

A megabyte of ``[],`` holds 350,000 lists, each of which takes thirty times as many bytes in memory as in the
text.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tauscope.core.values import Mask

    Bytes = NDArray[np.uint8]

DEEPEST = 100
"""Most levels of nested brackets."""

MOST_MEMORY = 400 * 2**20
"""Most bytes of memory for a JSON text while it is read: the text and its values."""

VALUE_IN_MEMORY = 88
"""Most bytes of memory that one value or key takes."""

_MARKS = "[{,:"
"""Marks outside strings that stand before all values but the first."""

_MEMORY = {"{": 200, "[": 108, ":": 160, ",": 36, '"': 52}
"""Most bytes of memory for each mark outside strings, of quotes one of two.

Measured in CPython: a small object takes 200, a member of a large one 48, of its pair while it is made 80, an
item of a list 9, a string 49 beside its letters, and a number 24 or 32. Whole numbers up to 256 take none.
"""
_MEMORY_OF_LETTER = 84
"""Most bytes of memory that these marks take for a letter of a text: ``{},`` has 236 for three."""
_AT_ONCE = 2**20
_QUOTE, _BACKSLASH = ord('"'), ord("\\")
_DEPTH = np.zeros(256, np.int64)
_DEPTH[[ord("["), ord("{")]], _DEPTH[[ord("]"), ord("}")]] = 1, -1
_MEMORY_OF_BYTES = np.zeros(256, np.int64)
for _mark, _size in _MEMORY.items():
    _MEMORY_OF_BYTES[ord(_mark)] = _size
_COUNTED = np.zeros(256, bool)
_COUNTED[[ord(mark) for mark in _MARKS]] = True


def check_bounds(text: str, what: str = "session") -> None:
    """Check that reading a JSON text would not take too much memory; `what` it is, for the sentence.

    Raises
    ------
    InputError
        If the text is too long, nested too deeply, or has too many values.
    """
    most = _most_values(text, what)
    values, depth = 1, 0
    for outside in _outside_strings(text):
        values += int(np.count_nonzero(_COUNTED[outside]))
        if values > most:
            raise _too_many(what, most)
        steps = _DEPTH[outside].cumsum()
        if steps.size:
            if depth + int(steps.max()) > DEEPEST:
                raise InputError(f"The brackets of this {what} are nested too deeply.")
            depth += int(steps[-1])


def check_size(text: str, what: str) -> None:
    """Check that a JSON text has not too many values, faster than `check_bounds`; nesting is not looked at.

    Raises
    ------
    InputError
        If the text is too long or has too many values.
    """
    most = _most_values(text, what)
    # Marks in strings are counted too; only if these could be what is too much does the exact count follow.
    if len(text) >= most and sum(map(text.count, _MARKS)) >= most:
        check_bounds(text, what)


def check_memory(text: str, what: str, most: int) -> None:
    """Check that a JSON text and its values take at most `most` bytes of memory while it is read.

    The bound is nearer than the number of values: of a list of small numbers each takes 9 bytes.

    Raises
    ------
    InputError
        If it may take more.
    """
    # The letters of a text are there twice: in the text and in the strings.
    left = most - 2 * sys.getsizeof(text)
    if left < 0 or (_MEMORY_OF_LETTER * len(text) > left and _memory_outside_strings(text) > left):
        raise InputError(f"This {what} takes more than {most // 2**20} MiB of memory, the limit.")


def _memory_outside_strings(text: str) -> int:
    return sum(int(_MEMORY_OF_BYTES[outside].sum()) for outside in _outside_strings(text))


def _outside_strings(text: str) -> Iterator[Bytes]:
    """Yield the bytes of a text that are outside of strings, block by block, with the last quote of each."""
    inside, escaped = False, False
    for start in range(0, len(text), _AT_ONCE):
        # One byte a character: all marks that count are ASCII, and any other character may be any other byte.
        block = text[start : start + _AT_ONCE].encode("latin-1", "replace")
        bytes_ = np.frombuffer(block, np.uint8)
        quotes, escaped = _quotes(block, bytes_, escaped=escaped)
        yield bytes_[np.logical_xor.accumulate(quotes) == inside]
        inside ^= bool(np.count_nonzero(quotes) % 2)


def _most_values(text: str, what: str) -> int:
    """Return how many values of this text fit into memory; `InputError` if the text alone is too long."""
    if sys.getsizeof(text) > MOST_MEMORY // 2:
        raise InputError(f"This {what} is larger than {MOST_MEMORY // 2**21} MiB.")
    return (MOST_MEMORY - sys.getsizeof(text)) // VALUE_IN_MEMORY


def _too_many(what: str, most: int) -> InputError:
    return InputError(f"This {what} holds more than {most:,} values, the most that are read.")


def _quotes(block: bytes, bytes_: Bytes, *, escaped: bool) -> tuple[Mask, bool]:
    """Return the mask of the bytes that open or close a string, and whether the next block begins escaped."""
    quotes = bytes_ == _QUOTE
    if _BACKSLASH not in block:
        if escaped:
            quotes[:1] = False
        return quotes, False
    # A backslash escapes what follows unless it is itself escaped: odd places of a run of them.
    slashes = np.concatenate([[escaped], bytes_ == _BACKSLASH])
    starts = np.flatnonzero(slashes & ~np.concatenate([[False], slashes[:-1]]))
    ends = np.flatnonzero(slashes & ~np.concatenate([slashes[1:], [False]]))
    odd = ends[(ends - starts) % 2 == 0]
    escaping = odd[odd < len(bytes_)]
    quotes[escaping] = False
    return quotes, bool(odd.size and odd[-1] == len(bytes_))
