"""The bias step: biases with which every class is equally likely on average."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.values import Floats

_MOST_STEPS = 200
_SHORTEST = 1e-10
_CLOSE_ENOUGH = 1e-9


def balancing_bias(logits: Floats, start: Floats | None = None) -> Floats:
    """Return the bias b with which the mean softmax of every class is 1/classes.

    The bias needs no labels, but assumes that all classes are equally frequent among the images. Newton's
    method minimises the mean of ln Σ e^(z + b) less the mean of b, which is convex.

    Counts of the largest logit are no substitute for mean probabilities: for confident students such a fit
    does not converge.

    Parameters
    ----------
    logits : (images, classes) float64
    start : (classes,) float64 or None
        A bias near the one that is sought, with which fewer steps are needed.

    Returns
    -------
    (classes,) float64
        With mean 0.

    Examples
    --------
    >>> balancing_bias(np.array([[1.0, 0.0], [1.0, 0.0]])).round(9)
    array([-0.5,  0.5])
    """
    count, classes = logits.shape
    bias, length = np.zeros(classes) if start is None else start, 1.0
    value, p = _unbalance(logits, bias)
    for _ in range(_MOST_STEPS):
        mean = p.mean(axis=0)
        gradient = mean - 1 / classes
        if abs(gradient).max() < _CLOSE_ENOUGH or length < _SHORTEST:
            break
        curvature = np.diag(mean) - p.T @ p / count
        # A constant added to all biases changes nothing, and saturated classes hardly curve the function.
        curvature += 1 / classes + 1e-9 * np.eye(classes)
        step, length = np.linalg.solve(curvature, -gradient), 1.0
        slope, before = float(gradient @ step), value
        value, p = _unbalance(logits, bias + step)
        while value > before + 1e-4 * length * slope + 1e-15 and length >= _SHORTEST:
            length /= 2
            value, p = _unbalance(logits, bias + length * step)
        bias = bias + length * step
    return np.asarray(bias - bias.mean())


def _unbalance(logits: Floats, bias: Floats) -> tuple[float, Floats]:
    """Return the function that `balancing_bias` minimises, the mean of ln Σ e^(z + b) less that of b.

    Returns
    -------
    float, (images, classes) float64
        The value, and the softmax of each row.
    """
    p = logits + bias
    top = p.max(axis=-1, keepdims=True)
    p -= top
    np.exp(p, out=p)
    total = p.sum(axis=-1, keepdims=True)
    p /= total
    return float((top + np.log(total)).mean() - bias.mean()), p
