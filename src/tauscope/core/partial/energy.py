"""Bounds of the mean energy of a distribution of which only some classes are listed.

U is at most u if Σ w (E − u) ≤ 0 for every completion of the list. The part of the unlisted classes is a sum
of g(x) = x^β (−ln x − u) over their probabilities x at the list's temperature, with Σ x = m and x ≤ q; so it
is at most N times the concave envelope of g on [0, q] at m/N, and at least N times the convex envelope. For
β > 1 g is first convex and then concave, for β < 1 first concave and then convex, so an envelope is g itself
and one straight line that touches it: from 0, or to q. Newton's steps find u, and the sign there is checked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from tauscope.core import single

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.chain.tail import Tail
    from tauscope.core.single import Functions
    from tauscope.core.values import Floats, Mask

UPPER, LOWER = 1.0, -1.0
"""The two ends of the mean energy, as the factors by which their inequalities differ."""

_STEPS = 50
_HALVINGS = 40
_PRECISION = 1e-11
"""Relative distance to which an end is found; no number on screen has as many digits."""
_FAR = 60.0
"""Distance in ln r beyond the largest g, times |β − 1|, at which the slope of g is as good as 0 or ∞."""
_LARGEST = 700.0
"""Largest exponent of a power that no float overflows."""
_HOT = 1e-6
"""Below this β the largest mean energy counts as unbounded, as it is at β = 0."""


class _Extreme(NamedTuple):
    """The sum of g over the extreme completion, and that of the weights x^β; two arrays (T,)."""

    sum: Floats
    weight: Floats


def mean_gaps(
    tail: Tail, beta: Floats, log_weight: Floats, listed: Floats, step: Callable[[], object] | None = None
) -> tuple[Floats, Floats]:
    """Return lower and upper bounds of the mean gap (E − E_min)/T₀ at each β inside (0, ∞).

    Parameters
    ----------
    tail : Tail
    beta : (T,) float64
    log_weight : (T,) float64
        ln Σ e^(−d/τ) over the listed classes, with gaps d from the likeliest.
    listed : (T,) float64
        Mean gap of the listed classes among themselves, over T₀.
    step : callable or None
        Called often; an exception from it ends the work.
    """
    call = step or _nothing
    if beta.size == 1:
        of_one = single.number(log_weight), single.number(listed)
        low, high = (
            single.array(
                _solved(_Completions(tail, single.number(beta), beta.item(), end, single), *of_one, call)
            )
            for end in (LOWER, UPPER)
        )
    else:
        low, high = (_end(tail, beta, log_weight, listed, end, call) for end in (LOWER, UPPER))
    least = min(0.0, -tail.most.log_most)
    return np.maximum(low, least), np.where(beta < _HOT, np.inf, np.maximum(low, high))


def _end(
    tail: Tail, beta: Floats, log_weight: Floats, listed: Floats, end: float, call: Callable[[], object]
) -> Floats:
    """Return one end of the mean gap at many temperatures."""
    found = listed.copy()
    for one in (beta < 1.0, beta == 1.0, beta > 1.0):
        if one.any():
            completions = _Completions(tail, beta[one], beta[one].item(0), end, np)
            with np.errstate(all="ignore"):
                found[one] = _solved(completions, log_weight[one], listed[one], call)
    return found


def _nothing() -> None:
    """Do nothing."""


def _solved(
    completions: _Completions, log_weight: Floats, listed: Floats, call: Callable[[], object]
) -> Floats:
    """Return the end of the mean gap: the root of Σ_listed w (E − u) + extreme(u)."""
    of, end = completions.of, completions.end
    if completions.unbounded:
        return cast("Floats", of.full_like(listed, end * math.inf))
    weight, u = of.exp(log_weight), listed
    for _ in range(_STEPS):
        call()
        extreme = completions.extreme(u)
        step = (weight * (listed - u) + extreme.sum) / (weight + extreme.weight)
        u = u + step
        if of.all(abs(step) <= _PRECISION * (1.0 + abs(u))):
            break
    margin = _PRECISION
    while True:
        call()
        safe = u + end * margin * (1.0 + abs(u))
        outside = end * (weight * (listed - safe) + completions.extreme(safe).sum) <= 0.0
        if of.all(outside) or margin > 1.0:
            return cast("Floats", of.where(outside, safe, end * math.inf))
        u, margin = of.where(outside, u, safe), 10.0 * margin


@dataclass(frozen=True)
class _Completions:
    """Extreme sums of g over all completions of a list, at temperatures on one side of β = 1.

    Probabilities are relative to that of the likeliest class, and energies are gaps from it over T₀. Within
    the envelopes r = x/q, and g is divided by q^β.

    Attributes
    ----------
    tail : Tail
    beta : (T,) float64, or a float
    side : float
        One of the temperatures, which are all on one side of 1.
    end : float
        `UPPER` or `LOWER`.
    of : module
        numpy, or `tauscope.core.single` where `beta` is a float.
    """

    tail: Tail
    beta: Floats
    side: float
    end: float
    of: Functions

    @property
    def log_most(self) -> float:
        """Logarithm of q."""
        return self.tail.most.log_most

    @property
    def from_zero(self) -> bool:
        """True if the line of the envelope begins at 0; else it ends at q."""
        return self.side >= 1.0 if self.end == UPPER else self.side <= 1.0

    @property
    def unbounded(self) -> bool:
        """True if no finite number bounds the mean energy."""
        return self.end == UPPER and self.side <= 1.0 and math.isinf(self.tail.classes)

    def extreme(self, u: Floats) -> _Extreme:
        """Return the extreme sum at each u."""
        mass = self._mass(u)
        return self._from_zero(u, mass) if self.from_zero else self._to_most(u, mass)

    def _mass(self, u: Floats) -> Floats:
        """Return the mass, between the least and the largest that the tail may have, of the extreme sum."""
        least, most = math.exp(self.tail.least.log_mass), math.exp(self.tail.most.log_mass)
        if self.end == LOWER:
            # The convex envelope rises from 0 throughout if g is positive at q, and else falls.
            return cast("Floats", self.of.where(self.log_most + u <= 0.0, least, most))
        if math.isinf(self.tail.classes):
            return cast("Floats", self.of.full_like(u, most))
        # g rises up to x = e^(−u − 1/β) and then falls, and so does its concave envelope.
        peak = self.of.exp(self.of.minimum(-u - 1.0 / self.beta, self.log_most))
        return cast("Floats", self.of.clip(self.tail.classes * peak, least, most))

    def _share(self, mass: Floats) -> Floats:
        """Return ln(m/(N q)), the place at which the envelope is taken."""
        share = self.of.log(mass) - math.log(self.tail.classes) - self.log_most
        return cast("Floats", self.of.minimum(share, 0.0))

    def _from_zero(self, u: Floats, mass: Floats) -> _Extreme:
        """Return the extreme sum where a line from 0 touches g: some classes are equal, all others have 0."""
        # Where it touches, g'(x) = g(x)/x: ln x = −u − 1/(β − 1). For β = 1 all of g is concave.
        if self.side == 1.0:
            touch = self.of.full_like(u, -math.inf if self.end == UPPER else 0.0)
        else:
            touch = self.of.minimum(-u - 1.0 / (self.beta - 1.0) - self.log_most, 0.0)
        place = self.of.maximum(self._share(mass), touch)
        # m/x classes of x have the sum m·g(x)/x.
        weight = mass * self.of.exp((self.beta - 1.0) * (place + self.log_most))
        return _Extreme(weight * (-self.log_most - u - place), weight)

    def _to_most(self, u: Floats, mass: Floats) -> _Extreme:
        """Return the extreme sum where a line to q touches g: some classes have q, all others are equal."""
        of = self.of
        full = mass * of.exp((self.beta - 1.0) * self.log_most)
        chord = _Extreme(full * (-self.log_most - u), full)
        # From 0, where g is flat for β > 1, no line to a negative end touches a convex g: it is the chord.
        falls = (self.log_most + u > 0.0) & (self.end == LOWER)
        if math.isinf(self.tail.classes):
            return _Extreme(of.where(falls, chord.sum, 0.0), of.where(falls, full, 0.0))
        at, times = self._share(mass), self.tail.classes * of.exp(self.beta * self.log_most)
        touch = self._touch(u, at)
        # The share of the classes that have q: all of them where the line begins at q itself.
        begins, length = touch < 0.0, of.exp(at) - of.exp(touch)
        rise = of.where(begins, -of.expm1(touch), 1.0)
        over = of.where(begins, of.clip(length / rise, 0.0, 1.0), 1.0)
        # The line to q, not the tangent: at a tiny r the slope of g is the difference of huge numbers.
        start = self._g(u, touch)
        chord_slope = of.where(begins, (-self.log_most - u - start) / rise, 0.0)
        line = times * (start + chord_slope * length)
        weight = times * (over + (1.0 - over) * of.exp(self.beta * touch))
        return _Extreme(of.where(falls, chord.sum, line), of.where(falls, chord.weight, weight))

    def _touch(self, u: Floats, at: Floats) -> Floats:
        """Return ln r where the line to q touches g, or `at` if the envelope there is g itself."""
        end, of = -self.log_most - u, self.of

        def beyond(touch: Floats) -> Mask:
            """Whether the tangent is beyond q on the outer side of g, as it is up to where it touches."""
            tangent = self._g(u, touch) - self._slope(u, touch) * of.expm1(touch)
            return cast("Mask", self.end * (tangent - end) >= 0.0)

        # The tangent at any point before the right one is outside of g, so that the bound holds there too.
        inside = of.logical_not(beyond(at))
        if not of.any(inside):
            return at
        low, high = at - (_FAR / abs(self.beta - 1.0) + 2.0 / self.beta + abs(self.log_most + u)), at
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            outside = beyond(middle)
            low, high = of.where(outside, middle, low), of.where(outside, high, middle)
        return cast("Floats", of.where(inside, low, at))

    def _g(self, u: Floats, log_ratio: Floats) -> Floats:
        """Return g/q^β at r = e^log_ratio."""
        return cast("Floats", self.of.exp(self.beta * log_ratio) * (-self.log_most - u - log_ratio))

    def _slope(self, u: Floats, log_ratio: Floats) -> Floats:
        """Return the derivative of g/q^β by r there."""
        rise = self.of.exp(self.of.minimum((self.beta - 1.0) * log_ratio, _LARGEST))
        return cast("Floats", rise * (self.beta * (-self.log_most - u - log_ratio) - 1.0))
