"""Losses of a student: a teacher's soft targets at a temperature, true labels, or a mixture of both.

Arrays of logits have the classes last, shape (…, images, classes).

References
----------
G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.domain import TEMPERATURE, Interval
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers

MIX = Interval("the weight of the soft targets", 0.0, 1.0)

_MATCHING = 1e5
"""From this temperature on the limit τ → ∞ is nearer to the true gradient than float64 rounding is."""

_FROZEN = 1e-100
"""Below this temperature τ² and τ have no effect on any loss or gradient."""


def log_softmax_rows(logits: Floats, temperature: float = 1.0) -> Floats:
    """Natural logarithm of softmax(logits / τ) along the last axis, for τ inside (0, ∞)."""
    scaled: Floats = logits - logits.max(axis=-1, keepdims=True)
    scaled /= temperature
    scaled -= np.log(np.exp(scaled).sum(axis=-1, keepdims=True))
    return scaled


def centred(logits: Floats) -> Floats:
    """Return the logits less their mean over the classes."""
    return np.asarray(logits - logits.mean(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Loss:
    """L = A τ² KL(p_τ ‖ q_τ) − (1 − A) ln q(label), averaged over the images.

    p_τ is the teacher's softmax at τ, q_τ the student's, q the student's at τ = 1. The factor τ² keeps the
    soft part's gradient, τ (q_τ − p_τ) for each logit, of one size while τ changes. At τ = ∞ the soft part is
    its limit, in which the student matches the teacher's centred logits; at τ = 0 it vanishes.

    Attributes
    ----------
    temperature : float
        τ in [0, ∞].
    mix : float
        A, the weight of the soft targets: 0 for true labels alone, 1 for the teacher alone.

    Raises
    ------
    InputError
        If temperature or mix is outside its domain.
    """

    temperature: float = 1.0
    mix: float = 1.0

    def __post_init__(self) -> None:
        TEMPERATURE.check(self.temperature)
        MIX.check(self.mix)

    def of(self, teacher: Floats, labels: Integers) -> TargetLoss:
        """Return the loss for some images.

        Parameters
        ----------
        teacher : (…, images, classes) float64
            Logits of the teacher.
        labels : (…, images) int64
            True classes, from 0.

        Raises
        ------
        InputError
            If a logit of the teacher is not finite.
        """
        if not np.isfinite(teacher).all():
            raise InputError("A teacher's logits are finite numbers; one of these is not.")
        return TargetLoss(self, teacher, labels)


class TargetLoss:
    """The loss for a set of images, with their targets."""

    def __init__(self, loss: Loss, teacher: Floats, labels: Integers) -> None:
        self._mix, self._temperature = loss.mix, loss.temperature
        self._hard = (labels[..., None] == np.arange(teacher.shape[-1])).astype(np.float64)
        self._teacher = centred(teacher)
        self._soft_part = loss.mix > 0 and loss.temperature >= _FROZEN
        self._is_limit = loss.temperature >= _MATCHING
        if self._soft_part and not self._is_limit:
            with np.errstate(over="ignore"):
                self._log_soft = log_softmax_rows(teacher, loss.temperature)
            self._soft = np.exp(self._log_soft)

    def value_and_gradient(self, logits: Floats) -> tuple[Floats, Floats]:
        """Return the loss and its gradient with respect to a student's logits.

        Returns
        -------
        (…) float64, (…, images, classes) float64
            Both are means over the images.
        """
        value, gradient = np.zeros(logits.shape[:-1]), np.zeros_like(logits)
        if self._mix < 1:
            weight = 1 - self._mix
            log_q = log_softmax_rows(logits)
            value -= weight * (self._hard * log_q).sum(axis=-1)
            gradient += weight * (np.exp(log_q) - self._hard)
        if self._soft_part:
            soft_value, soft_gradient = self._matching(logits) if self._is_limit else self._softened(logits)
            value += self._mix * soft_value
            gradient += self._mix * soft_gradient
        images = logits.shape[-2]
        gradient /= images
        return value.mean(axis=-1), gradient

    def _softened(self, logits: Floats) -> tuple[Floats, Floats]:
        """Return τ² KL(p_τ ‖ q_τ) of each image, and its gradient."""
        tau = self._temperature
        log_q = log_softmax_rows(logits, tau)
        divergence = (self._soft * (self._log_soft - log_q)).sum(axis=-1)
        return tau * tau * divergence, tau * (np.exp(log_q) - self._soft)

    def _matching(self, logits: Floats) -> tuple[Floats, Floats]:
        """Return the limit τ → ∞, half the variance of the difference of the logits, and its gradient."""
        difference = centred(logits) - self._teacher
        classes = logits.shape[-1]
        return (difference * difference).sum(axis=-1) / (2 * classes), difference / classes
