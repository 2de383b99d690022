"""The temperature at which the likeliest class has a given probability."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

HALVINGS = 100


def temperature_at(logits: Sequence[float] | Floats, probability: float) -> float | None:
    """Return the τ at which the likeliest class has this probability.

    The probability falls with τ, from 1/(number of classes that tie at the top) to 1/(number of all classes).

    Parameters
    ----------
    logits : (V,) array-like
        −inf is a masked class.
    probability : float
        Wanted probability of a class with the largest logit.

    Returns
    -------
    float or None
        τ in [0, ∞]; None if no temperature gives this probability, or every temperature does.

    Examples
    --------
    >>> [round(temperature_at([2.0, 1.0, 0.5, 0.1], p), 3) for p in (0.73, 0.46, 0.32)]
    [0.652, 1.515, 4.206]
    """
    values = np.asarray(logits, dtype=np.float64)
    finite = values[values > -np.inf]
    highest, unit = float(finite.max()), float(finite.max() / 2 - finite.min() / 2)
    if not unit:
        return None
    # In units of half the range of the logits no difference overflows, and the largest gap is always 2.
    gaps = highest / unit - finite / unit
    ends = {1.0 / float((gaps == 0).sum()): 0.0, 1.0 / len(gaps): math.inf}
    if probability in ends:
        return ends[probability]
    if not min(ends) < probability < max(ends):
        return None
    return _between(gaps, probability) * unit


def _between(gaps: Floats, probability: float) -> float:
    """Return the τ, in the units of `gaps`, with this probability of the top, by bisection of ln τ."""
    # At e^±700 a float no longer tells the probability from that at the ends. A hundred halvings of that
    # range are more than a float can resolve.
    low, high = -700.0, 700.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        with np.errstate(over="ignore"):
            top = 1.0 / float(np.exp(-gaps / math.exp(middle)).sum())
        low, high = (middle, high) if top > probability else (low, middle)
    return math.exp((low + high) / 2)
