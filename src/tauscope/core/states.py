"""Numbers of classes by energy: the density of states as a histogram."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers

BINS = 40
"""Most bins."""

_NICE = (1.0, 2.0, 5.0)
_ABOVE = 1 + 1e-12
"""Factor with which an energy at the end of a bin is in the next one, whatever the rounding."""

_LEAST = 1e-290
"""Span of energies that is not divided: parts of it would have few digits, or none."""

_LARGEST = 1e308
"""Largest energy above the lowest that is told apart."""


def nice_width(span: float, most: int = BINS) -> float:
    """Return the width 1, 2 or 5 · 10^n with which at most `most` bins cover `span`.

    Examples
    --------
    >>> nice_width(1.9), nice_width(21.3), nice_width(0.0)
    (0.05, 1.0, 1.0)
    """
    if span < _LEAST:
        return 1.0
    least = span / most
    power = 10.0 ** math.floor(math.log10(least))
    fitting = (nice * power for nice in _NICE if nice * power >= least * (1 - 1e-12))
    width = next(fitting, 10.0 * power)
    return float(f"{width:.3g}")


@dataclass(frozen=True, eq=False)
class States:
    """Numbers of classes by energy above the lowest; no temperature changes them.

    Attributes
    ----------
    edges : (bins + 1,) float64
        Ends of the bins, in nats; a bin holds its lower end.
    counts : (bins,) int64
        Numbers of classes.
    bins : (possible,) uint8
        Bin of each class by falling logit.
    lowest : float
        The lowest energy, −max z.
    """

    edges: Floats
    counts: Integers
    bins: NDArray[np.uint8]
    lowest: float

    def shares(self, candidates: Candidates) -> Floats:
        """Return the probability of each bin, shape (bins,); `candidates` are the likeliest classes or all.

        Classes that are not left have none.
        """
        ends = self.counts.cumsum()
        starts = ends - self.counts
        # Bins rise with the rank, so each is a range of it.
        filled = (self.counts > 0) & (starts < len(candidates))
        shares = np.zeros(len(self.counts))
        shares[filled] = candidates.weights_between(starts[filled]) / candidates.partition
        return shares

    def sums(self, falling: Floats) -> Floats:
        """Return the sum in each bin, shape (bins,), of numbers of the classes by falling logit."""
        sums = np.bincount(self.bins, weights=falling, minlength=len(self.counts))
        return np.asarray(sums, dtype=np.float64)

    @classmethod
    def of(cls, logits: Logits) -> States:
        """Count the classes that are not masked."""
        gaps = logits.gaps
        # Of gaps whose differences would overflow `Logits.gaps` has halves; those beyond are put at the end.
        whole = gaps if logits.unit == 1.0 else np.minimum(gaps, _LARGEST * logits.unit) / logits.unit
        width = nice_width(float(whole[-1]))
        count = max(1, math.floor(float(whole[-1]) / width * _ABOVE) + 1)
        places = whole / width
        np.floor(np.multiply(places, _ABOVE, out=places), out=places)
        bins = np.minimum(places, count - 1, out=places).astype(np.uint8)
        edges = np.asarray(np.arange(count + 1) * width, dtype=np.float64)
        counts = np.diff(
            bins.searchsorted(np.arange(count + 1, dtype=np.uint8))
        )  # for bins rise with the gaps
        return cls(edges, counts, bins, -float(logits.values.max()))
