"""A source that moves, for tests: it counts its choices, and likes the class after the last one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Floats, Logits
from tauscope.sources import Source
from tauscope.sources.abilities import Abilities
from tauscope.sources.running import stepping
from tauscope.sources.state import State

CLASSES = ("a", "b", "c")
LAST = 8
"""After so many choices it ends."""


@dataclass(frozen=True)
class Stepping(Source):
    """Its state is the tuple of keys chosen."""

    bias: float = 0.0
    seen: dict[tuple[int, ...], Logits] = field(default_factory=dict, compare=False, repr=False)

    kind: ClassVar[str] = "stepping"
    abilities: ClassVar[Abilities] = Abilities(
        steps=True, editable=True, late=True, branches=True, ends=True, decimals=4
    )

    def initial(self) -> tuple[int, ...]:
        return ()

    def logits(self, state: tuple[int, ...]) -> Logits:
        if state not in self.seen:
            favourite = (state[-1] + 1) % len(CLASSES) if state else 0
            values = [2.0 + self.bias if row == favourite else 0.0 for row in range(len(CLASSES))]
            self.seen[state] = Logits.of(CLASSES, values)
        return self.seen[state]

    def ready(self, state: tuple[int, ...]) -> bool:
        return state in self.seen

    def remember(self, state: tuple[int, ...], values: Floats) -> None:
        self.seen[state] = Logits.of(CLASSES, values)

    def ended(self, state: tuple[int, ...]) -> bool:
        return len(state) >= LAST

    def position(self, state: tuple[int, ...]) -> int:
        return len(state)

    def advance(self, state: tuple[int, ...], *choices: Chosen) -> tuple[int, ...]:
        return (*state, *(choice.key for choice in choices))

    def path(self, state: tuple[int, ...]) -> tuple[Chosen, ...]:
        return tuple(Chosen(key, 1.0, 0.0) for key in state)

    def at(self, state: tuple[int, ...], position: int) -> tuple[int, ...]:
        if not 0 <= position <= len(state):
            raise InputError(f"There is no step {position}.")
        return state[:position]

    def edited(self, state: tuple[int, ...], logits: Logits) -> tuple[Source, tuple[int, ...]]:
        if logits.labels != CLASSES:
            raise InputError("Only its logits can be changed.")
        return Stepping(self.bias + float(logits.values.max() - self.logits(state).values.max())), state

    def to_json(self) -> dict[str, Any]:
        return {"bias": self.bias}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        return cls(float(entry["bias"]))

    def state_to_json(self, state: tuple[int, ...]) -> Any:
        return list(state) or None

    def state_from_json(self, entry: Any) -> tuple[int, ...]:
        steps = [] if entry is None else entry
        if not isinstance(steps, list) or not all(isinstance(key, int) for key in steps):
            raise InputError("The steps are not a list of keys.")
        return tuple(steps)


def step(source: Source, state: State, chain: Chain, seed: int | None) -> State:
    """One choice on from a state, with nothing else at hand."""
    return stepping.onward(source.cursor(state), chain, seed).state
