"""The handwritten digits that ship, and the logits that a trained network, the teacher, gives for them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.distillation.experiment import DigitData, Examples
from tauscope.core.distillation.loss import log_softmax_rows
from tauscope.core.distillation.outcome import CLASSES
from tauscope.resources import resource

if TYPE_CHECKING:
    from tauscope.core.values import Floats

DARKEST = 16
"""Value of a black pixel in the file."""


IMAGES = 1797
TRAINING = 1297
"""Number of images, and number of the first ones, with which the teacher was trained."""

SIDE = 8
"""Pixels along a side of an image."""

WEIGHTS = 73_162
"""Number of the teacher's parameters."""

WORTH_SHOWING = (1765, 1665, 1389, 1781, 1569, 1617, 1742, 1796, 1668, 1582)
"""Numbers of ten test images of which the teacher is sure at τ = 1, and less so at τ = 20."""

SURPRISE_TEMPERATURE = 20.0
"""Temperature at which `most_surprising` ranks the images."""


@cache
def every_digit() -> Examples:
    """Read all images, in the order of their numbers.

    Examples
    --------
    >>> every_digit().images.shape
    (1797, 64)
    """
    with np.load(resource("data", "digits_teacher.npz")) as file:
        images = file["images"].reshape(-1, 64) / DARKEST
        examples = Examples(images, file["labels"].astype(np.int64), file["logits"].astype(np.float64))
    for array in (examples.images, examples.labels, examples.logits):
        array.setflags(write=False)
    return examples


@cache
def digit_data() -> DigitData:
    """Return the images, split into those of training and those of test.

    Examples
    --------
    >>> len(digit_data().training), len(digit_data().test)
    (1297, 500)
    """
    every = every_digit()
    is_test = np.arange(len(every)) >= TRAINING
    return DigitData(every.among(~is_test), every.among(is_test))


@cache
def labelled_test_digits() -> LabelledLogits:
    """Return the teacher's logits for the 500 test images, with the digits that their writers meant.

    Examples
    --------
    >>> labelled_test_digits().accuracy
    0.994
    """
    return _labelled(digit_data().test)


@cache
def labelled_training_digits() -> LabelledLogits:
    """Return the teacher's logits for its 1,297 training images, with the digits that their writers meant.

    The teacher recognises all of them, so that the temperature that calibrates it on them is 0.

    Examples
    --------
    >>> labelled_training_digits().accuracy
    1.0
    """
    return _labelled(digit_data().training)


def _labelled(examples: Examples) -> LabelledLogits:
    return LabelledLogits(examples.logits, examples.labels)


@cache
def mean_digits() -> Floats:
    """Return the mean of the training images of each digit, shape (10, 8, 8): 0 is white, 1 is black.

    Examples
    --------
    >>> mean_digits().shape
    (10, 8, 8)
    """
    training = digit_data().training
    means = np.array([training.images[training.labels == digit].mean(axis=0) for digit in range(CLASSES)])
    means = means.reshape(CLASSES, SIDE, SIDE)
    means.setflags(write=False)
    return means


@cache
def most_surprising() -> tuple[int, ...]:
    """Rank all images by what τ = 20 shows and τ = 1 hides, most first.

    That is the largest gain in probability, from τ = 1 to τ = 20, of a digit other than the label. An image
    in which the teacher sees two digits at τ = 1 already is no surprise.

    Returns
    -------
    tuple of int
        Numbers of the images.
    """
    every = every_digit()
    warm, cold = (np.exp(log_softmax_rows(every.logits, at)) for at in (SURPRISE_TEMPERATURE, 1.0))
    gain = warm - cold
    gain[np.arange(len(gain)), every.labels] = -1.0
    return tuple(np.argsort(-gain.max(axis=1), kind="stable").tolist())


@cache
def teacher_accuracy() -> float:
    """Return the share of the test images that the teacher recognises.

    Examples
    --------
    >>> teacher_accuracy()
    0.994
    """
    test = digit_data().test
    return float((test.logits.argmax(axis=1) == test.labels).mean())
