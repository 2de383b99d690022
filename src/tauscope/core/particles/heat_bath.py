"""Particles in a heat bath: they hop between levels, and settle into the Boltzmann distribution.

Each particle tries another level now and then, all others with the same chance, and goes there with the
probability w / (w + w₀), where w₀ and w are the weights e^(−E/kT) of its level and of the other one: the
heat-bath rule of Glauber for two levels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers


def acceptance(log_weights: Floats, here: Integers, there: Integers) -> Floats:
    """Probability that a particle goes to the level that it tries.

    Parameters
    ----------
    log_weights : (K,) float64
        Logarithm −E/kT of the weight of each level, up to a constant; −inf for a level that nothing enters.
    here, there : (n,) int64
        Level of each particle, and the level that it tries.

    Returns
    -------
    (n,) float64
        In [0, 1]; of two levels that nothing enters, 0.
    """
    one, other = log_weights[here], log_weights[there]
    with np.errstate(invalid="ignore", over="ignore"):  # −inf less −inf is not asked for
        probability = 1.0 / (1.0 + np.exp(one - other))
    return np.where(np.isneginf(other), 0.0, probability)


def hopped(
    levels: Integers, log_weights: Floats, random: np.random.Generator, share: float = 1.0
) -> Integers:
    """Levels of the particles after each of them has tried another level, or a random share of them has.

    Parameters
    ----------
    levels : (n,) int64
        Level of each particle.
    log_weights : (K,) float64
        As for `acceptance`.
    random : numpy.random.Generator
    share : float
        Probability with which a particle tries another level now.
    """
    count, particles = len(log_weights), len(levels)
    if count < 2:
        return levels
    tries = random.random(particles) < share
    there = (levels + random.integers(1, count, particles)) % count
    goes = tries & (random.random(particles) < acceptance(log_weights, levels, there))
    return np.where(goes, there, levels)
