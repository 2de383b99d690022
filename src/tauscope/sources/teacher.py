"""The handwritten digits that ship, and the logits that a trained network, the teacher, gives for them."""

from __future__ import annotations

from functools import cache

import numpy as np

from tauscope.core.distillation.experiment import DigitData, Examples
from tauscope.resources import resource

DARKEST = 16
"""Value of a black pixel in the file."""


@cache
def digit_data() -> DigitData:
    """Read the 1,297 images of training and the 500 of test.

    Examples
    --------
    >>> len(digit_data().training), len(digit_data().test)
    (1297, 500)
    """
    with np.load(resource("data", "digits_teacher.npz")) as file:
        images, is_test = file["images"].reshape(-1, 64) / DARKEST, file["is_test"]
        all_ = Examples(images, file["labels"].astype(np.int64), file["logits"].astype(np.float64))
    for array in (all_.images, all_.labels, all_.logits):
        array.setflags(write=False)
    return DigitData(all_.among(~is_test), all_.among(is_test))
