"""The one reader of tabular text: what is pasted from a spreadsheet, CSV and TSV files, rows of arguments.

Decimal commas are read where they can be told from separators; what could mean two things is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, quoted
from tauscope.document.grid import Grid, is_number, plain_text, read_grid, split_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.logits import Floats

LABEL_NAMES = frozenset(
    {"class", "classes", "label", "labels", "name", "names", "token", "tokens", "word", "words"}
)
LOGIT_NAMES = frozenset({"z", "logit", "logits", "value", "values", "score", "scores"})
ENERGY_NAMES = frozenset({"e", "e=-z", "energy", "energies"})
OTHER_NAMES = frozenset({"p", "probability", "%", "lnp", "logprob", "log_probability", "kept", "key"})
_PLAIN = re.compile(r"[0-9eE+\-., \n]*")
_WHOLE = re.compile(r"\s*[0-9]+\s*")
_NAME_THEM = "name the columns in a first line, as in class and z."
_NO_HEADER = frozenset({"nan", "na", "n/a", "null", "none"})


@dataclass(frozen=True, eq=False)
class Table:
    """Values, with labels where there were any.

    Attributes
    ----------
    labels : tuple of str, length V, or None
        As they were written.
    values : (V,) float64
        Finite or −inf.
    """

    labels: tuple[str, ...] | None
    values: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """The labels, or "class 1" and so on."""
        return numbered_names(len(self.values)) if self.labels is None else self.labels


@dataclass(frozen=True)
class _Columns:
    """Which column is what; a sign of −1 turns energies into logits."""

    value: int
    label: int | None
    has_header: bool
    sign: int = 1


def numbered_names(count: int) -> tuple[str, ...]:
    """Names for classes that have none.

    Examples
    --------
    >>> numbered_names(2)
    ('class 1', 'class 2')
    """
    return tuple(f"class {number}" for number in range(1, count + 1))


def parse_table(text: str) -> Table:
    r"""Read a block of cells: labels and values, or values alone, with or without a line of headers.

    The separator is a tab, a semicolon or a comma, as in a spreadsheet's clipboard and in CSV files. One line
    of several numbers, separated by these or by spaces, is as many logits. "1,5" alone on each line is 1.5.
    Columns beyond two need a line of headers, among them "z" or "logit", or "E" for energies.

    Raises
    ------
    InputError
        For what is no table, or could be read in two ways. The sentence names the line, counted from 1, and
        the cell.

    Examples
    --------
    >>> parse_table("cat\t1,5\ndog\t-inf").labels
    ('cat', 'dog')
    >>> parse_table("2,1,0.5,0.1").values
    array([2. , 1. , 0.5, 0.1])
    """
    plain = plain_text(text)
    row = _single_row(plain.strip())
    if row is not None:
        return Table(None, row)
    grid = read_grid(plain)
    columns = _columns(grid)
    body = Grid(grid.rows[columns.has_header :], grid.lines[columns.has_header :])
    values = columns.sign * _read_column(body, columns.value)
    values += 0.0  # −0 becomes 0
    _refuse_infinity(values, body.lines)
    labels = None if columns.label is None else tuple(row[columns.label].strip() for row in body.rows)
    return Table(labels, values)


def parse_labels(text: str) -> tuple[str, ...]:
    r"""Read a column of names alone, one a line; a blank line inside is an empty name.

    Examples
    --------
    >>> parse_labels("cat\nNew York, NY\n")
    ('cat', 'New York, NY')
    """
    plain = plain_text(text).rstrip("\n")
    try:
        rows = split_cells(plain, "\t").rows
    except InputError:  # quotation marks that are no spreadsheet's
        rows = [line.split("\t") for line in plain.split("\n")]
    for number, row in enumerate(rows, 1):
        if len(row) > 1:
            raise InputError(f"Line {number} has {len(row)} cells; names are one column.")
    return tuple(row[0].strip() if row else "" for row in rows)


def parse_value_row(text: str) -> Floats:
    """Read one row of values; a comma separates them unless semicolons or spaces do.

    Examples
    --------
    >>> parse_value_row("-1,2"), parse_value_row("0,5; 1,5")
    (array([-1.,  2.]), array([0.5, 1.5]))
    """
    row = Grid([_row_cells(plain_text(text).strip())], [1])
    values = np.array([_read_cell(cell, f"Value {place}") for place, cell in enumerate(row.rows[0], 1)])
    if (values == math.inf).any():
        raise InputError(f"Value {int(values.argmax()) + 1} is +∞, which no logit can be.")
    return values


def parse_label_row(text: str) -> tuple[str, ...]:
    """Read one row of names; one that holds a comma stands in quotation marks.

    Examples
    --------
    >>> parse_label_row('cat,"dog, old",fox')
    ('cat', 'dog, old', 'fox')
    """
    plain = plain_text(text)
    rows = split_cells(plain, ";" if ";" in plain and "," not in plain else ",").rows
    if len(rows) != 1:
        raise InputError("The labels must stand on one line, separated by commas.")
    return tuple(label.strip() for label in rows[0])


def _single_row(line: str) -> Floats | None:
    """Read several logits on one line; None for any other text."""
    if "\n" in line or is_number(line):
        return None
    cells = _row_cells(line)
    if len(cells) > 2 and any(map(is_number, cells)):
        return _refusing_infinity(line)
    return _refusing_infinity(line) if len(cells) == 2 and all(map(is_number, cells)) else None


def _refusing_infinity(line: str) -> Floats:
    try:
        return parse_value_row(line)
    except InputError as error:
        raise InputError(f"Line 1: {error}") from None


def _row_cells(line: str) -> list[str]:
    for mark in "\t;":
        if mark in line:
            return line.split(mark)
    words = line.split()
    if len(words) > 1 and not any(word.startswith(",") or word.endswith(",") for word in words):
        return words
    return line.split(",")


def _columns(grid: Grid) -> _Columns:
    first = grid.rows[0]
    is_header = len(grid.rows) > 1 and not any(map(is_number, first))
    if is_header and (named := _named_columns([_normalised(cell) for cell in first])):
        return named
    if len(first) > 2:
        raise InputError(f"Line {grid.lines[0]} has {len(first)} cells: {_NAME_THEM}")
    has_header = is_header and _is_word(first[-1])
    if len(first) == 1:
        return _Columns(value=0, label=None, has_header=has_header)
    return _label_and_value(grid, has_header)


def _normalised(cell: str) -> str:
    return "".join(cell.split()).replace("−", "-").casefold()


def _is_word(cell: str) -> bool:
    """Whether it can head a column: what holds a digit is rather a number that was mistyped."""
    word = cell.strip()
    has_digit = any(map(str.isdigit, word))
    return len(word) > 1 and word[0].isalpha() and not has_digit and word.lower() not in _NO_HEADER


def _named_columns(names: list[str]) -> _Columns | None:
    """Find the columns by their headers; None if no header means a logit or an energy."""
    for known, sign in ((LOGIT_NAMES, 1), (ENERGY_NAMES, -1)):
        places = [place for place, name in enumerate(names) if name in known]
        if len(places) > 1:
            raise InputError(f"{len(places)} columns are headed like logits; only one can be.")
        if places:
            return _Columns(places[0], _label_column(names, places[0]), has_header=True, sign=sign)
    return None


def _label_column(names: list[str], value: int) -> int | None:
    named = [place for place, name in enumerate(names) if name in LABEL_NAMES]
    numeric = LOGIT_NAMES | ENERGY_NAMES | OTHER_NAMES
    free = [place for place, name in enumerate(names) if place != value and name not in numeric]
    return next(iter(named or free), None)


def _label_and_value(grid: Grid, has_header: bool) -> _Columns:
    body = grid.rows[has_header:]
    if not all(is_number(row[0]) for row in body):
        return _Columns(value=1, label=0, has_header=has_header)
    if not any(is_number(row[1]) for row in body):
        return _Columns(value=0, label=1, has_header=has_header)
    if not all(_WHOLE.fullmatch(row[0]) for row in body):
        line = grid.lines[has_header]
        raise InputError(f"Line {line}: both cells are numbers: {_NAME_THEM}")
    return _Columns(value=1, label=0, has_header=has_header)


def _read_column(grid: Grid, column: int) -> Floats:
    cells = [row[column] for row in grid.rows]
    fast = _plain_numbers(cells)
    if fast is not None:
        return fast
    places = [f"Line {line}, cell {column + 1}" for line in grid.lines]
    values = np.array([_read_cell(cell, place) for cell, place in zip(cells, places, strict=True)])
    _check_decimal_marks(cells, places)
    return values


def _plain_numbers(cells: Sequence[str]) -> Floats | None:
    """Read at once where all is digits and the decimal marks agree; None leaves it to `parse_number`."""
    joined = "\n".join(cells)
    if not _PLAIN.fullmatch(joined) or ("," in joined and "." in joined):
        return None
    try:
        values = np.array([float(cell) for cell in joined.replace(",", ".").split("\n")])
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _read_cell(cell: str, place: str) -> float:
    try:
        return parse_number(cell)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _check_decimal_marks(cells: Sequence[str], places: Sequence[str]) -> None:
    """Refuse a comma among decimal points: it may separate thousands, and 1,234 is not guessed at."""
    if not any("." in cell for cell in cells):
        return
    for cell, place in zip(cells, places, strict=True):
        if "," in cell:
            raise InputError(f"{place}: {quoted(cell)} has a comma where other numbers have a decimal point.")


def _refuse_infinity(values: Floats, lines: Sequence[int]) -> None:
    infinite = values == math.inf
    if infinite.any():
        raise InputError(f"Line {lines[int(infinite.argmax())]}: a logit cannot be +∞.")
