"""Tables of steps, and tables that list a part of all classes, as recordings."""

from __future__ import annotations

import hashlib
import math
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.text.encodings import encoding_of
from tauscope.core.text.labels import clean_labels
from tauscope.document.files.tables.column_detection import find_columns
from tauscope.document.files.tables.grid import dialect_of, read_rows
from tauscope.document.files.tables.matrices import Matrix, has_steps, parse_matrix
from tauscope.document.files.tables.reader import parse_table
from tauscope.document.files.tables.text_lines import Lines
from tauscope.sources.trace.arrays.recording import ArrayRecording
from tauscope.sources.trace.arrays.rows import RowsInMemory
from tauscope.sources.trace.recording import RecordedStep, Recording
from tauscope.sources.trace.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tauscope.document.files.tables.reader import Table


class ListRecording(Recording):
    """One step: a table of probabilities that does not list all classes.

    Parameters
    ----------
    table : Table
        A table with `part`.
    fingerprint : str
    path : Path or None
    """

    lists_all = False
    has_ids = False
    values = ValueKind.LN_P
    steps = 1

    def __init__(self, table: Table, fingerprint: str, path: Path | None = None) -> None:
        assert table.part is not None  # noqa: S101  # else all classes are listed
        self.fingerprint, self.path = fingerprint, path
        self.name = path.name if path else ""
        part, count = table.part, len(table.values)
        self.vocabulary = None if part.others is None else count + part.others
        mass = Bounds(max(0.0, part.missing - part.tolerance), min(1.0, part.missing + part.tolerance))
        logits = Logits.of(clean_labels(table.names), table.values)
        most = _most_of_others(table.values.tolist(), mass, part.others)
        first = "top " if most < mass.high else ""
        self.recognised = (
            f"Table of probabilities, {first}{count:,} classes with {1 - part.missing:.3g} in all"
        )
        self._step = RecordedStep(logits, Unlisted(part.others, mass, most))

    def step(self, number: int) -> RecordedStep:  # noqa: ARG002  # there is one
        """Return the step."""
        return self._step

    def quick(self, number: int) -> bool:  # noqa: ARG002
        """Return True: the step is in memory."""
        return True


def _most_of_others(values: Sequence[float], mass: Bounds, others: int | None) -> float:
    """Return the highest probability that a class can have which a table does not list.

    A table whose probabilities fall lists the likeliest classes, unless the others are too few to have the
    rest; any other table may list whatever somebody asked for.
    """
    last = math.exp(values[-1])
    falls = all(before >= after for before, after in pairwise(values))
    fits = others is None or mass.low <= others * last
    return min(last, mass.high) if falls and fits and last else mass.high


def recorded_table(data: bytes, name: str, path: Path | None = None) -> Recording | None:
    """Return the recording of a table of steps × classes, or of a part of all classes; None for other texts.

    Raises
    ------
    InputError
        If a cell is no logit and no probability. The sentence names line and cell, from 1.
    """
    try:
        lines = Lines(data, encoding_of(data).name)
    except InputError:
        return None
    matrix = parse_matrix(lines)
    table = parse_table(lines) if matrix is None and _has_probabilities(lines) else None
    recording: Recording
    if matrix is not None:
        recording = _recording_of(matrix, _fingerprint(data), path)
    elif table is not None and table.part is not None:
        recording = ListRecording(table, _fingerprint(data), path)
    else:
        return None
    recording.name = name
    return recording


def is_recorded(first: bytes, content: Callable[[], bytes]) -> bool:
    """Return True if `recorded_table` makes a recording of a text.

    Parameters
    ----------
    first : bytes
        The first lines of the text, at least two unless it has fewer.
    content : callable
        Returns the whole text; called only for tables of probabilities, which may list a part of all classes.
    """
    try:
        lines = Lines(first, encoding_of(first).name)
        if has_steps(lines):
            return True
        return _has_probabilities(lines) and recorded_table(content(), "") is not None
    except InputError:
        return False


def _fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _recording_of(matrix: Matrix, fingerprint: str, path: Path | None) -> Recording:
    count, classes = matrix.values.shape
    recording = ArrayRecording(
        RowsInMemory(matrix.values),
        f"Table, {count:,} × {classes:,} (steps × classes)",
        fingerprint,
        path,
        None if matrix.labels is None else clean_labels(matrix.labels),
        matrix.tokens,
    )
    # Columns with names may stand in any order; headers that count the columns are no names.
    recording.has_names = matrix.labels is not None and not _count(matrix.labels)
    recording.has_ids = not recording.has_names
    # Of a table all rows were looked at.
    if matrix.are_probabilities or recording.values is ValueKind.P:
        recording.look_like(ValueKind.P if matrix.are_probabilities else ValueKind.LOGITS)
    return recording


def _count(labels: Sequence[str]) -> bool:
    """Return True if headers count the columns, from 0 or from 1."""
    return any(tuple(labels) == tuple(map(str, range(start, start + len(labels)))) for start in (0, 1))


def _has_probabilities(lines: Lines) -> bool:
    """Return True if a table's first line names a column of probabilities and none of logits."""
    try:
        kind = find_columns(islice(read_rows(lines, dialect_of(lines)), 2)).kind
    except InputError:
        return False  # the reader of tables says what is wrong
    return kind is not None and kind.is_probability
