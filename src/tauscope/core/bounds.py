"""Numbers that are known only to lie between bounds, because the logits list only some of the classes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.core.values import Floats, Integers, Mask

UNKNOWN = "unknown"
"""Text in place of a number of which nothing is known."""


def undecidable(listed: int) -> str:
    """Return the words for a question that a list of `listed` classes leaves open."""
    return f"not decidable from {'this' if listed == 1 else 'these'} {listed:,}"


class Bounds(NamedTuple):
    """A number that lies in [low, high]."""

    low: float
    high: float

    def mapped(self, rising: Callable[[float], float]) -> Bounds:
        """Return the bounds of `rising`, a function that never falls, of the number."""
        return Bounds(rising(self.low), rising(self.high))

    def below(self, other: Bounds) -> bool:
        """True if this number is certainly smaller than the other."""
        return self.high < other.low


Known = float | Bounds
Number = float | Bounds | None
"""A number that is known exactly or within bounds, or None if nothing is known of it."""


def mapped(number: Number, rising: Callable[[float], float]) -> Number:
    """Return `rising`, a function that never falls, of a number.

    Examples
    --------
    >>> mapped(Bounds(1.0, 2.0), lambda value: 2 * value)
    Bounds(low=2.0, high=4.0)
    """
    if number is None:
        return None
    return number.mapped(rising) if isinstance(number, Bounds) else rising(number)


def lower(number: Number) -> float:
    """Return the lower bound of a probability; 0 if nothing is known of it."""
    return number.low if isinstance(number, Bounds) else number or 0.0


def upper(number: Number) -> float:
    """Return the upper bound of a probability; 1 if nothing is known of it."""
    return number.high if isinstance(number, Bounds) else 1.0 if number is None else number


AT_MOST = ("1", "100%")
"""Texts in which a probability of 1 is written."""


def written(number: Number, write: Callable[[float], str]) -> str:
    """Write a number, or both its bounds if their texts differ; a percent sign is written once.

    Examples
    --------
    >>> [written(number, "{:.2f}".format) for number in (0.5, Bounds(0.312, 0.341), Bounds(1.0, 1.001), None)]
    ['0.50', '0.31–0.34', '1.00', 'unknown']
    >>> written(Bounds(0.312, 0.341), "{:.1%}".format), written(Bounds(-2, -1), "{:.1f}".format)
    ('31.2–34.1%', '-2.0…-1.0')

    Of bounds that are written as "<0.1%" and "0.1%" the upper one says enough, of ">99.9%" and "100%" the
    lower one.
    """
    if number is None:
        return UNKNOWN
    if not isinstance(number, Bounds):
        return write(number)
    low, high = write(number.low), write(number.high)
    if low == high:
        return high
    if low.startswith(">") and high in AT_MOST:
        return low
    if low.startswith("<") and not high.startswith("<"):
        return f"≤ {high}"
    if low.endswith("%") and high.endswith("%"):
        low = low.removesuffix("%")
    signed = any(text[:1] in {"-", "−", "<", ">"} for text in (low, high))
    dash = "…" if signed else "–"
    return f"{low}{dash}{high}"


def whole_per_cents(bounds: Bounds) -> str:
    """Write bounds of a probability in whole per cents.

    One number if both are rounded to it. Else they are rounded outward, so that the interval that is written
    holds the number too.

    Examples
    --------
    >>> [whole_per_cents(Bounds(*ends)) for ends in ((0.0024, 0.0144), (0.376, 0.384), (0.12, 0.2))]
    ['0–2%', '38%', '12–20%']
    """
    low, high = (f"{end:.0%}" for end in bounds)
    if low == high:
        return high
    room = 1e-9  # 0.29 in per cent is 28.999999999999996
    return f"{math.floor(100.0 * bounds.low + room)}–{math.ceil(100.0 * bounds.high - room)}%"


def counted(number: Known) -> str:
    """Write a number of classes, or both its bounds.

    Examples
    --------
    >>> counted(1234), counted(Bounds(20, 128256)), counted(Bounds(20, math.inf))
    ('1,234', '20–128,256', '20 or more')
    """
    if isinstance(number, Bounds) and math.isinf(number.high):
        return f"{number.low:,.0f} or more"
    return written(number, "{:,.0f}".format)


@dataclass(frozen=True, eq=False)
class DistributionBounds:
    """Bounds of a distribution of which some classes are not listed.

    Attributes
    ----------
    low, high : (V,) float64
        Bounds of the probabilities of the classes that are listed.
    unlisted : int or None
        Number of classes that are not listed; None if unknown.
    others : Bounds
        Bounds of the probability of all unlisted classes together.
    quantities : mapping of str to Bounds or None
        Bounds of the state functions, by their names in Thermodynamics, with "entropy" of the final
        distribution; None for a quantity of which nothing is known.
    possible, certain : (V,) bool
        Masks of the listed classes that the chain may have left, and of those that it left for certain.
    count : Bounds
        Bounds of the number of classes that it left, unlisted ones included.
    temperature : float or None
        Temperature at which the chain left its classes; None if the list does not decide it.
    whole : bool
        True if the chain left all unlisted classes for certain.
    each : float
        The highest probability that a single unlisted class may have.
    uncut : bool
        True if the last knob of the chain cut nothing for certain.
    logarithms : callable or None
        Returns bounds of the logarithms of the probabilities of the listed classes, two arrays (V,), also of
        those that are too small for a number; None where those of `low` and `high` are all that is known.
    """

    low: Floats
    high: Floats
    unlisted: int | None
    others: Bounds
    quantities: Mapping[str, Bounds | None]
    possible: Mask
    certain: Mask
    count: Bounds
    temperature: float | None = None
    whole: bool = False
    each: float = 1.0
    uncut: bool = False
    logarithms: Callable[[], tuple[Floats, Floats]] | None = None

    def of(self, row: int) -> Bounds:
        """Return the bounds of the probability of the class in `row`."""
        return Bounds(float(self.low[row]), float(self.high[row]))

    @cached_property
    def log_rows(self) -> tuple[Floats, Floats]:
        """Bounds of the natural logarithms of `low` and `high`, two arrays (V,)."""
        if self.logarithms is not None:
            return self.logarithms()
        with np.errstate(divide="ignore"):
            return np.log(self.low), np.log(self.high)

    def log_of(self, row: int) -> Bounds:
        """Return the bounds of the natural logarithm of the probability of the class in `row`."""
        low, high = self.log_rows
        return Bounds(float(low[row]), float(high[row]))

    def shown(self, rows: Integers, *, others: bool) -> tuple[Bounds, ...]:
        """Return the bounds of each of `rows` and last, if `others`, of all other classes together."""
        singly = [self.of(row) for row in rows.tolist()]
        if not others:
            return tuple(singly)
        rest = np.ones(len(self.low), dtype=np.bool_)
        rest[rows] = False
        least, most = float(self.low[rest].sum()), float(self.high[rest].sum())
        # Either sum may be the nearer one: that of what is drawn, or that of what is not.
        low = max(1.0 - float(self.high[rows].sum()), least + self.others.low)
        high = min(1.0 - float(self.low[rows].sum()), most + self.others.high)
        # What the chain cut has nothing, whatever rounding leaves of 1 − Σ p.
        low = max(0.0, min(low, most + self.others.high))
        return (*singly, Bounds(low, max(low, high)))


@dataclass(frozen=True, eq=False)
class CurveBounds:
    """Bounds of curves over temperatures.

    Attributes
    ----------
    low, high : (rows, T) float64
        Bounds of the probability of each row that is drawn.
    quantities : mapping of str to a pair of (T,) float64
        Lower and upper bounds of the state functions of which something is known.
    energies : callable or None
        Computes those of the mean energy, and calls the function that it is given often, as it takes long;
        None if they are at hand.
    each : (T,) float64 or None
        The highest probability that a single unlisted class may have; None if it is unknown.
    """

    low: Floats
    high: Floats
    quantities: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)
    energies: Callable[[Callable[[], object]], tuple[Floats, Floats]] | None = None
    each: Floats | None = None


@dataclass(frozen=True, eq=False)
class TailRanks:
    """What the ranks beyond the known ones may have, at one temperature.

    Attributes
    ----------
    ranks : (n,) int64
        Ranks from the first unknown one on, some of many.
    most : (n,) float64
        Highest probability that the class of each rank can have; the lowest is 0.
    even : (n,) float64 or None
        Probability of each if all unlisted classes were equally likely; None if their number is unknown.
    low_sum, high_sum : (n,) float64
        Bounds of the probability of all classes up to each rank.
    """

    ranks: Integers
    most: Floats
    even: Floats | None
    low_sum: Floats
    high_sum: Floats
