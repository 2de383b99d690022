"""Chains applied to many rows of logits at once, of which the heads and the densities of states are known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.chain.candidates import ROUNDING
from tauscope.core.chain.knobs import MinP, Temperature, TopK
from tauscope.core.chain.mass_knobs import TopP, TypicalP
from tauscope.core.rows.typical import TypicalRows, typical_ranges

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain
    from tauscope.core.chain.knob import Knob
    from tauscope.core.rows.densities import RowDensities
    from tauscope.core.rows.heads import RowHeads
    from tauscope.core.values import Floats, Integers, Mask

KNOWN = (Temperature, TopK, TopP, MinP, TypicalP)
"""Knobs whose cuts follow from heads and densities; each keeps a range of the ranking."""

_FIRST_WIDTH = 512
"""Classes that are looked at first: of most rows they decide what is cut."""

_AT_ONCE = 2**18
"""Numbers of an array that are computed at once, which stay in the processor's cache."""

_DENSITY_ERROR = 1e-7
"""Largest relative error of a sum that follows from a density of states, with room."""


class RowsLeft(NamedTuple):
    """What a chain leaves of each of N rows.

    Attributes
    ----------
    entropy : (N,) float64
        In nats.
    chosen : (N,) float64
        Probability of the chosen class; NaN where none is known.
    left : (N,) float64
        Number of classes that are left.
    decided : (N,) bool
        False for rows of which the head does not decide what is left: their numbers mean nothing.
    """

    entropy: Floats
    chosen: Floats
    left: Floats
    decided: Mask


class Chosen(NamedTuple):
    """The chosen class of each of N rows.

    Attributes
    ----------
    gaps : (N,) float64
        How far its logit is below the row's largest; NaN where none is known.
    places : (N,) int64
        Its rank in the row, from 0, ties in the order of the row.
    """

    gaps: Floats
    places: Integers


def decides_from_heads(chain: Chain) -> bool:
    """Return True if all knobs of a chain are `KNOWN`."""
    return all(isinstance(knob, KNOWN) for knob in chain.active)


def left_of_rows(
    chain: Chain,
    heads: RowHeads,
    densities: RowDensities,
    chosen: Chosen,
    progress: Callable[[float], object] = lambda _: None,
    rows: Integers | None = None,
) -> RowsLeft | None:
    """Return what a chain leaves of rows; None if one of its knobs is none of `KNOWN`.

    Parameters
    ----------
    chain : Chain
    heads : RowHeads
    densities : RowDensities
        Of the same rows.
    chosen : Chosen
    progress : callable
        Called with the fraction that is done.
    rows : (n,) int64, optional
        Numbers of the rows that are looked at; all others stay undecided.
    """
    if not decides_from_heads(chain):
        return None
    wanted = np.arange(len(heads)) if rows is None else rows
    whole = _WholeRows(densities)
    count, (_, width) = len(heads), heads.gaps.shape
    numbers = np.full((3, count), np.nan)
    result = RowsLeft(numbers[0], numbers[1], numbers[2], np.zeros(count, bool))
    block = max(1, _AT_ONCE // width)
    for start in range(0, len(wanted), block):
        progress(start / len(wanted))
        rows = wanted[start : start + block]
        for columns in sorted({min(_FIRST_WIDTH, width), width}):
            part = _Part(heads.gaps[rows, :columns], heads.possible[rows], rows, whole)
            with np.errstate(over="ignore"):  # what overflows to −∞ has no weight
                found = part.left(chain.active, Chosen(chosen.gaps[rows], chosen.places[rows]))
            for array, part_of_it in zip(result, found, strict=True):
                array[rows] = part_of_it
            rows = rows[~found.decided]
            if not rows.size:
                break
    return result


class _WholeRows:
    """Sums over all classes of all rows, each temperature computed once."""

    def __init__(self, densities: RowDensities) -> None:
        self._densities = densities
        self._known: dict[float, tuple[Floats, Floats] | None] = {}

    def at(self, temperature: float) -> tuple[Floats, Floats] | None:
        """Return ln Z and the entropy of each row; None if the densities do not cover the temperature."""
        if temperature not in self._known:
            found = None
            if self._densities.covers(temperature):
                numbers = self._densities.at(temperature)
                found = numbers.log_partition, numbers.entropy
            self._known[temperature] = found
        return self._known[temperature]


@dataclass(eq=False)
class _Part:
    """Heads of some rows, and what a chain has left of them so far.

    Attributes
    ----------
    gaps : (R, W) float64
    possible : (R,) int64
    rows : (R,) int64
        Numbers of the rows.
    whole : _WholeRows
    """

    gaps: Floats
    possible: Integers
    rows: Integers
    whole: _WholeRows

    def left(self, knobs: tuple[Knob, ...], chosen: Chosen) -> RowsLeft:
        """Return what knobs leave of the rows."""
        self._left, self._decided = self.possible.copy(), np.ones(len(self.rows), bool)
        self._begins, self._first_gaps = np.zeros(len(self.rows), int), np.zeros(len(self.rows))
        self._heat(1.0)
        for knob in knobs:
            self._apply(knob)
        return self._numbers(chosen)

    def _heat(self, temperature: float) -> None:
        self._temperature = temperature
        self.__dict__.pop("_weights", None)
        self.__dict__.pop("_running", None)

    @cached_property
    def _weights(self) -> Floats:
        """Weight e^(−d/τ) of each class, shape (R, W)."""
        if math.isinf(self._temperature):
            return np.isfinite(self.gaps).astype(np.float64)
        weights: Floats = np.exp(self.gaps / -self._temperature)
        return weights

    @cached_property
    def _running(self) -> Floats:
        return np.cumsum(self._weights, axis=1)

    @property
    def _is_open(self) -> Mask:
        """True for rows of which more classes are left than the head has."""
        is_open: Mask = self._left > self.gaps.shape[1]
        return is_open

    def _apply(self, knob: Knob) -> None:
        if isinstance(knob, Temperature):
            if math.isinf(self._temperature):
                return
            if product := self._temperature * knob.value:
                self._heat(product)
            else:
                self._keep(np.count_nonzero(self.gaps == 0, axis=1))
        elif isinstance(knob, TopK):
            self._top_k(knob)
        elif isinstance(knob, TopP):
            self._top_p(knob)
        elif isinstance(knob, TypicalP):
            self._typical_p(knob)
        elif isinstance(knob, MinP) and knob.value and self._temperature < math.inf:
            distance = -math.log(knob.value) + ROUNDING
            self._keep(np.count_nonzero(self.gaps / self._temperature <= distance, axis=1))

    def _keep(self, counts: Integers) -> None:
        """Keep the first classes of each row; undecided where all of the head is kept, and more may be."""
        self._decided &= ~(self._is_open & (counts >= self.gaps.shape[1]))
        self._left = np.minimum(self._left, np.maximum(counts, 1))

    def _top_k(self, knob: TopK) -> None:
        cuts, width = self._left > knob.value, self.gaps.shape[1]
        if knob.value > width:
            self._decided &= ~cuts
            return
        counts = np.full(len(self.rows), knob.value)
        if knob.ties == "all":
            counts = np.count_nonzero(self.gaps <= self.gaps[:, knob.value - 1, None], axis=1)
        elif knob.value == width:
            counts = np.full(len(self.rows), width)
            self._left = np.where(cuts, width, self._left)
            return
        self._keep(np.where(cuts, counts, self._left))

    def _top_p(self, knob: TopP) -> None:
        if knob.value == 1.0:
            return
        inside = np.minimum(self._left, self.gaps.shape[1])
        totals = np.take_along_axis(self._running, inside[:, None] - 1, axis=1)[:, 0]
        is_open = self._is_open
        if is_open.any():
            sums = self.whole.at(self._temperature)
            if sums is None:
                self._decided &= ~is_open
            else:
                totals = np.where(is_open, np.exp(sums[0][self.rows]), totals)
        if knob.stop == "reached":
            below = self._running < ((knob.value - ROUNDING) * totals)[:, None]
        else:
            below = self._running <= ((knob.value + ROUNDING) * totals)[:, None]
        # Where the total follows from a density, a sum that is very near the share is left to the row itself.
        near = np.abs(self._running - (knob.value * totals)[:, None]) < _DENSITY_ERROR * totals[:, None]
        self._decided &= ~(is_open & near.any(axis=1))
        self._keep(np.count_nonzero(below, axis=1) + 1)

    def _typical_p(self, knob: TypicalP) -> None:
        if knob.value == 1.0:
            return
        is_open = self._is_open
        sums = self.whole.at(self._temperature) if is_open.any() else None
        if math.isinf(self._temperature) or (is_open.any() and sums is None):
            self._decided[:] = False
            return
        inside = np.minimum(self._left, self.gaps.shape[1])
        scaled = self.gaps / self._temperature
        logarithm, entropy = self._sums_of_first(inside)
        errors = np.zeros(len(self.rows))
        if sums is not None:
            logarithm = np.where(is_open, sums[0][self.rows], logarithm)
            entropy = np.where(is_open, sums[1][self.rows], entropy)
            errors = np.where(is_open, _DENSITY_ERROR * (1.0 + entropy), 0.0)
        rows = TypicalRows(
            scaled, self._weights, inside, np.exp(logarithm), entropy - logarithm, errors, is_open
        )
        found = typical_ranges(knob, rows)
        self._decided &= found.decided
        self._begin_at(np.where(self._decided, found.begins, 0))
        self._left = np.where(self._decided, found.counts, 1)

    def _begin_at(self, begins: Integers) -> None:
        """Cut classes at the top: columns then count from the first that is left, and gaps are below it."""
        columns = begins[:, None] + np.arange(self.gaps.shape[1])
        inside = columns < self.gaps.shape[1]
        gaps = np.take_along_axis(self.gaps, np.where(inside, columns, 0), axis=1)
        first = gaps[:, 0]
        self.gaps = np.where(inside, gaps - first[:, None], np.inf)
        self._begins, self._first_gaps = self._begins + begins, self._first_gaps + first
        self._heat(self._temperature)

    def _sums_of_first(self, counts: Integers) -> tuple[Floats, Floats]:
        """Return ln Z, relative to the first class, and the entropy of the first classes of each row."""
        inside = np.arange(self.gaps.shape[1]) < counts[:, None]
        weights = np.where(inside, self._weights, 0.0)
        # Apart from the weight of the first, which is 1: a rest below 1e-16 would vanish beside it.
        logarithm = np.log1p(weights[:, 1:].sum(axis=1))
        gaps = np.where(inside, self.gaps, 0.0)
        return logarithm, logarithm + (weights * gaps).sum(axis=1) / self._temperature * np.exp(-logarithm)

    def _numbers(self, chosen: Chosen) -> RowsLeft:
        temperature = self._temperature
        logarithm, entropy = self._sums_of_first(self._left)
        is_open = self._is_open
        if is_open.any():
            sums = self.whole.at(temperature)
            # Only where nothing was cut are the sums those over all classes.
            known = is_open & (self._left == self.possible)
            self._decided &= ~is_open | (known & (sums is not None))
            if sums is not None:
                logarithm = np.where(is_open, sums[0][self.rows], logarithm)
                entropy = np.where(is_open, sums[1][self.rows], entropy)
        gaps, places = chosen.gaps - self._first_gaps, chosen.places - self._begins
        exponents = np.where(np.isfinite(gaps), 0.0, -gaps)
        if temperature < math.inf:
            exponents = -gaps / temperature
        is_left = (places >= 0) & (places < self._left)
        p = np.where(is_left, np.exp(np.where(is_left, exponents, 0.0) - logarithm), 0.0)
        p = np.where(np.isnan(gaps), np.nan, p)
        return RowsLeft(entropy, p, self._left.astype(np.float64), self._decided)
