"""Particles that exchange quanta of energy at random: where e^(−E/kT) comes from.

In each round the particles meet in random pairs, and in each pair the first gives one quantum to the second
if it has any. Nobody prefers any state to another: every way to share out the quanta is equally frequent in
the long run. Of so many ways most look alike, and in these the number of particles with q quanta falls by
the same factor e^(−1/τ) from each q to the next. (If only those that have a quantum were asked to give one,
states with few idle particles would be more frequent than others, and the law would be another one.)
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from tauscope.core.domain import Whole
from tauscope.core.values import Integers

PARTICLES = 1000
ROUNDS = Whole("the number of rounds", 0, 1000, (0, 300))

LARGEST_MEAN = 20.0
"""Most quanta a particle has on average; with more the particles would not settle within the rounds."""


def mean_quanta(temperature: float) -> float:
    """Quanta that a particle has on average at a temperature, in units of a quantum: 1 / (e^(1/τ) − 1).

    Examples
    --------
    >>> round(mean_quanta(1.0), 3), mean_quanta(0.0)
    (0.582, 0.0)
    """
    if temperature == 0 or 1 / temperature > 700:
        return 0.0
    return math.inf if temperature == math.inf else 1 / math.expm1(1 / temperature)


def temperature_of(mean: float) -> float:
    """Temperature τ at which a particle has `mean` quanta on average: 1 / ln(1 + 1/mean).

    Examples
    --------
    >>> round(temperature_of(mean_quanta(0.7)), 12)
    0.7
    """
    return 1 / math.log1p(1 / mean) if mean > 0 else 0.0


def boltzmann(mean: float, count: int) -> tuple[float, ...]:
    """Probability of 0, 1, … `count` − 1 quanta among very many particles with so many on average.

    Examples
    --------
    >>> boltzmann(1.0, 3)
    (0.5, 0.25, 0.125)
    """
    ratio = mean / (1 + mean)
    return tuple((1 - ratio) * ratio**quanta for quanta in range(count))


def shared_out(particles: int, quanta: int) -> Integers:
    """Quanta of each particle if all have as many as the others, or one more, shape (particles,)."""
    each, rest = divmod(quanta, particles)
    shares = np.full(particles, each, dtype=np.int64)
    shares[:rest] += 1
    return shares


def exchanged(shares: Integers, rounds: int, random: np.random.Generator) -> Integers:
    """Quanta of each particle after some rounds.

    Parameters
    ----------
    shares : (n,) int64
        Quanta of each particle before.
    rounds : int
    random : numpy.random.Generator
    """
    shares, half = shares.copy(), len(shares) // 2
    for _ in range(rounds):
        order = random.permutation(len(shares))
        givers, takers = order[:half], order[half : 2 * half]
        given = shares[givers] > 0
        shares[givers] -= given
        shares[takers] += given
    return shares


@lru_cache(maxsize=8)
def settled(quanta: int, rounds: int, seed: int) -> tuple[int, ...]:
    """Number of particles, of `PARTICLES`, with 0, 1, 2 … quanta after some rounds from equal shares."""
    random = np.random.default_rng(seed)
    shares = exchanged(shared_out(PARTICLES, quanta), rounds, random)
    return tuple(np.bincount(shares).tolist())
