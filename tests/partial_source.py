"""A source for tests that lists some of its classes only: each number is a pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.logits import Logits
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.softmax import softmax
from tauscope.sources.still import StillSource

OTHERS = 128_236


@dataclass(frozen=True)
class PartialSource(StillSource):
    """Some classes of many, listed at a temperature other than 1, so that at 1 too all numbers are pairs."""

    table: Logits = field(default_factory=lambda: Logits.of(["cat", "dog", "fox"], [2.0, 1.0, 0.5]))
    mass: float = 0.1
    temperature: float = 1.25
    others: int | None = OTHERS

    kind: ClassVar[str] = "some"

    def logits(self, state: None) -> Logits:
        del state
        return self.table

    @cached_property
    def knowledge(self) -> ListKnowledge:
        """What follows from the list."""
        least = float(softmax(self.table.values, self.temperature).min()) * (1.0 - self.mass)
        mass = Bounds(self.mass, self.mass)
        return ListKnowledge.of(self.table, Unlisted(self.others, mass, least, self.temperature))

    def partial(self, state: None) -> ListKnowledge:
        del state
        return self.knowledge

    def to_json(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        del entry
        return cls()


def many() -> PartialSource:
    """More than are drawn one by one."""
    return PartialSource(Logits.of([f"token {n}" for n in range(60)], np.linspace(3.0, 0.0, 60)))


def weather() -> PartialSource:
    """Twenty tokens of a language model with what it says of the weather."""
    words = "rainy cold grey wet cloudy mild foggy a so not as typical still clear fine good very beautiful "
    words += "perfect quite"
    log_p = [-1.16, -1.91, -2.4, -2.72, -3.02, -3.27, -3.51, -3.73, -3.94, -4.12]
    log_p += [-4.3, -4.45, -4.6, -4.72, -4.85, -4.96, -5.08, -5.2, -5.3, -5.4]
    mass = 1.0 - float(np.exp(log_p).sum())
    return PartialSource(Logits.of(words.split(), log_p), mass, 1.0)
