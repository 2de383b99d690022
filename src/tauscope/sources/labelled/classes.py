"""True classes that are written as names or as numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.labelled.labelled_set import refuse_counting_from_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tauscope.core.values import Integers

_WHOLE = re.compile(r"\s*\+?[0-9]{1,15}(?:\.0*)?\s*")


def class_numbers(
    labels: Sequence[str],
    names: Sequence[str],
    classes: int,
    place: Callable[[int], str] = lambda row: f"Row {row + 1}",
) -> Integers:
    """Return the numbers of true classes that are given as names, or else all as numbers from 0.

    Parameters
    ----------
    labels : sequence of str
    names : sequence of str
        Names of the classes; may be empty.
    classes : int
        Number of classes.
    place : callable
        Gives the place of an index of `labels` in a sentence.

    Raises
    ------
    InputError
        If a label names no class, or a name that is used stands for two classes.

    Examples
    --------
    >>> class_numbers(["dog", "cat"], ["cat", "dog"], 2), class_numbers(["1", "0"], ["cat", "dog"], 2)
    (array([1, 0]), array([1, 0]))
    """
    number = {name.strip(): place_ for place_, name in enumerate(names)}
    plain = [label.strip() for label in labels]
    distinct = set(plain)
    if distinct <= number.keys():
        if len(number) < len(names):
            _refuse_namesakes(distinct, names)
        return np.array([number[label] for label in plain], dtype=np.int64)
    if all(map(_WHOLE.fullmatch, distinct)):
        found = np.array([int(float(label)) for label in plain], dtype=np.int64)
        refuse_counting_from_one(found, classes)
        return found
    row, reason = _stranger(plain, number, classes)
    shown = quoted(labels[row]) if plain[row] else "an empty cell"
    raise InputError(f"{place(row)}: the label {shown} is {reason}.")


def _stranger(labels: Sequence[str], number: Mapping[str, int], classes: int) -> tuple[int, str]:
    """Return the index of the first label that is not written as the others are, and what it is."""
    by_name = any(label in number and not _WHOLE.fullmatch(label) for label in labels)
    wrong = (
        row
        for row, label in enumerate(labels)
        if not (label in number if by_name else _WHOLE.fullmatch(label))
    )
    row = next(wrong)
    if _WHOLE.fullmatch(labels[row]):
        return row, "a number where others are names"
    if number:
        return row, f"neither the name of a class nor a number from 0 to {classes - 1}"
    return row, f"not a number from 0 to {classes - 1}, and the file has no names of classes"


def _refuse_namesakes(used: set[str], names: Sequence[str]) -> None:
    seen = set[str]()
    for name in map(str.strip, names):
        if name in seen and name in used:
            raise InputError(f"Two classes are named {quoted(name)}; give labels as numbers from 0.")
        seen.add(name)
