"""Stand-in for a source that cannot be opened: a model's folder is gone, a server is down, a file changed.

The stand-in keeps the session's entries word for word, so that saving loses nothing, and gives no logits.
`UnavailableSource.reopened` opens the source itself once it is found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from tauscope.core.errors import InputError
from tauscope.sources.abilities import Abilities
from tauscope.sources.protocol import Source, SourceChangedError, SourceUnavailableError, StoredPath

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.logits import Logits

FIXED_MOMENT = "Another moment of this text cannot be shown without its model."


@dataclass(frozen=True)
class StoredState:
    """A state as it is written in a session.

    Attributes
    ----------
    text : str
        JSON of the state's entry; "null" for the initial state.
    known : StoredPath
        The timeline that can be read from the entry without the source.
    """

    text: str = "null"
    known: StoredPath = field(default=StoredPath(), compare=False)

    @property
    def entry(self) -> Any:
        """Values of the entry's JSON, a new object each time."""
        return json.loads(self.text)


@dataclass(frozen=True)
class UnavailableSource(Source):
    """A source that a session names and that cannot be opened now.

    Attributes
    ----------
    text : str
        JSON of the source's entry in the session, with its kind.
    sentence : str
        Why the source cannot be opened.
    has_changed : bool
        True if its file is there, with another content.
    """

    text: str
    sentence: str = field(compare=False)
    has_changed: bool = field(default=False, compare=False)

    kind: ClassVar[str] = "unavailable"
    abilities: ClassVar[Abilities] = Abilities(panel="unavailable", ranked=True, late=True)

    @classmethod
    def of(cls, entry: Mapping[str, Any], error: SourceUnavailableError) -> Self:
        """Make a stand-in that keeps the entry of a session, which could not be opened for this reason."""
        return cls(json.dumps(entry), str(error), isinstance(error, SourceChangedError))

    @cached_property
    def entry(self) -> Mapping[str, Any]:
        """The source's entry in the session."""
        return MappingProxyType(json.loads(self.text))

    @property
    def source_class(self) -> type[Source]:
        """Class of the source for which this one stands."""
        from tauscope.sources import source_class  # noqa: PLC0415  # which imports sources when they are used

        return source_class(self.entry["kind"])

    @property
    def place(self) -> str:
        """Path or address of the source in the session."""
        return self.source_class.place_of(self.entry)

    @property
    def knows_source(self) -> bool:
        """True if the session has a hash of the source's vocabulary, by which another source is refused."""
        return "vocabulary" in self.entry

    def reopened(self, place: str = "") -> Source:
        """Open the source itself, at `place` or where the session says that it is.

        Raises
        ------
        InputError
            If the source cannot be opened, or is not that of the session.
        """
        kind = self.source_class
        return kind.from_json(dict(kind.entry_at(self.entry, place) if place else self.entry))

    def as_it_is(self) -> Source:
        """Open the file that stands in the place of the source's, whatever it holds; errors as `reopened`."""
        return self.source_class.from_json({**self.entry, "fingerprint": ""})

    @property
    def unavailable(self) -> str:
        """Why the source cannot be opened."""
        return self.sentence

    @property
    def prompt(self) -> str | None:
        """Text that the source continues; None if the session names none."""
        prompt = self.entry.get("prompt")
        return prompt if isinstance(prompt, str) else None

    def initial(self) -> StoredState:
        """Return the start, before any choice."""
        return StoredState()

    def ready(self, state: StoredState) -> bool:  # noqa: ARG002  # the protocol's signature
        """Return False, so that callers ask in another thread, and there get the error of `logits`."""
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
        """Return the choices that are read from the session."""
        return state.known.path

    def position(self, state: StoredState) -> int:
        """Return the number of choices that led to the state."""
        return state.known.position

    def at(self, state: StoredState, position: int) -> StoredState:
        """Return `state` for its own position; raise `InputError` for any other."""
        if position != state.known.position:
            raise InputError(FIXED_MOMENT)
        return state

    def edited(self, state: StoredState, logits: Logits) -> NoReturn:  # noqa: ARG002
        """Raise `SourceUnavailableError`."""
        self._refuse()

    def to_json(self) -> dict[str, Any]:
        """Return the entry of the session unchanged, with the kind of the missing source."""
        return dict(self.entry)

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Raise `InputError`, since no session names this kind."""
        raise InputError(f"A session has no source of the kind {entry.get('kind')}.")

    def state_to_json(self, state: StoredState) -> Any:
        """Return the entry of the state unchanged."""
        return state.entry

    def state_from_json(self, entry: Any) -> StoredState:
        """Make a state that keeps its entry, with the timeline that can be read without the source."""
        return StoredState(json.dumps(entry), self.source_class.stored_path(entry))

    def _refuse(self) -> NoReturn:
        raise (SourceChangedError if self.has_changed else SourceUnavailableError)(self.sentence)
