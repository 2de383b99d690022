"""Bounds of the state functions over temperatures, where only some classes are listed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.partial.energy import mean_gaps
from tauscope.core.partial.entropy import Listed, entropy_bounds
from tauscope.core.softmax import log_partition_of_top
from tauscope.core.sweep import sweep

if TYPE_CHECKING:
    from tauscope.core.chain.tail import Tail
    from tauscope.core.logits import Logits
    from tauscope.core.sweep import Sweep
    from tauscope.core.values import Floats

Pair = tuple["Floats", "Floats"]


@dataclass(frozen=True, eq=False)
class PartialSweep:
    """Bounds of the state functions of softmax(z/τ) over temperatures, each a pair of arrays (T,).

    Attributes
    ----------
    logits : Logits
        The listed classes.
    tail : Tail
        The others.
    temperatures : (T,) float64
        τ in [0, ∞].
    """

    logits: Logits
    tail: Tail
    temperatures: Floats

    @cached_property
    def listed(self) -> Sweep:
        """State functions of the listed classes alone."""
        return sweep(self.logits, self.temperatures)

    @cached_property
    def logit(self) -> Pair:
        """Bounds of ln(t/(1 − t)), where t is the share of all unlisted classes."""
        low, high = self.tail.log_weights(self.temperatures)
        of_gaps = self.listed.log_partition_of_gaps
        # At τ = 0 the sweep has the logarithm of the ties in place of that of the weights, which is the same.
        return low - of_gaps, high - of_gaps

    @cached_property
    def kept(self) -> Pair:
        """Bounds of the share 1 − t of all listed classes."""
        low, high = self.logit
        with np.errstate(over="ignore"):
            return 1.0 / (1.0 + np.exp(high)), 1.0 / (1.0 + np.exp(low))

    @cached_property
    def others(self) -> Pair:
        """Bounds of the share t of all unlisted classes."""
        low, high = self.logit
        with np.errstate(over="ignore"):
            return 1.0 / (1.0 + np.exp(-low)), 1.0 / (1.0 + np.exp(-high))

    @cached_property
    def log_partition(self) -> Pair:
        """Bounds of ln Z with Z = Σ e^(z/τ)."""
        frozen, listed = self.temperatures == 0.0, self.listed.log_partition
        with np.errstate(invalid="ignore"):
            low, high = (listed + np.logaddexp(0.0, logit) for logit in self.logit)
        if self.tail.outranks:
            # Which class is the likeliest is unknown, and ln Z at τ = 0 is ±∞ by the sign of its logit.
            low[frozen], high[frozen] = listed[frozen], log_partition_of_top(-self._ground, 0.0)
        return low, high

    @property
    def _ground(self) -> float:
        """The lowest energy that a class may have."""
        return -self.listed.top - max(0.0, self.tail.temperature * self.tail.most.log_most)

    @cached_property
    def free_energy(self) -> Pair:
        """Bounds of F = −τ ln Z."""
        (low, high), tau = self.logit, self.temperatures
        with np.errstate(invalid="ignore", over="ignore"):
            ends = [
                self.listed.free_energy - _limited(tau, np.logaddexp(0.0, logit)) for logit in (high, low)
            ]
        frozen = tau == 0.0
        ends[0][frozen], ends[1][frozen] = self._ground, -self.listed.top
        return ends[0], ends[1]

    @cached_property
    def entropy(self) -> Pair:
        """Bounds of the entropy in nats."""
        listed = Listed(self.temperatures, self.listed.log_partition_of_gaps, self.listed.entropy)
        return entropy_bounds(listed, self.tail)

    @cached_property
    def mean_energy(self) -> Pair:
        """Bounds of U = ⟨E⟩ with E = −z."""
        return self.energies()

    def energies(self, step: Callable[[], object] | None = None) -> Pair:
        """Compute `mean_energy`, which takes long; `step` is called often, and may end it by an exception."""
        tail, listed = self.tail, self.listed
        beta = tail.inverse(self.temperatures)
        low, high = listed.mean_energy.copy(), listed.mean_energy.copy()
        inside = (beta > 0.0) & np.isfinite(beta)
        gaps = (listed.mean_energy[inside] + listed.top) / tail.temperature
        least, most = mean_gaps(tail, beta[inside], listed.log_partition_of_gaps[inside], gaps, step)
        low[inside], high[inside] = (tail.temperature * one - listed.top for one in (least, most))
        # At τ = ∞ all classes with a probability count alike, and that of an unlisted one may be tiny.
        low[~inside], high[beta == 0.0] = self._ground, np.inf
        low[beta == 0.0] = self._lowest_when_hot()
        return low, high

    def _lowest_when_hot(self) -> float:
        """Return the least mean energy at τ = ∞: that with as few unlisted classes as there may be."""
        tail, energies = self.tail, -self.logits.values[self.logits.values > -np.inf]
        lowest, mean = -self.listed.top - tail.temperature * tail.most.log_most, float(energies.mean())
        count = tail.fewest if lowest >= mean else tail.classes
        return lowest if math.isinf(count) else mean + (lowest - mean) * count / (len(energies) + count)


def _limited(temperature: Floats, logarithm: Floats) -> Floats:
    """Return τ ln(1 + R), which is 0 at τ = ∞ if nothing is unlisted."""
    return np.where(logarithm > 0.0, temperature * logarithm, 0.0)


_NAMES = ("log_partition", "mean_energy", "free_energy", "entropy")


class StateFunctions(Mapping[str, "Pair"]):
    """Bounds of the state functions by name, each computed when it is first asked for; no heat capacity."""

    def __init__(self, sweep: PartialSweep) -> None:
        self._sweep = sweep

    def energies(self, step: Callable[[], object]) -> Pair:
        """Compute the bounds of the mean energy; `step` is called often, and may end it by an exception."""
        return self._sweep.energies(step)

    def __getitem__(self, name: str) -> Pair:
        if name not in _NAMES:
            raise KeyError(name)
        pair: Pair = getattr(self._sweep, name)
        return pair

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    def __contains__(self, name: object) -> bool:
        return name in _NAMES
