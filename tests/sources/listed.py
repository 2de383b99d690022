"""A source that lists three of its six classes in each state, as a server does; for tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Self

import numpy as np

from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources.abilities import Abilities
from tauscope.sources.protocol import Source

LETTERS = "abcdef"
FIRST_KEY = 10
"""Key of the first letter: no row is so large."""

Keys = tuple[int, ...]


@dataclass(frozen=True)
class Listed(Source):
    """Its state is the tuple of keys chosen."""

    seed: int = 3

    kind: ClassVar[str] = "listed"
    abilities: ClassVar[Abilities] = Abilities(steps=True, ranked=True, branches=True, decimals=2)

    def initial(self) -> Keys:
        return ()

    def logits(self, state: Keys) -> Logits:
        return _logits(self.seed, state)

    def advance(self, state: Keys, *choices: Chosen) -> Keys:
        return (*state, *(choice.key for choice in choices))

    def path(self, state: Keys) -> tuple[Chosen, ...]:
        return tuple(Chosen(key, 1.0, 0.0) for key in state)

    def position(self, state: Keys) -> int:
        return len(state)

    def at(self, state: Keys, position: int) -> Keys:
        if not 0 <= position <= len(state):
            raise InputError(f"There is no step {position}.")
        return state[:position]

    def to_json(self) -> dict[str, Any]:
        return {"seed": self.seed}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        return cls(int(entry["seed"]))

    def state_to_json(self, state: Keys) -> list[int] | None:
        return list(state) or None

    def state_from_json(self, entry: Any) -> Keys:
        keys = [] if entry is None else entry
        if not isinstance(keys, list) or not all(isinstance(key, int) for key in keys):
            raise InputError("The choices are not a list of keys.")
        return tuple(keys)


@lru_cache(maxsize=64)
def _logits(seed: int, state: Keys) -> Logits:
    random = np.random.default_rng([seed, *state])
    places = random.permutation(len(LETTERS))[:3]
    values = random.normal(0, 2, len(places))
    return Logits.of([LETTERS[place] for place in places], values, places + FIRST_KEY)
