"""Which listed tokens are the same: by their ids, or by their texts where a file has no ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.labels import whole_characters
from tauscope.sources.token_text import bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tauscope.core.values import Integers
    from tauscope.sources.trace.shapes.cells import Cells

_MOST_ID = 2**53
_WRITTEN_BYTES = re.compile(r"bytes:(?:\\x[0-9a-fA-F]{2})+")
"""Matches how OpenAI writes a token that is a part of a character."""
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
"""Matches how SentencePiece writes a token that is a byte."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Identity(NamedTuple):
    """Identity of each row.

    Attributes
    ----------
    keys : (rows,) int64
    names : dict of int to bytes or None
        Bytes of each token, by key; None if the file has nothing but its id.
    repeats : list of (int, int)
        Two rows of one step with the same id.
    has_ids : bool
        True if the keys are ids of tokens in the file.
    """

    keys: Integers
    names: dict[int, bytes | None]
    repeats: list[tuple[int, int]]
    has_ids: bool


def identify(cells: Cells, steps: Integers) -> Identity:
    """Return a key for each row: its id, or a number that is the same for the same text in all steps.

    Raises
    ------
    InputError
        If a token has neither a text nor an id, or one of the wrong type.
    """
    has_ids = set(map(type, cells.ids)) == {int} and min(cells.ids) >= 0 and max(cells.ids) < _MOST_ID
    _check_texts(cells, steps, has_ids=has_ids)
    if has_ids:
        keys = np.array(cells.ids, np.int64)
        repeats = list(_repeats(keys, steps))
    else:
        keys, repeats = _numbered(cells, steps), []
    unique, rows = np.unique(keys, return_index=True)
    spelling = Spelling(cells.texts)
    names = {
        key: spelling.bytes_of(cells.texts[row], cells.spelled[row])
        for key, row in zip(unique.tolist(), rows.tolist(), strict=True)
    }
    return Identity(keys, names, repeats, has_ids)


def _check_texts(cells: Cells, steps: Integers, *, has_ids: bool) -> None:
    """Raise `InputError` if a text is none, or is missing where there is no id."""
    allowed: set[type] = {str, type(None)} if has_ids else {str}
    if set(map(type, cells.texts)) <= allowed:
        return
    row = next(row for row, text in enumerate(cells.texts) if type(text) not in allowed)
    number = row - int(np.searchsorted(steps, steps[row])) + 1
    raise InputError(f"Step {int(steps[row]) + 1:,}: listed token {number:,} has no text.")


def _numbered(cells: Cells, steps: Integers) -> Integers:
    """Return a number for each text; of the same text twice in a step, the second has another number."""
    marks: list[Any] = cells.texts
    if any(not text or _REPLACEMENT in text for text in set(marks)):
        # Tokens that are parts of characters share such a text, and differ in their bytes.
        marks = [
            (text, bytes_in(spelled)) if spelled and (not text or _REPLACEMENT in text) else text
            for text, spelled in zip(cells.texts, cells.spelled, strict=True)
        ]
    numbers = dict[Any, int]()
    keys = np.array([numbers.setdefault(mark, len(numbers)) for mark in marks], np.int64)
    times = dict[int, int]()
    for first, row in _repeats(keys, steps):
        times[first] = times.get(first, 1) + 1
        keys[row] = numbers.setdefault((marks[row], times[first], "again"), len(numbers))
    return keys


def _repeats(keys: Integers, steps: Integers) -> Iterator[tuple[int, int]]:
    """Yield each row whose key an earlier row of its step has, after the first such row."""
    order = np.lexsort((keys, steps))
    same = (np.diff(keys[order]) == 0) & (np.diff(steps[order]) == 0)
    first = -1
    for place in np.flatnonzero(same).tolist():
        if place == 0 or not same[place - 1]:
            first = int(order[place])
        yield first, int(order[place + 1])


class Spelling:
    """How the tokens of a recording are spelled, told from all their texts.

    Parameters
    ----------
    texts : iterable of str or None
    """

    def __init__(self, texts: Iterable[str | None]) -> None:
        different = {text for text in texts if text}
        raw = not any(" " in text for text in different)
        self._byte_level = raw and any(text.startswith("Ġ") for text in different)
        self._sentencepiece = raw and any(text.startswith("▁") for text in different)

    def bytes_of(self, text: str | None, spelled: object) -> bytes | None:
        """Return the bytes of a token: those in the file, else those that its text stands for, if any."""
        inside = bytes_in(spelled)
        if inside and not (self._byte_level and text and inside == text.encode("utf-8", "replace")):
            return inside
        if text is None:
            return None
        if _WRITTEN_BYTES.fullmatch(text):
            return bytes.fromhex(text.removeprefix("bytes:").replace("\\x", ""))
        if self._byte_level:
            return bytes_of(whole_characters(text))
        if self._sentencepiece:
            byte = _BYTE.fullmatch(text)
            return bytes.fromhex(byte[1]) if byte else whole_characters(text.replace("▁", " ")).encode()
        return whole_characters(text).encode()


def bytes_in(spelled: object) -> bytes:
    """Return a list of bytes as bytes; none if it is no such list, for the text says the same."""
    if not isinstance(spelled, list) or not set(map(type, spelled)) <= {int}:
        return b""
    try:
        return bytes(spelled)
    except ValueError:
        return b""
