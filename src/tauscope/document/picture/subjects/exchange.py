"""Quanta that particles exchange at random, at the temperature of a document with evenly spaced levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.particles.exchange import (
    LARGEST_MEAN,
    PARTICLES,
    boltzmann,
    mean_quanta,
    settled,
    temperature_of,
)

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

FEWEST_LEVELS = 3
NO_LADDER = (
    "Quanta are exchanged between evenly spaced levels, at least three: "
    "choose Classes → Preset → Exchange of quanta."
)


class Exchange(NamedTuple):
    """Particles after some rounds of exchanges from equal shares.

    Attributes
    ----------
    counts : tuple of int
        Number of particles with 0, 1, 2 … quanta.
    expected : tuple of float
        Probability of as many quanta among very many particles, for each entry of `counts` and beyond.
    quantum : float
        Distance of two levels.
    quanta : int
        Number of all quanta, which no round changes.
    temperature : float
        Temperature that belongs to the mean energy, in the units of the logits.
    usual : int
        Number of entries of `expected` beyond which less than one particle is expected.
    too_hot : bool
        True if τ asks for more quanta than are exchanged; those here are the most there are.
    """

    counts: tuple[int, ...]
    expected: tuple[float, ...]
    quantum: float
    quanta: int
    temperature: float
    usual: int
    too_hot: bool

    @property
    def mean(self) -> float:
        """Quanta that a particle has on average."""
        return self.quanta / PARTICLES

    @property
    def distance(self) -> float:
        """Total variation distance of the shares from `expected`: 0 if they agree, at most 1."""
        shares = np.zeros(max(len(self.counts), len(self.expected)))
        shares[: len(self.counts)] = np.array(self.counts) / PARTICLES
        shares[: len(self.expected)] -= self.expected
        beyond = 1.0 - sum(self.expected)
        return float(np.abs(shares).sum() + beyond) / 2


def quantum_of(logits: Logits) -> float:
    """Distance of two neighbouring levels if all are evenly spaced; 0 if not, or if there are too few."""
    energies = np.sort(logits.energies[np.isfinite(logits.energies)])
    if len(energies) < FEWEST_LEVELS:
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        gaps = np.diff(energies)
        even = np.allclose(gaps, gaps[0], rtol=1e-6, atol=0.0)
    return float(gaps[0]) if even and np.isfinite(gaps[0]) else 0.0


def unsuited(document: Document) -> str:
    """Return why there is nothing to exchange in a document; empty if there is."""
    logits = document.logits_at_hand if document.source.abilities.classes_editable else None
    return "" if logits is not None and quantum_of(logits) else NO_LADDER


def exchange_of(picture: Picture) -> Exchange:
    """Return the particles of a picture after the document's rounds."""
    document, quantum = picture.document, quantum_of(picture.logits)
    wanted = mean_quanta(document.present_chain.product / quantum)
    quanta = round(PARTICLES * min(wanted, LARGEST_MEAN))
    counts = settled(quanta, document.rounds, document.seed)
    mean, usual = quanta / PARTICLES, 3
    while (mean / (1 + mean)) ** usual > 1 / PARTICLES:
        usual += 1
    expected = boltzmann(mean, max(usual, len(counts)))
    temperature = quantum * temperature_of(mean)
    return Exchange(counts, expected, quantum, quanta, temperature, usual, wanted > LARGEST_MEAN)
