"""Which column of a grid holds the labels, and which the logits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tauscope.core.errors import InputError
from tauscope.document.grid import Grid, is_number

LABEL_NAMES = frozenset(
    {"class", "classes", "label", "labels", "name", "names", "token", "tokens", "word", "words"}
)
LOGIT_NAMES = frozenset({"z", "logit", "logits", "value", "values", "score", "scores"})
ENERGY_NAMES = frozenset({"e", "e=-z", "energy", "energies"})
OTHER_NAMES = frozenset({"p", "probability", "%", "lnp", "logprob", "log_probability", "kept", "key"})
_WHOLE = re.compile(r"\s*[0-9]+\s*")
_NAME_THEM = "name the columns in a first line, as in class and z."
_NO_HEADER = frozenset({"nan", "na", "n/a", "null", "none"})


@dataclass(frozen=True)
class Columns:
    """Which column is what; a sign of −1 turns energies into logits, None is where no header says."""

    value: int
    label: int | None
    has_header: bool
    sign: int | None = None


def find_columns(grid: Grid) -> Columns:
    """Tell labels from values, by a line of headers or by what the cells hold.

    Raises
    ------
    InputError
        If that is not clear.
    """
    first = grid.rows[0]
    is_header = len(grid.rows) > 1 and not any(map(is_number, first))
    names = [_normalised(cell) for cell in first]
    if is_header and (named := _named_columns(names)):
        return named
    if is_header and any(name in OTHER_NAMES for name in names):
        raise InputError(f"Line {grid.lines[0]}: no column is headed z or logit.")
    if len(first) > 2:
        raise InputError(f"Line {grid.lines[0]} has {len(first)} cells: {_NAME_THEM}")
    has_header = is_header and _is_word(first[-1])
    if len(first) == 1:
        return Columns(value=0, label=None, has_header=has_header)
    return _label_and_value(grid, has_header)


def _normalised(cell: str) -> str:
    return "".join(cell.split()).replace("−", "-").casefold()


def _is_word(cell: str) -> bool:
    """Whether it can head a column: what holds a digit is rather a number that was mistyped."""
    word = cell.strip()
    has_digit = any(map(str.isdigit, word))
    return len(word) > 1 and word[0].isalpha() and not has_digit and word.lower() not in _NO_HEADER


def _named_columns(names: list[str]) -> Columns | None:
    """Find the columns by their headers; None if no header means a logit or an energy."""
    for known, sign in ((LOGIT_NAMES, 1), (ENERGY_NAMES, -1)):
        places = [place for place, name in enumerate(names) if name in known]
        if len(places) > 1:
            raise InputError(f"{len(places)} columns are headed like logits; only one can be.")
        if places:
            return Columns(places[0], _label_column(names, places[0]), has_header=True, sign=sign)
    return None


def _label_column(names: list[str], value: int) -> int | None:
    named = [place for place, name in enumerate(names) if name in LABEL_NAMES]
    numeric = LOGIT_NAMES | ENERGY_NAMES | OTHER_NAMES
    free = [place for place, name in enumerate(names) if place != value and name not in numeric]
    return next(iter(named or free), None)


def _label_and_value(grid: Grid, has_header: bool) -> Columns:
    body = grid.rows[has_header:]
    if not all(is_number(row[0]) for row in body):
        return Columns(value=1, label=0, has_header=has_header)
    if not any(is_number(row[1]) for row in body):
        return Columns(value=0, label=1, has_header=has_header)
    if not all(_WHOLE.fullmatch(row[0]) for row in body):
        line = grid.lines[has_header]
        raise InputError(f"Line {line}: both cells are numbers: {_NAME_THEM}")
    return Columns(value=1, label=0, has_header=has_header)
