"""Reader of lists as Python prints them: ``[2, 1, 0.5]``, ``tensor([2., 1.])``, ``array([2. , 1. ])``."""

from __future__ import annotations

import re
import string

from tauscope.core.errors import InputError
from tauscope.document.files.limits import LONGEST_LINE, MOST_CLASSES

_BEFORE = re.compile(r"\s*(?:[A-Za-z_][\w.]{0,40}\s*=\s*)?(?:[A-Za-z_][\w.]{0,40})?\s*\(?\s*\[")
_FIRST = re.compile(
    _BEFORE.pattern
    + r"[\[\s]*+(?:[-+−–]?\s*[\d.∞(]|['\"]?[-+−–]?(?:inf|nan)\b|(?:np|numpy|torch)\.|tensor\(|float\()",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:,[^\[\]]{0,300})?\)?\s*[,;]?\s*")
_CALLS = re.compile(r"(?:(?:np|numpy)\.float\d+|(?:torch\.)?tensor|float)\(([^()\[\]]{0,60})\)")
_OPENING, _CLOSING = (mark + string.whitespace for mark in "[]")
_HEAD, _TAIL = 1000, 400


def is_list(head: str, tail: str) -> bool:
    """True if a text with this beginning and end is a printed list of numbers.

    Examples
    --------
    >>> is_list("[2, 1, 0.5]", "[2, 1, 0.5]"), is_list("[CLS],2", "[CLS],2")
    (True, False)
    """
    end = tail[tail.rfind("]") + 1 :] if "]" in tail else None
    return end is not None and bool(_AFTER.fullmatch(end)) and bool(_FIRST.match(head[:_HEAD]))


def list_cells(text: str) -> list[str] | None:
    """Split a printed list into the texts of its numbers; None for any other text.

    Raises
    ------
    InputError
        If the list has several rows, too many values, or dots instead of some numbers.

    Examples
    --------
    >>> list_cells("tensor([ 2.0000, -inf], device='cuda:0')"), list_cells("[[2. 1.]]"), list_cells("2,1")
    (['2.0000', '-inf'], ['2.', '1.'], None)
    """
    if not is_list(text[:_HEAD], text[-_TAIL:]):
        return None
    if len(text) > LONGEST_LINE:
        raise InputError(f"This list is longer than {LONGEST_LINE:,} characters.")
    body = _CALLS.sub(r"\1", text[text.index("[") : text.rindex("]") + 1]).strip()
    inner = body.lstrip(_OPENING)
    opened = len(body) - len(inner)
    rows = body[:opened].count("[")
    inner = inner.rstrip(_CLOSING)
    if rows != body[opened + len(inner) :].count("]") or "[" in inner or "]" in inner:
        raise InputError("This list has several rows: give one row of logits.")
    if "..." in inner or "…" in inner:
        raise InputError("This list was printed in short, with “...” in it: print all of its numbers.")
    separated = inner.replace(";", ",")
    if separated.count(",") > MOST_CLASSES:
        raise InputError(f"This list has more than {MOST_CLASSES:,} values, the most that are read.")
    cells = separated.rstrip(", \n").split(",") if "," in separated else separated.split(None, MOST_CLASSES)
    return [cell.strip(" \n\r\t'\"") for cell in cells]
