"""The thermodynamics of a distribution over classes: energies E = −z, temperature kT = τ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.softmax import BLOCK, FAR, log_partition_of_top, scaled_gaps

if TYPE_CHECKING:
    from tauscope.core.values import Floats

# Log-weights below this count as −∞: e^−700 is nothing beside the top's weight of 1, and numpy's exp is ten
# to eighty times slower where its result is subnormal.
WEIGHTLESS = -700.0


@dataclass(frozen=True)
class Thermodynamics:
    """The state functions of a Boltzmann distribution at one temperature.

    Attributes
    ----------
    log_partition : float
        ln Z with Z = Σ e^(z/τ).
    mean_energy : float
        U = ⟨E⟩ with E = −z, in units of a logit, like τ.
    free_energy : float
        F = −τ ln Z = U − τS.
    entropy : float
        S = −Σ p ln p, in nats.
    heat_capacity : float
        C = dU/dτ = Var(E) / τ², in nats.
    """

    log_partition: float
    mean_energy: float
    free_energy: float
    entropy: float
    heat_capacity: float


# From so many times the spread of the logits on, all weights are equal to the last digit, and ⟨d⟩ and Var(d)
# no longer depend on τ. Gaps over a much larger τ would be subnormal and lose their digits. The spread is
# only asked for at temperatures above `_HUGE`, which no dial reaches, since it takes a pass over the logits.
EVEN = 2.0**200
_HUGE = 1e5


class GapMoments(NamedTuple):
    """Moments of the gaps d = max z − z, from which all state functions follow.

    Every entry is one number, or an array with one entry for each temperature.
    """

    log_partition: Floats  # ln Σ e^(−d/τ), from 0 to ln V
    mean: Floats  # ⟨d⟩ / τ
    variance: Floats  # Var(d) / τ²


def gap_sums(scaled: Floats) -> Floats:
    """Σ w, Σ w x and Σ w x² along the last axis, with w = e^x for the scaled gaps x = −d/τ.

    Parameters
    ----------
    scaled : (..., V) float64
        From `scaled_gaps`. The array is overwritten.

    Returns
    -------
    (3, ...) float64
    """
    # Weights below e^−700 become 0 without an exponential of theirs, for the sake of speed: see `WEIGHTLESS`.
    weightless = scaled < WEIGHTLESS if scaled.min() < WEIGHTLESS else None
    if weightless is not None:
        np.copyto(scaled, WEIGHTLESS, where=weightless)
    weights = np.exp(scaled)
    if weightless is not None:
        np.copyto(weights, 0.0, where=weightless)
    zeroth = weights.sum(axis=-1)
    weights *= scaled
    first = weights.sum(axis=-1)
    # A product and a sum: a dot product of many would start threads, which costs more.
    weights *= scaled
    return np.stack([zeroth, first, weights.sum(axis=-1)])


def gap_moments(sums: Floats) -> GapMoments:
    """Return the moments, given the sums over every class but one at the top, whose gap is 0.

    Parameters
    ----------
    sums : (3, ...) float64
        From `gap_sums`.
    """
    # The top is left out of the sums so that a tiny rest still counts beside its weight of 1. That weight
    # also bounds what the variance loses to cancellation: ⟨d⟩² / Var(d) is at most Z' = Σ e^(−d/τ), and ⟨d⟩/τ
    # at most the entropy, hence at most ln V.
    rest = sums[0]
    mean, square = sums[1] / (1.0 + rest), sums[2] / (1.0 + rest)
    return GapMoments(np.log1p(rest), -mean, np.maximum(square - mean * mean, 0.0))


def _gap_sums_in_blocks(values: Floats, temperature: float) -> Floats:
    """Return the sums of `gap_sums` over every class but one at the top, in blocks that fit the cache."""
    top = int(values.argmax())
    sums = np.zeros(3)
    for start in range(0, values.size, BLOCK):
        scaled = scaled_gaps(values[start : start + BLOCK], temperature, values[top])
        if start <= top < start + BLOCK:
            scaled[top - start] = -np.inf
        sums += gap_sums(scaled)
    return sums


def inner_temperature(values: Floats, temperature: float | Floats) -> float | Floats:
    """Return the temperature at which the moments of the gaps are to be taken: τ, or less where τ is huge."""
    if not np.any(np.asarray(temperature) > _HUGE):
        return temperature
    top = float(values.max())
    with np.errstate(over="ignore"):
        spread = top - float(values.min(where=values > -np.inf, initial=top))
        return np.minimum(temperature, spread * EVEN) if spread else temperature


def state_functions(
    top: float, temperature: float | Floats, moments: GapMoments, inner: float | Floats
) -> tuple[Floats, ...]:
    """Return ln Z, U, F, S and C, as `Thermodynamics` has them, from the top and the moments of the gaps.

    Parameters
    ----------
    top : float
        The largest logit.
    temperature : float or (T,) float64
        τ inside (0, ∞).
    moments : GapMoments
        Moments at each temperature of `inner`.
    inner : float or (T,) float64
        From `inner_temperature`.
    """
    ratio = inner / np.asarray(temperature)
    # With a very large logit a term may overflow though the sum does not: then halves are added.
    half = 0.5 if abs(top) > FAR else 1.0
    log_gaps, scaled_mean, heat_capacity = moments
    with np.errstate(over="ignore"):  # what is too large for a float is ±inf
        log_partition = top / np.asarray(temperature) + log_gaps
        mean_energy = (inner * (scaled_mean * half) - top * half) / half
        free_energy = -(temperature * (log_gaps * half) + top * half) / half
    entropy = log_gaps + scaled_mean * ratio
    return log_partition, mean_energy + 0.0, free_energy + 0.0, entropy, heat_capacity * ratio * ratio


def ground_state(values: Floats) -> Thermodynamics:
    """Return the limits at τ = 0, where the classes that tie at the top share all probability."""
    top = float(values.max())
    entropy = math.log(np.count_nonzero(values == top))
    limit = log_partition_of_top(top, 0.0)
    return Thermodynamics(limit if top else entropy, -top + 0.0, -top + 0.0, entropy, 0.0)


def hottest_state(values: Floats) -> Thermodynamics:
    """Return the limits at τ = ∞, where all classes that are not masked are equally likely."""
    unmasked = values > -np.inf
    finite = values if unmasked.all() else values[unmasked]
    entropy = math.log(finite.size)
    free = -math.inf if finite.size > 1 else -float(finite[0]) + 0.0
    return Thermodynamics(entropy, -_mean(finite) + 0.0, free, entropy, 0.0)


def _mean(finite: Floats) -> float:
    """Mean of finite logits; they are scaled down if their sum may overflow."""
    scale = 2.0**64 if max(finite.max(), -finite.min()) > FAR else 1.0
    return float((finite / scale).mean()) * scale if scale > 1.0 else float(finite.mean())


def thermodynamics(values: Floats, temperature: float) -> Thermodynamics:
    """State functions of checked logits at one temperature, by one exponential for each class.

    Parameters
    ----------
    values : (V,) float64
        Checked logits, as those of `Logits`; −inf is a masked class, which contributes nothing.
    temperature : float
        τ in [0, ∞]; at both ends the limits.

    Returns
    -------
    Thermodynamics
        Never NaN. A value too large for a float, as ln Z of a large logit near τ = 0, is ±inf.

    Notes
    -----
    With the gaps d = max z − z and Z' = Σ e^(−d/τ), ln Z = max z / τ + ln Z' and S = ln Z' + ⟨d⟩/τ, a sum of
    what is positive: nothing cancels as it would in (U − F) / τ.

    References
    ----------
    L. D. Landau, E. M. Lifshitz, "Statistical Physics", part 1, §31.

    Examples
    --------
    >>> state = thermodynamics(np.array([0.0, -1.0]), 0.4168)
    >>> round(state.heat_capacity, 4)  # the peak of Schottky's anomaly
    0.4392
    """
    if temperature == 0:
        return ground_state(values)
    if temperature == math.inf:
        return hottest_state(values)
    inner = float(inner_temperature(values, temperature))
    return state_of_sums(float(values.max()), temperature, _gap_sums_in_blocks(values, inner), inner)


def state_of_sums(top: float, temperature: float, sums: Floats, inner: float | None = None) -> Thermodynamics:
    """Return the state functions at τ, given the largest logit and the sums over all other classes.

    Parameters
    ----------
    top : float
        Largest logit.
    temperature : float
    sums : (3,) float64
        From `gap_sums`, over every class but one at the top, at the temperature `inner`.
    inner : float, optional
        Temperature from `inner_temperature`, if this is not τ itself.
    """
    functions = state_functions(top, temperature, gap_moments(sums), temperature if inner is None else inner)
    return Thermodynamics(*(float(function) for function in functions))
