"""What every source of logits is: state in, logits out, and a choice moves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Added, Chosen
    from tauscope.core.logits import Floats, Logits

State = Any
"""A value that the source alone understands; comparable and, through `state_to_json`, writable."""


class Source(Protocol):
    """A frozen value. States are values too, so that rewind, undo and search work on every source."""

    kind: ClassVar[str]
    moves: ClassVar[bool]
    """Whether a choice leads anywhere."""

    @property
    def added(self) -> Added:
        """Bias of this source: what the user added to logits; empty where nothing was added."""
        ...

    def initial(self) -> State:
        """The state at the start."""
        ...

    def logits(self, state: State) -> Logits:
        """Logits in `state`: the same object as long as someone holds it, for caches go by its identity."""
        ...

    def ready(self, state: State) -> bool:
        """Whether `logits` answers at once; else it is asked in another thread."""
        ...

    def remember(self, state: State, values: Floats) -> None:
        """Remember logits that the same source gave elsewhere."""
        ...

    def ended(self, state: State) -> bool:
        """Whether there is nothing more to choose."""
        ...

    def position(self, state: State) -> int:
        """How many choices led here: what a seed gives for the next one goes by it."""
        ...

    def cursor(self, state: State) -> Cursor:
        """A state from which to go on and on, faster than from one state to the next."""
        ...

    def advance(self, state: State, *choices: Chosen) -> State:
        """The state after these choices."""
        ...

    def choices_between(self, state: State, before: State) -> tuple[Chosen, ...]:
        """The choices that led from `before` to `state`: with them another process can follow."""
        ...

    def edited(self, state: State, logits: Logits) -> tuple[Source, State]:
        """The source, and the state in it, whose logits are these; `InputError` where it cannot have them."""
        ...

    def without_edits(self) -> Source:
        """The source whose logits no hand changed; a typed table has no others."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Everything needed to make the source again, for a session file."""
        ...

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Undo `to_json`; `InputError` with a sentence for what is wrong in a file."""
        ...

    def state_to_json(self, state: State) -> Any:
        """A state, for a session file; None for the initial one."""
        ...

    def state_from_json(self, entry: Any) -> State:
        """Undo `state_to_json`; `InputError` with a sentence for what is wrong in a file."""
        ...


class Cursor(Protocol):
    """A state of a source, with what is needed to go on from there without a search."""

    @property
    def state(self) -> State:
        """The state."""
        ...

    @property
    def choice(self) -> Chosen | None:
        """What led here; None where it began."""
        ...

    @property
    def added(self) -> Added:
        """Bias of the source, as in `Source.added`."""
        ...

    @property
    def position(self) -> int:
        """As `Source.position` of the state."""
        ...

    @property
    def ended(self) -> bool:
        """As `Source.ended` of the state."""
        ...

    @property
    def logits(self) -> Logits:
        """As `Source.logits` of the state."""
        ...

    def after(self, choice: Chosen) -> Cursor:
        """Cursor of the state that a choice leads to."""
        ...
