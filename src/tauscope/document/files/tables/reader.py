"""The reader of tabular text: pasted cells of spreadsheets, CSV and TSV files, and command-line arguments.

Decimal commas are read if they can be told from separators; a text that could mean two things is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import is_number, parse_number, parse_percentage, quoted
from tauscope.document.files.limits import MOST_CLASSES
from tauscope.document.files.tables.column_detection import Columns, TableColumn, find_columns
from tauscope.document.files.tables.column_kinds import ColumnKind, logits_of
from tauscope.document.files.tables.grid import Dialect, dialect_of, read_rows, refuse_flood, split_rows
from tauscope.document.files.tables.number_list import list_cells
from tauscope.document.files.tables.text_lines import Lines
from tauscope.document.reports.tables.spreadsheets import from_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.logits import Floats

_PLAIN = re.compile(r"[0-9eEinf+\-., \n]*")
_OTHERS = re.compile(r"(?:≤ )?([0-9][0-9,]*) others?|all others")
_LONGEST_COUNT = 12
_AT_ONCE = 2**16
"""Number of cells that are converted in one go."""


@dataclass(frozen=True)
class ListedPart:
    """What a table of probabilities says of classes that it does not list.

    Attributes
    ----------
    missing : float
        Their probability together.
    tolerance : float
        How far the rounding of cells may have moved it.
    others : int or None
        Number of the classes; None if the table does not say.
    """

    missing: float
    tolerance: float
    others: int | None


@dataclass(frozen=True, eq=False)
class Table:
    """Logits that were read, with labels if the text has any.

    Attributes
    ----------
    labels : tuple of str, length V, or None
        Labels as they were written.
    values : (V,) float64
        Logits, finite or −inf.
    left_out : str
        Sentence on a row that is no class, or on probabilities that are missing; empty if there are none.
    part : ListedPart or None
        What is known of classes that are missing, if the table has probabilities; None if all are listed.
    """

    labels: tuple[str, ...] | None
    values: Floats
    left_out: str = ""
    part: ListedPart | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The labels, or "class 1" and so on."""
        return numbered_names(len(self.values)) if self.labels is None else self.labels


def numbered_names(count: int) -> tuple[str, ...]:
    """Return the names "class 1" and so on for classes without labels.

    Examples
    --------
    >>> numbered_names(2)
    ('class 1', 'class 2')
    """
    return tuple(f"class {number}" for number in range(1, count + 1))


def parse_table(text: str | Lines, *, energies: bool = False) -> Table:
    r"""Read a table: labels and logits, or logits alone, with or without a line of headers.

    Cells are separated by tabs, semicolons or commas, as in a spreadsheet's clipboard and in CSV files, or as
    a first line "sep=;" says. Numbers on one line, separated in such a way or by spaces, are one logit each,
    and so are those of a list as Python prints it. "1,5" alone on each line is 1.5. More than two columns
    need a line of headers with "z" or "logit", "E" for energies, "p" or "%" for probabilities, or "ln p"; of
    these the first is read, and p becomes the logit ln p. Blank lines are skipped.

    Parameters
    ----------
    text : str or Lines
    energies : bool
        True if values with neither labels nor headers are energies E = −z.

    Raises
    ------
    InputError
        If the text is no table, or could be read in two ways. The sentence names line and cell, from 1.

    Examples
    --------
    >>> parse_table("cat\t1,5\ndog\t-inf").labels
    ('cat', 'dog')
    >>> parse_table("2,1,0.5,0.1").values
    array([2. , 1. , 0.5, 0.1])
    """
    if isinstance(text, str) and (cells := list_cells(text)) is not None:
        return Table(None, _read_row(cells, -1 if energies else 1))
    lines = Lines.of(text) if isinstance(text, str) else text
    line = lines.only()
    row = None if line is None else _single_row(line, -1 if energies else 1)
    if row is not None:
        return Table(None, row)
    dialect = dialect_of(lines)
    columns = find_columns(read_rows(lines, dialect))
    if columns.label is not None:
        columns.label.cells[:] = _labels(columns.label, dialect)
    return table_of(columns, energies=energies)


def table_of(columns: Columns, *, energies: bool = False) -> Table:
    """Read the values of a table whose columns were found; errors are those of `parse_table`."""
    are_energies = energies and columns.label is None
    kind = columns.kind or (ColumnKind.ENERGY if are_energies else ColumnKind.LOGIT)
    others, left_out = _drop_row_of_others(columns, kind)
    cells = columns.value.cells
    lines = columns.lines[: len(cells)]
    found = logits_of(kind, _read_column(columns.value, lines, kind), cells, lines)
    labels = None if columns.label is None else tuple(columns.label.cells)
    if found.listed is None:
        return Table(labels, found.values, left_out)
    missing = 1 - found.listed
    of_others = f"{others:,} others" if others else "other classes"
    said = (
        f"These probabilities have the sum {found.listed:.4g}: the {missing:.2g} of {of_others} is left out."
    )
    return Table(labels, found.values, said, ListedPart(missing, found.tolerance, others))


def _drop_row_of_others(columns: Columns, kind: ColumnKind) -> tuple[int | None, str]:
    """Drop the last row of an exported table, such as "975 others"; return its number and a sentence."""
    if columns.label is None or len(columns.lines) < 2:
        return None, ""
    label, cells = columns.label.cells[-1], columns.value.cells
    found = _OTHERS.fullmatch(label)
    if not found or not (cells[-1] in ("nan", "") or kind.is_probability):
        return None, ""
    del columns.label.cells[-1], cells[-1]
    number = (found[1] or "").replace(",", "")
    count = int(number) if number and len(number) < _LONGEST_COUNT else None
    return count, f"{quoted(label)} have no logits in this table and were left out."


def _labels(column: TableColumn, dialect: Dialect) -> list[str]:
    """Return the labels of a column, without the blanks of its layout."""
    cells = column.cells
    # Blanks before all labels follow the commas of the layout. Before some labels alone they belong to these,
    # as to the token " the".
    if column.place and dialect.delimiter != "\t" and all(cell.startswith(" ") for cell in cells):
        cells = [cell.strip(" ") for cell in cells]
    return [from_spreadsheet(cell.rstrip() or cell) for cell in cells]  # a label may be a blank


def parse_labels(text: str) -> tuple[str, ...]:
    r"""Read a column of names, one on each line; a blank line among them is an empty name.

    Examples
    --------
    >>> parse_labels("cat\nNew York, NY\n")
    ('cat', 'New York, NY')
    """
    lines = Lines.of(text)
    try:
        rows = [(row.line, row.cells) for row in split_rows(lines, Dialect("\t"))]
    except InputError:  # quotation marks that are no spreadsheet's
        rows = [(number, line.rstrip("\n").split("\t")) for number, line in enumerate(lines, 1)]
    while rows and not any(rows[-1][1]):
        del rows[-1]
    refuse_flood(len(rows))
    for line, cells in rows:
        if len(cells) > 1:
            raise InputError(f"Line {line} has {len(cells)} cells; names are one column.")
    return tuple(from_spreadsheet(cells[0].rstrip()) if cells else "" for _, cells in rows)


def parse_value_row(text: str) -> Floats:
    """Read one row of logits, separated by semicolons or spaces, or else by commas.

    Examples
    --------
    >>> parse_value_row("-1,2"), parse_value_row("0,5; 1,5")
    (array([-1.,  2.]), array([0.5, 1.5]))
    """
    cells = list_cells(text)
    return _read_row(_row_cells(text.strip()) if cells is None else cells, 1)


def _read_row(cells: Sequence[str], sign: int) -> Floats:
    _refuse_long_row(len(cells))
    at_once = plain_numbers(cells)
    if at_once is None or np.isinf(at_once).any():
        return np.array([_read_value(cell, number, sign) for number, cell in enumerate(cells, 1)])
    values: Floats = sign * at_once + 0.0  # −0 becomes 0
    return values


def _refuse_long_row(count: int) -> None:
    if count > MOST_CLASSES:
        raise InputError(f"This row has {count:,} values; at most {MOST_CLASSES:,} are read.")


def _read_value(cell: str, number: int, sign: int) -> float:
    try:
        value = sign * parse_number(cell) + 0.0  # −0 becomes 0
    except InputError as error:
        raise InputError(f"Value {number}: {error}") from None
    if value == math.inf:
        raise InputError(f"Value {number}: a logit cannot be +∞.")
    return value


def parse_label_row(text: str) -> tuple[str, ...]:
    """Read one row of names; a name with a comma must be in quotation marks.

    Examples
    --------
    >>> parse_label_row('cat,"dog, old",fox')
    ('cat', 'dog, old', 'fox')
    """
    lines = Lines.of(text)
    delimiter = ";" if ";" in text and "," not in text else ","
    dialect = Dialect(delimiter, padded=bool(re.search(rf'{delimiter} +"', text)))
    rows = [row.cells for row in split_rows(lines, dialect)]
    if len(rows) != 1:
        raise InputError("The labels must stand on one line, separated by commas.")
    first, *rest = rows[0]
    if all(cell.startswith(" ") for cell in rest):
        rest = [cell.strip(" ") for cell in rest]
    return tuple(label.rstrip() for label in (first, *rest))


def _single_row(line: str, sign: int) -> Floats | None:
    """Read several logits on one line; None for any other text."""
    if is_number(line):
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
    """Split a row of values; raise `InputError` before splitting more than are read."""
    for mark in "\t;":
        if mark in line:
            return _split(line, mark)
    words = line.split(maxsplit=MOST_CLASSES + 1)
    has_stray_comma = any(word.startswith(",") or word.endswith(",") for word in words)
    by_spaces = len(words) > 1 and not has_stray_comma and all(map(is_number, words))
    if by_spaces:
        _refuse_long_row(len(words))
    return words if by_spaces else _split(line, ",")


def _split(line: str, mark: str) -> list[str]:
    _refuse_long_row(line.count(mark) + 1)
    return line.split(mark)


def _read_column(column: TableColumn, lines: Sequence[int], kind: ColumnKind) -> Floats:
    """Return the numbers of a column; those in per cent are divided by 100."""
    parts = [
        _read_cells(column, lines, range(start, min(start + _AT_ONCE, len(lines))), kind)
        for start in range(0, len(lines), _AT_ONCE)
    ]
    _check_decimal_marks(column, lines)
    return np.concatenate(parts) if parts else np.zeros(0)


def _read_cells(column: TableColumn, lines: Sequence[int], rows: range, kind: ColumnKind) -> Floats:
    at_once = plain_numbers(column.cells[rows.start : rows.stop])
    if at_once is not None:
        return at_once / 100 if kind is ColumnKind.PERCENT else at_once
    return np.array([_read_in_place(column, lines, row, kind) for row in rows])


def _place(column: TableColumn, lines: Sequence[int], row: int) -> str:
    return f"Line {lines[row]}, cell {column.place + 1}"


def plain_numbers(cells: Sequence[str]) -> Floats | None:
    """Read plain decimal numbers in one go; None if a cell is anything else or the decimal marks differ.

    Then `parse_number` reads the cells one by one, and names the one that is wrong.
    """
    joined = "\n".join(cells)
    if not _PLAIN.fullmatch(joined) or ("," in joined and "." in joined):
        return None
    try:
        values = np.array([float(cell) for cell in joined.replace(",", ".").split("\n")])
    except ValueError:
        return None
    # More infinities than are written: a number that is too large, which `parse_number` refuses.
    overflow = np.isinf(values).sum() != joined.count("inf")
    return None if overflow else values


def _read_in_place(column: TableColumn, lines: Sequence[int], row: int, kind: ColumnKind) -> float:
    cell = column.cells[row]
    try:
        if kind is ColumnKind.PERCENT:
            return parse_number(cell.strip().removesuffix("%")) / 100
        return parse_percentage(cell) if kind is ColumnKind.PROBABILITY else parse_number(cell)
    except InputError as error:
        raise InputError(f"{_place(column, lines, row)}: {error}") from None


def _check_decimal_marks(column: TableColumn, lines: Sequence[int]) -> None:
    """Refuse a comma among decimal points: it may separate thousands, and 1,234 is not guessed at."""
    comma = next((row for row, cell in enumerate(column.cells) if "," in cell), None)
    if comma is not None and any("." in cell for cell in column.cells):
        where = f"{_place(column, lines, comma)}: {quoted(column.cells[comma])}"
        raise InputError(f"{where} has a comma where other numbers have a decimal point.")
