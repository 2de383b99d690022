"""The density of states as a histogram over the energy above the lowest, and how τ weighs it."""

from __future__ import annotations

from dataclasses import dataclass
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
    known : tuple of two (bins,) float64
        Bounds of the probability of the listed classes in each bin in softmax(z/τ), before any cut; equal
        where all classes are listed.
    at_1 : (bins,) float64
        Probability of each bin at τ = 1.
    is_partial : bool
        True if some classes are not listed.
    """

    states: States
    known: tuple[Floats, Floats]
    at_1: Floats
    is_partial: bool

    @property
    def edges(self) -> Floats:
        """`States.edges`."""
        return self.states.edges

    @property
    def counts(self) -> Integers:
        """`States.counts`."""
        return self.states.counts

    @property
    def shares(self) -> Floats:
        """Probability of each bin in softmax(z/τ), shape (bins,); the lower bound if some are not listed."""
        return self.known[0]


def energy_histogram(picture: Picture) -> EnergyHistogram:
    """Return the histogram of a picture; asked for with `picture.once`."""
    # It keeps no picture, which keeps it: both would wait for the collector of cycles, with all their arrays.
    states, partial, at_1 = picture.prepared.states, picture.partial, picture.prepared.states_at_1
    if partial is None:
        shares = at_1 if picture.softmax is picture.prepared.trained else states.shares(picture.softmax)
        return EnergyHistogram(states, (shares, shares), at_1, is_partial=False)
    bounds = partial.bounds(Chain().with_temperature(picture.temperature))
    by_rank = picture.logits.order[: len(states.bins)]
    low, high = (states.sums(end[by_rank]) for end in (bounds.low, bounds.high))
    return EnergyHistogram(states, (low, np.minimum(high, 1.0)), at_1, is_partial=True)
