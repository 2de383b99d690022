"""Types of the arrays that core works on, and the checks of numbers from outside."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

sum_of = np.add.reduce
"""Sum of an array, as its method `sum` computes it; for a few numbers in half of the time."""


def as_floats(values: Sequence[float] | Floats) -> Floats:
    """Convert to a float64 array; a float64 array is returned as it is, without a copy.

    Raises
    ------
    InputError
        If `values` has anything but real numbers, or rows of different lengths.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"These are not numbers: {error}.") from error


def as_values(values: Sequence[float] | Floats) -> Floats:
    """Convert to logits for which softmax is defined, float64 of shape (V,), without a copy if possible.

    Raises
    ------
    InputError
        If there are no values, one is NaN or +inf, or all are −inf. The message names the row, from 1.
    """
    array = as_floats(values)
    if array.ndim != 1:
        raise InputError(f"Logits are one row of numbers; this has {array.ndim} dimensions.")
    if array.size == 0:
        raise InputError("A distribution needs at least one class.")
    check_finite(array)
    return array


def check_finite(array: Floats) -> None:
    """Raise `InputError` if one of the logits is NaN or +inf, or all are −inf."""
    # One pass over the array is enough, because argmax takes NaN for the largest.
    if not math.isfinite(array.item(array.argmax())):
        raise InputError(_what_is_wrong(array))


def _what_is_wrong(array: Floats) -> str:
    """Return a sentence on the first illegal logit, or on none being finite."""
    for bad, name in ((np.isnan(array), "not a number"), (array == np.inf, "+∞, which no logit can be")):
        if bad.any():
            return f"The logit in row {int(bad.argmax()) + 1} is {name}."
    return "Every class is masked (−∞): at least one logit must be finite."


def checked_values(values: Sequence[float] | Floats) -> Floats:
    """Return a read-only copy of `values` as checked logits, shape (V,); errors are those of `as_values`.

    Examples
    --------
    >>> checked_values([2, 1, float("-inf")])
    array([  2.,   1., -inf])
    """
    array = as_values(values).copy()
    array.setflags(write=False)
    return array
