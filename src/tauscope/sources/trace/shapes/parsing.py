"""JSON of answers: one value, several one after the other, or the lines of an event stream."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.json_keys import refusing_repeated_keys
from tauscope.core.text.json_bounds import check_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT = "answer"
_BLANK = re.compile(r"[ \t\r\n]*")
_EVENT = re.compile(r"(?:data|event|id|retry)?:")
"""Matches the beginning of an event stream."""
_NO_EVENT = re.compile(r"^(?![ \t]*(?:(?:data|event|id|retry)?:|\r?$))", re.MULTILINE)
"""Matches a line that is no part of an event stream."""
_DATA = re.compile(r"^[ \t]*data:[ \t]*(?!\[DONE\])([^\s].*)$", re.MULTILINE)
"""Matches a line with data."""
MOST_MEMORY = 768 * 2**20
"""Most bytes of memory for an answer while it is read: enough for 20,000 tokens with 20 likeliest each."""

_MOST_LINES = 2_000_000


def values_in(text: str) -> Iterator[object]:
    """Yield the values of a text in their order.

    Raises
    ------
    InputError
        If the text is not JSON, is cut short, is too large, or an object has a key twice.
    """
    check_memory(text, _WHAT, MOST_MEMORY)
    text = text.removeprefix("\ufeff")
    if _EVENT.match(text, _end_of_blanks(text, 0)):
        yield from _events(text)
        return
    place = _end_of_blanks(text, 0)
    while place < len(text):
        value, place = _value(text, place, len(text))
        yield value
        place = _end_of_blanks(text, place)


def _events(text: str) -> Iterator[object]:
    """Yield the data of an event stream, which is one value a line."""
    if text.count("\n") > _MOST_LINES:
        raise InputError(f"This stream has more than {_MOST_LINES:,} lines, the most that are read.")
    wrong = _NO_EVENT.search(text)
    if wrong:
        raise InputError(f"Line {_line(text, wrong.start()):,} of this stream does not begin with “data:”.")
    for found in _DATA.finditer(text):
        value, end = _value(text, found.start(1), found.end())
        if text[end : found.end()].strip():
            raise InputError(f"Line {_line(text, end):,} has more than one value.")
        yield value


def _end_of_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _line(text: str, place: int) -> int:
    """Return the number of the line at a place, from 1."""
    return text.count("\n", 0, place) + 1


def _value(text: str, place: int, stop: int) -> tuple[Any, int]:
    """Read the value at a place, which ends before `stop`; return it and its end."""
    try:
        value, end = _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        written = text[:stop].rstrip()
        if text[place] in "[{" and (written[-1] not in "]}" or error.pos >= len(written)):
            line = _line(text, len(written))
            raise InputError(f"The answer ends in the middle, on line {line:,}: it was cut short.") from None
        raise InputError(
            f"Line {error.lineno:,}, column {error.colno:,} of this answer is not JSON."
        ) from None
    except RecursionError:
        raise InputError("The brackets of this answer are nested too deeply.") from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError("This answer holds a number of thousands of digits.") from None
    return value, end


# NaN and the infinities are what Python writes; the checks of log-probabilities name the step that has one.
_DECODER = json.JSONDecoder(
    object_pairs_hook=refusing_repeated_keys("The key {} appears twice in one object of this answer.")
)
