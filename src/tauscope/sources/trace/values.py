"""What the numbers of a recording are: logits, probabilities, their logarithms, or energies."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats

SUM_ERROR = 1e-2
"""How far rounding may move a sum of probabilities from 1: half-precision numbers are stored too."""

_LARGEST_SUM = 1e6
"""Sums above are all told alike: numbers that are no probabilities may be of any size."""


class ValueKind(Enum):
    """What each number of a recording is; the value is the name in sessions and on screen."""

    LOGITS = "logits"
    LN_P = "ln p"
    P = "p"
    ENERGIES = "energies"

    @property
    def number(self) -> str:
        """What one number is called in a sentence."""
        return _NUMBER[self]

    @property
    def explanation(self) -> str:
        """How logits follow from the numbers, for a tooltip."""
        return _EXPLANATIONS[self]


_NUMBER = {
    ValueKind.LOGITS: "logit",
    ValueKind.LN_P: "log-probability",
    ValueKind.P: "probability",
    ValueKind.ENERGIES: "energy",
}
_EXPLANATIONS = {
    ValueKind.LOGITS: "The numbers are logits z, as they are",
    ValueKind.LN_P: "The numbers are natural logarithms of probabilities, z = ln p",
    ValueKind.P: "The numbers are probabilities, z = ln p",
    ValueKind.ENERGIES: "The numbers are energies, z = −E",
}


def kind_named(text: str) -> ValueKind:
    """Return the kind with a name as users type it; `InputError` if there is none.

    Examples
    --------
    >>> kind_named("ln p"), kind_named("LN-P"), kind_named("probabilities")
    (<ValueKind.LN_P: 'ln p'>, <ValueKind.LN_P: 'ln p'>, <ValueKind.P: 'p'>)
    """
    found = _NAMES.get("".join(letter for letter in text.casefold() if letter.isalnum()))
    if found is None:
        raise InputError(f"{quoted(text)} is not a kind of numbers: give logits, ln-p, p or energies.")
    return found


_NAMES = {
    **dict.fromkeys(("logits", "logit", "z"), ValueKind.LOGITS),
    **dict.fromkeys(("lnp", "logprob", "logprobs", "logprobabilities"), ValueKind.LN_P),
    **dict.fromkeys(("p", "probability", "probabilities"), ValueKind.P),
    **dict.fromkeys(("energies", "energy", "e"), ValueKind.ENERGIES),
}


def kind_of(row: Floats) -> ValueKind:
    """Return what the numbers of a row may be: probabilities or their logarithms if these have the sum 1.

    Examples
    --------
    >>> [kind_of(np.array(row)).value for row in ([0.5, 0.25, 0.25], [-0.7, -0.7], [2.0, 1.0], [-1.0, -9.0])]
    ['p', 'ln p', 'logits', 'logits']
    """
    if row.size < 2:
        return ValueKind.LOGITS
    low, high = float(row.min()), float(row.max())
    if low >= 0 and high <= 1 and abs(float(row.sum()) - 1) < SUM_ERROR:
        return ValueKind.P
    if high <= 0 and abs(float(np.exp(row).sum()) - 1) < SUM_ERROR:
        return ValueKind.LN_P
    return ValueKind.LOGITS


def as_logits(row: Floats, kind: ValueKind, number: int, labels: Sequence[str]) -> Floats:
    """Return the logits of a row of numbers of a kind, as an array of its own.

    Parameters
    ----------
    row : (V,) float64
    kind : ValueKind
    number : int
        Step of the row, from 0, for the sentence of a refusal.
    labels : sequence of str
        Names of the classes, for that sentence.

    Raises
    ------
    InputError
        If a number is none of its kind. The sentence names step, from 1, and class.
    """
    if kind is ValueKind.P:
        _check_probabilities(row, number, labels)
        with np.errstate(divide="ignore"):
            return np.log(row)
    values = np.negative(row) if kind is ValueKind.ENERGIES else row
    _check_logits(values, kind, number, labels)
    if kind is ValueKind.LN_P:
        with np.errstate(over="ignore"):
            _check_sum(float(np.exp(values).sum()), kind, number)
    return values


def _check_logits(values: Floats, kind: ValueKind, number: int, labels: Sequence[str]) -> None:
    """Raise `InputError` with step and class if softmax is not defined for the logits of a step."""
    if np.isfinite(values[values.argmax()]):  # which takes NaN for the largest
        return
    least = kind is ValueKind.ENERGIES
    for wrong, what in (
        (np.isnan(values), "not a number (NaN)"),
        (values == np.inf, "−∞" if least else "+∞"),
    ):
        if wrong.any():
            name = _name(labels, int(wrong.argmax()))
            raise InputError(
                f"Step {number + 1:,}: the {kind.number} of {name} is {what}, which no {kind.number} can be."
            )
    ends = "energy is +∞" if least else f"{kind.number} is −∞"
    raise InputError(f"Step {number + 1:,}: every {ends}; at least one must be finite.")


def _check_probabilities(row: Floats, number: int, labels: Sequence[str]) -> None:
    """Raise `InputError` with step and class if a row holds anything but probabilities of all classes."""
    for wrong, what in ((np.isnan(row), "not a number (NaN)"), (row < 0, ""), (row > 1 + SUM_ERROR, "")):
        if wrong.any():
            place = int(wrong.argmax())
            told = what or f"{row[place]:.4g}".replace("-", "−").replace("inf", "∞")
            name = _name(labels, place)
            raise InputError(f"Step {number + 1:,}: the probability of {name} is {told}; one is from 0 to 1.")
    _check_sum(float(row.sum()), ValueKind.P, number)


def _check_sum(total: float, kind: ValueKind, number: int) -> None:
    """Raise `InputError` if the probabilities of a step do not add up to 1."""
    if abs(total - 1) < SUM_ERROR:
        return
    told = f"{total:.4g}" if total < _LARGEST_SUM else f"more than {_LARGEST_SUM:,.0f}"
    powers = "the powers of e to its numbers" if kind is ValueKind.LN_P else "its probabilities"
    raise InputError(f"Step {number + 1:,}: {powers} add up to {told} and not to 1.")


def _name(labels: Sequence[str], row: int) -> str:
    """Return a class for a sentence, with its index."""
    return labels[row] if labels[row] == f"#{row}" else f"{quoted(labels[row])} (#{row})"
