"""Recordings of arrays: a row of logits a step, labelled."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted
from tauscope.sources.trace.arrays.rows import RowsInMemory
from tauscope.sources.trace.recording import RecordedStep, Recording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tauscope.core.values import Floats, Integers
    from tauscope.sources.trace.arrays.rows import Rows


class ArrayRecording(Recording):
    """Rows of logits as a recording; all classes are listed.

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
    """

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
        self.recognised, self.fingerprint, self.path = recognised, fingerprint, path
        self.name = path.name if path else ""
        self.pieces = tuple(pieces)
        self.steps, self.vocabulary = rows.count, rows.classes
        self.labels = index_labels(rows.classes) if labels is None else tuple(labels)
        self._chosen = chosen
        self._keys = index_keys(rows.classes)

    def step(self, number: int) -> RecordedStep:
        """Return a step; errors are those of `Recording.step`."""
        values = self.rows.row(number)
        check_logits(values, number, self.labels)
        values.setflags(write=False)
        chosen = None if self._chosen is None else self._chosen[number]
        return RecordedStep(Logits(self.labels, values, self._keys), None, chosen)

    def quick(self, number: int) -> bool:  # noqa: ARG002
        """Return True if rows are in memory and few enough to be checked at once."""
        return isinstance(self.rows, RowsInMemory) and self.rows.classes < 2**16


def check_logits(values: Floats, number: int, labels: Sequence[str]) -> None:
    """Raise `InputError` with step and class if softmax is not defined for the values of a step."""
    if np.isfinite(values[values.argmax()]):  # which takes NaN for the largest
        return
    for wrong, what in ((np.isnan(values), "not a number (NaN)"), (values == np.inf, "+∞")):
        if wrong.any():
            row = int(wrong.argmax())
            name = labels[row] if labels[row] == f"#{row}" else f"{quoted(labels[row])} (#{row})"
            raise InputError(f"Step {number + 1:,}: the logit of {name} is {what}, which no logit can be.")
    raise InputError(f"Step {number + 1:,}: every logit is −∞; at least one must be finite.")


@lru_cache(maxsize=4)
def index_labels(count: int) -> tuple[str, ...]:
    """Return names of classes by their index.

    Examples
    --------
    >>> index_labels(2)
    ('#0', '#1')
    """
    return tuple(f"#{index}" for index in range(count))


@lru_cache(maxsize=4)
def index_keys(count: int) -> Integers:
    """Return the keys 0 … count − 1, read-only and shared: by identity, pins see that classes are equal."""
    keys = np.arange(count, dtype=np.int64)
    keys.setflags(write=False)
    return keys
