"""Logits of many examples whose true classes are known."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.core.values import Floats, Integers, Mask

BLOCK = 65_536
"""Numbers that are worked on at once, so that scratch arrays stay in the processor's cache."""

_LARGEST = sys.float_info.max

_LARGEST_UNIT = 600
"""Exponent of the largest unit: gaps are 1e128 at most, and small ones beside them keep their digits."""

_LEVEL = 1e-290
"""Below this inverse temperature all finite gaps have the weight 1."""

MASKED = -1e300
"""Gap that stands for −∞: its weight is 0 above `_LEVEL`, and 0 · −1e300 is 0, where 0 · −∞ is not."""


@dataclass(frozen=True, eq=False)
class LabelledLogits:
    """Logits of N examples and C classes, with the true class of each example.

    Attributes
    ----------
    logits : (N, C) float64
        −inf for a class that is masked.
    labels : (N,) int64
        True classes, from 0.
    rows : (N,) int64 or None
        Number of each example, from 0, in the set that these were taken from; None if they are all.

    Raises
    ------
    InputError
        If the shapes do not fit, there is no example or only one class, a logit is NaN or +inf, an example
        has no finite logit, or a label names no class. The message names the row, from 1.
    """

    logits: Floats
    labels: Integers
    rows: Integers | None = None

    def __post_init__(self) -> None:
        _check_shapes(self.logits, self.labels)
        _check_values(self.logits)
        classes = self.logits.shape[1]
        wrong = (self.labels < 0) | (self.labels >= classes)
        if wrong.any():
            row = int(wrong.argmax())
            raise InputError(
                f"The label of row {row + 1} is {self.labels[row]}; labels are 0 to {classes - 1} here."
            )

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def classes(self) -> int:
        """C, the number of classes."""
        return int(self.logits.shape[1])

    def among(self, rows: Integers | Mask) -> LabelledLogits:
        """Return these examples only."""
        numbers = np.arange(len(self)) if self.rows is None else self.rows
        return LabelledLogits(self.logits[rows], self.labels[rows], numbers[rows])

    @cached_property
    def unit(self) -> float:
        """The power of 2 by which `gaps` divides logits, exactly; no square of a gap overflows."""
        finite = self.logits[np.isfinite(self.logits)]
        largest = float(max(finite.max(), -finite.min()))
        return 2.0 ** min(math.frexp(largest)[1], _LARGEST_UNIT) if largest > 0 else 1.0

    @cached_property
    def gaps(self) -> Floats:
        """(z − largest z of the example) / unit, shape (C, N): at most 0, and `MASKED` for −∞.

        Classes come first, so that sums over a few classes of many examples run along the memory.
        """
        gaps = np.ascontiguousarray(self.logits.T) / self.unit
        gaps -= gaps.max(axis=0)
        np.maximum(gaps, MASKED, out=gaps)
        return gaps

    @cached_property
    def label_gaps(self) -> Floats:
        """Gaps of the true classes, shape (N,)."""
        return np.asarray(self.gaps[self.labels, np.arange(len(self))])

    def beta(self, temperature: float) -> float:
        """Return unit / τ, the inverse temperature of the gaps, in [0, ∞], for τ in [0, ∞]."""
        return math.inf if temperature == 0 else min(self.unit / temperature, _LARGEST)

    def temperature(self, beta: float) -> float:
        """Return τ in [0, ∞] for an inverse temperature of the gaps in [0, ∞]."""
        return self.unit / beta if beta > 0 else math.inf

    def weights(self, rows: slice, beta: float) -> Floats:
        """Return exp(β · gap) of some examples, shape (C, examples), for β in [0, ∞], its ends as limits."""
        gaps: Floats = self.gaps[:, rows]
        if beta < _LEVEL:
            return np.asarray(gaps > MASKED, dtype=np.float64)
        if beta == math.inf:
            return np.asarray(gaps == 0, dtype=np.float64)
        with np.errstate(under="ignore", over="ignore"):
            return np.asarray(np.exp(beta * gaps))

    @cached_property
    def right(self) -> Mask:
        """Whether the likeliest class, the first of those that tie, is the true one; shape (N,).

        No temperature inside (0, ∞) changes it.
        """
        return np.asarray(self.logits.argmax(axis=1) == self.labels)

    @property
    def accuracy(self) -> float:
        """Share of the examples whose likeliest class is the true one."""
        return float(self.right.mean())

    def blocks(self) -> Iterator[slice]:
        """Yield slices of rows that are worked on at once."""
        rows = max(1, BLOCK // self.classes)
        for start in range(0, len(self), rows):
            yield slice(start, min(start + rows, len(self)))


def split(labelled: LabelledLogits, share: float, seed: int) -> tuple[LabelledLogits, LabelledLogits]:
    """Split examples at random into those to fit and those held out.

    Parameters
    ----------
    labelled : LabelledLogits
    share : float
        Share of the examples that is held out, inside (0, 1).
    seed : int
        Seed of numpy's `default_rng`, which shuffles the examples.

    Returns
    -------
    LabelledLogits, LabelledLogits
        Those to fit, and those held out; each has at least one example.

    Raises
    ------
    InputError
        If there are fewer than two examples, or share is outside its domain.
    """
    if not 0 < share < 1:
        raise InputError(f"The share that is held out is between 0 and 1; {share:g} is not.")
    if len(labelled) < 2:
        raise InputError("One example cannot be split into those to fit and those held out.")
    held = min(max(1, round(share * len(labelled))), len(labelled) - 1)
    order = np.random.default_rng(seed).permutation(len(labelled))
    return labelled.among(np.sort(order[held:])), labelled.among(np.sort(order[:held]))


def _check_shapes(logits: Floats, labels: Integers) -> None:
    """Raise `InputError` unless there are N ≥ 1 rows of C ≥ 2 logits and N labels."""
    if logits.ndim != 2:
        raise InputError(
            f"Logits to calibrate have the shape (examples, classes); these have {logits.shape}."
        )
    if labels.shape != logits.shape[:1]:
        raise InputError(
            f"{logits.shape[0]:,} rows of logits need as many labels; these have {labels.shape}."
        )
    if not len(labels):
        raise InputError("There is no example to calibrate with.")
    if logits.shape[1] < 2:
        raise InputError("With one class there is nothing to calibrate: its probability is always 1.")


def _check_values(logits: Floats) -> None:
    """Raise `InputError` if a logit is NaN or +inf, or a row has no finite one."""
    highest = logits.max(axis=1)
    if np.isfinite(highest).all():
        return
    row = int((~np.isfinite(highest)).argmax())
    if highest[row] == -np.inf:
        raise InputError(f"Every class of row {row + 1} is masked (−∞): at least one logit must be finite.")
    wrong = np.isnan(logits[row]) | (logits[row] == np.inf)
    column = int(wrong.argmax())
    name = "not a number" if np.isnan(logits[row, column]) else "+∞, which no logit can be"
    raise InputError(f"The logit in row {row + 1}, class {column} is {name}.")
