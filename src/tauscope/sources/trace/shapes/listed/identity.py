"""Which listed tokens are the same: by their ids, or by their texts where a file has no ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.text.labels import LONGEST_LABEL
from tauscope.sources.trace.shapes.listed.names import Names, Spelling, bytes_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.core.values import Integers
    from tauscope.sources.trace.shapes.listed.cells import Cells

_MOST_ID = 2**53
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Identity(NamedTuple):
    """Identity of each row.

    Attributes
    ----------
    keys : (rows,) int64
    names : Names
        Names of the tokens with these keys.
    repeats : list of (int, int)
        Two rows of one step with the same id.
    """

    keys: Integers
    names: Names
    repeats: list[tuple[int, int]]


def identify(cells: Cells, steps: Integers) -> Identity:
    """Return a key for each row: its id, or a number that is the same for the same text in all steps.

    Raises
    ------
    InputError
        If a token has neither a text nor an id, or one of the wrong type.
    """
    has_ids = set(map(type, cells.ids)) == {int} and min(cells.ids) >= 0 and max(cells.ids) < _MOST_ID
    different = _checked_texts(cells, steps, has_ids=has_ids)
    keys = np.array(cells.ids, np.int64) if has_ids else _numbered(cells, different, steps)
    repeats = list(_repeats(keys, steps)) if has_ids and cells.repeats else []
    unique, rows = _first_rows(keys, cells.texts)
    texts, spelled = (list(map(column.__getitem__, rows)) for column in (cells.texts, cells.spelled))
    return Identity(keys, Names(unique, texts, spelled, Spelling(cells.texts), has_ids=has_ids), repeats)


def _checked_texts(cells: Cells, steps: Integers, *, has_ids: bool) -> list[Any]:
    """Return the different texts in their order; `InputError` if one is none, or too long for a label."""
    allowed: set[type] = {str, type(None)} if has_ids else {str}
    try:
        different = list(dict.fromkeys(cells.texts))
    except TypeError:  # a list or an object
        raise _no_text(cells, steps, allowed) from None
    if not set(map(type, different)) <= allowed:
        raise _no_text(cells, steps, allowed)
    if max(map(len, filter(None, different)), default=0) > LONGEST_LABEL:
        row = next(row for row, text in enumerate(cells.texts) if text and len(text) > LONGEST_LABEL)
        raise InputError(
            f"Step {int(steps[row]) + 1:,} lists a token of more than {LONGEST_LABEL:,} characters."
        )
    return different


def _first_rows(keys: Integers, texts: list[Any]) -> tuple[Integers, list[int]]:
    """Return the keys, rising, and for each the first row that has its text, else the first row at all."""
    if None not in texts:
        unique, rows = np.unique(keys, return_index=True)
        return unique, rows.tolist()
    # A token may have its text in one row, and nothing but its id in another.
    order = np.argsort([text is None for text in texts], kind="stable")
    unique, places = np.unique(keys[order], return_index=True)
    return unique, order[places].tolist()


def _no_text(cells: Cells, steps: Integers, allowed: set[type]) -> InputError:
    """Return the refusal of the first text of another type."""
    row = next(row for row, text in enumerate(cells.texts) if type(text) not in allowed)
    number = row - int(np.searchsorted(steps, steps[row])) + 1
    return InputError(f"Step {int(steps[row]) + 1:,}: listed token {number:,} has no text.")


def _numbered(cells: Cells, different: list[Any], steps: Integers) -> Integers:
    """Return a number for each text; of the same text twice in a step, the second has another number."""
    marks: list[Any] = cells.texts
    if "" in different or _REPLACEMENT in "".join(different):
        # Tokens that are parts of characters share such a text, and differ in their bytes.
        marks = [
            (text, bytes_in(spelled)) if spelled and (not text or _REPLACEMENT in text) else text
            for text, spelled in zip(cells.texts, cells.spelled, strict=True)
        ]
        different = list(dict.fromkeys(marks))
    numbers: dict[Any, int] = dict(zip(different, range(len(different)), strict=True))
    keys = np.fromiter(map(numbers.__getitem__, marks), np.int64, len(marks))
    times = dict[int, int]()
    for first, row in _repeats(keys, steps) if cells.repeats else ():
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
