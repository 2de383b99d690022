"""The cursor of a source that keeps nothing from one state to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Added, Chosen
    from tauscope.core.logits import Logits
    from tauscope.sources.protocol import Source, State


@dataclass(frozen=True)
class PlainCursor:
    """A cursor that asks its source for everything.

    Attributes
    ----------
    source : Source
    state : State
    choice : Chosen or None
        What led there.
    """

    source: Source
    state: State
    choice: Chosen | None = None

    @property
    def added(self) -> Added:
        """Bias of the source."""
        return self.source.added

    @property
    def position(self) -> int:
        """How many choices led to the state."""
        return self.source.position(self.state)

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to choose."""
        return self.source.ended(self.state)

    @property
    def logits(self) -> Logits:
        """Logits in the state."""
        return self.source.logits(self.state)

    def after(self, choice: Chosen) -> PlainCursor:
        """Cursor of the state that a choice leads to."""
        return PlainCursor(self.source, self.source.advance(self.state, choice), choice)
