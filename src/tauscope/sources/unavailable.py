"""A source that cannot be had: its model's folder is gone, a server is down, a file has changed.

It stands in for the source of a session, keeps what the session says of it word for word, and gives no
logits. `reopened` tries to make the source itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from tauscope.core.errors import InputError
from tauscope.sources.protocol import Abilities, Source, SourceUnavailableError, StoredPath

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.logits import Logits

FIXED_MOMENT = "Another moment of this text cannot be shown without its model."


@dataclass(frozen=True)
class StoredState:
    """A state as a session holds it.

    Attributes
    ----------
    text : str
        JSON of the state's entry; "null" for the initial state.
    known : StoredPath
        The choices that the entry tells.
    """

    text: str = "null"
    known: StoredPath = field(default=StoredPath(), compare=False)

    @property
    def entry(self) -> Any:
        """Values of JSON, a new object each time."""
        return json.loads(self.text)


@dataclass(frozen=True)
class UnavailableSource(Source):
    """Stands in for a source that a session names and that cannot be opened now.

    Attributes
    ----------
    text : str
        JSON of the source's entry in the session, with its kind.
    sentence : str
        Why the source cannot be had.
    """

    text: str
    sentence: str = field(compare=False)

    kind: ClassVar[str] = "unavailable"
    abilities: ClassVar[Abilities] = Abilities(panel="unavailable", ranked=True, late=True)

    @classmethod
    def of(cls, entry: Mapping[str, Any], sentence: str) -> Self:
        """Keep the entry of a session."""
        return cls(json.dumps(entry), sentence)

    @cached_property
    def entry(self) -> Mapping[str, Any]:
        """The source's entry in the session."""
        return MappingProxyType(json.loads(self.text))

    @property
    def source_class(self) -> type[Source]:
        """Class of the source that is missing."""
        from tauscope.sources import source_class  # noqa: PLC0415  # which imports sources when they are used

        return source_class(self.entry["kind"])

    @property
    def place(self) -> str:
        """Where the session says that the source is: the path of a folder or file, or an address."""
        return self.source_class.place_of(self.entry)

    @property
    def knows_source(self) -> bool:
        """True if the session holds by what its source is known again, so that no other is taken for it."""
        return "vocabulary" in self.entry

    def reopened(self, place: str = "") -> Source:
        """Return the source itself, from `place` or from where the session says that it is.

        Raises
        ------
        InputError
            If it cannot be opened, or is not the one of the session.
        """
        kind = self.source_class
        return kind.from_json(dict(kind.entry_at(self.entry, place) if place else self.entry))

    @property
    def unavailable(self) -> str:
        """Why the source cannot be had."""
        return self.sentence

    @property
    def prompt(self) -> str | None:
        """Text that the source continues, if it has one."""
        prompt = self.entry.get("prompt")
        return prompt if isinstance(prompt, str) else None

    def initial(self) -> StoredState:
        """Return the start, before any choice."""
        return StoredState()

    def ready(self, state: StoredState) -> bool:  # noqa: ARG002  # the protocol's signature
        """Return False: who wants logits is told elsewhere that there are none."""
        return False

    def logits(self, state: StoredState) -> Logits:  # noqa: ARG002
        """Raise `SourceUnavailableError`."""
        self._refuse()

    def advance(self, state: StoredState, *choices: Chosen) -> StoredState:
        """Return `state` for no choice, and refuse any other."""
        if choices:
            self._refuse()
        return state

    def path(self, state: StoredState) -> Sequence[Chosen]:
        """Return the choices that the session tells."""
        return state.known.path

    def position(self, state: StoredState) -> int:
        """Return how many choices led to the state."""
        return state.known.position

    def at(self, state: StoredState, position: int) -> StoredState:
        """Return `state` for its own position, and refuse any other: the entry stays as it is."""
        if position != state.known.position:
            raise InputError(FIXED_MOMENT)
        return state

    def edited(self, state: StoredState, logits: Logits) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        self._refuse()

    def to_json(self) -> dict[str, Any]:
        """Return the entry of the session as it was, with the kind of the source that is missing."""
        return dict(self.entry)

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Refuse: a session never names this kind."""
        raise InputError(f"A session has no source of the kind {entry.get('kind')}.")

    def state_to_json(self, state: StoredState) -> Any:
        """Return the entry of the state as it was."""
        return state.entry

    def state_from_json(self, entry: Any) -> StoredState:
        """Keep the entry of a state, and read from it what can be read without the source."""
        return StoredState(json.dumps(entry), self.source_class.stored_path(entry))

    def _refuse(self) -> NoReturn:
        raise SourceUnavailableError(self.sentence)
