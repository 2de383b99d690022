"""Text as rows of cells: delimiters, quotes and line ends, before anyone asks what the cells mean."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, quoted
from tauscope.document.limits import LARGEST, LARGEST_IN_WORDS

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_ENUMERATED = 3
"""From so many lines on, whole parts 1, 2, 3 … look like labels."""


@dataclass(frozen=True)
class Grid:
    """Rows of cells.

    Attributes
    ----------
    rows : list of list of str
        All of the same length.
    lines : list of int
        The line of the text that each row ends on, counted from 1.
    """

    rows: list[list[str]]
    lines: list[int]


def read_grid(text: str) -> Grid:
    """Split a pasted block, or the text of a file, into cells.

    Blank lines before and after the block, and empty columns at its right, are left out.

    Raises
    ------
    InputError
        If the text is too large or empty, its quotes do not close, or a row is longer than the first.
    """
    plain = plain_text(text)
    grid = split_cells(plain, delimiter_of(plain))
    return _squared(grid)


def plain_text(text: str) -> str:
    """Check the size of a text and give it line feeds and no byte order mark."""
    if len(text) > LARGEST:
        raise InputError(f"This text is larger than {LARGEST_IN_WORDS}.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def is_number(text: str) -> bool:
    """Whether `parse_number` would read it."""
    try:
        parse_number(text)
    except InputError:
        return False
    return True


def delimiter_of(text: str) -> str:
    """Tell a tab from a semicolon from a comma; a comma may be a decimal mark instead, and then it is a tab.

    The first line decides, for a label further down may hold any of them.

    Raises
    ------
    InputError
        If "1,5" could be one number or a label and a logit.
    """
    bare = _QUOTED.sub('""', text) if '"' in text else text
    first = bare.lstrip("\n").partition("\n")[0]
    found = next((mark for line in (first, bare) for mark in "\t;," if mark in line), "\t")
    return "\t" if found == "," and _is_column_of_decimals(bare) else found


def _is_column_of_decimals(text: str) -> bool:
    lines = text.strip("\n").split("\n")
    has_header = "," not in lines[0] and not is_number(lines[0])
    numbers = lines[1:] if has_header else lines
    if not all(is_number(line) for line in numbers):
        return False
    wholes = [line.partition(",")[0].strip() for line in numbers]
    if not has_header and len(numbers) >= _ENUMERATED and _count_up(wholes):
        first = quoted(numbers[0])
        raise InputError(
            f"Line 1: {first} could be one number or a label and a logit: put a semicolon between them, "
            "or write a decimal point."
        )
    return True


def _count_up(wholes: list[str]) -> bool:
    return any(wholes == [str(number) for number in range(start, start + len(wholes))] for start in (0, 1))


def split_cells(text: str, delimiter: str) -> Grid:
    """Split by the rules of CSV."""
    rows, lines = list[list[str]](), list[int]()
    reader = csv.reader(
        io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num}: {_csv_reason(str(error))}.") from None
    _check_runaway_quotes(text, rows, lines, delimiter)
    return Grid(rows, lines)


def _csv_reason(message: str) -> str:
    if "end of data" in message:
        return "a quotation mark is opened and never closed"
    if "expected after" in message:
        return "after a closing quotation mark the cell must end"
    return "a cell is too long" if "field limit" in message else message


def _check_runaway_quotes(text: str, rows: list[list[str]], lines: list[int], delimiter: str) -> None:
    """Refuse a cell that swallowed rows: one stray quotation mark can, up to the next."""
    if '"' not in text:
        return
    for row, line in zip(rows, lines, strict=True):
        if any("\n" in cell and delimiter in cell for cell in row):
            raise InputError(
                f"Line {line}: a quotation mark is closed here that was opened some lines before."
            )


def _squared(grid: Grid) -> Grid:
    """Leave out what is blank around the block; short rows get empty cells."""
    rows = [_without_empty_end(row) for row in grid.rows]
    filled = [place for place, row in enumerate(rows) if row]
    if not filled:
        raise InputError("There is nothing in this table.")
    block = slice(filled[0], filled[-1] + 1)
    most = len(grid.rows[filled[0]])
    rows, lines = rows[block], grid.lines[block]
    width = min(most, max(map(len, rows)))
    for row, line in zip(rows, lines, strict=True):
        if len(row) > width:
            raise InputError(f"Line {line} has {len(row)} cells where line {lines[0]} has {most}.")
        row.extend([""] * (width - len(row)))
    return Grid(rows, lines)


def _without_empty_end(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]
