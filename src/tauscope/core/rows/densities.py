"""Densities of states of many rows of logits, for the entropy of a whole text at any temperature.

A row of 131,072 logits becomes some 700 bins of four numbers each, about 20 kB; the entropy of a thousand
such rows then takes tens of milliseconds instead of seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tauscope.core.density import REACH, RESOLUTION, bin_of_gaps
from tauscope.core.softmax import scaled_gaps
from tauscope.core.temperatures.scale import LOWEST
from tauscope.core.values import Floats, Integers

_AT_ONCE = 2**15
"""Bins whose weights are computed at once: the arrays stay in the processor's cache."""

_BLOCK = 2**14
"""Logits of a row that are binned at once, for the same reason."""

_LEAST_EXPONENT = -700.0
"""Exponents below are taken for this one, whose weight is 1e−304: the processor is slow with smaller ones."""


class RowNumbers(NamedTuple):
    """State functions of each row at one temperature.

    Attributes
    ----------
    entropy : (N,) float64
        In nats.
    log_partition : (N,) float64
        Ln Σ e^(−d/τ) over the gaps d below the row's largest logit: −ln p of the likeliest class.
    """

    entropy: Floats
    log_partition: Floats


class _Bins(NamedTuple):
    """Occupied bins of one row, by rising gap; gaps in units of the lowest temperature."""

    means: Floats
    counts: Floats
    squares: Floats
    cubes: Floats


@dataclass(frozen=True, eq=False)
class RowDensities:
    """Rows of logits, binned by their gaps below the largest one. `RowBinner` makes one.

    Attributes
    ----------
    starts : (N + 1,) int64
        Where the bins of each row start in the arrays below.
    means : (bins,) float64
        Mean gap of each bin in units of `lowest`.
    counts, squares, cubes : (bins,) float64
        Sums of the powers 0, 2 and 3 of the deviations from that mean; those of power 1 are 0.
    possible : (N,) int64
        Number of classes of each row that are not masked.
    lowest : float
        Lowest temperature for which the bins are narrow enough.
    """

    starts: Integers
    means: Floats
    counts: Floats
    squares: Floats
    cubes: Floats
    possible: Integers
    lowest: float = LOWEST

    def __len__(self) -> int:
        return len(self.possible)

    @property
    def bytes(self) -> int:
        """Memory that the arrays take."""
        return sum(array.nbytes for array in (self.means, self.counts, self.squares, self.cubes))

    @property
    def ties(self) -> Integers:
        """Number of classes of each row that have its largest logit, shape (N,)."""
        return self.counts[self.starts[:-1]].astype(np.int64)

    def covers(self, temperature: float) -> bool:
        """Return True if `at` gives numbers at this temperature that are right to about 1e-8."""
        return (
            temperature == 0
            or self.lowest <= temperature <= self.lowest * REACH / 1000
            or (math.isinf(temperature))
        )

    def at(self, temperature: float) -> RowNumbers:
        """Return the state functions of all rows at a temperature that `covers` allows."""
        if temperature == 0:
            ties = np.log(self.ties)
            return RowNumbers(ties, ties)
        if math.isinf(temperature):
            all_ = np.log(self.possible)
            return RowNumbers(all_, all_)
        beta = self.lowest / temperature
        sums = np.empty((2, len(self)))
        for first, last in self._parts():
            sums[:, first:last] = self._sums(beta, first, last)
        partition, gap = sums
        logarithm = np.log(partition)
        return RowNumbers(logarithm + beta * gap / partition, logarithm)

    def _parts(self) -> Iterable[tuple[int, int]]:
        """Yield ranges of rows that have about `_AT_ONCE` bins together."""
        first = 0
        while first < len(self):
            reach = int(self.starts[first]) + _AT_ONCE
            last = max(first + 1, int(np.searchsorted(self.starts, reach, "right")) - 1)
            yield first, last
            first = last

    def _sums(self, beta: float, first: int, last: int) -> tuple[Floats, Floats]:
        """Return Σ e^(−βd) and Σ d e^(−βd) of the rows from `first` to `last` − 1."""
        begin, end = int(self.starts[first]), int(self.starts[last])
        means, counts = self.means[begin:end], self.counts[begin:end]
        squares, cubes = self.squares[begin:end], self.cubes[begin:end]
        weights = np.exp(np.maximum(-beta * means, _LEAST_EXPONENT))
        # Within a bin e^(−βδ) is its series up to the third power of the deviation δ.
        inside = counts + squares * (beta**2 / 2) - cubes * (beta**3 / 6)
        lifted = cubes * (beta**2 / 2) - squares * beta
        where = self.starts[first:last] - begin
        partition = np.add.reduceat(weights * inside, where)
        return partition, np.add.reduceat(weights * (means * inside + lifted), where)


class RowBinner:
    """Bins rows one after the other, for who reads each of them once.

    Parameters
    ----------
    most_bytes : float
        Memory above which the work is given up.
    """

    def __init__(self, most_bytes: float = math.inf) -> None:
        self._bins, self._possible = list[_Bins](), list[int]()
        self._left = most_bytes

    def add(self, row: Floats) -> None:
        """Bin a row of checked logits, shape (V,); V may differ from row to row."""
        if self._left < 0:
            return
        bins = _bins(row)
        self._left -= 4 * bins.means.nbytes
        self._bins.append(bins)
        self._possible.append(int(np.count_nonzero(row > -np.inf)))
        if self._left < 0:
            self.give_up()

    def give_up(self) -> None:
        """Drop all rows; `binned` then returns None."""
        self._left = -1.0
        self._bins, self._possible = [], []

    def binned(self) -> RowDensities | None:
        """Return the densities of all rows; None if there is no row, or if the work was given up."""
        if not self._bins:
            return None
        starts = np.cumsum([0, *(bins.means.size for bins in self._bins)])
        means, counts, squares, cubes = (np.concatenate(arrays) for arrays in zip(*self._bins, strict=True))
        return RowDensities(starts, means, counts, squares, cubes, np.array(self._possible))


def _bins(row: Floats) -> _Bins:
    """Bin a row in one pass, block by block: larger arrays would cost more than the arithmetic."""
    top = float(row.max())
    sums = np.zeros((4, 0))
    for start in range(0, row.size, _BLOCK):
        gaps = np.negative(scaled_gaps(row[start : start + _BLOCK], LOWEST, top))
        near = gaps <= REACH
        gaps = gaps if near.all() else gaps[near]
        index = bin_of_gaps(gaps)
        deviations = gaps - _middle_of_bins()[index]
        bins = max(sums.shape[1], int(index.max(initial=-1)) + 1)
        sums = np.pad(sums, ((0, 0), (0, bins - sums.shape[1])))
        sums[0] += np.bincount(index, minlength=bins)
        power = deviations
        for order in (1, 2, 3):
            sums[order] += np.bincount(index, weights=power, minlength=bins)
            power = power * deviations
    occupied = np.flatnonzero(sums[0])
    counts, first, second, third = sums[:, occupied]
    # From the middle of each bin to its mean.
    shift = first / counts
    squares = second - counts * shift**2
    cubes = third - 3 * shift * second + 2 * counts * shift**3
    return _Bins(_middle_of_bins()[occupied] + shift, counts, squares, cubes)


@lru_cache(maxsize=1)
def _middle_of_bins() -> Floats:
    """Return a gap within each bin of `bin_of_gaps`; 0 for the first."""
    count = int(bin_of_gaps(np.array([REACH]))[0]) + 2
    place = (np.arange(count) - 0.5) / RESOLUTION
    middle: Floats = np.where(place <= 1, place, np.exp(np.maximum(place, 1) - 1))
    middle[0] = 0.0
    return middle
