"""Kinds of numbers in a table's column of values: logits, energies, probabilities and their logarithms."""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats


class ColumnKind(Enum):
    """What the numbers of a column are."""

    LOGIT = "logits"
    ENERGY = "energies"
    LOG_PROBABILITY = "logarithms of probabilities"
    PROBABILITY = "probabilities"
    PERCENT = "probabilities in per cent"

    @property
    def is_probability(self) -> bool:
        """True for probabilities and their logarithms, whose sum over all classes is 1."""
        return self not in {ColumnKind.LOGIT, ColumnKind.ENERGY}


COLUMN_NAMES = {
    ColumnKind.LOGIT: frozenset({"z", "logit", "logits", "value", "values", "score", "scores"}),
    ColumnKind.ENERGY: frozenset({"e", "e=-z", "energy", "energies"}),
    ColumnKind.LOG_PROBABILITY: frozenset(
        {
            "lnp",
            "ln(p)",
            "logp",
            "log(p)",
            "logprob",
            "logprobs",
            "log_prob",
            "log_probs",
            "log_probability",
            "logprobability",
            "token_logprob",
        }
    ),
    ColumnKind.PROBABILITY: frozenset({"p", "prob", "probs", "probability", "probabilities"}),
    ColumnKind.PERCENT: frozenset({"%", "p%", "p(%)", "pin%", "percent", "probability(%)", "prob(%)"}),
}
"""Headers of columns by kind, without blanks and capitals; of several columns the first kind is read."""

_DECIMALS = re.compile(r"[.,]([0-9]+)(?:[eE]([+-]?[0-9]+))?")
_EXACT = 6
"""Decimals of a probability that is written as 0 or 1, or as a fraction."""

_LEAST_TOLERANCE = 1e-3
"""How far the sum of probabilities may be from 1 in any case: a server's own arithmetic strays by 1e-4."""


class ColumnLogits(NamedTuple):
    """Logits of a column.

    Attributes
    ----------
    values : (V,) float64
    listed : float or None
        Sum of the probabilities if that is less than 1 beyond rounding, so that classes are missing.
    tolerance : float
        How far rounding of the cells may have moved that sum.
    """

    values: Floats
    listed: float | None = None
    tolerance: float = 0.0


def logits_of(kind: ColumnKind, numbers: Floats, cells: Sequence[str], lines: Sequence[int]) -> ColumnLogits:
    """Return the logits that the numbers of a column stand for; a probability p has the logit ln p.

    Parameters
    ----------
    kind : ColumnKind
    numbers : (V,) float64
        Numbers of the cells; those in per cent were divided by 100.
    cells : sequence of str, length V
    lines : sequence of int
        Line of each cell in the file.

    Raises
    ------
    InputError
        If a number cannot be of this kind, or probabilities have a sum above 1 beyond rounding.
    """
    if not kind.is_probability:
        sign = -1.0 if kind is ColumnKind.ENERGY else 1.0
        values = sign * numbers + 0.0  # −0 becomes 0
        _refuse(values == math.inf, lines, "a logit cannot be +∞")
        return ColumnLogits(values)
    if kind is ColumnKind.LOG_PROBABILITY:
        _refuse(numbers > 1e-3, lines, "the logarithm of a probability cannot be above 0")
        values = numbers + 0.0
        with np.errstate(under="ignore"):
            probabilities = np.exp(values)
    else:
        _refuse((numbers < 0) | (numbers > 1 + 1e-9), lines, "a probability is from 0 to 1")
        probabilities = numbers
        with np.errstate(divide="ignore"):
            values = np.log(numbers)
    total = float(probabilities.sum())
    tolerance = _tolerance(kind, probabilities, cells)
    if total > 1 + tolerance:
        raise InputError(f"These probabilities have the sum {total:.4g}, which is more than 1.")
    if not total:
        raise InputError("Every probability in this table is 0: at least one must be above.")
    return ColumnLogits(values, total if total < 1 - tolerance else None, tolerance)


def _refuse(wrong: np.ndarray[tuple[int], np.dtype[np.bool_]], lines: Sequence[int], why: str) -> None:
    if wrong.any():
        raise InputError(f"Line {lines[int(wrong.argmax())]}: {why}.")


def _tolerance(kind: ColumnKind, probabilities: Floats, cells: Sequence[str]) -> float:
    """Return how far the rounding of cells to their last digit may move the sum of probabilities."""
    # 0.5 among 0.25 and 0.125 is rounded as these are: zeros at the end are often left out.
    half = 0.5 * 10.0 ** -max(_decimals(cell, kind) for cell in cells)
    weight = float(probabilities.sum()) if kind is ColumnKind.LOG_PROBABILITY else len(cells)
    return max(_LEAST_TOLERANCE, half * weight)


def _decimals(cell: str, kind: ColumnKind) -> int:
    """Return the number of decimals of a probability, from 0 to 300."""
    found = _DECIMALS.search(cell)
    shift = 2 if kind is ColumnKind.PERCENT or "%" in cell else 0
    if found is None:
        return shift or (0 if kind is ColumnKind.LOG_PROBABILITY else _EXACT)
    exponent = found[2] or "0"
    return min(300, max(0, len(found[1]) + shift - (int(exponent) if len(exponent) < 5 else 0)))
