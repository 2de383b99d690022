"""The arrays that core works on, and the one check of what comes in from outside."""

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
"""What the method of an array comes to, which for a few numbers takes half of the time."""


def as_floats(values: Sequence[float] | Floats) -> Floats:
    """Convert to a float64 array; what is one already is returned as it is.

    Raises
    ------
    InputError
        If they are not real numbers, or not a rectangle of them.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"These are not numbers: {error}.") from error


def as_values(values: Sequence[float] | Floats) -> Floats:
    """Convert to a float64 vector that softmax is defined for, without a copy where it is one already.

    Raises
    ------
    InputError
        If there are none, one is NaN or +inf, or all are −inf. The message names the row, counted from 1.
    """
    array = as_floats(values)
    if array.ndim != 1:
        raise InputError(f"Logits are one row of numbers; this has {array.ndim} dimensions.")
    if array.size == 0:
        raise InputError("A distribution needs at least one class.")
    check_finite(array)
    return array


def check_finite(array: Floats) -> None:
    """Raise `InputError` where one of some classes' logits is NaN or +inf, or all are −inf."""
    if not math.isfinite(array.item(array.argmax())):  # one pass tells: NaN counts as the largest
        raise InputError(_what_is_wrong(array))


def _what_is_wrong(array: Floats) -> str:
    for bad, name in ((np.isnan(array), "not a number"), (array == np.inf, "+∞, which no logit can be")):
        if bad.any():
            return f"The logit in row {int(bad.argmax()) + 1} is {name}."
    return "Every class is masked (−∞): at least one logit must be finite."


def checked_values(values: Sequence[float] | Floats) -> Floats:
    """Copy `values` into a read-only float64 vector that softmax is defined for; errors as in `as_values`.

    Examples
    --------
    >>> checked_values([2, 1, float("-inf")])
    array([  2.,   1., -inf])
    """
    array = as_values(values).copy()
    array.setflags(write=False)
    return array
