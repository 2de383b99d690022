"""The sweep over 400 temperatures for a vocabulary of 262,144, against scipy at each temperature."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logsumexp, softmax
from tests.benchmarks.families import FAMILIES
from tests.benchmarks.rows import Row, best_ms

from tauscope.core.density import DensityOfStates
from tauscope.core.sweep import Sweep, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.families import Floats

VOCABULARY = 262_144
TEMPERATURES = np.geomspace(0.02, 50, 400)
ALLOWED = 1e-10


def rows() -> Iterator[Row]:
    """Three rows a family: its worst error, and the time with and without preparation."""
    for name, family in FAMILIES.items():
        yield from _rows_of(name, family(np.random.default_rng(0), VOCABULARY))


def _rows_of(name: str, values: Floats) -> Iterator[Row]:
    start = time.perf_counter()
    want = direct(values)
    direct_ms = 1e3 * (time.perf_counter() - start)
    lowest = float(TEMPERATURES.min())
    density = DensityOfStates.of(values, lowest)
    error = worst_error(sweep(density, TEMPERATURES), want)
    alone = best_ms(lambda: sweep(density, TEMPERATURES))
    prepared = best_ms(lambda: sweep(DensityOfStates.of(values, lowest), TEMPERATURES))
    yield Row.below(f"{name}: worst error", error, "", "allowed", ALLOWED, "≥ 1")
    yield Row.below(f"{name}: sweep alone", alone, "ms", "scipy direct", direct_ms, "≥ 500")
    yield Row.below(f"{name}: with preparation", prepared, "ms", "scipy direct", direct_ms, "≥ 100")


def direct(values: Floats) -> Floats:
    """(5, T) ln Z, U, F, S and C, each temperature by itself. Masked classes are left out beforehand."""
    z = values[values > -np.inf]
    return np.array([_direct_at(z, tau) for tau in TEMPERATURES.tolist()]).T


def _direct_at(z: Floats, tau: float) -> tuple[float, ...]:
    log_z, p = float(logsumexp(z / tau)), softmax(z / tau)
    mean = float(p @ z)
    variance = float(p @ (z - mean) ** 2)
    return log_z, -mean, -tau * log_z, log_z - mean / tau, variance / tau**2


def worst_error(curves: Sweep, want: Floats) -> float:
    """Largest over all quantities and temperatures: absolute where the value is below 1, relative above."""
    got = np.stack(
        [curves.log_partition, curves.mean_energy, curves.free_energy, curves.entropy, curves.heat_capacity]
    )
    return float((np.abs(got - want) / np.maximum(1.0, np.abs(want))).max())
