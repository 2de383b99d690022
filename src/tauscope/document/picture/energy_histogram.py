"""The density of states as a histogram over the energy above the lowest, and how τ weighs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.chain import Chain

if TYPE_CHECKING:
    from tauscope.core.states import States
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.picture import Picture


@dataclass(frozen=True, eq=False)
class EnergyHistogram:
    """Histogram of the energies with its Boltzmann weights.

    Attributes
    ----------
    states : States
    picture : Picture
    """

    states: States
    picture: Picture

    @property
    def edges(self) -> Floats:
        """`States.edges`."""
        return self.states.edges

    @property
    def counts(self) -> Integers:
        """`States.counts`."""
        return self.states.counts

    def _sum(self, falling: Floats) -> Floats:
        """Sum the probabilities, given by rank, in each bin."""
        # Of the likeliest alone at τ = 0.
        bins = self.states.bins[: len(falling)]
        sums = np.bincount(bins, weights=falling, minlength=len(self.counts))
        return np.asarray(sums, dtype=np.float64)

    def _by_rank(self, p: Floats) -> Floats:
        """Sort probabilities that are given by row of the table."""
        return p[self.picture.logits.order[: len(self.states.bins)]]

    @cached_property
    def shares(self) -> Floats:
        """Probability of each bin in softmax(z/τ), before any cut; shape (bins,)."""
        return self.states.shares(self.picture.softmax)

    @property
    def at_1(self) -> Floats:
        """Probability of each bin at τ = 1, shape (bins,)."""
        return self.picture.prepared.states_at_1

    @cached_property
    def known(self) -> tuple[Floats, Floats]:
        """Bounds of the probability of the listed classes in each bin, each of shape (bins,)."""
        partial = self.picture.partial
        if partial is None:
            return self.shares, self.shares
        bounds = partial.bounds(Chain().with_temperature(self.picture.temperature))
        low, high = (self._sum(self._by_rank(end)) for end in (bounds.low, bounds.high))
        return low, np.minimum(high, 1.0)


def energy_histogram(picture: Picture) -> EnergyHistogram:
    """Return the histogram of a picture; asked for with `picture.once`."""
    return EnergyHistogram(picture.prepared.states, picture)
