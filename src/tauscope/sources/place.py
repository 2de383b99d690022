"""A place in a source: a state, and what is at hand there for whoever goes on and on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tauscope.core.chosen import Added, Chosen
    from tauscope.core.logits import Logits
    from tauscope.sources.protocol import Source, State


class Place(Protocol):
    """It stands for one state, always. From one to the next nothing is looked up that the last one knew."""

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

    def after(self, choice: Chosen) -> Place:
        """The place that a choice leads to."""
        ...


@dataclass(frozen=True)
class PlainPlace:
    """A place where nothing but the state is at hand.

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
        """Bias of the source."""
        return self.source.position(self.state)

    @property
    def ended(self) -> bool:
        """Bias of the source."""
        return self.source.ended(self.state)

    @property
    def logits(self) -> Logits:
        """Bias of the source."""
        return self.source.logits(self.state)

    def after(self, choice: Chosen) -> PlainPlace:
        """The place that a choice leads to."""
        return PlainPlace(self.source, self.source.advance(self.state, choice), choice)
