"""Experiments with a teacher of digits: the images that a student sees, and its accuracy afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.student import STEPS, Students, balancing_bias, trained
from tauscope.core.domain import Whole
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers, Mask

CLASSES = 10
DIGIT = Whole("a digit", 0, CLASSES - 1)
IMAGES = Whole("the number of images", 1, 10_000)
SEEDS = Whole("the number of seeds", 1, 1000)
FIRST_SEED = Whole("the first seed", 0, 2**31)

CURVE_EVERY = 20
"""Steps of training between two points of the accuracy curve."""

_CELLS = 2_000
"""Students × images that are trained side by side, so that the arrays fit into a processor's cache."""

Progress = Callable[[float], object]
"""Function that is called with the fraction done, from 0 to 1; an exception from it ends the training."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Images with their digits and the teacher's logits.

    Attributes
    ----------
    images : (n, pixels) float64
        Pixels in [0, 1].
    labels : (n,) int64
        Digit of each image.
    logits : (n, 10) float64
        Logits of the teacher.
    """

    images: Floats
    labels: Integers
    logits: Floats

    def __len__(self) -> int:
        return len(self.labels)

    def among(self, rows: Integers | Mask) -> Examples:
        """Return the examples of these rows."""
        return Examples(self.images[rows], self.labels[rows], self.logits[rows])


@dataclass(frozen=True, eq=False)
class DigitData:
    """Examples to train with, and examples to test with."""

    training: Examples
    test: Examples


@dataclass(frozen=True)
class TransferSet:
    """Images that a student is trained with.

    Attributes
    ----------
    digits : tuple of int
        At least two digits, rising.
    images : int
        Number of images, divided evenly among the digits; the seed selects the images.
    shuffled : bool
        True for a control experiment, in which each image has the teacher's logits of another image of the
        same digit. They tell the similarity of digits, but nothing of the single image.

    Raises
    ------
    InputError
        If there are fewer than two digits, or fewer images than digits.
    """

    digits: tuple[int, ...] = tuple(range(CLASSES))
    images: int = 100
    shuffled: bool = False

    def __post_init__(self) -> None:
        for digit in self.digits:
            DIGIT.check(digit)
        if len(set(self.digits)) < 2:
            number = "no digits" if not self.digits else f"only the digit {self.digits[0]}"
            raise InputError(f"A transfer set with {number} teaches nothing: give two digits at least.")
        if list(self.digits) != sorted(set(self.digits)):
            raise InputError("The digits of a transfer set rise, and none is there twice.")
        IMAGES.check(self.images)
        if self.images < len(self.digits):
            raise InputError(
                f"{len(self.digits)} digits need as many images at least; {self.images} are too few."
            )

    @property
    def unseen(self) -> tuple[int, ...]:
        """Digits that are not in the transfer set."""
        return tuple(digit for digit in range(CLASSES) if digit not in self.digits)

    def check_available(self, training: Examples) -> None:
        """Raise `InputError` if there are fewer training images of these digits."""
        available = int(np.isin(training.labels, self.digits).sum())
        if available < self.images:
            raise InputError(
                f"There are {available:,} training images of {listed(self.digits)}; "
                f"{self.images:,} are too many."
            )

    def chosen(self, training: Examples, seed: int) -> Examples:
        """Return the examples that a seed selects.

        Raises
        ------
        InputError
            If there are fewer images of these digits.
        """
        self.check_available(training)
        generator = np.random.default_rng((seed, 0))
        turn = np.full(
            len(training), math.inf
        )  # when an image is taken: the first of each digit, the second …
        for digit in self.digits:
            (rows,) = (training.labels == digit).nonzero()
            turn[rows] = generator.permutation(len(rows)) + generator.random()
        examples = training.among(np.argsort(turn, kind="stable")[: self.images])
        return self._with_shuffled_logits(examples, generator) if self.shuffled else examples

    def _with_shuffled_logits(self, examples: Examples, generator: np.random.Generator) -> Examples:
        logits = examples.logits.copy()
        for digit in self.digits:
            (rows,) = (examples.labels == digit).nonzero()
            logits[rows] = logits[generator.permutation(rows)]
        return replace(examples, logits=logits)


def listed(digits: Sequence[int]) -> str:
    """Name digits in a sentence, as in "0, 1 and 2"."""
    *most, last = map(str, digits)
    return f"{', '.join(most)} and {last}"


@dataclass(frozen=True)
class Distillation:
    """Students to be trained, one for each seed.

    Attributes
    ----------
    transfer : TransferSet
    loss : Loss
    seeds : int
        Number of students, each with transfer images and initial weights of its own.
    first_seed : int
        Seed of the first student; the others have the seeds after it.
    """

    transfer: TransferSet = field(default_factory=TransferSet)
    loss: Loss = field(default_factory=Loss)
    seeds: int = 20
    first_seed: int = 0

    def __post_init__(self) -> None:
        SEEDS.check(self.seeds)
        FIRST_SEED.check(self.first_seed)

    def outcome(self, data: DigitData, progress: Progress = lambda _fraction: None) -> Outcome:
        """Train all students and test them on all digits."""
        seeds = range(self.first_seed, self.first_seed + self.seeds)
        together = max(1, _CELLS // self.transfer.images)
        parts = list[Outcome]()
        for start in range(0, self.seeds, together):
            some = seeds[start : start + together]
            parts.append(
                self._part(data, some, _shifted(progress, start / self.seeds, len(some) / self.seeds))
            )
        progress(1.0)
        return Outcome.joined(parts)

    def _part(self, data: DigitData, seeds: Sequence[int], progress: Progress) -> Outcome:
        """Train some students side by side."""
        chosen = [self.transfer.chosen(data.training, seed) for seed in seeds]
        images = np.array([examples.images for examples in chosen])
        targets = self.loss.of(
            np.array([examples.logits for examples in chosen]),
            np.array([examples.labels for examples in chosen]),
        )
        losses: list[Floats] = []
        accuracies: list[Floats] = []

        def watch(step: int, students: Students, loss: Floats) -> None:
            losses.append(loss)
            if step % CURVE_EVERY == 0:
                progress(step / STEPS)
                found = students.logits(data.test.images).argmax(axis=-1)
                accuracies.append((found == data.test.labels).mean(axis=-1))

        students = trained(Students.fresh(seeds, images.shape[-1], CLASSES), images, targets, watch=watch)
        balance = np.array([balancing_bias(logits) for logits in students.logits(data.training.images)])
        before = students.logits(data.test.images)
        after = before + balance[:, None, :]
        return Outcome(
            students,
            balance,
            _confusion(after, data.test.labels),
            _confusion(before, data.test.labels),
            np.array(losses).T,
            np.array(accuracies).T,
        )


def _shifted(progress: Progress, start: float, length: float) -> Progress:
    """Return a callback for a part, whose progress is part of that of the whole."""
    return lambda fraction: progress(start + length * fraction)


def _confusion(logits: Floats, labels: Integers) -> Integers:
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
    confusion, confusion_before_bias : (seeds, 10, 10) int64
        Numbers of test images by true digit (row) and recognised digit (column), with and without the bias
        step.
    losses : (seeds, steps + 1) float64
        Loss before each step of training, and at the end.
    accuracy_curve : (seeds, points) float64
        Accuracy on the test images, without the bias step, every `CURVE_EVERY` steps.
    """

    students: Students
    balance: Floats
    confusion: Integers
    confusion_before_bias: Integers
    losses: Floats
    accuracy_curve: Floats

    @classmethod
    def joined(cls, parts: Sequence[Outcome]) -> Outcome:
        """Join the outcomes of several groups of seeds."""
        weights = np.concatenate([part.students.weights for part in parts])
        bias = np.concatenate([part.students.bias for part in parts])
        names = ("balance", "confusion", "confusion_before_bias", "losses", "accuracy_curve")
        joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return cls(Students(weights, bias), **joined)

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
        confusion = self.confusion_before_bias if before_bias else self.confusion
        return Measured(_share_recognised(confusion, list(digits)))


def _share_recognised(confusion: Integers, digits: Sequence[int] = range(CLASSES)) -> Floats:
    rows = list(digits)
    return np.asarray(confusion[:, rows, rows].sum(axis=-1) / confusion[:, rows].sum(axis=(-1, -2)))


@dataclass(frozen=True, eq=False)
class Measured:
    """A number measured with each seed: (seeds,) float64."""

    values: Floats

    @property
    def mean(self) -> float:
        """Mean over the seeds."""
        return float(self.values.mean())

    @property
    def sd(self) -> float:
        """Standard deviation over the seeds, from n − 1 of them; NaN for one seed, which has no spread."""
        return float(self.values.std(ddof=1)) if len(self.values) > 1 else math.nan
