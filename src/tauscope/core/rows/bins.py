"""Bins of many rows of logits, and the ranges of their rankings that knobs may have left."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.density import RESOLUTION, bin_of_gaps

if TYPE_CHECKING:
    from tauscope.core.rows.densities import RowDensities
    from tauscope.core.values import Floats, Integers, Mask

ERROR = 1e-7
"""Relative error of sums over bins, and of the ends of bins, with room."""

_LEAST_EXPONENT = -700.0
"""Exponents below are taken for this one, whose weight is 1e−304."""

_ROUNDING = 1e-12
"""Relative error of running sums, with room."""

_COLDEST = 1e6
"""Largest β that is told apart from ∞, in units of the lowest temperature."""


class Sums(NamedTuple):
    """Σ e^(−βd) of each bin, and running sums of Σ e^(−βd) and Σ d e^(−βd) that begin with 0."""

    weights: Floats
    partition: Floats
    gap: Floats


class Part(NamedTuple):
    """Σ e^(−βd) and Σ d e^(−βd) of some bins of each row, and where they are precise: not all rounding."""

    z: Floats
    g: Floats
    is_precise: Mask


class Places(NamedTuple):
    """First and last bin of each row that has a class that is left: for certain, and perhaps."""

    first_sure: Integers
    last_sure: Integers
    first: Integers
    last: Integers


class Ends(NamedTuple):
    """Bounds of ln Z, and of the entropy in nats, of what is left of each row, shape (rows,)."""

    log_low: Floats
    log_high: Floats
    least: Floats
    largest: Floats


class RowBins:
    """Bins of some rows, in arrays of shape (rows, bins), and what knobs have left of the rows so far.

    What is left of a row is a range of its ranking: it begins between two places, and ends between two.
    Its temperature is between two as well. Gaps are in units of the lowest temperature. Rows with fewer bins
    have empty ones at the end.

    Attributes
    ----------
    begins, stops : pair of (rows,) float64
        Least and largest number of classes before what is left, and up to its end.
    colder, hotter : (rows,) float64
        Lowest and highest temperature.
    """

    def __init__(self, densities: RowDensities, rows: Integers) -> None:
        begin, end = densities.starts[rows, None], densities.starts[rows + 1, None]
        places = begin + np.arange(int((end - begin).max()))
        there = places < end
        places = np.minimum(places, end - 1)
        self.final = (end - begin - 1)[:, 0]
        self.means, self.counts, self.squares, self.cubes = (
            np.where(there, array[places], 0.0)
            for array in (densities.means, densities.counts, densities.squares, densities.cubes)
        )
        self.low = np.where(there, _lower_ends(self.means), np.inf)
        self.high = np.where(there, _upper_ends(self.means), np.inf)
        self.reached = self.counts.cumsum(axis=1)
        self.before = self.reached - self.counts
        self.possible = densities.possible[rows].astype(np.float64)
        self.lowest = densities.lowest
        self.begins = (np.zeros(len(rows)), np.zeros(len(rows)))
        self.stops = (self.possible, self.possible)
        ones = np.ones(len(rows))
        self.heat(ones, ones)

    # What is left

    def heat(self, colder: Floats, hotter: Floats) -> None:
        """Set the lowest and the highest temperature of each row."""
        self.colder, self.hotter = colder, hotter
        self._forget("cold_beta", "hot_beta", "cold", "hot", "ends", "mean_gaps")

    def begin_between(self, least: Floats, largest: Floats) -> None:
        """Cut classes at the top: what is left begins no earlier than before, and between these places."""
        self.begins = (np.maximum(self.begins[0], least), np.maximum(self.begins[1], largest))
        self._forget("places", "ends", "mean_gaps")

    def stop_between(self, fewest: Floats | float, most: Floats | float) -> None:
        """Cut classes at the end: what is left ends no later than before, and between these places."""
        self.stops = (np.minimum(self.stops[0], fewest), np.minimum(self.stops[1], most))
        self._forget("places", "ends", "mean_gaps")

    def _forget(self, *names: str) -> None:
        for name in names:
            self.__dict__.pop(name, None)

    @property
    def fewest(self) -> Floats:
        """Least number of classes that are left."""
        return np.maximum(self.stops[0] - self.begins[1], 1.0)

    @property
    def most(self) -> Floats:
        """Largest number of classes that are left."""
        return self.stops[1] - self.begins[0]

    # Sums

    @cached_property
    def cold_beta(self) -> Floats:
        """β at the lowest temperature of each row; ∞ at 0."""
        return np.divide(
            self.lowest, self.colder, out=np.full_like(self.colder, np.inf), where=self.colder > 0
        )

    @cached_property
    def hot_beta(self) -> Floats:
        """β at the highest temperature of each row."""
        return np.divide(
            self.lowest, self.hotter, out=np.full_like(self.hotter, np.inf), where=self.hotter > 0
        )

    @cached_property
    def cold(self) -> Sums:
        """Sums that are not larger than those at any of the temperatures."""
        sums = self._sums(np.minimum(self.cold_beta, 1.0))
        beyond = self.cold_beta > 1.0
        if not beyond.any():
            return sums
        # Bins are too wide for these temperatures: no class of a bin is farther than its end.
        beta = np.minimum(self.cold_beta, _COLDEST)[:, None]
        weights = np.where(self.counts > 0, self.counts * np.exp(-beta * self.high), 0.0)
        weights = np.where(beyond[:, None], weights, sums.weights)
        gaps = np.where(beyond[:, None], 0.0, np.diff(sums.gap, axis=1))
        return Sums(weights, _running(weights), _running(gaps))

    @cached_property
    def hot(self) -> Sums:
        """Sums that are not smaller than those at any of the temperatures."""
        if self.hotter is self.colder and not (self.cold_beta > 1.0).any():
            return self.cold
        return self._sums(np.minimum(self.hot_beta, 1.0))

    def _sums(self, beta: Floats) -> Sums:
        beta = beta[:, None]
        weights = np.exp(np.maximum(-beta * self.means, _LEAST_EXPONENT))
        inside = self.counts + self.squares * (beta**2 / 2) - self.cubes * (beta**3 / 6)
        lifted = self.cubes * (beta**2 / 2) - self.squares * beta
        of_bins = weights * inside
        return Sums(of_bins, _running(of_bins), _running(weights * (self.means * inside + lifted)))

    @cached_property
    def places(self) -> Places:
        """Bins of what is left."""
        (begin, late_begin), (stop, late_stop) = self.begins, self.stops
        return Places(
            (self.before < late_begin[:, None]).sum(axis=1),
            np.minimum((self.reached <= stop[:, None]).sum(axis=1) - 1, self.final),
            np.minimum((self.reached <= begin[:, None]).sum(axis=1), self.final),
            np.minimum((self.reached < late_stop[:, None]).sum(axis=1), self.final),
        )

    @cached_property
    def ends(self) -> Ends:
        """Bounds of ln Z and of the entropy."""
        places, ties, log_most = self.places, self.counts[:, 0], np.log(self.most)
        first_sure = np.minimum(places.first_sure, self.final + 1)
        begins_at_top = self.begins[1] == 0
        # Classes at the top tie, and each weighs 1.
        top = np.log(np.maximum(np.minimum(self.stops[0], ties), 1.0))

        core = _between(self.cold, first_sure, places.last_sure, -1)
        lost = _between(self.cold, places.first, first_sure - 1, 1)
        is_known = core.is_precise & (self.cold_beta <= 1.0) & ~(begins_at_top & (self.stops[0] <= ties))
        least = _least_entropy(core, lost, at(self.low, places.first), self.cold_beta)
        least = np.where(is_known, least, np.where(begins_at_top, top, 0.0))
        # The farthest class that may be left, where none is for certain.
        farthest = np.minimum(self.cold_beta, _COLDEST) * np.minimum(at(self.high, places.last), 1e300)
        log_low = np.where(core.z > 0, np.log(np.maximum(core.z, 1e-320)), -farthest)
        log_low = np.where(begins_at_top, np.maximum(log_low, top), log_low)

        core = _between(self.hot, first_sure, places.last, 1)
        lost = _between(self.hot, places.first, first_sure - 1, 1)
        edge = np.where(first_sure > 0, at(self.high, np.maximum(first_sure - 1, 0)), 0.0)
        largest = _largest_entropy(core, lost, edge, self.hot_beta)
        largest = np.where(core.is_precise, np.minimum(largest, log_most), log_most)
        log_high = np.minimum(np.log(np.maximum(core.z + lost.z, 1e-320)), log_most)
        depth = np.minimum(self.hot_beta, 1.0) * core.g / np.where(core.is_precise, core.z, np.inf)
        error = ERROR * (1.0 + largest + depth)
        return Ends(log_low - ERROR, log_high + ERROR, np.maximum(least - error, 0.0), largest + error)

    @cached_property
    def mean_gaps(self) -> tuple[Floats, Floats]:
        """Bounds of the mean gap of what is left, in units of the lowest temperature."""
        places = self.places
        first_sure = np.minimum(places.first_sure, self.final + 1)
        cold = _between(self.cold, places.first, places.last_sure, 0)
        hot = _between(self.hot, first_sure, places.last, 0)
        low, high = (
            np.divide(sums.g, sums.z, out=np.zeros_like(sums.g), where=sums.z > 0) for sums in (cold, hot)
        )
        is_known = cold.is_precise & hot.is_precise & (self.cold_beta <= 1.0)
        is_known &= places.last_sure >= first_sure
        low = np.where(is_known, low, at(self.low, places.first))
        high = np.where(is_known, high, at(self.high, places.last))
        return low - ERROR * (1.0 + low), high + ERROR * (1.0 + high)

    # Places of gaps

    def within(self, nearest: Floats, farthest: Floats) -> tuple[Floats, Floats]:
        """Count the classes of each row within a gap that is between these two: the fewest and the most."""
        sure = self._count(self.high <= (nearest * (1 - ERROR))[:, None])
        may = self._count(self.low <= (farthest * (1 + ERROR) + ERROR)[:, None])
        return sure, np.where(farthest == np.inf, self.possible, may)

    def _count(self, mask: Mask) -> Floats:
        total: Floats = np.where(mask, self.counts, 0.0).sum(axis=1)
        return total

    def bin_with(self, place: Floats) -> Integers:
        """Return the bin of each row with the class at a place of the ranking."""
        found: Integers = np.minimum((self.reached <= place[:, None]).sum(axis=1), self.final)
        return found


def at(array: Floats, places: Integers) -> Floats:
    """Return one number of each row."""
    found: Floats = np.take_along_axis(array, places[:, None], axis=1)[:, 0]
    return found


def _running(array: Floats) -> Floats:
    """Return running sums along the bins that begin with 0."""
    sums = np.zeros((array.shape[0], array.shape[1] + 1))
    array.cumsum(axis=1, out=sums[:, 1:])
    return sums


def _between(sums: Sums, first: Integers, last: Integers, rounding: float) -> Part:
    """Return the sums over the bins from `first` to `last`.

    A difference of running sums is off by their rounding, of which this many times is added.
    """
    is_empty, end = last < first, np.maximum(last, 0) + 1
    found, is_precise = [], ~is_empty
    for running in sums[1:]:
        before = at(running, first)
        total = np.maximum(at(running, end) - before + rounding * _ROUNDING * before, 0.0)
        found.append(np.where(is_empty, 0.0, total))
        is_precise &= (total > 1e-4 * before) | (total == before)
    return Part(found[0], found[1], is_precise & (found[0] > 1e-300))


def _least_entropy(core: Part, lost: Part, gap: Floats, beta: Floats) -> Floats:
    """Return the least entropy of a core together with any part of classes above it, none below `gap`.

    With the weight w that is added ln(z + w) + β (g + gap w) / (z + w) falls first and rises then.
    """
    z, beta = np.where(core.is_precise, core.z, 1.0), np.minimum(beta, 1.0)
    weight = np.clip(beta * (core.g - gap * z), z, z + lost.z)
    least: Floats = np.log(weight) + beta * (core.g + gap * (weight - z)) / weight
    return least


def _largest_entropy(core: Part, lost: Part, gap: Floats, beta: Floats) -> Floats:
    """Return the largest entropy of a core together with any part of classes above it, none beyond `gap`."""
    z, beta = np.where(core.is_precise, core.z, 1.0), np.minimum(beta, 1.0)
    alone = np.log(z) + beta * core.g / z
    together = np.log(z + lost.z) + beta * (core.g + np.minimum(gap, 1e300) * lost.z) / (z + lost.z)
    return np.maximum(alone, np.where(lost.z > 0, together, alone))


def _lower_ends(means: Floats) -> Floats:
    """Return a gap below all of the bins with these means; 0 for the first bin."""
    return _gap_at((bin_of_gaps(means * (1 - 1e-9)) - 1) / RESOLUTION) * (1 - ERROR)


def _upper_ends(means: Floats) -> Floats:
    """Return a gap above all of the bins with these means; 0 for the first bin."""
    return _gap_at(bin_of_gaps(means * (1 + 1e-9)) / RESOLUTION) * (1 + ERROR)


def _gap_at(places: Floats) -> Floats:
    """Return the gap of which `bin_of_gaps` counts so many e-folds."""
    gaps: Floats = np.where(places <= 1, np.maximum(places, 0.0), np.exp(np.maximum(places, 1.0) - 1))
    return gaps
