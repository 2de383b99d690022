"""Detection of the columns of a table that hold the labels and the logits."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import is_number
from tauscope.document.files.tables.column_kinds import COLUMN_NAMES, ColumnKind
from tauscope.document.files.tables.grid import Row, refuse_flood

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LABEL_NAMES = frozenset(
    {"class", "classes", "label", "labels", "name", "names", "token", "tokens", "word", "words"}
)
LOGIT_NAMES = COLUMN_NAMES[ColumnKind.LOGIT]
ENERGY_NAMES = COLUMN_NAMES[ColumnKind.ENERGY]
OTHER_NAMES = frozenset({"kept", "key", "rank", "id"})
"""Headers of columns with neither labels nor values."""

_WHOLE = re.compile(r"\s*[0-9]+\s*")
_NAME_THEM = "name the columns in a first line, as in class and z."
_NO_HEADER = frozenset({"nan", "na", "n/a", "null", "none"})


@dataclass
class TableColumn:
    """Cells of one column, and its index among the columns, from 0."""

    place: int
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Columns:
    """The columns with values and labels, without the line of headers.

    Attributes
    ----------
    value : TableColumn
    label : TableColumn or None
    lines : sequence of int
        Number of the line in the text on which each row ends.
    kind : ColumnKind or None
        What the header says of the values; None without such a header.
    """

    value: TableColumn
    label: TableColumn | None
    lines: Sequence[int]
    kind: ColumnKind | None = None


def find_columns(rows: Iterable[Row]) -> Columns:
    """Find the columns of labels and of values, by a line of headers or by the cells themselves.

    Raises
    ------
    InputError
        If the table is empty, its columns could mean several things, or a row is longer than the first.
    """
    # Rows are read one by one and only two of their cells are kept: a table may have a million rows of
    # thousands.
    stream = iter(rows)
    head = list(islice(stream, 2))
    if not head:
        raise InputError("There is nothing in this table.")
    first = head[0]
    names = [_normalised(cell) for cell in first.cells[: first.width]]
    has_words = not any(map(is_number, first.cells))
    is_header = has_words and len(head) > 1
    if is_header and (named := _named_places(names)):
        value, label, kind = named
        return _named_columns(chain(head[1:], stream), first, value, label, kind)
    if has_words and len(head) == 1 and first.width > 1 and _named_places(names):
        raise InputError(f"Line {first.line} names the columns, but no rows follow.")
    if is_header and any(name in OTHER_NAMES for name in names):
        raise InputError(f"Line {first.line}: no column is headed z, p, ln p or E.")
    return _unnamed_columns(chain(head, stream), first, is_header=is_header)


def _normalised(cell: str) -> str:
    """Return a header without blanks and capitals, with an ASCII minus sign."""
    return "".join(cell.split()).replace("−", "-").casefold()


def _is_word(cell: str) -> bool:
    """True if a cell can be a header; a cell with a digit is rather a mistyped number."""
    word = cell.strip()
    has_digit = any(map(str.isdigit, word))
    return len(word) > 1 and word[0].isalpha() and not has_digit and word.lower() not in _NO_HEADER


def _named_places(names: list[str]) -> tuple[int, int | None, ColumnKind] | None:
    """Return the columns of values and labels, and the kind of values, by headers; None without such."""
    for kind, known in COLUMN_NAMES.items():
        places = [place for place, name in enumerate(names) if name in known]
        if len(places) > 1:
            raise InputError(f"{len(places)} columns are headed like {kind.value}; only one can be.")
        if places:
            return places[0], _label_place(names, places[0]), kind
    return None


def _label_place(names: list[str], value: int) -> int | None:
    """Return the first column headed as labels, else the first that is headed as no number."""
    named = [place for place, name in enumerate(names) if name in LABEL_NAMES]
    numeric = OTHER_NAMES.union(*COLUMN_NAMES.values())
    free = [place for place, name in enumerate(names) if place != value and name not in numeric]
    return next(iter(named or free), None)


def _named_columns(
    rows: Iterable[Row], first: Row, value: int, label: int | None, kind: ColumnKind
) -> Columns:
    """Collect the cells of the columns that headers name."""
    values, lines = TableColumn(value), array("l")
    labels = None if label is None else TableColumn(label)
    for row in rows:
        _refuse_longer(row, first)
        for column in (values, labels):
            if column is not None:
                column.cells.append(row.cells[column.place] if column.place < len(row.cells) else "")
        lines.append(row.line)
        refuse_flood(len(lines))
    return Columns(values, labels, lines, kind)


def _refuse_longer(row: Row, first: Row) -> None:
    """Raise `InputError` if a row has more cells than the first."""
    if len(row.cells) > len(first.cells) and row.width > len(first.cells):
        raise InputError(
            f"Line {row.line} has {row.width} cells where line {first.line} has {len(first.cells)}."
        )


def _unnamed_columns(rows: Iterable[Row], first: Row, *, is_header: bool) -> Columns:
    """Collect one column of values, or two columns of which one has labels."""
    one, other, lines = list[str](), list[str](), array("l")
    for row in rows:
        line, cells = row
        if len(cells) > 2:
            _refuse_longer(row, first)
            if row.width > 2:
                raise InputError(f"Line {line} has {row.width} cells: {_NAME_THEM}")
        elif len(cells) > len(first.cells):
            _refuse_longer(row, first)
        one.append(cells[0])
        other.append(cells[1] if len(cells) > 1 else "")
        lines.append(line)
        refuse_flood(len(lines) - is_header)
    width = 1 if all(not cell or cell.isspace() for cell in other) else 2
    if is_header and _is_word(first.cells[width - 1]):
        del one[0], other[0], lines[0]
    if width == 1:
        return Columns(TableColumn(0, one), None, lines)
    return _labels_and_values(one, other, lines)


def _labels_and_values(one: list[str], other: list[str], lines: Sequence[int]) -> Columns:
    """Tell labels from values in two columns; of two of numbers, whole ones on the left are labels."""
    left, right = TableColumn(0, one), TableColumn(1, other)
    are_whole = all(map(_WHOLE.fullmatch, one))  # which takes less time than to read the numbers
    if not are_whole and not all(map(is_number, one)):
        return Columns(right, left, lines)
    if not any(map(is_number, other)):
        return Columns(left, right, lines)
    if not are_whole:
        raise InputError(f"Line {lines[0]}: both cells are numbers: {_NAME_THEM}")
    return Columns(right, left, lines)
