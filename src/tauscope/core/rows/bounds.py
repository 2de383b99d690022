"""Bounds of what a chain leaves of many rows of logits, from their densities of states alone.

A cut falls into one bin of a row. The bins above it are kept whole, and their sums are known; of that one bin
it is open which classes are kept. So the number of classes that are left has two bounds, and with it the
entropy, which rises with each further class: a distribution is more even with the next likeliest class than
without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.chain.knobs import MinP, Temperature, TopK, TopNSigma
from tauscope.core.chain.mass_knobs import Epsilon, Eta, TopP
from tauscope.core.density import RESOLUTION, bin_of_gaps

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain
    from tauscope.core.chain.knob import Knob
    from tauscope.core.rows.chains import Chosen
    from tauscope.core.rows.densities import RowDensities
    from tauscope.core.values import Floats, Integers, Mask

BOUNDED = (Temperature, TopK, TopP, MinP, Epsilon, Eta, TopNSigma)
"""Knobs whose cuts have bounds; each keeps the first classes of the ranking."""

_AT_ONCE = 2**17
"""Most bins, of all rows of a block together, that are processed at once."""

_ERROR = 1e-7
"""Upper limit of the relative error of sums over bins, and of the ends of bins."""

_LEAST_EXPONENT = -700.0
"""Least exponent: smaller ones are replaced by this one, whose weight is 1e−304."""


class RowBounds(NamedTuple):
    """What a chain leaves of each of N rows; the first of two is the lower bound.

    Attributes
    ----------
    entropy : (2, N) float64
        In nats.
    chosen : (2, N) float64
        Probability of the chosen class; NaN where none is known.
    left : (2, N) float64
        Number of classes that are left.
    """

    entropy: Floats
    chosen: Floats
    left: Floats


def has_bounds(chain: Chain) -> bool:
    """Return True if all knobs of a chain are `BOUNDED`."""
    return all(isinstance(knob, BOUNDED) for knob in chain.active)


def bounds_of_rows(
    chain: Chain,
    densities: RowDensities,
    chosen: Chosen,
    rows: Integers,
    progress: Callable[[float], object] = lambda _: None,
) -> RowBounds | None:
    """Return bounds of what a chain leaves of some rows.

    Parameters
    ----------
    chain : Chain
    densities : RowDensities
    chosen : Chosen
        Of all rows that have densities.
    rows : (N,) int64
        Numbers of the rows that are wanted.
    progress : callable
        Called with the fraction that is done.

    Returns
    -------
    RowBounds or None
        None if one of the knobs is none of `BOUNDED`, or the densities do not cover a temperature.
    """
    if not has_bounds(chain):
        return None
    numbers = np.full((6, len(rows)), np.nan)
    widest = int(np.diff(densities.starts).max())
    block = max(1, _AT_ONCE // widest)
    for start in range(0, len(rows), block):
        progress(start / len(rows))
        some = rows[start : start + block]
        part = _Part(densities, some)
        for knob in chain.active:
            if not part.apply(knob):
                return None
        numbers[:, start : start + block] = part.numbers(chosen.gaps[some], chosen.places[some])
    return RowBounds(numbers[0:2], numbers[2:4], numbers[4:6])


class _Part:
    """Bins of some rows, in arrays of shape (rows, bins), and what knobs have left of the rows so far.

    Gaps are in units of the lowest temperature. Rows with fewer bins have empty ones at the end.
    """

    def __init__(self, densities: RowDensities, rows: Integers) -> None:
        self._densities = densities
        begin, end = densities.starts[rows, None], densities.starts[rows + 1, None]
        places = begin + np.arange(int((end - begin).max()))
        there = places < end
        places = np.minimum(places, end - 1)
        self._last = (end - begin - 1)[:, 0]
        self._means, self._counts, self._squares, self._cubes = (
            np.where(there, array[places], 0.0)
            for array in (densities.means, densities.counts, densities.squares, densities.cubes)
        )
        self._low = np.where(there, _lower_ends(self._means), np.inf)
        self._high = np.where(there, _upper_ends(self._means), np.inf)
        self._reached = self._counts.cumsum(axis=1)
        self._possible = densities.possible[rows].astype(np.float64)
        self._fewest, self._most = self._possible.copy(), self._possible.copy()
        self._heat(1.0)

    def _heat(self, temperature: float) -> None:
        self._temperature = temperature
        self._beta = self._densities.lowest / temperature
        for name in ("_weights", "_running", "_ends"):
            self.__dict__.pop(name, None)

    @cached_property
    def _weights(self) -> tuple[Floats, Floats]:
        """Σ e^(−βd) and Σ d e^(−βd) of each bin."""
        beta, means, squares, cubes = self._beta, self._means, self._squares, self._cubes
        weights = np.exp(np.maximum(-beta * means, _LEAST_EXPONENT))
        inside = self._counts + squares * (beta**2 / 2) - cubes * (beta**3 / 6)
        return weights * inside, weights * (means * inside + cubes * (beta**2 / 2) - squares * beta)

    @cached_property
    def _running(self) -> tuple[Floats, Floats]:
        """Cumulative sums of `_weights` over the bins of each row."""
        partition, gap = self._weights
        return partition.cumsum(axis=1), gap.cumsum(axis=1)

    @cached_property
    def _ends(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Bounds of ln Z, and of the entropy, of what is left: two arrays of (rows,) each."""
        fewest = self._of_bins((self._reached <= self._fewest[:, None]).sum(axis=1) - 1, self._fewest)
        most = self._of_bins((self._reached < self._most[:, None]).sum(axis=1), self._most)
        error = _ERROR * (1.0 + most[1])
        return fewest[0] - _ERROR, most[0] + _ERROR, np.maximum(fewest[1] - error, 0.0), most[1] + error

    def _of_bins(self, last: Integers, count: Floats) -> tuple[Floats, Floats]:
        """Return ln Z and entropy of the bins up to `last`; within the first, of `count` equal classes."""
        partition, gap = (_at(sums, np.clip(last, 0, self._last)) for sums in self._running)
        within_first = count <= self._counts[:, 0]
        logarithm = np.log(np.where(within_first, count, partition))
        return logarithm, logarithm + np.where(within_first, 0.0, self._beta * gap / partition)

    def apply(self, knob: Knob) -> bool:
        """Apply a knob; return False if the densities do not cover its temperature."""
        if isinstance(knob, Temperature):
            return self._apply_temperature(knob)
        if isinstance(knob, TopK):
            if knob.ties == "all":
                place = (self._reached < knob.value).sum(axis=1)
                self._keep(knob.value, _at(self._reached, np.minimum(place, self._last)))
            else:
                self._keep(knob.value, knob.value)
        elif isinstance(knob, TopP):
            self._apply_top_p(knob)
        elif isinstance(knob, TopNSigma):
            self._apply_top_n_sigma(knob)
        elif isinstance(knob, (MinP, Epsilon, Eta)) and knob.value and self._beta:
            self._apply_threshold(knob)
        return True

    def _apply_temperature(self, knob: Temperature) -> bool:
        if not self._beta:
            return True
        product = self._temperature * knob.value
        if not product:
            ties = self._counts[:, 0]
            self._keep(ties, ties)
        elif self._densities.covers(product):
            self._heat(product)
        else:
            return False
        return True

    def _apply_threshold(self, knob: MinP | Epsilon | Eta) -> None:
        """Cut by a least probability, or by its ratio to the largest one."""
        logarithm = math.log(knob.value)
        if isinstance(knob, MinP):
            self._cut(-logarithm, -logarithm)
            return
        low, high, least, largest = self._ends
        if isinstance(knob, Epsilon):
            self._cut(-logarithm - high, -logarithm - low)
        else:
            lower, upper = (np.minimum(logarithm, logarithm / 2 - entropy) for entropy in (largest, least))
            self._cut(-upper - high, -lower - low)

    def _apply_top_n_sigma(self, knob: TopNSigma) -> None:
        if math.isinf(knob.value):
            return
        total = self._reached[:, -1]
        mean = (self._counts * self._means).sum(axis=1) / total
        variance = (self._counts * (self._means - mean[:, None]) ** 2 + self._squares).sum(axis=1) / total
        reach = knob.value * np.sqrt(variance)
        # σ is that of what is left, which is only known where nothing was cut.
        known = (self._fewest == self._possible) & (total == self._possible)
        self._cut_at(np.where(known, reach, 0.0), np.where(known, reach, np.inf))

    def _apply_top_p(self, knob: TopP) -> None:
        if knob.value == 1.0:
            return
        low, high, _, _ = self._ends
        running, weights = self._running[0], self._weights[0]
        found = []
        for sought in (knob.value * np.exp(low) * (1 - _ERROR), knob.value * np.exp(high) * (1 + _ERROR)):
            place = np.minimum((running < sought[:, None]).sum(axis=1), self._last)
            before = np.where(place > 0, _at(running, np.maximum(place - 1, 0)), 0.0)
            classes = np.where(place > 0, _at(self._reached, np.maximum(place - 1, 0)), 0.0)
            found.append((place, sought - before, classes))
        # No class of a bin weighs more than its lower end, and the first n of m have n/m of its weight.
        place, missing, classes = found[0]
        heaviest = np.exp(np.maximum(-self._beta * _at(self._low, place), _LEAST_EXPONENT))
        fewest = classes + np.maximum(np.ceil(missing / heaviest * (1 - 1e-6)), 1.0)
        place, missing, classes = found[1]
        count, weight = _at(self._counts, place), _at(weights, place)
        share = np.divide(missing, weight, out=np.ones_like(missing), where=weight > 0)
        most = classes + np.minimum(np.ceil(count * np.clip(share, 0, 1) * (1 + 1e-6)), count) + 1
        self._keep(np.minimum(fewest, most), most)

    def _cut(self, nearest: Floats | float, farthest: Floats | float) -> None:
        """Cut classes that are farther below the top than a distance between these two, in units of τ."""
        self._cut_at(np.asarray(nearest) / self._beta, np.asarray(farthest) / self._beta)

    def _cut_at(self, nearest: Floats, farthest: Floats) -> None:
        """Cut at a gap that lies between these two; classes that tie at the top stay."""
        ties = self._counts[:, 0]
        sure = self._sum_of_counts(self._high <= np.reshape(nearest * (1 - _ERROR), (-1, 1)))
        may = self._sum_of_counts(self._low <= np.reshape(farthest * (1 + _ERROR) + _ERROR, (-1, 1)))
        may = np.where(farthest == np.inf, self._possible, may)
        self._keep(np.maximum(sure, ties), np.maximum(may, ties))

    def _sum_of_counts(self, mask: Mask) -> Floats:
        total: Floats = np.where(mask, self._counts, 0.0).sum(axis=1)
        return total

    def _keep(self, fewest: Floats | float, most: Floats | float) -> None:
        self._fewest = np.minimum(self._fewest, fewest)
        self._most = np.minimum(self._most, most)
        self.__dict__.pop("_ends", None)

    def numbers(self, gaps: Floats, places: Integers) -> Floats:
        """Return bounds of entropy, probability of the chosen class and number of classes, shape (6, rows).

        Parameters
        ----------
        gaps : (rows,) float64
            How far the chosen class is below the top, in logits; NaN where none is known.
        places : (rows,) int64
            Its rank, from 0.
        """
        low, high, least, largest = self._ends
        exponents = np.where(np.isfinite(gaps), 0.0, -gaps) if not self._beta else -gaps / self._temperature
        p_low = np.where(places < self._fewest, np.exp(exponents - high), 0.0)
        p_high = np.where(places < self._most, np.minimum(np.exp(exponents - low), 1.0), 0.0)
        unknown = np.isnan(gaps)
        p_low[unknown] = p_high[unknown] = np.nan
        return np.stack([least, largest, p_low, p_high, self._fewest, self._most])


def _at(array: Floats, places: Integers) -> Floats:
    """Return the number at one place of each row, shape (rows,)."""
    found: Floats = np.take_along_axis(array, places[:, None], axis=1)[:, 0]
    return found


def _lower_ends(means: Floats) -> Floats:
    """Return a gap below all of the bins with these means; 0 for the first bin."""
    return _gap_at((bin_of_gaps(means * (1 - 1e-9)) - 1) / RESOLUTION) * (1 - _ERROR)


def _upper_ends(means: Floats) -> Floats:
    """Return a gap above all of the bins with these means; 0 for the first bin."""
    return _gap_at(bin_of_gaps(means * (1 + 1e-9)) / RESOLUTION) * (1 + _ERROR)


def _gap_at(places: Floats) -> Floats:
    """Return the gaps at these places on the scale of `bin_of_gaps`: linear up to 1, then logarithmic."""
    gaps: Floats = np.where(places <= 1, np.maximum(places, 0.0), np.exp(np.maximum(places, 1.0) - 1))
    return gaps
