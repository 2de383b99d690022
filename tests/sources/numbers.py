"""A still source of a few numbers, for tests: all that a new still source has to write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources.abilities import Abilities
from tauscope.sources.still import StillSource


@dataclass(frozen=True)
class Numbers(StillSource):
    """The values of a few arms."""

    values: tuple[float, ...] = (1.55, 0.83, 0.21, -0.5)

    kind: ClassVar[str] = "numbers"
    abilities: ClassVar[Abilities] = Abilities(decimals=3, value_name="mean reward", value_symbol="Q")

    @cached_property
    def _logits(self) -> Logits:
        return Logits.of([f"arm {number}" for number in range(1, len(self.values) + 1)], self.values)

    def logits(self, state: None) -> Logits:  # noqa: ARG002
        return self._logits

    def to_json(self) -> dict[str, Any]:
        return {"values": list(self.values)}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        values = entry.get("values")
        if not isinstance(values, list) or not all(isinstance(value, float) for value in values):
            raise InputError("The values are not a list of numbers.")
        return cls(tuple(values))
