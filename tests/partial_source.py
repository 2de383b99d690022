"""A source for tests that lists some of its classes only: each number is a pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from tauscope.core.bounds import Bounds, CurveBounds, DistributionBounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Floats, Integers, Logits
from tauscope.core.softmax import softmax
from tauscope.sources.still import StillSource

LEAST, MOST = 0.9, 1.0
"""Shares of what softmax over the listed ones gives."""


@dataclass(frozen=True)
class Known:
    """Bounds that are wrong in general, but pairs everywhere."""

    logits: Logits

    def bounds(self, chain: Chain) -> DistributionBounds:
        p = chain.candidates(self.logits).probabilities_of_rows
        quantities = {
            "entropy": Bounds(0.5, 0.75),
            "log_partition": Bounds(2.0, 2.25),
            "mean_energy": Bounds(-1.5, -1.25),
            "free_energy": Bounds(-2.25, -2.0),
            "heat_capacity": None,
        }
        return DistributionBounds(LEAST * p, MOST * p, 128_236, Bounds(0.0, 0.1), quantities)

    def curves(self, rows: Integers, temperatures: Floats) -> CurveBounds:
        p = np.array([softmax(self.logits.values, one)[rows] for one in temperatures.tolist()]).T
        entropy = np.linspace(0.0, 1.0, len(temperatures))
        return CurveBounds(LEAST * p, MOST * p, {"entropy": (entropy, entropy + 0.2)})


@dataclass(frozen=True)
class PartialSource(StillSource):
    """Some classes of many."""

    table: Logits = field(default_factory=lambda: Logits.of(["cat", "dog", "fox"], [2.0, 1.0, 0.5]))

    kind: ClassVar[str] = "some"

    def logits(self, state: None) -> Logits:
        del state
        return self.table

    def partial(self, state: None) -> Known:
        del state
        return Known(self.table)

    def to_json(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        del entry
        return cls()


def many() -> PartialSource:
    """More than are drawn one by one."""
    return PartialSource(Logits.of([f"token {n}" for n in range(60)], np.linspace(3.0, 0.0, 60)))
