"""Measures of a distribution: entropy, divergence, lead and ratios, and its division of particles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.values import as_floats, sum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers

Amount = TypeVar("Amount", float, "Floats")

SMALLEST = 5e-324
# Room for probabilities that were rounded to float32 or to three printed digits.
SUM_TOLERANCE = 1e-3


def checked_distribution(p: Sequence[float] | Floats) -> Floats:
    """Return `p` as a float64 array, without a copy if `p` is one.

    Raises
    ------
    InputError
        If `p` is empty, has a negative or undefined entry, or does not sum to 1 within 0.001.
    """
    array = as_floats(p)
    if array.ndim != 1 or array.size == 0:
        raise InputError("A distribution is one row of probabilities, at least one.")
    if not array.min() >= 0:
        raise InputError("A probability is not negative, and not undefined.")
    total = float(array.sum())
    if not abs(total - 1) <= SUM_TOLERANCE:
        raise InputError(f"Probabilities sum to 1; these sum to {total:g}.")
    return array


def _log(p: Floats) -> Floats:
    """Logarithm of probabilities that are multiplied by themselves; finite at 0, where the product is 0."""
    return np.log(np.maximum(p, SMALLEST))


def _sum_of_products(p: Floats, scratch: Floats) -> float:
    """Return Σ p·x, with the products in place of the `scratch` array x."""
    # A product and a sum: a dot product of many would start threads, which costs more.
    return float(sum_of(np.multiply(p, scratch, out=scratch)))


def entropy(p: Sequence[float] | Floats) -> float:
    """Shannon entropy −Σ p ln p in nats, with 0 ln 0 = 0.

    Parameters
    ----------
    p : (V,) array-like
        Probabilities.

    Returns
    -------
    float
        From 0 (one class has probability 1) to ln V (uniform).

    Raises
    ------
    InputError
        If `p` is not a distribution.

    References
    ----------
    C. E. Shannon, "A Mathematical Theory of Communication", 1948, §6.

    Examples
    --------
    >>> entropy([0.5, 0.5, 0.0]) == math.log(2)
    True
    """
    p = checked_distribution(p)
    # Not below 0, where the rounding of a distribution with one certain class may take the sum.
    return max(0.0, -_sum_of_products(p, _log(p)))


def perplexity(p: Sequence[float] | Floats) -> float:
    """Exponential of the entropy: the number of equally likely classes that have this entropy.

    Examples
    --------
    >>> round(perplexity([0.25, 0.25, 0.25, 0.25]), 12)
    4.0
    """
    return math.exp(entropy(p))


def kl_divergence(p: Sequence[float] | Floats, q: Sequence[float] | Floats) -> float:
    """Kullback–Leibler divergence Σ p ln(p / q) in nats: the extra surprise of expecting q where p is true.

    Parameters
    ----------
    p, q : (V,) array-like
        Probabilities of the same classes.

    Returns
    -------
    float
        At least 0, and 0 only if p = q; +inf if q is 0 for a class whose p is positive.

    Raises
    ------
    InputError
        If `p` or `q` is not a distribution, or their lengths differ.

    References
    ----------
    S. Kullback, R. A. Leibler, "On Information and Sufficiency", 1951.

    Examples
    --------
    >>> kl_divergence([0.5, 0.5], [1.0, 0.0])
    inf
    """
    p, q = checked_distribution(p), checked_distribution(q)
    if p.size != q.size:
        raise InputError(f"A divergence compares the same classes; here are {p.size} and {q.size}.")
    if bool(((q == 0) & (p > 0)).any()):
        return math.inf
    return max(0.0, _sum_of_products(p, _log(p) - _log(q)))


def kl_divergence_of_logarithms(log_p: Floats, p: Floats, log_q: Floats) -> float:
    """KL(p ‖ q) in nats from logarithms, unchecked; finite also where q underflows to 0 but is positive.

    Parameters
    ----------
    log_p, p, log_q : (V,) float64
        Log-probabilities, −inf for a class of probability 0, and probabilities.

    Examples
    --------
    >>> certain, log_q = np.array([1.0, 0.0]), np.array([-2000.0, 0.0])
    >>> kl_divergence_of_logarithms(np.array([0.0, -math.inf]), certain, log_q)
    2000.0
    """
    terms = np.subtract(log_p, log_q, out=np.zeros(len(p)), where=p > 0)
    with np.errstate(over="ignore"):  # beyond the largest number it is inf
        return max(0.0, _sum_of_products(p, terms))


def nats_to_bits(nats: Amount) -> Amount:
    """Convert an entropy or a divergence from nats to bits.

    Examples
    --------
    >>> nats_to_bits(math.log(8))
    3.0
    """
    return nats / math.log(2)


class Lead(NamedTuple):
    """Row and probability of the likeliest class (of ties the first), and its margin over the second."""

    row: int
    probability: float
    margin: float


def lead(p: Sequence[float] | Floats) -> Lead:
    """Return the likeliest class and its margin over the second.

    Examples
    --------
    >>> lead([0.25, 0.75])
    Lead(row=1, probability=0.75, margin=0.5)
    """
    p = checked_distribution(p)
    index = int(p.argmax())
    first = float(p[index])
    second = max(p[:index].max(initial=0.0), p[index + 1 :].max(initial=0.0))
    return Lead(index, first, first - float(second))


def margin(p: Sequence[float] | Floats) -> float:
    """Difference of the largest and the second largest probability; 1 for a single class.

    Examples
    --------
    >>> margin([0.25, 0.75])
    0.5
    """
    return lead(p).margin


def log_ratio(z_i: float, z_j: float, temperature: float) -> float:
    """Natural logarithm of p_i / p_j: (z_i − z_j) / τ, whatever the other classes are.

    Parameters
    ----------
    z_i, z_j : float
        Checked logits; −inf is a masked class.
    temperature : float
        In [0, ∞].

    Returns
    -------
    float
        0 for equal logits, and at τ = ∞ for any two that are not masked; ±inf at τ = 0 and against a
        masked class.

    Examples
    --------
    >>> log_ratio(3.0, 2.0, 0.5)
    2.0
    """
    if z_i == z_j:
        return 0.0
    if temperature == 0 or -math.inf in (z_i, z_j):
        return math.copysign(math.inf, 1 if z_i > z_j else -1)
    # Where the difference of two finite logits overflows, the quotient by a large τ may still be finite.
    return 2 * ((z_i / 2 - z_j / 2) / temperature) if math.isinf(z_i - z_j) else (z_i - z_j) / temperature


def ratio(z_i: float, z_j: float, temperature: float) -> float:
    """How many times likelier class i is than class j: e^((z_i − z_j) / τ).

    Parameters and limits are those of `log_ratio`; a ratio beyond the largest number is inf.

    Examples
    --------
    >>> round(ratio(2.0, 1.0, 0.5), 3)
    7.389
    >>> ratio(2.0, 1.0, 0.0), ratio(2.0, 1.0, math.inf)
    (inf, 1.0)
    """
    try:
        return math.exp(log_ratio(z_i, z_j, temperature))
    except OverflowError:
        return math.inf


def apportion(p: Sequence[float] | Floats, n: int) -> Integers:
    """Divide `n` particles among the classes in proportion to `p`, by the largest remainder.

    Parameters
    ----------
    p : (V,) array-like
        Probabilities.
    n : int
        Number of particles; at least 0.

    Returns
    -------
    (V,) int64
        Counts that sum to `n`, each less than 1 away from n·p. Equal remainders are served in row order.

    Raises
    ------
    InputError
        If `p` is not a distribution or `n` is negative.

    References
    ----------
    The method of A. Hamilton (1792) and T. Hare.

    Examples
    --------
    >>> apportion([0.5, 0.3, 0.2], 7)
    array([4, 2, 1])
    """
    p = checked_distribution(p)
    if n < 0:
        raise InputError(f"{n} particles cannot be divided.")
    quotas: Floats = p * (n / p.sum())
    counts: Integers = np.floor(quotas).astype(np.int64)
    remaining = n - int(counts.sum())
    # A stable sort serves equal remainders in row order, on every computer alike.
    counts[np.argsort(counts - quotas, kind="stable")[:remaining]] += 1
    return counts
