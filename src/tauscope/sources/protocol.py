"""What every source of logits is: state in, logits out, and a choice moves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

if TYPE_CHECKING:
    from tauscope.core.logits import Logits

State = Any
"""A value that the source alone understands; comparable and, through `to_json`, writable."""


class Source(Protocol):
    """A frozen value. States are values too, so that rewind, undo and search work on every source."""

    kind: ClassVar[str]

    def initial(self) -> State:
        """The state at the start."""
        ...

    def logits(self, state: State) -> Logits:
        """Logits in `state`: the same object each time, for its identity is what caches go by."""
        ...

    def advance(self, state: State, choice: int) -> State:
        """The state after row `choice` was chosen."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Everything needed to make the source again, for a session file."""
        ...

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Undo `to_json`; `InputError` with a sentence for what is wrong in a file."""
        ...
