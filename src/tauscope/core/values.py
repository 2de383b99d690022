"""The arrays that core works on, and the one check of what comes in from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def float_copy(values: Sequence[float] | Floats) -> Floats:
    """Copy `values` into a float64 array of its own.

    Raises
    ------
    InputError
        If they are not real numbers, or not a rectangle of them.
    """
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"These are not numbers: {error}.") from error


def checked_values(values: Sequence[float] | Floats) -> Floats:
    """Copy `values` into a read-only float64 vector that softmax is defined for.

    Raises
    ------
    InputError
        If there are none, one is NaN or +inf, or all are −inf. The message names the row, counted from 1.

    Examples
    --------
    >>> checked_values([2, 1, float("-inf")])
    array([  2.,   1., -inf])
    """
    array = float_copy(values)
    if array.ndim != 1:
        raise InputError(f"Logits are one row of numbers; this has {array.ndim} dimensions.")
    if array.size == 0:
        raise InputError("A distribution needs at least one class.")
    if not np.isfinite(array.max()):  # one pass tells: a maximum hands NaN on
        raise InputError(_what_is_wrong(array))
    array.setflags(write=False)
    return array


def _what_is_wrong(array: Floats) -> str:
    for bad, name in ((np.isnan(array), "not a number"), (array == np.inf, "+∞, which no logit can be")):
        if bad.any():
            return f"The logit in row {int(bad.argmax()) + 1} is {name}."
    return "Every class is masked (−∞): at least one logit must be finite."
