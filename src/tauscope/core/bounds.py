"""Numbers of which only bounds are known, because the logits list only some of the classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.core.chain import Chain
    from tauscope.core.values import Floats, Integers

UNKNOWN = "unknown"
"""What is written for a number of which nothing is known."""


class Bounds(NamedTuple):
    """A number that lies in [low, high]."""

    low: float
    high: float

    def mapped(self, rising: Callable[[float], float]) -> Bounds:
        """Bounds of a function of the number that never falls."""
        return Bounds(rising(self.low), rising(self.high))

    def below(self, other: Bounds) -> bool:
        """Whether this number is smaller than the other for certain."""
        return self.high < other.low


Known = float | Bounds
Number = float | Bounds | None
"""A number that is known, of which bounds are known, or None where nothing is."""


def mapped(number: Number, rising: Callable[[float], float]) -> Number:
    """A function of a number; it must never fall.

    Examples
    --------
    >>> mapped(Bounds(1.0, 2.0), lambda value: 2 * value)
    Bounds(low=2.0, high=4.0)
    """
    if number is None:
        return None
    return number.mapped(rising) if isinstance(number, Bounds) else rising(number)


def lower(number: Number) -> float:
    """What a number is at least; 0 where nothing is known of a probability."""
    return number.low if isinstance(number, Bounds) else number or 0.0


def upper(number: Number) -> float:
    """What a number is at most; 1 where nothing is known of a probability."""
    return number.high if isinstance(number, Bounds) else 1.0 if number is None else number


def written(number: Number, write: Callable[[float], str]) -> str:
    """Write a number, or both its bounds where they read differently; what both end with stands once.

    Examples
    --------
    >>> [written(number, "{:.2f}".format) for number in (0.5, Bounds(0.312, 0.341), Bounds(1.0, 1.001), None)]
    ['0.50', '0.31–0.34', '1.00', 'unknown']
    >>> written(Bounds(0.312, 0.341), "{:.1%}".format), written(Bounds(-2, -1), "{:.1f}".format)
    ('31.2–34.1%', '-2.0…-1.0')
    """
    if number is None:
        return UNKNOWN
    if not isinstance(number, Bounds):
        return write(number)
    low, high = write(number.low), write(number.high)
    if low == high:
        return high
    if low.endswith("%") and high.endswith("%"):
        low = low.removesuffix("%")
    signed = any(text[:1] in {"-", "−", "<", ">"} for text in (low, high))
    dash = "…" if signed else "–"
    return f"{low}{dash}{high}"


@dataclass(frozen=True, eq=False)
class DistributionBounds:
    """What is known of a distribution of which some classes are not listed.

    Attributes
    ----------
    low, high : (V,) float64
        Bounds of the probabilities of the classes that are listed.
    unlisted : int or None
        Number of classes that are not listed; None where it is not known.
    rest : Bounds
        Of the probability of all of them together.
    quantities : mapping of str to Bounds or None
        By names of Thermodynamics, and "entropy" of the final distribution; None where nothing is known.
    """

    low: Floats
    high: Floats
    unlisted: int | None
    rest: Bounds
    quantities: Mapping[str, Bounds | None] = field(default_factory=dict)

    def of(self, row: int) -> Bounds:
        """Bounds of the probability of a class."""
        return Bounds(float(self.low[row]), float(self.high[row]))

    def shown(self, rows: Integers, *, others: bool) -> tuple[Bounds, ...]:
        """Bounds of these rows and, last, of everything else together where that is asked for."""
        singly = [self.of(row) for row in rows.tolist()]
        if not others:
            return tuple(singly)
        least, most = float(self.low[rows].sum()), float(self.high[rows].sum())
        return (*singly, Bounds(max(0.0, 1.0 - most), max(0.0, 1.0 - least)))


@dataclass(frozen=True, eq=False)
class CurveBounds:
    """Bounds over temperatures.

    Attributes
    ----------
    low, high : (rows, T) float64
        Of the probability of each row that is drawn.
    quantities : mapping of str to a pair of (T,) float64
        Low and high of the state functions of which something is known.
    """

    low: Floats
    high: Floats
    quantities: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)


class PartialKnowledge(Protocol):
    """What a source says of logits that list only some of the classes."""

    def bounds(self, chain: Chain) -> DistributionBounds:
        """Of the distribution after a chain."""
        ...

    def curves(self, rows: Integers, temperatures: Floats) -> CurveBounds:
        """Of softmax(z/τ) at each temperature, for these rows."""
        ...
