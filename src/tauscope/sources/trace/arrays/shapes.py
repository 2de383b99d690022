"""Shapes of arrays: which are rows of logits, and sentences on those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CLASSES = 4_000_000
"""Most numbers in a row: more than ten times the largest vocabulary of a model."""


def rows_and_classes(shape: Sequence[int]) -> tuple[int, int]:
    """Return the number of rows and of classes of an array of logits; axes of length 1 are left out.

    Raises
    ------
    InputError
        If the array is no row of logits, and no steps × classes.

    Examples
    --------
    >>> rows_and_classes((10,)), rows_and_classes((5, 1, 10))
    ((1, 10), (5, 10))
    """
    if not shape:
        raise InputError("It holds a single number; logits are a row of them, or steps × classes.")
    if 0 in shape:
        raise InputError(f"It is empty: its shape is {shape_in_words(shape)}.")
    *before, classes = shape
    longer = [length for length in before if length > 1]
    if len(longer) > 1:
        raise InputError(
            f"It has {len(shape)} dimensions, {shape_in_words(shape)}: save one text, as steps × classes."
        )
    steps = longer[0] if longer else 1
    if classes == 1 and steps > 1:
        raise InputError(
            f"It has {steps:,} rows of one number each; logits of one step are one row: save it transposed."
        )
    if classes > MOST_CLASSES:
        raise InputError(f"Its rows have {classes:,} numbers; at most {MOST_CLASSES:,} classes are read.")
    return steps, classes


def shape_in_words(shape: Sequence[int]) -> str:
    """Return a shape as text.

    Examples
    --------
    >>> shape_in_words((1000, 131072)), shape_in_words((5,)), shape_in_words(())
    ('1,000 × 131,072', '5', 'one number')
    """
    return " × ".join(f"{length:,}" for length in shape) or "one number"


def bytes_in_words(count: int) -> str:
    """Return a number of bytes as text.

    Examples
    --------
    >>> bytes_in_words(524_288_000), bytes_in_words(999)
    ('524 MB', '999 bytes')
    """
    for size, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= size:
            number = count / size
            return f"{number:.1f} {unit}" if number < 10 else f"{int(number):,} {unit}"
    return f"{count} bytes"


def check_inside(start: int, length: int, size: int, what: str) -> None:
    """Raise `InputError` if `what`, with `length` bytes from `start` on, does not fit in a file of `size`."""
    if start + length > size:
        raise InputError(
            f"The file is cut short: {what} takes {bytes_in_words(length)}, of which"
            f" {bytes_in_words(max(0, size - start))} are there."
        )
