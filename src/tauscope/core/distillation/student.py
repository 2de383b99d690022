"""The student: softmax regression, with one weight for each pixel and class and one bias for each class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.distillation.loss import log_softmax_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.core.distillation.loss import TargetLoss
    from tauscope.core.values import Floats

STEPS = 400
RATE = 0.2
"""Steps of gradient descent, and their rate."""

SPREAD = 0.01
"""Standard deviation of the initial weights, which keeps classes that a student never sees from tying."""

_MOST_STEPS = 200
_SHORTEST = 1e-10
_CLOSE_ENOUGH = 1e-10


@dataclass(frozen=True, eq=False)
class Students:
    """Students side by side, each with weights of its own.

    Attributes
    ----------
    weights : (students, pixels, classes) float64
    bias : (students, classes) float64
    """

    weights: Floats
    bias: Floats

    @classmethod
    def fresh(cls, seeds: Sequence[int], pixels: int, classes: int) -> Students:
        """Return students before training, with small random weights from their seeds, and no bias."""
        drawn = [np.random.default_rng((seed, 1)).standard_normal((pixels, classes)) for seed in seeds]
        return cls(SPREAD * np.array(drawn), np.zeros((len(drawn), classes)))

    def logits(self, images: Floats) -> Floats:
        """Return the students' logits, shape (students, images, classes).

        Parameters
        ----------
        images : (images, pixels) or (students, images, pixels) float64
            The same images for all students, or other images for each.
        """
        return np.asarray(images @ self.weights + self.bias[:, None, :])


def trained(
    students: Students,
    images: Floats,
    loss: TargetLoss,
    steps: int = STEPS,
    rate: float = RATE,
    watch: Callable[[int, Students, Floats], object] = lambda _step, _students, _losses: None,
) -> Students:
    """Train by gradient descent on all images at once.

    Parameters
    ----------
    students : Students
    images : (students, images, pixels) float64
    loss : TargetLoss
        Loss for these images.
    steps : int
        Number of steps.
    rate : float
        Learning rate.
    watch : callable
        Called before each step, and once after the last, with the number of steps done, the students and the
        loss of each. An exception from it ends the training.

    Returns
    -------
    Students
        The trained students.
    """
    turned = images.swapaxes(-1, -2)
    weights, bias = students.weights.copy(), students.bias.copy()
    present = Students(weights, bias)  # sees each step, for the arrays are changed in place
    for step in range(steps):
        losses, gradient = loss.value_and_gradient(present.logits(images))
        watch(step, present, losses)
        weights -= rate * (turned @ gradient)
        bias -= rate * gradient.sum(axis=-2)
    watch(steps, present, loss.value_and_gradient(present.logits(images))[0])
    return present


def balancing_bias(logits: Floats) -> Floats:
    """Return the bias b with which the mean softmax of every class is 1/classes.

    The bias needs no labels, but assumes that all classes are equally frequent among the images. Newton's
    method minimises the mean of ln Σ e^(z + b) less the mean of b, which is convex.

    Counts of the largest logit are no substitute for mean probabilities: for confident students such a fit
    does not converge.

    Parameters
    ----------
    logits : (images, classes) float64

    Returns
    -------
    (classes,) float64
        With mean 0.

    Examples
    --------
    >>> balancing_bias(np.array([[1.0, 0.0], [1.0, 0.0]])).round(9)
    array([-0.5,  0.5])
    """
    classes = logits.shape[-1]
    bias, length = np.zeros(classes), 1.0
    p = np.exp(log_softmax_rows(logits))
    for _ in range(_MOST_STEPS):
        gradient = p.mean(axis=0) - 1 / classes
        if abs(gradient).max() < _CLOSE_ENOUGH or length < _SHORTEST:
            break
        curvature = np.diag(p.mean(axis=0)) - p.T @ p / len(p)
        # A constant added to all biases changes nothing, and saturated classes hardly curve the function.
        curvature += 1 / classes + 1e-9 * np.eye(classes)
        step, length = np.linalg.solve(curvature, -gradient), 1.0
        before = _unbalance(logits, bias)
        while (
            _unbalance(logits, bias + length * step) > before + 1e-4 * length * float(gradient @ step) + 1e-15
        ):
            length /= 2
            if length < _SHORTEST:
                break
        bias = bias + length * step
        p = np.exp(log_softmax_rows(logits + bias))
    return np.asarray(bias - bias.mean())


def _unbalance(logits: Floats, bias: Floats) -> float:
    """Return the function that `balancing_bias` minimises: the mean of ln Σ e^(z + b) less that of b."""
    shifted = logits + bias
    top = shifted.max(axis=-1, keepdims=True)
    return float((top[:, 0] + np.log(np.exp(shifted - top).sum(axis=-1))).mean() - bias.mean())
