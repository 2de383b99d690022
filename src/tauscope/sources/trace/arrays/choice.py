"""The choice of one array in a file that has several."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.trace.arrays.shapes import rows_and_classes, shape_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

TOKEN_NAMES = ("tokens", "token_ids", "chosen", "chosen_ids")
"""Names of an array of whole numbers that says which class was chosen at each step."""

_LISTED = 12


@dataclass(frozen=True)
class StoredArray:
    """An array in a file that may have several.

    Attributes
    ----------
    name : str
    shape : tuple of int
    element : str
        Type of its numbers: "float32".
    """

    name: str
    shape: tuple[int, ...]
    element: str

    @property
    def in_words(self) -> str:
        """Name, shape and type."""
        return f"{quoted(self.name)} ({shape_in_words(self.shape)} {self.element})"

    @property
    def may_be_logits(self) -> bool:
        """True if the numbers are fractions, in rows of at least two."""
        try:
            _, classes = rows_and_classes(self.shape)
        except InputError:
            return False
        return "float" in self.element and classes > 1


class SeveralArraysError(InputError):
    """A file has several arrays that may be logits, and none was named.

    Attributes
    ----------
    arrays : tuple of StoredArray
        Those that can be opened by their name.
    """

    def __init__(self, arrays: Sequence[StoredArray]) -> None:
        self.arrays = tuple(arrays)
        listed = ", ".join(one.in_words for one in self.arrays[:_LISTED])
        more = f" and {len(self.arrays) - _LISTED:,} more" if len(self.arrays) > _LISTED else ""
        super().__init__(f"It has {len(self.arrays):,} arrays: {listed}{more}. Name one of them.")


def chosen_array(arrays: Sequence[StoredArray], name: str | None) -> StoredArray:
    """Return the array with this name, or the only one that may be logits.

    Raises
    ------
    InputError
        If there is no array of the name, or none at all; `SeveralArraysError` if one has to be named.
    """
    if name is not None:
        found = next((one for one in arrays if one.name == name), None)
        if found is None:
            listed = ", ".join(quoted(one.name) for one in arrays[:_LISTED]) or "none"
            raise InputError(f"It has no array {quoted(name)}; it has {listed}.")
        return found
    fitting = [one for one in arrays if one.may_be_logits]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise SeveralArraysError(fitting)
    if len(arrays) == 1:
        return arrays[0]  # whose own reader says what is wrong with it
    if arrays:
        listed = ", ".join(one.in_words for one in arrays[:_LISTED])
        raise InputError(f"None of its {len(arrays):,} arrays can be logits: {listed}.")
    raise InputError("It holds no array.")


def array_of_tokens(arrays: Sequence[StoredArray], steps: int) -> StoredArray | None:
    """Return the array with the id of the class that was chosen at each step; None if there is none."""
    return next(
        (
            one
            for name in TOKEN_NAMES
            for one in arrays
            if one.name == name and "int" in one.element and math.prod(one.shape) == steps
        ),
        None,
    )


def left_out_tokens(arrays: Sequence[StoredArray], steps: int) -> str:
    """Return words on an array of chosen classes that does not fit the steps; empty if there is none."""
    for one in arrays:
        if one.name in TOKEN_NAMES:
            has = f"{math.prod(one.shape):,} {one.element}"
            return f"; {quoted(one.name)} ({has}) is left out: it has no id for each of {steps:,} steps"
    return ""


def checked_tokens(numbers: Floats, classes: int, name: str) -> tuple[int, ...]:
    """Return the ids of chosen classes; `InputError` if a step has one that is no class."""
    wrong = (numbers < 0) | (numbers >= classes)
    if wrong.any():
        step = int(wrong.argmax())
        raise InputError(
            f"Array {quoted(name)}: step {step + 1:,} has the id {numbers[step]:.0f}; there are {classes:,}"
            " classes."
        )
    return tuple(map(int, numbers.tolist()))
