"""Sorting many logits: by their bits, which numpy does in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tauscope.core.values import Floats, Integers

FEW = 900
"""Fewer than these are sorted faster by comparing them."""

_DIGIT = 16
"""Bits: numpy sorts integers that wide by counting."""


def falling_order(values: Floats) -> Integers:
    """Rows by falling value, ties in row order.

    Parameters
    ----------
    values : (V,) float64
        No NaN.

    Returns
    -------
    (V,) int64
        What ``np.argsort(-values, kind="stable")`` gives. From `FEW` values on it is faster: ×5 at 5,000.

    References
    ----------
    D. E. Knuth, "The Art of Computer Programming", volume 3, 5.2.5: sorting by distribution.

    Examples
    --------
    >>> falling_order(np.array([1.0, 3.0, 1.0]))
    array([1, 0, 2])
    """
    rising = 0.0 - values  # and never −0, whose bits differ from those of 0
    if len(rising) < FEW:
        return rising.argsort(kind="stable")
    digits = _digits(rising)
    order = np.argsort(next(digits), kind="stable")
    for digit in digits:
        order = order[np.argsort(digit[order], kind="stable")]
    return order


def _digits(values: Floats) -> Iterator[NDArray[np.int16] | NDArray[np.uint16]]:
    """Digits of integers in the same order, the lowest first; the highest has the sign."""
    with np.errstate(over="ignore"):
        narrow = values.astype(np.float32)
    if bool((narrow == values).all()):  # as the logits of most models are
        bits, width = narrow.view(np.int32), 32
    else:
        bits, width = values.view(np.int64), 64
    keys = bits ^ ((bits >> (width - 1)) & np.iinfo(bits.dtype).max)  # of negative ones all but the sign
    for shift in range(0, width - _DIGIT, _DIGIT):
        yield (keys >> shift).astype(np.uint16)
    yield (keys >> (width - _DIGIT)).astype(np.int16)
