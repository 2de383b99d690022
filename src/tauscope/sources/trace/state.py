"""The state of a trace: the step that is shown, and the choices that a user made along a recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.sequences import Growing
from tauscope.core.errors import InputError
from tauscope.sources.language.text import Text

_LARGEST_KEY = 2**62
_WRONG = "The place in a trace is not an object of step and choices."


@dataclass(frozen=True)
class TraceState:
    """A step of a recording.

    Attributes
    ----------
    at : int
        Number of the step, from 0.
    choices : sequence of Chosen
        Choices from the first step on, where the file has no chosen tokens. Those after `at` are kept until
        another choice is made there. A choice at a step that was jumped to is not kept.
    """

    at: int = 0
    choices: Growing[Chosen] = field(default_factory=Growing)

    def __hash__(self) -> int:
        # Hashing all choices at every step would take n² steps.
        return hash((self.at, self.choices[-1:], len(self.choices)))

    def after(self, choice: Chosen) -> TraceState:
        """Return the next step, after a choice in place of the one that was made here."""
        if self.at > len(self.choices):
            return TraceState(self.at + 1, self.choices)
        before = self.choices if self.at == len(self.choices) else Growing(self.choices[: self.at])
        made = (choice,)
        return TraceState(self.at + 1, before + made)

    def to_json(self) -> dict[str, Any] | None:
        """Return values for JSON; None for the first step without choices."""
        choices = Text(self.choices, 0).to_json()
        made = {} if choices is None else {"choices": choices}
        return {"step": self.at, **made} if self.at or made else None

    @classmethod
    def from_json(cls, entry: Any, steps: int) -> TraceState:
        """Read what `to_json` gave, for a recording of `steps` steps; `InputError` if a value is wrong."""
        if entry is None:
            return cls()
        at = entry.get("step") if isinstance(entry, dict) else None
        if type(at) is not int:
            raise InputError(_WRONG)
        if not 0 <= at < steps:
            raise InputError(f"The trace has {steps:,} steps; the session is at step {at + 1:,}.")
        choices = Text.from_json(entry.get("choices"), _LARGEST_KEY).written
        if len(choices) >= steps:
            raise InputError(f"The trace has {steps:,} steps, too few for {len(choices):,} choices.")
        return cls(at, choices)
