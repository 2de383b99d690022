"""Recordings of arrays: a row of logits a step, labelled."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import numpy as np

from tauscope.core.logits import Logits, numbered_keys
from tauscope.sources.trace.arrays.rows import RowFile, RowsInMemory
from tauscope.sources.trace.recording import RecordedStep, Recording
from tauscope.sources.trace.values import ValueKind, as_logits, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tauscope.core.values import Integers
    from tauscope.sources.trace.arrays.rows import Rows


class ArrayRecording(Recording):
    """Rows of logits, probabilities or energies as a recording; all classes are listed.

    Parameters
    ----------
    rows : Rows
    recognised : str
        What the file was recognised as.
    fingerprint : str
    path : Path or None
    labels : sequence of str, optional
        A label for each class; without them classes are named by their index, "#0" and so on.
    pieces : sequence of str, optional
        Text of each step.
    chosen : sequence of int, optional
        Index of the class that was chosen at each step.

    Attributes
    ----------
    opened : ArrayRecording or None
        The recording that was opened, of which this one is a copy that takes the numbers as another kind.
    """

    says_values = False

    def __init__(
        self,
        rows: Rows,
        recognised: str,
        fingerprint: str,
        path: Path | None = None,
        labels: Sequence[str] | None = None,
        pieces: Sequence[str] = (),
        chosen: Sequence[int] | None = None,
    ) -> None:
        self.rows = rows
        self.fingerprint, self.path = fingerprint, path
        self._format, self._said = recognised, ""
        self.values = self._looks = looks_of(rows)
        self.name = path.name if path else ""
        self.pieces = tuple(pieces)
        self.steps, self.vocabulary = rows.count, rows.classes
        self.labels = index_labels(rows.classes) if labels is None else tuple(labels)
        self.has_names = labels is not None
        self._chosen = chosen
        self.opened: ArrayRecording | None = None
        self._keys = numbered_keys(rows.classes)

    def say(self, words: str) -> None:
        """Add words to the line on what was recognised."""
        self._said += words

    def look_like(self, kind: ValueKind) -> None:
        """Take the numbers as a kind that the reader of the file saw."""
        self.values = self._looks = kind

    @property
    def recognised(self) -> str:  # type: ignore[override]
        """Format, what the numbers are taken as, and where the names come from."""
        words = _LOOKS[self.values] if self.values is self._looks else f", taken as {self.values.value}"
        return f"{self._format}{words}{self._said}"

    @property
    def in_short(self) -> str:
        """Sizes, and what the numbers look like."""
        looks = ", rows add up to 1" if self.values is self._looks is ValueKind.P else ""
        return f"{self.steps:,} × {self.rows.classes:,}{looks}"

    @property
    def tokens(self) -> Integers | None:
        """Index of the class that was chosen at each step."""
        return None if self._chosen is None else np.asarray(self._chosen, np.int64)

    def taken_as(self, kind: ValueKind | None) -> Self:
        """Return the recording with its numbers taken as another kind; None for what they look like."""
        changed = copy.copy(self)
        changed.opened = self.opened or self  # a temporary file goes with the recording that was opened
        changed.values = self._looks if kind is None else kind
        return changed

    def step(self, number: int) -> RecordedStep:
        """Return a step; errors are those of `Recording.step`."""
        values = as_logits(self.rows.row(number), self.values, number, self.labels)
        values.setflags(write=False)
        chosen = None if self._chosen is None else self._chosen[number]
        return RecordedStep(Logits(self.labels, values, self._keys), None, chosen)

    def quick(self, number: int) -> bool:  # noqa: ARG002
        """Return True if rows are in memory and few enough to be checked at once."""
        return isinstance(self.rows, RowsInMemory) and self.rows.classes < 2**16


INDEX = "#{}"
"""Name of a class of which the file has nothing but the index."""

_LOOKS = {
    ValueKind.LOGITS: "",
    ValueKind.P: "; its rows add up to 1: probabilities",
    ValueKind.LN_P: "; e^x of its rows adds up to 1: ln p",
    ValueKind.ENERGIES: "",
}


def looks_of(rows: Rows) -> ValueKind:
    """Return what the numbers of rows look like: the first, the last, and one between have to agree."""
    if isinstance(rows, RowFile) and not rows.element.is_fraction:
        return ValueKind.LOGITS
    first = rows.row(0)
    kind = kind_of(first)
    if kind is ValueKind.LOGITS:
        return kind
    others = [rows.row(number) for number in sorted({rows.count // 2, rows.count - 1} - {0})]
    agree = all(kind_of(row) is kind for row in others)
    # Zeros and ones alone may be anything.
    plain = all(np.isin(row, (0.0, 1.0)).all() for row in (first, *others))
    return kind if agree and not plain else ValueKind.LOGITS


@lru_cache(maxsize=2)  # two files are compared; of a vocabulary the names take megabytes
def index_labels(count: int) -> tuple[str, ...]:
    """Return names of classes by their index.

    Examples
    --------
    >>> index_labels(2)
    ('#0', '#1')
    """
    return tuple(map(INDEX.format, range(count)))
