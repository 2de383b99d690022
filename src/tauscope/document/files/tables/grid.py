"""Splitting of text into rows of cells by delimiters and quotes, whatever the cells mean."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.errors import InputError
from tauscope.core.numbers import is_number, quoted
from tauscope.document.files.limits import MOST_CELLS, MOST_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.document.files.tables.text_lines import Lines

_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')  # possessive: a long cell is not remembered step by step
_QUOTED_AFTER_BLANK = re.compile(r'[,;] +"')
_SEPARATOR_LINE = re.compile(r'"?sep=([^\w"\n])"?\s*', re.IGNORECASE)
_ENUMERATED = 3
"""Number of lines from which on whole parts 1, 2, 3 … of numbers look like labels."""
_SAMPLE = (1000, 2**16)
"""Most lines and characters that are looked at to find the delimiter."""


class Row(NamedTuple):
    """Cells of a row, and the number of the line on which the row ends, from 1."""

    line: int
    cells: list[str]

    @property
    def width(self) -> int:
        """Number of cells without the empty ones at the end."""
        if self.cells and self.cells[-1] and not self.cells[-1].isspace():  # nearly always
            return len(self.cells)
        end = len(self.cells) if any(self.cells) else 0
        while end and (not self.cells[end - 1] or self.cells[end - 1].isspace()):
            end -= 1
        return end


class Dialect(NamedTuple):
    """Syntax in which a text separates its cells.

    Attributes
    ----------
    delimiter : str
    padded : bool
        True if blanks after a delimiter do not belong to the cell, because quotation marks follow them.
    declared : bool
        True if the first line names the delimiter ("sep=;") and is no row.
    """

    delimiter: str
    padded: bool = False
    declared: bool = False


def dialect_of(lines: Lines) -> Dialect:
    """Return the dialect of a text, whose delimiter is a tab, a semicolon or a comma.

    A first line "sep=;" decides, as in CSV files of spreadsheets. Else the first line that is not blank does,
    because a label further down may contain any of the three. Commas that are decimal marks do not count.

    Raises
    ------
    InputError
        If "1,5" could be one number or a label and a logit.
    """
    sample = lines.first(*_SAMPLE)
    padded = bool(_QUOTED_AFTER_BLANK.search(sample))
    if declared := _SEPARATOR_LINE.match(sample.partition("\n")[0] + "\n"):
        return Dialect(declared[1], padded, declared=True)
    # A delimiter inside quotation marks separates nothing.
    bare = _QUOTED.sub('""', sample) if '"' in sample else sample
    first = _first_line(bare)
    found = next((mark for text in (first, bare) for mark in "\t;," if mark in text), "\t")
    return Dialect("\t" if found == "," and _is_column_of_decimals(lines) else found, padded)


def _first_line(text: str) -> str:
    return next((line for line in text.split("\n") if line and not line.isspace()), "")


def _is_column_of_decimals(lines: Lines) -> bool:
    """True if each line is one number with a decimal comma, below at most one header.

    Raises
    ------
    InputError
        If the whole parts count up, as labels before a comma would.
    """
    wholes, has_header, first = list[str](), False, ""
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if not first and not has_header and "," not in text and not is_number(text):
            has_header = True
        elif not is_number(text):
            return False
        else:
            first = first or text
            wholes.append(text.partition(",")[0].strip())
        refuse_flood(len(wholes))
    if not has_header and len(wholes) >= _ENUMERATED and _count_up(wholes):
        raise InputError(
            f"Line 1: {quoted(first)} could be one number or a label and a logit: put a semicolon between"
            " them, or write a decimal point."
        )
    return True


def _count_up(wholes: list[str]) -> bool:
    """True if the numbers count up from 0 or 1."""
    return any(wholes == [str(number) for number in range(start, start + len(wholes))] for start in (0, 1))


def refuse_flood(rows: int) -> None:
    """Raise `InputError` if a table has more rows than are read."""
    if rows > MOST_CLASSES:
        raise InputError(f"This table has more than {MOST_CLASSES:,} rows, the most that are read.")


def read_rows(lines: Lines, dialect: Dialect) -> Iterator[Row]:
    """Yield the rows of cells by the rules of CSV, without blank rows.

    Raises
    ------
    InputError
        If quotes do not close, or a row or a cell is too long.
    """
    return (row for row in split_rows(lines, dialect, blank=False) if row.width)


def split_rows(lines: Lines, dialect: Dialect, *, blank: bool = True) -> Iterator[Row]:
    """Yield the rows as `read_rows` does, with blank rows, which may have no cell at all.

    If `blank` is False, most of these are left out, in a fraction of the time that it takes to split them.
    """
    feed = _CheckedLines(lines, dialect, blank=blank)
    reader = csv.reader(feed, delimiter=dialect.delimiter, strict=True, skipinitialspace=dialect.padded)
    while True:
        feed.first = feed.delimiters = 0
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(f"Line {feed.line}: {_csv_reason(str(error))}.") from None
        if cells is None:
            return
        # A row over several lines has line feeds in quotation marks, of which one may be stray.
        if feed.line > feed.first:
            _check_runaway_quotes(feed.line, cells, dialect.delimiter)
        yield Row(feed.line, cells)


class _CheckedLines:
    """Iterator of lines for the reader of CSV; it refuses a row of millions of cells before it is split.

    Attributes
    ----------
    line, first : int
        Number of the last line, and of the line on which its row begins; 0 before a row.
    delimiters : int
        Delimiters in the lines of the row.
    """

    def __init__(self, lines: Lines, dialect: Dialect, *, blank: bool) -> None:
        self._lines, self._delimiter = iter(lines), dialect.delimiter
        self.line = self.first = self.delimiters = 0
        self._left_out = "" if blank else f"{dialect.delimiter} \t\n"
        if dialect.declared:
            next(self._lines)
            self.line = 1

    def __iter__(self) -> _CheckedLines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.line += 1
        if not self.first:  # else the line belongs to a cell in quotation marks
            while self._left_out and not line.strip(self._left_out):
                line = next(self._lines)
                self.line += 1
            self.first = self.line
        self.delimiters += line.count(self._delimiter)
        if self.delimiters >= MOST_CELLS:
            raise InputError(f"Line {self.line} has more than {MOST_CELLS:,} cells, the most that are read.")
        return line


def _csv_reason(message: str) -> str:
    """Return the reason of an error of Python's csv module in plain words."""
    if "end of data" in message:
        return "a quotation mark is opened and never closed"
    if "expected after" in message:
        return "after a closing quotation mark the cell must end"
    return "a cell is too long" if "field limit" in message else message


def _check_runaway_quotes(line: int, cells: list[str], delimiter: str) -> None:
    """Raise `InputError` if a cell has rows in it, because of a stray quotation mark and the next one."""
    if any("\n" in cell and delimiter in cell for cell in cells):
        raise InputError(f"Line {line}: a quotation mark is closed here that was opened some lines before.")
