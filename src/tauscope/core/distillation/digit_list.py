"""Lists of digits as they are typed: "0, 1" or "0–2, 4–9"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tauscope.core.distillation.experiment import DIGIT
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_RANGE = re.compile(r"(\d)\s*[-–−]\s*(\d)")  # dashes of every kind


def parse_digits(text: str) -> tuple[int, ...]:
    """Read digits and ranges of digits, separated by commas or blanks; duplicates count once.

    Returns
    -------
    tuple of int
        Rising.

    Raises
    ------
    InputError
        If a part is neither a digit nor a rising range.

    Examples
    --------
    >>> parse_digits("4-6, 1; 1 0")
    (0, 1, 4, 5, 6)
    """
    found = set[int]()
    for part in re.split(r"[,;\s]+", _RANGE.sub(r"\1-\2", text.strip())):
        match = _RANGE.fullmatch(part)
        if match is None and part:
            found.add(DIGIT.parse(part))
        elif match is not None:
            first, last = map(int, match.groups())
            if last < first:
                raise InputError(f"{quoted(part)} is no rising range of digits: write {last}–{first}.")
            found.update(range(first, last + 1))
    return tuple(sorted(found))


def written_digits(digits: Sequence[int]) -> str:
    """Write rising digits in the short form that `parse_digits` reads.

    Examples
    --------
    >>> [written_digits(digits) for digits in ((0, 1), (0, 1, 2, 4, 5, 9), range(10))]
    ['0, 1', '0–2, 4, 5, 9', '0–9']
    """
    starts = [0, *(place + 1 for place, (one, other) in enumerate(pairwise(digits)) if other != one + 1)]
    runs = [digits[start:end] for start, end in pairwise([*starts, len(digits)])]
    texts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs if run]
    return ", ".join(texts)
