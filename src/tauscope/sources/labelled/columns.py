"""The reader of tables (CSV, TSV) with a column of true classes; every other column has a class's logits."""

from __future__ import annotations

import csv
from array import array
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.errors import InputError
from tauscope.core.numbers import is_number, parse_number, quoted
from tauscope.sources.labelled.classes import class_numbers
from tauscope.sources.labelled.labelled_set import LabelledSet, check_size
from tauscope.sources.labelled.text import NumberedLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tauscope.core.values import Floats

LABELS = ("label", "labels", "target", "targets", "y", "y_true", "class")
"""Names of the column of true classes."""

ROW_NAMES = frozenset({"", "id", "index", "row", "example", "unnamed: 0"})
"""Names of columns that number the examples; pandas writes one without a name."""

ROW_ENDINGS = ("_id", " id")
"""Endings of such names, as in “image_id”."""

PREDICTED = frozenset({"pred", "prediction", "predicted", "y_pred", "correct", "confidence"})
"""Names of columns that say what a classifier answered, with numbers that are not logits."""

MISSING = frozenset({"nan", "na", "n/a", "none", "null", "inf", "infinity"})
"""Words in place of a number: a cell with one of them is no text."""

TABLE_NAMES = frozenset(
    {
        "z",
        "logit",
        "logits",
        "value",
        "score",
        "e",
        "energy",
        "p",
        "probability",
        "%",
        "logprob",
        "lnp",
        "kept",
    }
)
"""Names of columns in tables of which each row is a class, and not an example."""

_PREFIXES = ("logits_", "logit_", "logits ", "logit ", "z_")
_DELIMITERS = "\t;,"
_LONGEST_LINE = 2**25
_LISTED = 6


class Header(NamedTuple):
    """First line of a table.

    Attributes
    ----------
    delimiter : str
    names : list of str
        Names of all columns.
    label : int
        Index of the column of true classes.
    values : list of int
        Indices of the columns of logits.
    """

    delimiter: str
    names: list[str]
    label: int
    values: list[int]

    @property
    def classes(self) -> list[str]:
        """Names of the classes, without a beginning such as "logit_" that all have."""
        names = [self.names[place] for place in self.values]
        for prefix in _PREFIXES:
            if all(name.lower().startswith(prefix) and len(name) > len(prefix) for name in names):
                return [name[len(prefix) :] for name in names]
        return names

    def without_texts(self, row: list[str]) -> Header:
        """Leave out columns that have a text in the first row, such as the name of an image.

        Raises
        ------
        InputError
            If fewer than two columns of logits are left.
        """
        texts = [place for place in self.values if place < len(row) and _is_text(row[place])]
        values = [place for place in self.values if place not in texts]
        if texts and len(values) < 2:
            raise InputError(
                f"column {quoted(self.names[texts[0]])}: {quoted(row[texts[0]])} is not a number."
            )
        return self._replace(values=values)


class _Cells(NamedTuple):
    """Logits of all rows one after the other, cells of true classes, and the number of each row's line.

    Attributes
    ----------
    header : Header
        Without columns of texts, which the first row shows.
    """

    header: Header
    logits: array[float]
    labels: list[str]
    lines: array[int]


def read_columns(file: BinaryIO) -> LabelledSet:
    """Read a table.

    Raises
    ------
    InputError
        If it has no column of true classes, or a cell is wrong. The sentence names the line, from 1.
    """
    lines = NumberedLines(file, _LONGEST_LINE)
    found = _cells(lines, read_header(lines))
    header = found.header
    if not found.labels:
        raise InputError("There is no example below the names of the columns.")
    values = np.frombuffer(found.logits, dtype=np.float64).reshape(len(found.labels), -1)
    _check_values(values, found.lines, header)
    labels = class_numbers(
        found.labels, header.classes, len(header.values), lambda row: f"Line {found.lines[row]}"
    )
    used = {header.label, *header.values}
    left_out = [
        quoted(name) if name else "one without a name"
        for place, name in enumerate(header.names)
        if place not in used
    ]
    notes = [lines.guessed, f"Columns that were left out: {', '.join(left_out)}." if left_out else ""]
    return LabelledSet.of(
        LabelledLogits(values, labels),
        header.classes,
        f"a table with true classes in the column {quoted(header.names[header.label])}",
        [note for note in notes if note],
    )


def looks_labelled(head: str) -> bool:
    r"""Return True if a text begins as such a table, and not as one of which each row is a class.

    Parameters
    ----------
    head : str
        Whole lines at the beginning of the text.

    Examples
    --------
    >>> looks_labelled("cat,dog,label\n2,1,cat\n"), looks_labelled("class,z,p\ncat,2,0.7\n")
    (True, False)
    """
    lines = [line for line in head.splitlines() if line.strip()]
    try:
        header = read_header(lines[:1])
        row = next(_split(iter(lines[1:2]), header.delimiter), [])
        header = header.without_texts(row)
    except InputError:
        return False
    if any(header.names[place].casefold() in TABLE_NAMES for place in header.values):
        return False
    if len(row) < len(header.names) or not all(is_number(row[place]) for place in header.values):
        return False
    label = row[header.label].strip()
    return label in {name.strip() for name in header.classes} or label.isdecimal()


def read_header(lines: Iterable[str]) -> Header:
    """Read the names of the columns from the first line that is not blank.

    Raises
    ------
    InputError
        If there is none, no column or several could have true classes, or there are no two others.
    """
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise InputError("There is nothing in this table.")
    delimiter = max(_DELIMITERS, key=first.count)
    names = [name.strip() for name in next(_split(iter([first]), delimiter), [])]
    plain = [name.casefold() for name in names]
    labels = [place for place, name in enumerate(plain) if name in LABELS]
    if not labels:
        there = ", ".join(map(quoted, names[:_LISTED])) + (", …" if len(names) > _LISTED else "")
        raise InputError(
            f"No column has the true classes: name it label, target, y or class. The first line has {there}."
        )
    if len(labels) > 1:
        both = " and ".join(quoted(names[place]) for place in labels[:2])
        raise InputError(f"The columns {both} could both have the true classes: rename one of them.")
    values = [place for place, name in enumerate(plain) if place != labels[0] and not _is_of_rows(name)]
    if len(values) < 2:
        raise InputError(
            "Beside the true class there must be a column of logits for each of two or more classes."
        )
    return Header(delimiter, names, labels[0], values)


def _is_of_rows(name: str) -> bool:
    """Return True for a name, in lower case, of a column that has no logits."""
    return name in ROW_NAMES | PREDICTED or name.endswith(ROW_ENDINGS)


def _is_text(cell: str) -> bool:
    """Return True for a cell with letters that stand neither for a number nor for a missing one."""
    words = cell.strip().casefold().lstrip("+-−")
    return any(map(str.isalpha, words)) and words not in MISSING and not is_number(cell)


def _split(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the cells of each row; `InputError` for quotation marks that do not close."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise InputError("a quotation mark does not close, or its cell goes on after it.") from None
        if cells is None:
            return
        yield cells


def _cells(lines: NumberedLines, header: Header) -> _Cells:
    """Read all rows below the header."""
    found, texts = _Cells(header, array("d"), [], array("q")), list[int]()
    rows, width = _split(lines, header.delimiter), len(header.names)
    while True:
        try:
            cells = next(rows, None)
        except InputError as error:
            raise InputError(f"Line {lines.number}: {error}") from None
        if cells is None:
            return found
        if not any(map(str.strip, cells)):
            continue
        if len(cells) != width:
            raise InputError(f"Line {lines.number} has {len(cells)} cells where the first line has {width}.")
        if not found.labels:
            try:
                header = header.without_texts(cells)
            except InputError as error:
                raise InputError(f"Line {lines.number}, {error}") from None
            texts = [place for place in found.header.values if place not in header.values]
            found = found._replace(header=header)
        _check_texts(cells, texts, lines.number, header)
        found.logits.extend(_numbers(cells, lines.number, header))
        found.labels.append(cells[header.label])
        found.lines.append(lines.number)
        check_size(len(found.labels), len(header.values))


def _check_texts(cells: list[str], texts: list[int], line: int, header: Header) -> None:
    """Raise `InputError` for a number in a column that began with a text, for it may have logits."""
    for place in texts:
        if is_number(cells[place]):
            raise InputError(
                f"Line {line}, column {quoted(header.names[place])}: {quoted(cells[place])} is a number "
                "where the first row has a text. Name the column id to leave it out."
            )


def _numbers(cells: list[str], line: int, header: Header) -> list[float]:
    """Read the logits of a row."""
    try:
        return [float(cells[place]) for place in header.values]
    except ValueError:
        return [_number(cells[place], line, header.names[place]) for place in header.values]


def _number(cell: str, line: int, name: str) -> float:
    """Read a number that may have a decimal comma, or be written as −∞."""
    try:
        return parse_number(cell)
    except InputError as error:
        raise InputError(f"Line {line}, column {quoted(name)}: {error}") from None


def _check_values(values: Floats, lines: array[int], header: Header) -> None:
    """Raise `InputError` for a logit that is NaN or +∞."""
    wrong = np.isnan(values) | (values == np.inf)
    if wrong.any():
        row, place = divmod(int(wrong.argmax()), values.shape[1])
        name = "not a number" if np.isnan(values[row, place]) else "+∞, which no logit can be"
        where = f"Line {lines[row]}, column {quoted(header.names[header.values[place]])}"
        raise InputError(f"{where}: the logit is {name}.")
