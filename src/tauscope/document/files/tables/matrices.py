"""Reader of tables with a step in each row and a class in each column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import is_number, parse_percentage
from tauscope.core.text.json_bounds import MOST_MEMORY
from tauscope.document.files.tables.column_detection import LABEL_NAMES, OTHER_NAMES
from tauscope.document.files.tables.column_kinds import COLUMN_NAMES
from tauscope.document.files.tables.grid import Row, dialect_of, read_rows
from tauscope.document.files.tables.reader import plain_numbers
from tauscope.document.reports.tables.spreadsheets import from_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.values import Floats
    from tauscope.document.files.tables.text_lines import Lines

MOST_NUMBERS = MOST_MEMORY // 32
"""Most numbers of a table; while the table is read each takes 8 bytes or so, twice."""

_STEP_NAMES = frozenset({"", "step", "position", "pos", "index", "unnamed:0"})
"""Headers of a first column that numbers the steps; pandas writes one without a name."""

_TOKEN_NAMES = frozenset({"token", "tokens"})
"""Headers of a first column with the token of each step."""

_FEWEST = 3
"""Fewest columns of a table without labels: two may be labels and logits."""

_PART_OF_NAMES = 2 / 3
"""Of a table of steps, more headers than this part are no names of columns that tables of classes have."""

_SUM = 2e-3


@dataclass(frozen=True, eq=False)
class Matrix:
    """A table of steps.

    Attributes
    ----------
    values : (steps, classes) float64
        Logits, or probabilities.
    labels : tuple of str or None
        Names of the classes, if the table has headers.
    tokens : tuple of str
        What a first column of texts says of each step; empty if there is none.
    are_probabilities : bool
        True if the table has probabilities: each row has the sum 1.
    """

    values: Floats
    labels: tuple[str, ...] | None = None
    tokens: tuple[str, ...] = ()
    are_probabilities: bool = False


@dataclass(frozen=True)
class _Layout:
    """Where a table of steps has its names and its values.

    Attributes
    ----------
    labels : tuple of str or None
    first : int
        Index of the first column of values: 1 if a column before them says something of the steps.
    has_tokens : bool
        True if that column has texts.
    width : int
        Number of columns.
    """

    labels: tuple[str, ...] | None
    first: int
    has_tokens: bool
    width: int


def has_steps(lines: Lines) -> bool:
    r"""Return True if the first two lines are those of a table of steps × classes.

    Examples
    --------
    >>> from tauscope.document.files.tables.text_lines import Lines
    >>> has_steps(Lines(b"step,cat,dog\n0,2.5,1\n")), has_steps(Lines(b"cat,2\ndog,1\n"))
    (True, False)
    """
    try:
        dialect = dialect_of(lines)
        return _layout(list(islice(read_rows(lines, dialect), 2)), dialect.delimiter) is not None
    except InputError:
        return False


def parse_matrix(lines: Lines) -> Matrix | None:
    r"""Read a table of steps × classes; None if the text is anything else.

    Such a table has a line with the names of at least two classes, or three columns of numbers or more. A
    first column may number the steps or name their tokens.

    Raises
    ------
    InputError
        If a row has another number of cells, or a cell is no logit. The sentence names line and cell, from 1.

    Examples
    --------
    >>> from tauscope.document.files.tables.text_lines import Lines
    >>> matrix = parse_matrix(Lines(b"step,cat,dog\n0,2.5,1\n1,0,0.5\n"))
    >>> matrix.labels, matrix.values.tolist()
    (('cat', 'dog'), [[2.5, 1.0], [0.0, 0.5]])
    """
    try:
        dialect = dialect_of(lines)
        rows = read_rows(lines, dialect)
        head = list(islice(rows, 2))
        layout = _layout(head, dialect.delimiter)
    except InputError:
        return None  # the reader of tables says what is wrong
    if layout is None:
        return None
    body = chain(head[layout.labels is not None :], rows)
    return _read(body, layout)


def _layout(head: Sequence[Row], delimiter: str) -> _Layout | None:
    """Return the layout of a table with these first two rows; None if it is not one of steps."""
    if len(head) < 2 or head[0].width < _FEWEST or len(head[0].cells) != len(head[1].cells):
        return None
    names, cells = head[0].cells[: head[0].width], head[1].cells[: head[1].width]
    if len(cells) != len(names):
        return None
    if all(map(_is_value, cells[1:])):
        return _named_layout(names, cells) or _unnamed_layout(names, cells, delimiter)
    return None


def _named_layout(names: Sequence[str], cells: Sequence[str]) -> _Layout | None:
    """Return the layout of a table whose first line names classes; None if it does not."""
    plain = ["".join(name.split()).casefold() for name in names]
    # The first token of a text may be a number.
    has_tokens = not _is_value(cells[0]) or names[0].casefold() in _TOKEN_NAMES
    first = int(has_tokens or plain[0] in _STEP_NAMES)
    if not _are_headers(names[first:], cells[first:]):
        return None
    known = frozenset[str]().union(LABEL_NAMES, OTHER_NAMES, *COLUMN_NAMES.values())
    others = sum(name not in known for name in plain[first:])
    if others <= _PART_OF_NAMES * len(plain[first:]):
        return None
    # A leading blank belongs to a token, unless it follows every comma.
    if all(name[:1].isspace() for name in names[1:]):
        names = [name.lstrip() for name in names]
    labels = tuple(from_spreadsheet(name.rstrip("\r\n")) for name in names[first:])
    return _Layout(labels, first, has_tokens, len(names))


def _unnamed_layout(names: Sequence[str], cells: Sequence[str], delimiter: str) -> _Layout | None:
    """Return the layout of a table of numbers alone; None if it has anything else."""
    # Whole numbers between commas may be decimals with commas.
    ambiguous = delimiter == "," and all(cell.strip().lstrip("-").isdigit() for cell in (*names, *cells))
    if ambiguous or not all(map(_is_value, (*names, cells[0]))):
        return None
    return _Layout(None, 0, has_tokens=False, width=len(names))


def _are_headers(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Return True if the first line names classes, most of them with words, or all by counting them."""
    numbers = sum(map(_is_value, names))
    if 2 * numbers < len(names):  # some tokens are numbers
        return all(name.strip() for name in names)
    counts = any(
        [name.strip() for name in names] == [str(number) for number in range(start, start + len(names))]
        for start in (0, 1)
    )
    return counts and not all(cell.strip().isdigit() for cell in cells)


def _is_value(cell: str) -> bool:
    return is_number(cell.strip().removesuffix("%"))


def _read(rows: Iterable[Row], layout: _Layout) -> Matrix:
    numbers, tokens, lines = array("d"), list[str](), array("l")
    for row in rows:
        if row.width > layout.width:
            raise InputError(f"Line {row.line} has {row.width} cells where others have {layout.width}.")
        cells = row.cells[layout.first : layout.width]
        cells += [""] * (layout.width - layout.first - len(cells))
        numbers.frombytes(_numbers(cells, row.line, layout.first).tobytes())
        if layout.has_tokens:
            tokens.append(from_spreadsheet(row.cells[0]))
        lines.append(row.line)
        if len(numbers) > MOST_NUMBERS:
            raise InputError(f"This table has more than {MOST_NUMBERS:,} numbers: save it as .npy.")
    values = np.frombuffer(numbers, dtype=np.float64).reshape(len(lines), -1)
    for wrong, why in ((values.max(axis=1) == np.inf, "+∞"), (values.max(axis=1) == -np.inf, "−∞ alone")):
        if wrong.any():
            raise InputError(f"Line {lines[int(wrong.argmax())]}: a row of logits cannot have {why}.")
    return Matrix(values, layout.labels, tuple(tokens), _are_probabilities(values))


def _numbers(cells: list[str], line: int, first: int) -> Floats:
    at_once = plain_numbers(cells)
    if at_once is not None:
        return at_once
    found = list[float]()
    for place, cell in enumerate(cells, first + 1):
        try:
            found.append(parse_percentage(cell))
        except InputError as error:
            raise InputError(f"Line {line}, cell {place}: {error}") from None
    return np.array(found)


def _are_probabilities(values: Floats) -> bool:
    """Return True if each row has numbers from 0 to 1 with the sum 1, and not only zeros and ones."""
    if values.min() < 0 or values.max() > 1 or bool(np.isin(values, (0.0, 1.0)).all()):
        return False
    return bool((abs(values.sum(axis=1) - 1) < _SUM).all())
