"""The temperature at which a distribution would be as sharp as someone says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

HALVINGS = 100


def temperature_at(logits: Sequence[float] | Floats, probability: float) -> float | None:
    """Find τ at which the likeliest class has this probability.

    Over τ it falls from 1 over the number of classes that tie for the top to 1 over the number of all.

    Parameters
    ----------
    logits : (V,) array-like
        −inf for what is masked.
    probability : float

    Returns
    -------
    float or None
        In [0, ∞]; None where no temperature does it, or each does.

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
    gaps = highest / unit - finite / unit
    ends = {1.0 / float((gaps == 0).sum()): 0.0, 1.0 / len(gaps): math.inf}
    if probability in ends:
        return ends[probability]
    if not min(ends) < probability < max(ends):
        return None
    return _between(gaps, probability) * unit


def _between(gaps: Floats, probability: float) -> float:
    """Bisect ln τ: e^±700 is beyond all that a float tells apart from the ends."""
    low, high = -700.0, 700.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        with np.errstate(over="ignore"):
            top = 1.0 / float(np.exp(-gaps / math.exp(middle)).sum())
        low, high = (middle, high) if top > probability else (low, middle)
    return math.exp((low + high) / 2)
