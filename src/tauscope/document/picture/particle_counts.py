"""Particles on the levels of a distribution: a sample of a fixed size without chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core import measures

if TYPE_CHECKING:
    from tauscope.core.logits import Integers
    from tauscope.document.picture.final_distribution import FinalDistribution

PARTICLES = 48
"""Number of particles that the plot of Boltzmann levels distributes."""


def particle_counts(picture: FinalDistribution) -> Integers:
    """Apportion `PARTICLES` to the entries of `picture.drawn` by probability; ask with `picture.once`."""
    bars = picture.bars
    shares = np.append(bars, picture.other_probability) if picture.prepared.other_count else bars
    # Lower bounds need not sum to 1, and may all be 0.
    if picture.partial is not None:
        shares = np.array([one.p for one in picture.drawn])
        shares = shares / shares.sum() if shares.any() else np.full(len(shares), 1 / len(shares))
    return measures.apportion(shares, PARTICLES)
