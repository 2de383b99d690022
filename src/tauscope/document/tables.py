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
from tauscope.document.columns import find_columns
from tauscope.document.grid import Grid, is_number, plain_text, read_grid, split_cells
from tauscope.document.limits import MOST_CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.logits import Floats

_PLAIN = re.compile(r"[0-9eEinf+\-., \n]*")


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


def numbered_names(count: int) -> tuple[str, ...]:
    """Names for classes that have none.

    Examples
    --------
    >>> numbered_names(2)
    ('class 1', 'class 2')
    """
    return tuple(f"class {number}" for number in range(1, count + 1))


def parse_table(text: str, *, energies: bool = False) -> Table:
    r"""Read a block of cells: labels and values, or values alone, with or without a line of headers.

    The separator is a tab, a semicolon or a comma, as in a spreadsheet's clipboard and in CSV files. One line
    of several numbers, separated by these or by spaces, is as many logits. "1,5" alone on each line is 1.5.
    Columns beyond two need a line of headers, among them "z" or "logit", or "E" for energies.

    Parameters
    ----------
    text : str
    energies : bool
        Values that stand alone, with neither labels nor a header, are energies E = −z.

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
    row = _single_row(plain.strip(), -1 if energies else 1)
    if row is not None:
        _refuse_flood(len(row))
        return Table(None, row)
    grid = read_grid(plain)
    columns = find_columns(grid)
    body = Grid(grid.rows[columns.has_header :], grid.lines[columns.has_header :])
    _refuse_flood(len(body.rows))
    sign = columns.sign or (-1 if energies and columns.label is None else 1)
    values = sign * _read_column(body, columns.value) + 0.0  # −0 becomes 0
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
    return _read_row(_row_cells(plain_text(text).strip()), 1)


def _read_row(cells: Sequence[str], sign: int) -> Floats:
    return np.array([_read_value(cell, number, sign) for number, cell in enumerate(cells, 1)])


def _read_value(cell: str, number: int, sign: int) -> float:
    try:
        value = sign * parse_number(cell) + 0.0  # −0 becomes 0
    except InputError as error:
        raise InputError(f"Value {number}: {error}") from None
    if value == math.inf:
        raise InputError(f"Value {number}: a logit cannot be +∞.")
    return value


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


def _single_row(line: str, sign: int) -> Floats | None:
    """Read several logits on one line; None for any other text."""
    if "\n" in line or is_number(line):
        return None
    cells = _row_cells(line)
    numbers = sum(map(is_number, cells))
    if len(cells) < 2 or numbers < (2 if len(cells) == 2 else 1):
        return None
    try:
        return _read_row(cells, sign)
    except InputError as error:
        raise InputError(f"Line 1: {error}") from None


def _row_cells(line: str) -> list[str]:
    for mark in "\t;":
        if mark in line:
            return line.split(mark)
    words = line.split()
    has_stray_comma = any(word.startswith(",") or word.endswith(",") for word in words)
    by_spaces = len(words) > 1 and not has_stray_comma and all(map(is_number, words))
    return words if by_spaces else line.split(",")


def _read_column(grid: Grid, column: int) -> Floats:
    cells = [row[column] for row in grid.rows]
    fast = _plain_numbers(cells)
    if fast is not None:
        return fast
    values = np.array([_read_in_place(grid, row, column) for row in range(len(cells))])
    _check_decimal_marks(grid, column)
    return values


def _place(grid: Grid, row: int, column: int) -> str:
    return f"Line {grid.lines[row]}, cell {column + 1}"


def _plain_numbers(cells: Sequence[str]) -> Floats | None:
    """Read at once where all is digits and the decimal marks agree; None leaves it to `parse_number`."""
    joined = "\n".join(cells)
    if not _PLAIN.fullmatch(joined) or ("," in joined and "." in joined):
        return None
    try:
        values = np.array([float(cell) for cell in joined.replace(",", ".").split("\n")])
    except ValueError:
        return None
    overflow = np.isinf(values).sum() != joined.count("inf")
    return None if overflow else values


def _read_in_place(grid: Grid, row: int, column: int) -> float:
    try:
        return parse_number(grid.rows[row][column])
    except InputError as error:
        raise InputError(f"{_place(grid, row, column)}: {error}") from None


def _check_decimal_marks(grid: Grid, column: int) -> None:
    """Refuse a comma among decimal points: it may separate thousands, and 1,234 is not guessed at."""
    cells = [row[column] for row in grid.rows]
    comma = next((row for row, cell in enumerate(cells) if "," in cell), None)
    if comma is not None and any("." in cell for cell in cells):
        where = f"{_place(grid, comma, column)}: {quoted(cells[comma])}"
        raise InputError(f"{where} has a comma where other numbers have a decimal point.")


def _refuse_flood(count: int) -> None:
    if count > MOST_CLASSES:
        raise InputError(f"This table has {count:,} rows; at most {MOST_CLASSES:,} are read.")


def _refuse_infinity(values: Floats, lines: Sequence[int]) -> None:
    infinite = values == math.inf
    if infinite.any():
        raise InputError(f"Line {lines[int(infinite.argmax())]}: a logit cannot be +∞.")
