"""The handwritten digits that ship, and the logits that a trained network, the teacher, gives for them."""

from __future__ import annotations

from functools import cache

import numpy as np

from tauscope.core.distillation.experiment import DigitData, Examples
from tauscope.resources import resource

DARKEST = 16
"""Value of a black pixel in the file."""


IMAGES = 1797
TRAINING = 1297
"""Number of images, and number of the first ones, with which the teacher was trained."""


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
