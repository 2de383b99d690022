"""JSON of answers: one value, several one after the other, or the lines of an event stream."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.json_bounds import check_size
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT = "answer"
_BLANK = re.compile(r"[ \t\r\n]*")
_EVENT = re.compile(r"(?:data|event|id|retry)?:")
"""Matches the beginning of a line of an event stream."""
_DATA = "data:"
_DONE = "[DONE]"


def values_in(text: str) -> Iterator[object]:
    """Yield the values of a text in their order.

    Raises
    ------
    InputError
        If the text is not JSON, is cut short, is too large, or an object has a key twice.
    """
    check_size(text, _WHAT)
    text = text.removeprefix("\ufeff")
    if _EVENT.match(text, _end_of_blanks(text, 0)):
        yield from _events(text)
        return
    place = _end_of_blanks(text, 0)
    while place < len(text):
        value, place = _value(text, place)
        yield value
        place = _end_of_blanks(text, place)


def _events(text: str) -> Iterator[object]:
    """Yield the data of an event stream, which is one value a line."""
    for number, line in enumerate(text.split("\n"), 1):
        data = line.strip()
        if not data.startswith(_DATA):
            if data and not _EVENT.match(data):
                raise InputError(f"Line {number:,} of this stream does not begin with “data:”.")
            continue
        data = data.removeprefix(_DATA).strip()
        if data and data != _DONE:
            value, end = _value(data, 0, number)
            if end < len(data):
                raise InputError(f"Line {number:,} has more than one value.")
            yield value


def _end_of_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _value(text: str, place: int, line: int = 0) -> tuple[Any, int]:
    """Read the value at a place; `line` is that of the text if it is a line of its own."""
    try:
        value, end = _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        line = line or error.lineno
        written = text.rstrip()
        if text[place] in "[{" and (written[-1] not in "]}" or error.pos >= len(written)):
            raise InputError(f"The answer ends in the middle, on line {line:,}: it was cut short.") from None
        raise InputError(f"Line {line:,}, column {error.colno:,} of this answer is not JSON.") from None
    except RecursionError:
        raise InputError("The brackets of this answer are nested too deeply.") from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError("This answer holds a number of thousands of digits.") from None
    return value, end


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; raise `InputError` for a key that is there twice."""
    entry = dict(pairs)
    if len(entry) < len(pairs):
        last = {key: place for place, (key, _) in enumerate(pairs)}
        twice = next(key for place, (key, _) in enumerate(pairs) if last[key] != place)
        raise InputError(f"The key {quoted(twice)} stands twice in one object of this answer.")
    return entry


# NaN and the infinities are what Python writes; the checks of log-probabilities name the step that has one.
_DECODER = json.JSONDecoder(object_pairs_hook=_unique)
