"""Sources for tests whose answers come late: when they are let, never, wrong, or in another order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from tauscope.core.draws.chosen import Chosen
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources.abilities import Abilities
from tauscope.sources.memory import Memory
from tauscope.sources.protocol import Source
from tauscope.sources.waiting import check_may_wait


class Gates:
    """What each state waits for; a state is let through by `let`, and fails if it is given a sentence."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._let: set[int] = set()
        self.failing: dict[int, Exception] = {}
        self.asked: list[int] = []
        self.threads: set[str] = set()

    def let(self, *states: int) -> None:
        """Answer for these states, now and from now on."""
        with self._changed:
            self._let.update(states)
            self._changed.notify_all()

    def wait(self, state: int) -> None:
        """Wait in the thread that asks, at most half a minute."""
        with self._changed:
            self.asked.append(state)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()
            self._changed.wait_for(lambda: state in self._let, 30)
        if state in self.failing:
            raise self.failing[state]

    def wait_until_asked(self, state: int) -> None:
        """Wait until somebody asks for this state."""
        with self._changed:
            assert self._changed.wait_for(lambda: state in self.asked, 30)


@dataclass(frozen=True)
class LateSource(Source):
    """Three classes whose logits depend on the state, a number; each answer waits at its gate."""

    name: str = "late"
    bias: tuple[float, ...] = (0.0, 0.0, 0.0)
    gates: Gates = field(default_factory=Gates, compare=False, repr=False)
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    kind: ClassVar[str] = "late"
    abilities: ClassVar[Abilities] = Abilities(steps=True, editable=True, late=True)

    def initial(self) -> int:
        return 0

    def logits(self, state: int) -> Logits:
        key = (self.name, self.bias, state)
        known = self.memory.find(key)
        if known is not None:
            return known
        check_may_wait()
        self.gates.wait(state)
        values = [amount + value for amount, value in zip(self.bias, (1.0, 0.5, float(-state)), strict=True)]
        return self.memory.keep(key, Logits.of(["a", "b", "c"], values))

    def ready(self, state: int) -> bool:
        return (self.name, self.bias, state) in self.memory

    def edited(self, state: int, logits: Logits) -> tuple[LateSource, int]:
        changes = logits.values - self.logits(state).values + self.bias
        return replace(self, bias=tuple(changes.tolist())), state

    def advance(self, state: int, *choices: Chosen) -> int:
        return state + len(choices)

    def path(self, state: int) -> Sequence[Chosen]:
        return [Chosen(0, 1.0, 0.0)] * state

    def position(self, state: int) -> int:
        return state

    def at(self, state: int, position: int) -> int:
        del state
        return position

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        return cls(entry["name"])

    def state_to_json(self, state: int) -> int | None:
        return state or None

    def state_from_json(self, entry: Any) -> int:
        if entry is not None and not isinstance(entry, int):
            raise InputError("The state is not a number.")
        return entry or 0
