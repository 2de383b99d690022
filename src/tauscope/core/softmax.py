"""Softmax at every temperature from 0 to ∞, both ends exact.

Functions with a parameter `logits` check it. Those with `values` trust it to be the float64 vector of a
`Logits`, because the dial calls them at every frame.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.values import as_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

# With a largest logit up to here, no difference of two finite logits overflows: floats near the largest one
# are 2e292 apart, so that 1e291 more is rounded away.
FAR = 1e291
# Number of classes whose weights are computed at once: the scratch array stays in the processor's cache.
BLOCK = 2**14


def checked_temperature(value: float) -> float:
    """Return `value` as a float in [0, ∞].

    Raises
    ------
    InputError
        If `value` is negative, NaN, or no number at all.

    Examples
    --------
    >>> checked_temperature(0.25)
    0.25
    """
    try:
        temperature = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"A temperature is a number from 0 to ∞; {value!r} is not one.") from error
    if not temperature >= 0:
        raise InputError(f"A temperature is a number from 0 to ∞; {temperature:g} is not.")
    return temperature + 0.0  # −0 becomes 0


def scaled_gaps(values: Floats, temperature: float | Floats, top: float) -> Floats:
    """(z − top) / τ for temperatures inside (0, ∞).

    Parameters
    ----------
    values : (V,) float64
        Checked logits z.
    temperature : float or (T, 1) float64
        τ, or a column of them.
    top : float
        The largest logit.

    Returns
    -------
    (V,) or (T, V) float64
        In [−inf, 0]. A new array.
    """
    # The difference comes before the quotient, so that close logits stay apart however large they are: z/τ
    # and top/τ would each be rounded, and their difference would be the rounding. Halves do not overflow.
    with np.errstate(over="ignore"):  # what overflows to −inf has no weight
        if top > FAR:
            return _divided(values * 0.5 - top * 0.5, temperature) * 2.0
        return _divided(values - top, temperature)


def _divided(gaps: Floats, temperature: float | Floats) -> Floats:
    """Divide a new array of gaps by τ, in place where the shape stays."""
    return np.divide(gaps, temperature, out=gaps if np.ndim(temperature) == 0 else None)


def log_weights(values: Floats, temperature: float) -> Floats:
    """Logarithm of the Boltzmann weights relative to the likeliest class: (z − max z) / τ.

    Parameters
    ----------
    values : (V,) float64
        Checked logits.
    temperature : float
        In [0, ∞]. At 0 all but the ties at the top have weight 0; at ∞ all but the masked have weight 1.

    Returns
    -------
    (V,) float64
        In [−inf, 0], the largest always 0. A new array.
    """
    if temperature == 0:
        return np.where(values == values.max(), 0.0, -np.inf)
    if temperature == math.inf:
        return np.where(values == -np.inf, -np.inf, 0.0)
    return scaled_gaps(values, temperature, float(values.max()))


def probabilities(values: Floats, temperature: float = 1.0) -> Floats:
    """`softmax` of checked logits at a checked temperature."""
    weights = log_weights(values, temperature)
    np.exp(weights, out=weights)
    weights /= weights.sum()
    return weights


def log_probabilities(values: Floats, temperature: float = 1.0) -> Floats:
    """`log_softmax` of checked logits at a checked temperature."""
    weights = log_weights(values, temperature)
    weights -= _log_sum_exp(weights)
    return weights


def _log_sum_exp(weights: Floats) -> float:
    """Logarithm of the sum of e^w over log-weights w whose largest is 0."""
    # ln(1 + rest) by log1p: beside the 1 of the top, a rest below 1e-16 would vanish from the sum.
    top, rest = int(weights.argmax()), 0.0
    for start in range(0, weights.size, BLOCK):
        exponentials = np.exp(weights[start : start + BLOCK])
        if start <= top < start + BLOCK:
            exponentials[top - start] = 0.0
        rest += float(exponentials.sum())
    return math.log1p(rest)


def softmax(logits: Sequence[float] | Floats, temperature: float = 1.0) -> Floats:
    """Probabilities p = e^(z/τ) / Σ e^(z/τ): the Boltzmann distribution with E = −z and kT = τ.

    Parameters
    ----------
    logits : (V,) array-like
        −inf is a masked class, with probability 0 at every temperature.
    temperature : float
        τ in [0, ∞]. At 0 the distribution is uniform over the classes that tie for the largest logit
        (greedy), at ∞ uniform over all that are not masked.

    Returns
    -------
    (V,) float64
        Probabilities, which sum to 1.

    Raises
    ------
    InputError
        If there are no logits, one is NaN or +inf, all are −inf, or the temperature is negative or NaN.

    See Also
    --------
    log_softmax : the logarithm, which does not underflow.

    References
    ----------
    G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015, eq. 1.

    Examples
    --------
    >>> softmax([2, 1, 0.5, 0.1]).round(3)
    array([0.575, 0.211, 0.128, 0.086])
    >>> softmax([2, 1, 2], temperature=0)
    array([0.5, 0. , 0.5])
    """
    return probabilities(as_values(logits), checked_temperature(temperature))


def log_softmax(logits: Sequence[float] | Floats, temperature: float = 1.0) -> Floats:
    """Natural logarithm of `softmax`, accurate where the probability itself would underflow or round to 1.

    Parameters, errors and limits are those of `softmax`; a class of probability 0 has −inf.

    Examples
    --------
    >>> log_softmax([0, -50, -5000]).tolist()
    [-1.9287498479639178e-22, -50.0, -5000.0]
    """
    return log_probabilities(as_values(logits), checked_temperature(temperature))


def log_partition(logits: Sequence[float] | Floats, temperature: float = 1.0) -> float:
    """Natural logarithm of the partition function Z = Σ e^(z/τ).

    Parameters and errors are those of `softmax`.

    Returns
    -------
    float
        At τ = 0 the limit: +inf or −inf by the sign of the largest logit, and the logarithm of the number of
        ties if that is 0. At τ = ∞ the logarithm of the number of classes that are not masked.

    Examples
    --------
    >>> log_partition([0, 0, 0, 0]) == math.log(4)
    True
    >>> log_partition([1, 0], temperature=0)
    inf
    """
    values, tau = as_values(logits), checked_temperature(temperature)
    return log_partition_of_top(float(values.max()), tau) + _log_sum_exp(log_weights(values, tau))


def log_partition_of_top(top: float, temperature: float) -> float:
    """Return max z / τ with its limit at τ = 0: the part of ln Z that does not depend on the gaps."""
    if temperature == 0:
        return math.copysign(math.inf, top) if top else 0.0
    return top / temperature
