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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.chain.tail import Tail
    from tauscope.core.values import Floats

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
    ends = []
    for end in (LOWER, UPPER):
        found = listed.copy()
        for one in (beta < 1.0, beta == 1.0, beta > 1.0):
            if one.any():
                with np.errstate(all="ignore"):
                    found[one] = _solved(
                        _Completions(tail, beta[one], end), log_weight[one], listed[one], step or _nothing
                    )
        ends.append(found)
    low, high = ends
    least = min(0.0, -tail.most.log_most)
    return np.maximum(low, least), np.where(beta < _HOT, np.inf, np.maximum(low, high))


def _nothing() -> None:
    """Do nothing."""


def _solved(
    completions: _Completions, log_weight: Floats, listed: Floats, call: Callable[[], object]
) -> Floats:
    """Return the end of the mean gap: the root of Σ_listed w (E − u) + extreme(u)."""
    weight, end = np.exp(log_weight), completions.end
    if completions.unbounded:
        return np.full_like(listed, end * np.inf)
    u = listed.copy()
    for _ in range(_STEPS):
        call()
        extreme = completions.extreme(u)
        step = (weight * (listed - u) + extreme.sum) / (weight + extreme.weight)
        u = u + step
        if np.all(np.abs(step) <= _PRECISION * (1.0 + np.abs(u))):
            break
    margin = _PRECISION
    while True:
        call()
        safe = u + end * margin * (1.0 + np.abs(u))
        outside = end * (weight * (listed - safe) + completions.extreme(safe).sum) <= 0.0
        if np.all(outside) or margin > 1.0:
            return np.where(outside, safe, end * np.inf)
        u, margin = np.where(outside, u, safe), 10.0 * margin


@dataclass(frozen=True)
class _Completions:
    """Extreme sums of g over all completions of a list, at temperatures on one side of β = 1.

    Probabilities are relative to that of the likeliest class, and energies are gaps from it over T₀. Within
    the envelopes r = x/q, and g is divided by q^β.
    """

    tail: Tail
    beta: Floats
    end: float

    @property
    def log_most(self) -> float:
        """Logarithm of q."""
        return self.tail.most.log_most

    @property
    def from_zero(self) -> bool:
        """True if the line of the envelope begins at 0; else it ends at q."""
        beta = self.beta.item(0)
        return beta >= 1.0 if self.end == UPPER else beta <= 1.0

    @property
    def unbounded(self) -> bool:
        """True if no finite number bounds the mean energy."""
        return self.end == UPPER and self.beta.item(0) <= 1.0 and math.isinf(self.tail.classes)

    def extreme(self, u: Floats) -> _Extreme:
        """Return the extreme sum at each u."""
        mass = self._mass(u)
        return self._from_zero(u, mass) if self.from_zero else self._to_most(u, mass)

    def _mass(self, u: Floats) -> Floats:
        """Return the mass, between the least and the largest that the tail may have, of the extreme sum."""
        least, most = math.exp(self.tail.least.log_mass), math.exp(self.tail.most.log_mass)
        if self.end == LOWER:
            # The convex envelope rises from 0 throughout if g is positive at q, and else falls.
            return np.where(self.log_most + u <= 0.0, least, most)
        if math.isinf(self.tail.classes):
            return np.full_like(u, most)
        # g rises up to x = e^(−u − 1/β) and then falls, and so does its concave envelope.
        peak = np.exp(np.minimum(-u - 1.0 / self.beta, self.log_most))
        return np.clip(self.tail.classes * peak, least, most)

    def _share(self, mass: Floats) -> Floats:
        """Return ln(m/(N q)), the place at which the envelope is taken."""
        return np.minimum(np.log(mass) - math.log(self.tail.classes) - self.log_most, 0.0)

    def _from_zero(self, u: Floats, mass: Floats) -> _Extreme:
        """Return the extreme sum where a line from 0 touches g: some classes are equal, all others have 0."""
        # Where it touches, g'(x) = g(x)/x: ln x = −u − 1/(β − 1). For β = 1 all of g is concave.
        if self.beta.item(0) == 1.0:
            touch = np.full_like(u, -np.inf if self.end == UPPER else 0.0)
        else:
            touch = np.minimum(-u - 1.0 / (self.beta - 1.0) - self.log_most, 0.0)
        place = np.maximum(self._share(mass), touch)
        # m/x classes of x have the sum m·g(x)/x.
        weight = mass * np.exp((self.beta - 1.0) * (place + self.log_most))
        return _Extreme(weight * (-self.log_most - u - place), weight)

    def _to_most(self, u: Floats, mass: Floats) -> _Extreme:
        """Return the extreme sum where a line to q touches g: some classes have q, all others are equal."""
        full = mass * np.exp((self.beta - 1.0) * self.log_most)
        chord = _Extreme(full * (-self.log_most - u), full)
        # From 0, where g is flat for β > 1, no line to a negative end touches a convex g: it is the chord.
        falls = (self.log_most + u > 0.0) & (self.end == LOWER)
        if math.isinf(self.tail.classes):
            return _Extreme(np.where(falls, chord.sum, 0.0), np.where(falls, full, 0.0))
        at, times = self._share(mass), self.tail.classes * np.exp(self.beta * self.log_most)
        touch = self._touch(u, at)
        # The share of the classes that have q: all of them where the line begins at q itself.
        rise = np.where(touch < 0.0, -np.expm1(touch), 1.0)
        over = np.where(touch < 0.0, np.clip((np.exp(at) - np.exp(touch)) / rise, 0.0, 1.0), 1.0)
        # The line to q, not the tangent: at a tiny r the slope of g is the difference of huge numbers.
        start = self._g(u, touch)
        chord_slope = np.where(touch < 0.0, (self._g(u, np.zeros_like(u)) - start) / rise, 0.0)
        line = times * (start + chord_slope * (np.exp(at) - np.exp(touch)))
        weight = times * (over + (1.0 - over) * np.exp(self.beta * touch))
        return _Extreme(np.where(falls, chord.sum, line), np.where(falls, chord.weight, weight))

    def _touch(self, u: Floats, at: Floats) -> Floats:
        """Return ln r where the line to q touches g, or `at` if the envelope there is g itself."""
        end = self._g(u, np.zeros_like(u))

        def beyond(touch: Floats) -> Floats:
            """How far the tangent passes q on the outer side of g: not negative up to where it touches."""
            tangent = self._g(u, touch) - self._slope(u, touch) * np.expm1(touch)
            return self.end * (tangent - end)

        # The tangent at any point before the right one is outside of g, so that the bound holds there too.
        inside = ~(beyond(at) >= 0.0)
        if not inside.any():
            return at
        far = _FAR / np.abs(self.beta - 1.0) + 2.0 / self.beta + np.abs(self.log_most + u)
        if u.size == 1:
            return np.where(inside, self._touch_of_one(u.item(), (at - far).item(), at.item()), at)
        low, high = at - far, at
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            outside = beyond(middle) >= 0.0
            low, high = np.where(outside, middle, low), np.where(outside, high, middle)
        return np.where(inside, low, at)

    def _touch_of_one(self, u: float, low: float, high: float) -> float:
        """Return `_touch` at one temperature, as for a turn of the dial, in a tenth of the time."""
        beta, most = self.beta.item(), -self.log_most - u
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            rise = math.exp(min((beta - 1.0) * middle, _LARGEST)) * (beta * (most - middle) - 1.0)
            tangent = math.exp(beta * middle) * (most - middle) - rise * math.expm1(middle)
            if self.end * (tangent - most) >= 0.0:
                low = middle
            else:
                high = middle
        return low

    def _g(self, u: Floats, log_ratio: Floats) -> Floats:
        """Return g/q^β at r = e^log_ratio."""
        return np.exp(self.beta * log_ratio) * (-self.log_most - u - log_ratio)

    def _slope(self, u: Floats, log_ratio: Floats) -> Floats:
        """Return the derivative of g/q^β by r there."""
        rise = np.exp(np.minimum((self.beta - 1.0) * log_ratio, _LARGEST))
        return rise * (self.beta * (-self.log_most - u - log_ratio) - 1.0)
