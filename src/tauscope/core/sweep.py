"""The state functions of a distribution over a grid of temperatures, at the cost of a few softmaxes."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.boltzmann import (
    gap_moments,
    gap_sums,
    ground_state,
    hottest_state,
    inner_temperature,
    state_functions,
)
from tauscope.core.density import DensityOfStates
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.softmax import scaled_gaps
from tauscope.core.values import as_floats, checked_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

# Largest number of classes for which the direct sum is as cheap as the sum over bins.
FEW = 256
# Number of Boltzmann factors that are held in memory at once.
CHUNK = 1 << 16


@dataclass(frozen=True, eq=False)
class Sweep:
    """State functions over T temperatures; each array is (T,) float64. `Thermodynamics` defines them.

    Attributes
    ----------
    temperatures : (T,)
        τ, in the order given to `sweep`.
    log_partition, mean_energy, free_energy, entropy, heat_capacity : (T,)
        ln Z, U, F, S and C.
    log_partition_of_gaps : (T,)
        ln Σ e^(−d/τ) over the gaps d = max z − z: ln Z without the part max z / τ, which may be huge.
    top : float
        The largest logit.
    """

    temperatures: Floats
    log_partition: Floats
    mean_energy: Floats
    free_energy: Floats
    entropy: Floats
    heat_capacity: Floats
    log_partition_of_gaps: Floats
    top: float


def checked_temperatures(temperatures: Sequence[float] | Floats) -> Floats:
    """Return a copy of temperatures in [0, ∞], shape (T,).

    Raises
    ------
    InputError
        If `temperatures` is no row of numbers, or one is negative or NaN; the message names its place from 1.
    """
    array = as_floats(temperatures).copy()
    if array.ndim != 1:
        raise InputError(f"A sweep goes over one row of temperatures; this has {array.ndim} dimensions.")
    bad = ~(array >= 0)
    if bad.any():
        place = int(bad.argmax())
        raise InputError(
            f"Temperature {place + 1} of the sweep is {array[place]:g}, not a number from 0 to ∞."
        )
    return array


def sweep(
    logits: Sequence[float] | Floats | Logits | DensityOfStates, temperatures: Sequence[float] | Floats
) -> Sweep:
    """State functions of the Boltzmann distribution with E = −z at each temperature.

    Parameters
    ----------
    logits : (V,) array-like, Logits or DensityOfStates
        A `Logits` keeps its density of states for the next sweep. −inf is a masked class, which contributes
        nothing.
    temperatures : (T,) array-like
        Each in [0, ∞], in any order; at both ends the limits, as in `thermodynamics`.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        As `softmax` does, and for a temperature that is negative or NaN.

    Notes
    -----
    A few classes are summed directly. Many are binned by their gap d = max z − z, and a bin's sum is expanded
    about its mean: Σ e^(−d/τ) = e^(−mean/τ) Σ_k (−1/τ)^k m_k / k!, with central moments m_k up to the sixth.
    The result agrees with the direct sum to about 1e-12.

    Examples
    --------
    >>> curves = sweep([1.0, 0.0], [0.0, 0.4168, np.inf])
    >>> curves.heat_capacity.round(4)
    array([0.    , 0.4392, 0.    ])
    >>> curves.entropy.round(4)
    array([0.    , 0.2866, 0.6931])
    """
    states = _states(logits)
    values = states.values if isinstance(states, DensityOfStates) else states
    grid = checked_temperatures(temperatures)
    inside = (grid > 0) & (grid < np.inf)
    top = float(values.max())
    table = np.empty((6, grid.size))
    inner = np.asarray(inner_temperature(values, grid[inside]))
    moments = gap_moments(_gap_sums(states, inner))
    functions = state_functions(top, grid[inside], moments, inner)
    table[:, inside] = [*functions, moments.log_partition]
    for end, state in ((grid == 0, ground_state), (grid == np.inf, hottest_state)):
        if end.any():
            limits = state(values)
            table[:, end] = np.array([*astuple(limits), limits.entropy])[:, None]
    log_partition, mean_energy, free_energy, entropy, heat_capacity, of_gaps = table
    return Sweep(grid, log_partition, mean_energy, free_energy, entropy, heat_capacity, of_gaps, top)


def _states(logits: Sequence[float] | Floats | Logits | DensityOfStates) -> Floats | DensityOfStates:
    """Return the density of states of many classes, or the checked values of a few."""
    if isinstance(logits, DensityOfStates):
        return logits
    if isinstance(logits, Logits):
        return logits.values if len(logits) <= FEW else logits.density
    return checked_values(logits)


def _gap_sums(states: Floats | DensityOfStates, temperatures: Floats) -> Floats:
    """Return the sums of `gap_sums` at temperatures inside (0, ∞), shape (3, T), directly or by bins."""
    values = states.values if isinstance(states, DensityOfStates) else states
    if temperatures.size == 0:
        return np.empty((3, 0))
    if values.size <= FEW:
        return _direct_sums(values, temperatures)
    if isinstance(states, DensityOfStates):
        return _binned_sums(states, temperatures)
    return _binned_sums(DensityOfStates.of(values, float(temperatures.min())), temperatures)


def _direct_sums(values: Floats, temperatures: Floats) -> Floats:
    """Sum over every class but one at the top, whose weight of 1 `gap_moments` adds."""
    # As many temperatures at once as fit `CHUNK`: one vectorised step for each chunk, and bounded memory.
    place, rows = int(values.argmax()), max(1, CHUNK // values.size)
    chunks = []
    for start in range(0, temperatures.size, rows):
        scaled = scaled_gaps(values, temperatures[start : start + rows, None], values[place])
        scaled[:, place] = -np.inf
        chunks.append(gap_sums(scaled))
    return np.concatenate(chunks, axis=1)


def _binned_sums(density: DensityOfStates, temperatures: Floats) -> Floats:
    """Sum over the bins of `density`, and over new bins for temperatures that these do not cover."""
    sums = np.empty((3, temperatures.size))
    covered = density.covers(temperatures)
    sums[:, covered] = density.gap_sums(temperatures[covered])
    for outside in (temperatures < density.lowest, temperatures > density.highest):
        if outside.any():
            sums[:, outside] = _gap_sums(density.values, temperatures[outside])
    return sums


def class_curves(values: Floats, curves: Sweep) -> Floats:
    """Probability p = e^(z/τ) / Z of a few classes at each temperature of a sweep over all classes.

    Parameters
    ----------
    values : (k,) float64
        Logits of classes that were in the sweep.
    curves : Sweep
        Result of `sweep` for all classes.

    Returns
    -------
    (k, T) float64
        Probabilities; at τ = 0 and ∞ the limits.

    Examples
    --------
    >>> class_curves(np.array([2.0, 1.0]), sweep([2.0, 1.0, 2.0], [0.0, 1.0, np.inf])).round(3)
    array([[0.5  , 0.422, 0.333],
           [0.   , 0.155, 0.333]])
    """
    grid = curves.temperatures
    inside = (grid > 0) & (grid < np.inf)
    column = np.asarray(values, dtype=np.float64)[:, None]
    likely = np.where(grid == 0, column == curves.top, column > -np.inf)
    # At both ends Σ e^(−d/τ) counts the classes that share all probability, and rint restores that number
    # from its logarithm exactly. The columns between are overwritten.
    p = likely / np.rint(np.exp(curves.log_partition_of_gaps))
    scaled = scaled_gaps(column[:, 0], grid[inside, None], curves.top).T
    p[:, inside] = np.exp(scaled - curves.log_partition_of_gaps[inside])
    return np.asarray(p)
