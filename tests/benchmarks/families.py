"""Families of logits that a sweep meets, and that stress it in different ways."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Family = Callable[[np.random.Generator, int], Floats]


def peaks_over_gaussian(rng: np.random.Generator, size: int) -> Floats:
    """Give a language model's look: a few likely tokens over the mass of the vocabulary."""
    peaks = min(50, size // 4)
    return np.concatenate([rng.uniform(10, 25, peaks), rng.normal(0, 2.5, size - peaks)])


def gaussian(rng: np.random.Generator, size: int) -> Floats:
    return rng.normal(0, 3, size)


def all_equal(rng: np.random.Generator, size: int) -> Floats:
    return np.full(size, rng.normal())


def cauchy(rng: np.random.Generator, size: int) -> Floats:
    """Give the heaviest tail, below the top, where it spreads over the most bins."""
    return np.maximum(-np.abs(rng.standard_cauchy(size)), -1e4)


def half_masked(rng: np.random.Generator, size: int) -> Floats:
    logits = rng.normal(0, 3, size)
    logits[rng.permutation(size)[: size // 2]] = -np.inf
    return logits


def laplace_with_gap(rng: np.random.Generator, size: int) -> Floats:
    logits = rng.laplace(0, 1, size)
    logits[0] = logits.max() + 20
    return logits


def float16_values(rng: np.random.Generator, size: int) -> Floats:
    return rng.normal(0, 3, size).astype(np.float16).astype(np.float64)


FAMILIES: dict[str, Family] = {
    "peaks over a Gaussian": peaks_over_gaussian,
    "Gaussian": gaussian,
    "all equal": all_equal,
    "Cauchy, clipped at −1e4": cauchy,
    "half masked": half_masked,
    "Laplace with a gap": laplace_with_gap,
    "float16 values": float16_values,
}
