"""Which listed tokens are the same: by their ids, or by their texts where a file has no ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.text.labels import LONGEST_LABEL
from tauscope.sources.trace.shapes.listed.names import Names, Spelling, bytes_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from tauscope.core.values import Integers
    from tauscope.sources.trace.shapes.listed.cells import Cells

_MOST_ID = 2**53
_LARGEST_TABLE = 2**20
"""Largest id for which a table of all ids is made."""
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
    keys = _ids(cells)
    repeats = list[tuple[int, int]]()
    has_ids = keys is not None
    if keys is not None:
        kinds = _check_texts(cells, steps, cells.texts, {str, type(None)})
        unique, rows = _first_rows(keys, cells.texts, some_unnamed=type(None) in kinds)
        repeats += _repeats(keys, steps) if cells.may_repeat else []
        texts = list(map(cells.texts.__getitem__, rows))
    else:
        keys, rows, texts = _numbered(cells, steps)
        unique = np.arange(len(rows), dtype=np.int64)
    spelled = list(map(cells.spelled.__getitem__, rows)) if cells.has_bytes else [None] * len(rows)
    return Identity(keys, Names(unique, texts, spelled, Spelling(cells.texts), has_ids=has_ids), repeats)


def _ids(cells: Cells) -> Integers | None:
    """Return the ids of all rows; None if a row has none, or what stands there is no id."""
    if not cells.has_ids or set(map(type, cells.ids)) != {int}:
        return None
    try:
        ids = np.array(cells.ids, np.int64)
    except OverflowError:
        return None
    return ids if ids.min() >= 0 and ids.max() < _MOST_ID else None


def _check_texts(cells: Cells, steps: Integers, texts: Collection[Any], allowed: set[type]) -> set[type]:
    """Return the types of `texts`, which hold each text of the cells at least once.

    Raises
    ------
    InputError
        If a text has a type that is not among the allowed ones, or is too long for a label.
    """
    kinds = set(map(type, texts))
    if not kinds <= allowed:
        raise _no_text(cells, steps, allowed)
    named = filter(None, texts) if type(None) in kinds else texts
    if max(map(len, named), default=0) > LONGEST_LABEL:
        row = next(row for row, text in enumerate(cells.texts) if text and len(text) > LONGEST_LABEL)
        raise InputError(
            f"Step {int(steps[row]) + 1:,} lists a token of more than {LONGEST_LABEL:,} characters."
        )
    return kinds


def _first_rows(keys: Integers, texts: list[Any], *, some_unnamed: bool) -> tuple[Integers, list[int]]:
    """Return the keys, rising, and for each the first row that has its text, else the first row at all."""
    order = np.arange(len(keys))
    if some_unnamed:
        # A token may have its text in one row, and nothing but its id in another.
        order = np.argsort([text is None for text in texts], kind="stable")
    if keys.max() > _LARGEST_TABLE:
        unique, places = np.unique(keys[order], return_index=True)
        return unique, order[places].tolist()
    # A table of all ids is much faster than a sort: of several rows of an id the last one is written.
    table = np.full(int(keys.max()) + 1, -1)
    table[keys[order[::-1]]] = order[::-1]
    unique = np.flatnonzero(table >= 0)
    return unique, table[unique].tolist()


def _no_text(cells: Cells, steps: Integers, allowed: set[type]) -> InputError:
    """Return the refusal of the first text of another type."""
    row = next(row for row, text in enumerate(cells.texts) if type(text) not in allowed)
    number = row - int(np.searchsorted(steps, steps[row])) + 1
    return InputError(f"Step {int(steps[row]) + 1:,}: listed token {number:,} has no text.")


def _numbered(cells: Cells, steps: Integers) -> tuple[Integers, list[int], list[str]]:
    """Return a number for each text, from 0 on, the first row of each number, and its text.

    Of the same text twice in a step, the second has another number.
    """
    marks: list[Any] = cells.texts
    try:
        first, rows_of = _first_of_each(marks)
    except TypeError:  # a list or an object, which has no hash
        raise _no_text(cells, steps, {str}) from None
    _check_texts(cells, steps, rows_of, {str})
    texts: list[str] = list(rows_of)
    if cells.has_bytes and ("" in rows_of or _REPLACEMENT in "".join(texts)):
        # Tokens that are parts of characters share such a text, and differ in their bytes.
        marks = [
            (text, bytes_in(spelled)) if spelled and (not text or _REPLACEMENT in text) else text
            for text, spelled in zip(cells.texts, cells.spelled, strict=True)
        ]
        first, rows_of = _first_of_each(marks)
        texts = list(map(cells.texts.__getitem__, rows_of.values()))
    is_first = first == np.arange(len(marks))
    rows = np.flatnonzero(is_first).tolist()
    keys = (np.cumsum(is_first) - 1)[first]
    times, again = dict[int, int](), dict[tuple[Any, int], int]()
    for before, row in _repeats(keys, steps) if cells.may_repeat else ():
        times[before] = times.get(before, 1) + 1
        mark = marks[row], times[before]
        if mark not in again:
            again[mark] = len(rows)
            rows.append(row)
            texts.append(cells.texts[row])
        keys[row] = again[mark]
    return keys, rows, texts


def _first_of_each(marks: list[Any]) -> tuple[Integers, dict[Any, int]]:
    """Return for each row the first with an equal mark, and this row for each mark."""
    rows_of = dict[Any, int]()
    first = np.fromiter(map(rows_of.setdefault, marks, range(len(marks))), np.int64, len(marks))
    return first, rows_of


def _repeats(keys: Integers, steps: Integers) -> list[tuple[int, int]]:
    """Return each row whose key an earlier row of its step has, after the first such row."""
    if not _has_repeats(keys, steps):
        return []
    order = np.lexsort((keys, steps))
    same = (np.diff(keys[order]) == 0) & (np.diff(steps[order]) == 0)
    found, first = list[tuple[int, int]](), -1
    for place in np.flatnonzero(same).tolist():
        if place == 0 or not same[place - 1]:
            first = int(order[place])
        found.append((first, int(order[place + 1])))
    return found


def _has_repeats(keys: Integers, steps: Integers) -> bool:
    """Return True if a key may stand twice in a step: one sort of whole numbers is much faster than two."""
    largest = int(keys.max()) + 1
    if largest * (int(steps[-1]) + 1) >= 2**63:
        return True
    both = np.sort(steps * largest + keys)
    return bool((both[1:] == both[:-1]).any())
