"""Students that are trained on and on with true labels, and their logits for the test images as they learn.

Training on does not make them more often right, but ever surer: they become over-confident, and the
temperature that calibrates them rises.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.distillation.experiment import FIRST_SEED, HIDDEN, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.outcome import CLASSES
from tauscope.core.distillation.student import Students, trained

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.distillation.experiment import DigitData
    from tauscope.core.values import Floats

CHECKPOINTS = (0, 10, 20, 50, 100, 200, 400, 700, 1000, 1500, 2000, 3000, 4000)
"""Steps of training after which the student is tested."""

RATE, HIDDEN_RATE = 2.0, 1.0
"""Learning rates of softmax regression, and of a student with a hidden layer: ten times those of students of
soft targets, whose gradients grow with τ, so that 4,000 steps are enough to become over-confident."""

_STEPS_BETWEEN_REPORTS = 10


class Course(NamedTuple):
    """A student at each of `CHECKPOINTS`.

    Attributes
    ----------
    tested : tuple of LabelledLogits
        Logits of the student for all test images, with the true digits.
    """

    tested: tuple[LabelledLogits, ...]

    def after(self, steps: int) -> LabelledLogits:
        """Return the logits after a number of steps, one of `CHECKPOINTS`."""
        return self.tested[CHECKPOINTS.index(steps)]


@dataclass(frozen=True)
class TrainingOn:
    """Training of one student with true labels alone.

    Attributes
    ----------
    transfer : TransferSet
        Images that the student is trained with.
    seed : int
        Selects the images and the first weights.
    hidden : int
        Number of hidden units; 0 for softmax regression.
    """

    transfer: TransferSet
    seed: int = 0
    hidden: int = 0

    def __post_init__(self) -> None:
        FIRST_SEED.check(self.seed)
        HIDDEN.check(self.hidden)

    def course(self, data: DigitData, progress: Callable[[float], object] = lambda _: None) -> Course:
        """Train the student, and test it at each of `CHECKPOINTS`."""
        examples = self.transfer.chosen(data.training, self.seed)
        student = Students.fresh((self.seed,), examples.images.shape[-1], CLASSES, self.hidden)
        loss = Loss(1.0, 0.0).of(examples.logits[None], examples.labels[None])
        tested = list[LabelledLogits]()

        def watch(step: int, present: Students, _losses: Floats) -> None:
            if step % _STEPS_BETWEEN_REPORTS == 0:
                progress(step / CHECKPOINTS[-1])
            if step in CHECKPOINTS:
                logits = np.array(present.logits(data.test.images)[0])
                tested.append(LabelledLogits(logits, data.test.labels))

        rate = HIDDEN_RATE if self.hidden else RATE
        trained(student, examples.images[None], loss, CHECKPOINTS[-1], rate, watch)
        return Course(tuple(tested))
