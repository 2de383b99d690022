"""The density of states: numbers of classes by their gap below the largest logit.

The state functions depend on the energies alone. So energies are binned once, as in statistical physics, and
each temperature then costs a sum over the bins instead of one over all classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.softmax import BLOCK, scaled_gaps
from tauscope.core.temperatures.scale import LOWEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from tauscope.core.values import Floats, Integers

# Bins for each e-fold of the gap, and the highest power of a gap's deviation from its bin's mean: with these
# the binned sums agree with the direct ones to about 1e-12.
RESOLUTION = 80
ORDER = 6
# Largest gap that is binned, in units of the lowest temperature: up to here no moment of a gap overflows.
REACH = 1e30
# Number of Boltzmann factors held at once: they stay in the processor's cache, and BLAS starts no threads.
CHUNK = 12_000
FACTORIALS = np.array([factorial(k) for k in range(ORDER + 1)], dtype=np.float64)


def bin_of_gaps(gaps: Floats) -> Integers:
    """Return the bin of each gap: 0 for a gap of 0, `RESOLUTION` bins up to a gap of 1, as many per e-fold.

    Parameters
    ----------
    gaps : (V,) float64
        Gaps in units of the lowest temperature; at least 0.

    Returns
    -------
    (V,) int64
    """
    # The weight of a gap depends on gap/τ, and is 0 where that is large. So a bin may be as much wider as its
    # gaps are larger, and a long tail of unlikely classes takes few bins.
    index: Integers = (RESOLUTION * (np.minimum(gaps, 1.0) + np.log(np.maximum(gaps, 1.0)))).astype(np.int64)
    index += gaps > 0
    return index


def central_moments(
    gaps: Iterable[Floats], bins: Iterable[NDArray[np.integer]], count: int
) -> tuple[Floats, Floats]:
    """Mean gap of each bin, and the sums of the powers 0 … `ORDER` of the gaps' deviations from that mean.

    Parameters
    ----------
    gaps : iterable of arrays of float64
        Blocks of gaps; iterated over twice.
    bins : iterable of arrays of integers
        Bin of each gap, from `bin_of_gaps`, in the same blocks.
    count : int
        Number of bins.

    Returns
    -------
    mean : (bins,) float64
        0 for an empty bin.
    moments : (ORDER + 1, bins) float64
        Row k has the sums of power k; row 0 the number of gaps in each bin.
    """
    numbers, totals = np.zeros(count), np.zeros(count)
    for some, index in zip(gaps, bins, strict=True):
        numbers += np.bincount(index, minlength=count)
        totals += np.bincount(index, weights=some, minlength=count)
    mean = totals / np.maximum(numbers, 1.0)
    sums = np.zeros((ORDER + 1, count))
    sums[0] = numbers
    for some, index in zip(gaps, bins, strict=True):
        deviation = some - mean[index]
        power = deviation.copy()
        for order in range(1, ORDER + 1):
            sums[order] += np.bincount(index, weights=power, minlength=count)
            power *= deviation
    return mean, sums


class _NearGaps:
    """Gaps up to `REACH` of logits, block by block: an array of all would be as large as the logits."""

    def __init__(self, values: Floats, lowest: float, top: float) -> None:
        self._values, self._lowest, self._top = values, lowest, top

    def __iter__(self) -> Iterator[Floats]:
        for start in range(0, len(self._values), BLOCK):
            gaps = scaled_gaps(self._values[start : start + BLOCK], self._lowest, self._top)
            np.negative(gaps, out=gaps)
            near = gaps <= REACH
            yield gaps if near.all() else gaps[near]


def series(mean: Floats, moments: Floats) -> Floats:
    """Coefficients of (−1/τ)^k in each bin's Σ d^j e^(−d/τ), j = 0, 1, 2, after its factor e^(−mean/τ).

    Parameters
    ----------
    mean : (bins,) float64
    moments : (ORDER + 1, bins) float64
        From `central_moments`.

    Returns
    -------
    (bins, 3, ORDER + 1) float64
        Σ d^j (d − mean)^k / k!, with moments beyond `ORDER` left out.
    """
    padded = np.concatenate([moments, np.zeros((2, mean.size))])
    zeroth, first, second = (padded[j : j + ORDER + 1] for j in range(3))
    powers = np.stack([zeroth, mean * zeroth + first, mean * (mean * zeroth + 2.0 * first) + second])
    return np.ascontiguousarray(np.moveaxis(powers / FACTORIALS[:, None], 2, 0))


@dataclass(frozen=True, eq=False)
class DensityOfStates:
    """Logits binned by their gap d = max z − z. Make one with `DensityOfStates.of`.

    Attributes
    ----------
    values : (V,) float64
        The checked logits.
    top : float
        The largest logit.
    lowest, highest : float
        Temperatures between which sums over the bins are as accurate as those over all classes.
    scaled_gaps : (bins,) float64
        Mean gap of the classes in each occupied bin, rising, in units of `lowest`. The first is 0: the
        ground state.
    counts : (bins,) int64
        Number of classes in each bin; the first is the degeneracy of the ground state.
    coefficients : (bins, 3, 7) float64
        See `series`; in units of `lowest`, without one class of the ground state.
    """

    values: Floats
    top: float
    lowest: float
    highest: float
    scaled_gaps: Floats
    counts: Integers
    coefficients: Floats

    @classmethod
    def of(cls, values: Floats, lowest: float = LOWEST) -> DensityOfStates:
        """Bin checked logits for temperatures from `lowest`, inside (0, ∞), up to 27 decades above.

        Left out are masked classes, and classes with a gap so large that their weight is 0 up to `highest`.

        Examples
        --------
        >>> density = DensityOfStates.of(np.array([2.0, 1.0, 2.0, -np.inf]))
        >>> density.gaps.round(9), density.counts
        (array([0., 1.]), array([2, 1]))
        """
        top = float(values.max())
        blocks = _NearGaps(values, lowest, top)
        gaps = list(blocks) if len(values) <= BLOCK else blocks
        bins = [bin_of_gaps(some).astype(np.int16) for some in gaps]  # a quarter of the memory
        count = max(int(some.max(initial=0)) for some in bins) + 1
        mean, moments = central_moments(gaps, bins, count)
        occupied = moments[0] > 0
        mean, moments = mean[occupied], moments[:, occupied]
        counts = moments[0].astype(np.int64)
        # `gap_moments` adds the weight of one class at the top, which is 1: a rest below 1e-16 still counts.
        # Up to `highest` the gaps left out are at least 1000 τ, and e^−1000 is 0.
        moments[0, 0] -= 1.0
        return cls(values, top, lowest, lowest * (REACH / 1000.0), mean, counts, series(mean, moments))

    @property
    def gaps(self) -> Floats:
        """Mean gap of each bin in units of a logit, shape (bins,)."""
        with np.errstate(over="ignore"):  # the gap between the two ends of float64 is inf
            return self.scaled_gaps * self.lowest

    def covers(self, temperatures: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return the mask of the temperatures from `lowest` to `highest`, shape (T,)."""
        return (temperatures >= self.lowest) & (temperatures <= self.highest)

    def gap_sums(self, temperatures: Floats) -> Floats:
        """Σ w, Σ w x and Σ w x² over all classes but one at the top, with x = −d/τ and w = e^x.

        Parameters
        ----------
        temperatures : (T,) float64
            τ, each from `lowest` to `highest`.

        Returns
        -------
        (3, T) float64
        """
        rows = max(1, CHUNK // self.scaled_gaps.size)
        minus_beta = -self.lowest / temperatures
        chunks = [self._sums(minus_beta[start : start + rows]) for start in range(0, minus_beta.size, rows)]
        return np.concatenate(chunks, axis=1) if chunks else np.empty((3, 0))

    def _sums(self, minus_beta: Floats) -> Floats:
        """Return the sums for a chunk of −1/τ, in units of `lowest`: a product of matrices, then a series."""
        exponents = np.multiply.outer(minus_beta, self.scaled_gaps)
        weightless = exponents < WEIGHTLESS
        np.copyto(exponents, WEIGHTLESS, where=weightless)
        factors = np.exp(exponents, out=exponents)
        np.copyto(factors, 0.0, where=weightless)
        terms = (factors @ self.coefficients.reshape(self.scaled_gaps.size, -1)).reshape(-1, 3, ORDER + 1)
        sums = np.vecdot(terms, np.vander(minus_beta, ORDER + 1, increasing=True)[:, None, :])
        return np.asarray((sums * np.vander(minus_beta, 3, increasing=True)).T)
