"""numpy's functions of single floats: formulas for many temperatures at one, in a small part of the time.

A turn of the dial asks for one temperature, and numpy takes as long to begin with an array of one entry as to
compute with a hundred. Formulas that are handed the module numpy or this one, and use their functions and the
operators that both arrays and floats have, are written once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.values import Floats

Functions = Any
"""The module numpy, or this one."""

isinf, isfinite, expm1 = math.isinf, math.isfinite, math.expm1


def number(values: Floats) -> Floats:
    """Return the float in an array of one entry, as a type checker takes it for an array."""
    return cast("Floats", values.item())


def array(value: Floats) -> Floats:
    """Return an array of one entry again."""
    return np.array([value], dtype=np.float64)


def exp(value: float) -> float:
    """e^x; inf where that overflows."""
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def log(value: float) -> float:
    """Natural logarithm; −inf of 0, and NaN of a negative number."""
    if value > 0.0:
        return math.log(value)
    return math.nan if value else -math.inf


def logaddexp(one: float, other: float) -> float:
    """ln(e^x + e^y)."""
    if one == other:
        return one + math.log(2.0)
    high, low = (one, other) if one > other else (other, one)
    return high + math.log1p(math.exp(low - high))


def where(condition: bool, one: float, other: float) -> float:  # a mask
    """Return one of two numbers."""
    return one if condition else other


def minimum(one: float, other: float) -> float:
    """Return the smaller number, or NaN if one of them is."""
    return one if one < other or one != one else other  # noqa: PLR0124  # true of NaN alone


def maximum(one: float, other: float) -> float:
    """Return the larger number, or NaN if one of them is."""
    return one if one > other or one != one else other  # noqa: PLR0124  # true of NaN alone


def clip(value: float, low: float, high: float) -> float:
    """Return the number of [low, high] that is nearest."""
    return minimum(maximum(value, low), high)


def isneginf(value: float) -> bool:
    """True for −inf."""
    return value == -math.inf


def nan_to_num(value: float, *, posinf: float, neginf: float) -> float:
    """Return a finite number in place of an infinite one, and 0 in place of NaN."""
    if math.isfinite(value):
        return value
    return 0.0 if math.isnan(value) else posinf if value > 0.0 else neginf


def full_like(value: float, other: float) -> float:
    """Return the second number."""
    del value
    return other


def all(condition: bool) -> bool:  # noqa: A001  # as numpy names it
    """Return the condition."""
    return condition


def logical_not(condition: bool) -> bool:
    """Return whether the condition is false; of a float's conditions `~` makes numbers."""
    return not condition


def any(condition: bool) -> bool:  # noqa: A001  # as numpy names it
    """Return the condition."""
    return condition
