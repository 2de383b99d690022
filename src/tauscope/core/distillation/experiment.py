"""Experiments with a teacher of digits: the images that a student sees, and its accuracy afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.distillation.balance import balancing_bias
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.outcome import CLASSES, Outcome, confusion_of
from tauscope.core.distillation.student import STEPS, Students, trained
from tauscope.core.domain import Whole
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers, Mask

DIGIT = Whole("a digit", 0, CLASSES - 1)
IMAGES = Whole("the number of images", 1, 10_000)
SEEDS = Whole("the number of seeds", 1, 1000)
FIRST_SEED = Whole("the first seed", 0, 2**31)

HIDDEN = Whole("the number of hidden units", 0, 128)

CURVE_STEPS = (0, 5, 10, 20, 30, 40, 60, 80, 100, 130, 160, 200, 250, 300, 350, STEPS)
"""Steps of training after which the students are tested: closer together while they learn fast."""

_STEPS_BETWEEN_REPORTS = 10

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
    hidden : int
        Number of hidden units of each student; 0 for softmax regression.
    """

    transfer: TransferSet = field(default_factory=TransferSet)
    loss: Loss = field(default_factory=Loss)
    seeds: int = 20
    first_seed: int = 0
    hidden: int = 0

    def __post_init__(self) -> None:
        SEEDS.check(self.seeds)
        FIRST_SEED.check(self.first_seed)
        HIDDEN.check(self.hidden)

    def outcome(
        self, data: DigitData, progress: Progress = lambda _fraction: None, *, curves: bool = True
    ) -> Outcome:
        """Train all students and test them on all digits.

        Parameters
        ----------
        data : DigitData
        progress : callable
        curves : bool
            False to test the students at the end alone, which takes half the time.
        """
        seeds = range(self.first_seed, self.first_seed + self.seeds)
        together = max(1, _CELLS // self.transfer.images)
        parts = list[Outcome]()
        for start in range(0, self.seeds, together):
            some = seeds[start : start + together]
            watch = _Watch(
                data,
                CURVE_STEPS if curves else (STEPS,),
                _shifted(progress, start / self.seeds, len(some) / self.seeds),
            )
            parts.append(watch.outcome(self._trained(data, some, watch)))
        progress(1.0)
        return Outcome.joined(parts)

    def _trained(self, data: DigitData, seeds: Sequence[int], watch: _Watch) -> Students:
        """Train some students side by side."""
        chosen = [self.transfer.chosen(data.training, seed) for seed in seeds]
        images = np.array([examples.images for examples in chosen])
        targets = self.loss.of(
            np.array([examples.logits for examples in chosen]),
            np.array([examples.labels for examples in chosen]),
        )
        students = Students.fresh(seeds, images.shape[-1], CLASSES, self.hidden)
        return trained(students, images, targets, watch=watch)


class _Watch:
    """Tests students while they are trained; the last test, after the last step, is the result."""

    def __init__(self, data: DigitData, steps: Sequence[int], progress: Progress) -> None:
        self._data, self._steps, self._progress = data, steps, progress
        self._losses: list[Floats] = []
        self._confusions: list[Integers] = []
        self._confusions_before: list[Integers] = []
        self._balance: list[Floats | None] = []

    def __call__(self, step: int, students: Students, loss: Floats) -> None:
        self._losses.append(loss)
        if step % _STEPS_BETWEEN_REPORTS == 0:
            self._progress(step / STEPS)
        if step in self._steps:
            self._test(students)

    def _test(self, students: Students) -> None:
        pool = students.logits(self._data.training.images)
        # The bias of the test before is a good start: it saves most steps of the fit.
        starts = self._balance or [None] * len(pool)
        self._balance = list(map(balancing_bias, pool, starts))
        test = self._data.test
        before = students.logits(test.images)
        self._confusions_before.append(confusion_of(before, test.labels))
        self._confusions.append(confusion_of(before + np.array(self._balance)[:, None, :], test.labels))

    def outcome(self, students: Students) -> Outcome:
        """Return the results of the students that were watched."""
        return Outcome(
            students,
            np.array(self._balance),
            np.array(self._losses).T,
            np.array(self._steps),
            np.stack(self._confusions, axis=1),
            np.stack(self._confusions_before, axis=1),
        )


def _shifted(progress: Progress, start: float, length: float) -> Progress:
    """Return a callback for a part, whose progress is part of that of the whole."""
    return lambda fraction: progress(start + length * fraction)
