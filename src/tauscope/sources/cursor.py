"""Cursors: a state of a source with what is needed to go on from there quickly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tauscope.sources.waiting import LateLogitsError, may_wait

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Added, Chosen
    from tauscope.core.logits import Logits
    from tauscope.sources.state import State


class Cursor(Protocol):
    """A state of a source with data that make the next choice fast, such as a model's key/value cache."""

    @property
    def state(self) -> State:
        """The state."""
        ...

    @property
    def choice(self) -> Chosen | None:
        """The last choice made with this cursor or those before it; None for the cursor of a beginning."""
        ...

    @property
    def added(self) -> Added:
        """`Source.added`."""
        ...

    @property
    def position(self) -> int:
        """`Source.position` of the state."""
        ...

    @property
    def ended(self) -> bool:
        """`Source.ended` of the state."""
        ...

    @property
    def logits(self) -> Logits:
        """`Source.logits` of the state."""
        ...

    def after(self, choice: Chosen) -> Cursor:
        """Return the cursor of the state that follows a choice."""
        ...


class CursorSource(Protocol):
    """Members of a source that a `PlainCursor` uses."""

    @property
    def added(self) -> Added:
        """`Source.added`."""
        ...

    def position(self, state: State) -> int:
        """`Source.position`."""
        ...

    def ended(self, state: State) -> bool:
        """`Source.ended`."""
        ...

    def ready(self, state: State) -> bool:
        """`Source.ready`."""
        ...

    def logits(self, state: State) -> Logits:
        """`Source.logits`."""
        ...

    def advance(self, state: State, *choices: Chosen) -> State:
        """`Source.advance`."""
        ...


@dataclass(frozen=True)
class PlainCursor:
    """A cursor without data of its own, which asks its source for everything.

    Attributes
    ----------
    source : CursorSource
    state : State
    choice : Chosen or None
        The choice that led to the state.
    """

    source: CursorSource
    state: State
    choice: Chosen | None = None

    @property
    def added(self) -> Added:
        """`Source.added`."""
        return self.source.added

    @property
    def position(self) -> int:
        """Number of choices that led to the state."""
        return self.source.position(self.state)

    @property
    def ended(self) -> bool:
        """True if no choice can be made in the state."""
        return self.source.ended(self.state)

    @property
    def logits(self) -> Logits:
        """Logits in the state; `LateLogitsError` if they take time in a thread that must not wait."""
        if not may_wait() and not self.source.ready(self.state):
            raise LateLogitsError
        return self.source.logits(self.state)

    def after(self, choice: Chosen) -> PlainCursor:
        """Return the cursor of the state that follows a choice."""
        return PlainCursor(self.source, self.source.advance(self.state, choice), choice)
