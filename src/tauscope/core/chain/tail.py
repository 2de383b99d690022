"""Weights that the classes which a list leaves out may have, at any temperature.

At the temperature T₀ of the list they have the probabilities x with Σ x = m, none above q, and at most N of
them. At τ their weights are x^β with β = T₀/τ. Σ x^β is largest and smallest for the two extreme completions
of the list, since it is Schur-convex for β ≥ 1 and Schur-concave for β ≤ 1: the most even one, N classes of
m/N, and the most peaked one, as many classes of q as fit into m and one of what remains.

References
----------
A. W. Marshall, I. Olkin, B. C. Arnold, "Inequalities: Theory of Majorization and Its Applications", 2011,
chapter 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from tauscope.core import single

if TYPE_CHECKING:
    from tauscope.core.single import Functions
    from tauscope.core.values import Floats

SLACK = 1e-13
"""Rounding of the logarithm of a listed number; that of a power β of it is β times as large."""

TIE = 1e-12
"""Logarithms of probabilities that differ by less may belong to equal logits."""

_WHOLE = 1e-9
"""A remainder of the mass below this share of q counts as rounding, where the bound is safe without it."""


class Mass(NamedTuple):
    """Logarithms of masses of unlisted classes, relative to the probability p₁ of the likeliest listed one.

    Attributes
    ----------
    log_mass : float
        ln(m/p₁); −inf if there is none.
    log_most : float
        ln(q/p₁), at most `log_mass`; above 0 only if an unlisted class may be likelier than all listed ones.
    """

    log_mass: float
    log_most: float

    @property
    def full(self) -> float:
        """Number m/q of classes of probability q that have the mass; 0 if there is no mass."""
        return math.exp(self.log_mass - self.log_most) if self.log_mass > -math.inf else 0.0


@dataclass(frozen=True)
class Tail:
    """The unlisted classes that a chain has left, all or the likeliest of them.

    Logarithms of weights are relative to the likeliest listed class.

    Attributes
    ----------
    temperature : float
        T₀, the temperature at which probabilities were listed.
    least, most : Mass
        The least and the largest mass that all unlisted classes may have.
    classes : float
        Number N of unlisted classes, at most; inf if unknown.
    left : float
        Number of these that are left, at most.
    share : float
        Share of the weight of all N that is left, at least.
    whole : bool
        True if all unlisted classes are left for certain.
    known : float
        Number of the first listed classes, at most, that no unlisted one precedes; inf if only their
        probabilities tell.
    """

    temperature: float
    least: Mass
    most: Mass
    classes: float
    left: float
    share: float = 1.0
    whole: bool = True
    known: float = math.inf

    @property
    def gap(self) -> float:
        """Least gap between the largest listed logit and that of an unlisted class; 0 if these may tie."""
        return 0.0 if self.ties else -self.most.log_most * self.temperature

    @property
    def outranks(self) -> bool:
        """True if an unlisted class may be likelier than all that are listed."""
        return self.most.log_most > TIE

    @property
    def ties(self) -> bool:
        """True if an unlisted class may tie with the likeliest listed class, or be likelier."""
        return self.most.log_most >= -TIE

    @property
    def fewest(self) -> float:
        """Least number of unlisted classes that have a probability, if all are left."""
        return math.ceil(self.least.full * (1.0 - _WHOLE))

    @property
    def tied(self) -> float:
        """Largest number of unlisted classes that can have the highest probability, q."""
        return math.floor(self.most.full * (1.0 + _WHOLE))

    def largest(self, least: float, most: float) -> Tail:
        """Return the tail of which the likeliest are left, from `least` to `most` of them."""
        share = min(self.share, least / self.classes) if least else 0.0
        return replace(self, left=min(self.left, most), share=share, whole=False)

    def some(self) -> Tail:
        """Return the tail of which none to all are left."""
        return replace(self, share=0.0, whole=False)

    def inverse(self, temperatures: Floats) -> Floats:
        """Return β = T₀/τ for each temperature in [0, ∞]."""
        with np.errstate(divide="ignore", over="ignore"):
            return self.temperature / temperatures

    def log_weights(self, temperatures: Floats) -> tuple[Floats, Floats]:
        """Return lower and upper bounds of ln Σ (x/p₁)^β at each temperature in [0, ∞], two arrays (T,)."""
        beta = self.inverse(np.asarray(temperatures, dtype=np.float64))
        if beta.size == 1 and 0.0 < beta.item() < math.inf:
            low, high = self._log_weights(single.number(beta), single)
            return single.array(low), single.array(high)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            return self._log_weights(beta, np)

    def _log_weights(self, beta: Floats, of: Functions) -> tuple[Floats, Floats]:
        low, high = self._completions(beta, of)
        if not self.whole:
            low = low + math.log(self.share) if self.share else of.full_like(low, -math.inf)
            if self.left < self.classes:
                high = of.minimum(high, math.log(self.left) + _times(beta, self.most.log_most, of))
        return low, high

    def _completions(self, beta: Floats, of: Functions) -> tuple[Floats, Floats]:
        """Return ln Σ (x/p₁)^β of the two extreme completions, the smaller first, with room for rounding."""
        cold = beta > 1.0
        low = of.where(
            cold, self._even(beta, self.least, of), self._peaked(beta, self.least, of, surely=True)
        )
        high = of.where(
            cold, self._peaked(beta, self.most, of, surely=False), self._even(beta, self.most, of)
        )
        if self.ties:
            # At τ = 0 whether two classes tie is a matter of the last digit, on which no bound may depend.
            low = of.where(of.isinf(beta), -math.inf, low)
        finite = of.where(of.isinf(beta), 0.0, beta)
        slack = SLACK * abs(finite - 1.0)
        return low - slack, high + slack

    def _even(self, beta: Floats, mass: Mass, of: Functions) -> Floats:
        """Return ln(N (m/N)^β), the limit for an unknown N."""
        if mass.log_mass == -math.inf:
            return cast("Floats", of.full_like(beta, -math.inf))
        if math.isinf(self.classes):
            hot = of.where(beta < 1.0, math.inf, mass.log_mass)
            return cast("Floats", of.where(beta > 1.0, -math.inf, hot))
        log_classes = math.log(self.classes)
        # (1 − β) ln N + β ln m, so that at β = 1 no digit of the mass is lost.
        inner = (1.0 - beta) * log_classes + beta * mass.log_mass
        coldest = log_classes + _times(beta, mass.log_mass - log_classes, of)
        return cast("Floats", of.where(of.isinf(beta), coldest, inner))

    @staticmethod
    def _peaked(beta: Floats, mass: Mass, of: Functions, *, surely: bool) -> Floats:
        """Return ln(k q^β + r^β) with k = ⌊m/q⌋ and the remainder r; without a tiny r if `surely`."""
        if mass.log_mass == -math.inf:
            return cast("Floats", of.full_like(beta, -math.inf))
        whole = math.floor(mass.full)
        rest = mass.full - whole
        if surely and rest < _WHOLE:
            rest = 0.0
        elif not surely and rest > 1.0 - _WHOLE:
            whole, rest = whole + 1, 0.0
        remainder = of.where(beta == 0.0, float(rest > 0), rest**beta)
        peaked = of.log(whole + remainder) + _times(beta, mass.log_most, of)
        return cast("Floats", of.where(beta == 1.0, mass.log_mass, peaked))


def _times(beta: Floats, logarithm: float, of: Functions) -> Floats:
    """Return β · logarithm; where β = ∞ the limit, for which a logarithm within `TIE` of 0 counts as 0."""
    if abs(logarithm) <= TIE:
        return cast("Floats", of.where(of.isinf(beta), 0.0, beta) * logarithm)
    return beta * logarithm
