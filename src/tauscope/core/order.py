"""Sorting of many logits in linear time, by the bits of their floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tauscope.core.values import Floats, Integers

FEW = 900
"""Number of values below which sorting by comparison is faster."""

_DIGIT = 16
"""Bits of a digit: numpy's stable sort of integers up to this width is a radix sort."""


def falling_order(values: Floats) -> Integers:
    """Return the rows by falling value, ties in row order.

    Parameters
    ----------
    values : (V,) float64
        Without NaN.

    Returns
    -------
    (V,) int64
        The result of ``np.argsort(-values, kind="stable")``; from `FEW` values on in less time, at 5,000 in a
        fifth.

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
    digits = _digits(_keys(rising))
    # Least significant digit first: each stable sort keeps the order that the digits below have made.
    order = np.argsort(next(digits), kind="stable").astype(np.int32)
    for digit in digits:
        order = order[np.argsort(digit[order], kind="stable")]
    return order.astype(np.int64)


def _keys(rising: Floats) -> NDArray[np.int32] | NDArray[np.int64]:
    """Return integers that sort as the values do; the values are overwritten."""
    with np.errstate(over="ignore"):
        narrow = rising.astype(np.float32)
    if bool((narrow == rising).all()):  # most models compute in float32, which has half as many digits
        keys, width = narrow.view(np.int32), 32
    else:
        keys, width = rising.view(np.int64), 64
    # A float is stored as sign and magnitude, so its bits taken as an integer rise with it, except that
    # negative ones fall. Inverting all bits of these but the sign puts them in order as well.
    flipped = keys >> (width - 1)
    flipped &= np.iinfo(keys.dtype).max
    keys ^= flipped
    return keys


def _digits(
    keys: NDArray[np.int32] | NDArray[np.int64],
) -> Iterator[NDArray[np.int16] | NDArray[np.uint16]]:
    """Yield the digits of integers, the lowest first; the highest has the sign."""
    bits = 8 * keys.itemsize
    for shift in range(0, bits - _DIGIT, _DIGIT):
        yield (keys >> shift).astype(np.uint16)
    yield (keys >> (bits - _DIGIT)).astype(np.int16)
