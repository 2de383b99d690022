"""Recordings of what an answer lists: the likeliest tokens of each step, in memory."""

from __future__ import annotations

import codecs
import copy
import math
from typing import TYPE_CHECKING, Self

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.partial.unlisted import Unlisted
from tauscope.sources.trace.recording import RecordedStep, Recording
from tauscope.sources.trace.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tauscope.core.values import Floats, Integers
    from tauscope.sources.trace.shapes.listed.columns import Columns

_TINY, _ROUNDING = 1e-4, 1e-6
"""Mass below which it is told within bounds, and how far the sum of rounded probabilities may be wrong."""

_QUICK = 2_000
"""Most listed tokens of a step that are made in less than a millisecond."""
_COMPLETE = 1e-3
"""Largest sum of unlisted probabilities that is taken for rounding where all ids from 0 on are listed."""


class ListedRecording(Recording):
    """The steps of an answer that lists tokens with their log-probabilities.

    Parameters
    ----------
    columns : Columns
    pieces : sequence of str
    name, recognised, fingerprint : str
    path : Path or None
    applied : float or None
    """

    values = ValueKind.LN_P

    def __init__(
        self,
        columns: Columns,
        pieces: Iterable[str],
        name: str,
        recognised: str,
        fingerprint: str,
        path: Path | None = None,
        applied: float | None = None,
    ) -> None:
        self._columns = columns
        self.pieces = tuple(pieces)
        self.name, self.recognised, self.path, self.fingerprint = name, recognised, path, fingerprint
        self.steps, self.applied = len(columns.starts) - 1, applied
        self.vocabulary = self._seems = _complete_vocabulary(columns)
        self.lists_all = self.vocabulary is not None
        self.says_vocabulary = not self.lists_all
        self.has_ids, self.has_names = columns.names.has_ids, columns.names.has_texts

    @property
    def tokens(self) -> Integers:
        """Key of the chosen token of each step, −1 where it is not listed."""
        chosen = self._columns.chosen
        return np.where(chosen >= 0, self._columns.keys[chosen], -1)

    def step(self, number: int) -> RecordedStep:
        """Return a step."""
        columns = self._columns
        rows = slice(int(columns.starts[number]), int(columns.starts[number + 1]))
        row = int(columns.chosen[number])
        chosen = int(columns.keys[row]) if row >= 0 else None
        keys, values = columns.keys[rows], columns.values[rows]
        if self.lists_all:
            logits = Logits.of(columns.names.all_labels, values[np.argsort(keys)], columns.names.keys)
            return RecordedStep(logits, None, chosen)
        logits = Logits.of(columns.names.labels(keys), values, keys)
        return RecordedStep(logits, self._unlisted(number, row - rows.start, values), chosen)

    def of_vocabulary(self, classes: int | None) -> Self:
        """Return the recording of a model with so many classes, of which it lists some if there are more."""
        if self.lists_all and classes is not None and classes < len(self._columns.names):
            return super().of_vocabulary(classes)
        last = int(self._columns.names.keys[-1])
        if self.has_ids and classes is not None and last >= classes:
            raise InputError(
                f"This file lists a token with the id {last:,}; in a vocabulary of {classes:,} the last id is"
                f" {classes - 1:,}."
            )
        changed = copy.copy(self)
        changed.lists_all = self._seems is not None and classes in {None, self._seems}
        changed.vocabulary = self._seems if changed.lists_all else None
        return changed

    def quick(self, number: int) -> bool:
        """Return True if the step lists few tokens."""
        return bool(self._columns.starts[number + 1] - self._columns.starts[number] <= _QUICK)

    def _unlisted(self, number: int, row: int, values: Floats) -> Unlisted:
        """Return what is known of the tokens that a step does not list; `row` is that of the chosen token."""
        mass = float(self._columns.masses[number])
        if math.isnan(mass):
            return Unlisted(None, Bounds(0.0, 1.0), 1.0)
        added = row if self._columns.added[number] else None
        likeliest = values if added is None else np.delete(values, added)
        most = math.exp(likeliest.min()) if likeliest.size else mass
        if mass > _TINY:
            return Unlisted(None, Bounds(mass, mass), most, added=added)
        # What rounding leaves of 1 − Σp may be 0 or not, and a hot τ makes much of little.
        rounded = Bounds(max(0.0, mass - _ROUNDING), mass + _ROUNDING)
        return Unlisted(None, rounded, most, added=added)


def _complete_vocabulary(columns: Columns) -> int | None:
    """Return the number of tokens if each step lists all ids from 0 on; else None."""
    counts, size = np.diff(columns.starts), len(columns.names)
    if not columns.names.has_ids or (counts != size).any() or columns.names.keys[-1] != size - 1:
        return None
    return None if np.isnan(columns.masses).any() or columns.masses.max() > _COMPLETE else size


def pieces_of(chosen: Iterable[bytes]) -> list[str]:
    r"""Return the text that each of these tokens adds; a character of several tokens belongs to the last.

    Examples
    --------
    >>> pieces_of([b" caf", b"\xc3", b"\xa9"])
    [' caf', '', 'é']
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pieces = [decoder.decode(token) for token in chosen]
    if pieces:
        pieces[-1] += decoder.decode(b"", final=True)
    return pieces
