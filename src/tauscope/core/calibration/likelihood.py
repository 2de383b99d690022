"""Mean negative log-likelihood of the true classes over temperature, and its derivatives in β = 1/τ.

In β it is convex, for ln Σ exp(β z) is; its slope is the mean of E_β[z] − z(label), its curvature the mean
variance of z.

References
----------
C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On Calibration of Modern Neural Networks", 2017, section 4.2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats


def nothing() -> None:
    """Do nothing: nobody asked how far the work is."""


class Likelihood(NamedTuple):
    """Mean negative log-likelihood in nats, and its derivatives in the inverse temperature of the gaps."""

    nll: float
    slope: float
    curvature: float


def likelihood(
    labelled: LabelledLogits, beta: float, weights: Floats | None = None, tell: Callable[[], object] = nothing
) -> Likelihood:
    """Return the mean negative log-likelihood at an inverse temperature of the gaps.

    Parameters
    ----------
    labelled : LabelledLogits
    beta : float
        unit / τ, in [0, ∞). At 0 it is the limit, in which the finite classes share alike.
    weights : (N,) float64, optional
        How often each example counts; once if not given.
    tell : callable
        Called after each block of examples.
    """
    total = np.zeros(3)
    for rows in labelled.blocks():
        parts = _of_rows(labelled, rows, beta)
        with np.errstate(over="ignore"):
            total += parts.sum(axis=1) if weights is None else parts @ weights[rows]
        tell()
    total /= len(labelled) if weights is None else float(weights.sum())
    return Likelihood(*total.tolist())


def slopes(labelled: LabelledLogits, beta: float) -> Floats:
    """Slope of each example's negative log-likelihood, shape (N,)."""
    return np.concatenate([_of_rows(labelled, rows, beta)[1] for rows in labelled.blocks()])


def nll_at(labelled: LabelledLogits, temperature: float) -> float:
    """Mean negative log-likelihood in nats at τ in [0, ∞]; ∞ where a true class has probability 0.

    Examples
    --------
    >>> import numpy as np
    >>> from tauscope.core.calibration.labelled import LabelledLogits
    >>> two = LabelledLogits(np.array([[2.0, 1.0], [0.0, 3.0]]), np.array([0, 0]))
    >>> [round(nll_at(two, tau), 4) for tau in (0, 1, float("inf"))]
    [inf, 1.6809, 0.6931]
    """
    if impossible_label(labelled) is not None:
        return math.inf
    beta = labelled.beta(temperature)
    return _frozen_nll(labelled) if beta == math.inf else likelihood(labelled, beta).nll


def impossible_label(labelled: LabelledLogits) -> int | None:
    """Return the first row whose true class has the logit −∞; None if there is none."""
    masked = labelled.logits[np.arange(len(labelled)), labelled.labels] == -np.inf
    return int(masked.argmax()) if masked.any() else None


def _frozen_nll(labelled: LabelledLogits) -> float:
    """Negative log-likelihood at τ = 0, where the largest logits of a row share alike."""
    if (labelled.label_gaps < 0).any():
        return math.inf
    return float(np.log((labelled.gaps == 0).sum(axis=0)).mean())


def _of_rows(labelled: LabelledLogits, rows: slice, beta: float) -> Floats:
    """Negative log-likelihood, slope and curvature of each row, shape (3, rows)."""
    gaps, label_gaps = labelled.gaps[:, rows], labelled.label_gaps[rows]
    weights = labelled.weights(rows, beta)
    totals = weights.sum(axis=0)
    with np.errstate(over="ignore"):
        nll = np.log(totals) - beta * label_gaps
    weights *= gaps
    means = weights.sum(axis=0) / totals
    weights *= gaps
    squares = weights.sum(axis=0) / totals
    return np.array([nll, means - label_gaps, np.maximum(squares - means * means, 0.0)])
