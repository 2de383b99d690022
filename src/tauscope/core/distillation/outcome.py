"""Trained students, and what they recognise of the test images."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.distillation.student import Students

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers

CLASSES = 10


def confusion_of(logits: Floats, labels: Integers) -> Integers:
    """Return the confusion matrix of each student, shape (seeds, 10, 10): true digit by recognised digit."""
    found = labels * CLASSES + logits.argmax(axis=-1)
    counts = [np.bincount(row, minlength=CLASSES * CLASSES) for row in found]
    return np.array(counts).reshape(-1, CLASSES, CLASSES)


@dataclass(frozen=True, eq=False)
class Outcome:
    """Trained students, and their results on the test images.

    Attributes
    ----------
    students : Students
        Students without the bias step.
    balance : (seeds, 10) float64
        Bias step of each student: `balancing_bias` on the training images, without their labels.
    losses : (seeds, steps + 1) float64
        Loss before each step of training, and at the end.
    curve_steps : (points,) int64
        Steps of training after which the students were tested, rising; the last is the end.
    confusions, confusions_before_bias : (seeds, points, 10, 10) int64
        Numbers of test images by true digit (row) and recognised digit (column) after these steps, with and
        without a bias step of its own.
    """

    students: Students
    balance: Floats
    losses: Floats
    curve_steps: Integers
    confusions: Integers
    confusions_before_bias: Integers

    @classmethod
    def joined(cls, parts: Sequence[Outcome]) -> Outcome:
        """Join the outcomes of several groups of seeds."""
        students = Students.joined([part.students for part in parts])
        names = ("balance", "losses", "confusions", "confusions_before_bias")
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return cls(students, curve_steps=parts[0].curve_steps, **joined)

    @property
    def confusion(self) -> Integers:
        """Confusion matrix of each trained student with the bias step, shape (seeds, 10, 10)."""
        return self.confusions[:, -1]

    @property
    def confusion_before_bias(self) -> Integers:
        """Confusion matrix of each trained student without the bias step, shape (seeds, 10, 10)."""
        return self.confusions_before_bias[:, -1]

    @cached_property
    def accuracy(self) -> Measured:
        """Share of all test images that each student recognises with the bias step."""
        return Measured(_share_recognised(self.confusion))

    @cached_property
    def accuracy_before_bias(self) -> Measured:
        """Share of all test images that each student recognises without the bias step."""
        return Measured(_share_recognised(self.confusion_before_bias))

    def accuracy_of(self, digits: Sequence[int], *, before_bias: bool = False) -> Measured:
        """Return the share of the test images of these digits that each student recognises."""
        wanted = (*digits, before_bias)
        if wanted not in self._measured:
            self._measured[wanted] = Measured(self.accuracy_curve(digits, before_bias=before_bias)[:, -1])
        return self._measured[wanted]

    @cached_property
    def _measured(self) -> dict[tuple[int, ...], Measured]:
        """What `accuracy_of` was asked for so far: plots and readouts ask at each turn of the dial."""
        return {}

    def accuracy_curve(self, digits: Sequence[int] = range(CLASSES), *, before_bias: bool = False) -> Floats:
        """Return that share after each of `curve_steps`, shape (seeds, points)."""
        return _share_recognised(self.confusions_before_bias if before_bias else self.confusions, digits)


def _share_recognised(confusion: Integers, digits: Sequence[int] = range(CLASSES)) -> Floats:
    rows = list(digits)
    return np.asarray(confusion[..., rows, rows].sum(axis=-1) / confusion[..., rows, :].sum(axis=(-1, -2)))


@dataclass(frozen=True, eq=False)
class Measured:
    """A number measured with each seed: (seeds,) float64."""

    values: Floats

    @cached_property
    def mean(self) -> float:
        """Mean over the seeds."""
        return float(self.values.mean())

    @cached_property
    def sd(self) -> float:
        """Standard deviation over the seeds, from n − 1 of them; NaN for one seed, which has no spread."""
        return float(self.values.std(ddof=1)) if len(self.values) > 1 else math.nan
