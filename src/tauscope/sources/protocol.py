"""What every source of logits is: state in, logits out, and a choice leads to the next state.

A source of one table derives from `sources.still.StillSource`, one that steps from `Source`. Whoever uses
a source asks for its `abilities` and calls the methods below; nobody asks which class it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from tauscope.core.errors import InputError
from tauscope.sources.recommended import SamplingDefaults
from tauscope.sources.waiting import LateLogitsError, may_wait

if TYPE_CHECKING:
    from tauscope.core.bounds import PartialKnowledge
    from tauscope.core.draws.chosen import Added, Chosen
    from tauscope.core.logits import Floats, Logits

State = Any
"""A value that the source alone understands; comparable, hashable and, by `state_to_json`, writable."""


class SourceUnavailableError(InputError):
    """A source cannot be opened where the session says that it is; the message is a sentence that says why.

    `from_json` raises it for an entry that is right in itself. The session then opens with an
    `sources.unavailable.UnavailableSource`, which keeps the entry until the source is found.
    """


@dataclass(frozen=True)
class StoredPath:
    """The timeline of a state, as far as its entry in a session tells it without the source.

    Attributes
    ----------
    path : sequence of Chosen
    position : int
        How many of the choices led to the state.
    labels : mapping of int to str
        Labels of the chosen classes by key; those of an older session are missing.
    """

    path: Sequence[Chosen] = ()
    position: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Abilities:
    """What a source can do, and how the table shows its logits.

    Attributes
    ----------
    steps : bool
        A choice leads to another state, so that the source can go on by itself.
    panel : str
        Name in `ui.panels.PANELS` of the panel that drives the source; empty if it needs none. A panel takes
        room from the plots, which then show fewer classes one by one.
    ranked : bool
        The table shows rows by falling logit, the likeliest first; else rows stand as they are.
    editable : bool
        Logits can be edited in the table.
    classes_editable : bool
        Classes can be added, removed, renamed and moved. The key of a class then outlives its name; where
        classes are fixed, a pin fits only if the names agree as well.
    late : bool
        `logits` may take long, so that they are fetched beside the window where they are not `ready`.
    branches : bool
        Several runs may go side by side.
    ends : bool
        There are states with nothing more to choose.
    decimals : int or None
        Decimals of the logits in the table; None shows each number as it was typed.
    value_name, value_symbol : str
        What the table's numbers are, for a tooltip and as the heading of their column.
    """

    steps: bool = False
    panel: str = ""
    ranked: bool = False
    editable: bool = False
    classes_editable: bool = False
    late: bool = False
    branches: bool = False
    ends: bool = False
    decimals: int | None = None
    value_name: str = "logit"
    value_symbol: str = "z"


class Source(ABC):
    """A frozen, hashable value. States are values too, so that rewind, undo and search work on every source.

    Methods with a body have defaults that suit a source whose logits are at hand, that never ends and whose
    logits cannot be edited.
    """

    kind: ClassVar[str]
    """Its name in `SOURCES`, which session files hold."""

    abilities: ClassVar[Abilities] = Abilities()

    # What every source says

    @abstractmethod
    def initial(self) -> State:
        """Return the state at the start."""

    @abstractmethod
    def logits(self, state: State) -> Logits:
        """Return the logits in `state`: the same object as long as someone holds it, for caches go by that.

        Raises
        ------
        InputError
            With a sentence, where they cannot be had.
        """

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Return all that is needed to make the source again, for a session file."""

    @classmethod
    @abstractmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Undo `to_json`; `InputError` with a sentence for what is wrong in a file."""

    @abstractmethod
    def state_to_json(self, state: State) -> Any:
        """Return a state as values of JSON; None for the initial one."""

    @abstractmethod
    def state_from_json(self, entry: Any) -> State:
        """Undo `state_to_json`; `InputError` with a sentence for what is wrong in a file."""

    # The timeline

    @abstractmethod
    def advance(self, state: State, *choices: Chosen) -> State:
        """Return the state after these choices; `InputError` where one of them leads nowhere."""

    @abstractmethod
    def path(self, state: State) -> Sequence[Chosen]:
        """Return the choices on the timeline of `state`, from the start on.

        The first `position(state)` of them led to `state`; what follows was chosen later and stays known
        until something else is chosen, so that one can go back and forth.
        """

    @abstractmethod
    def position(self, state: State) -> int:
        """Return how many choices led to `state`; the random number of the next draw depends on it."""

    @abstractmethod
    def at(self, state: State, position: int) -> State:
        """Return the state after the first `position` choices of `path(state)`, on the same timeline."""

    def choice_at(self, state: State) -> Chosen | None:
        """Return the choice that was made in `state`; None where the timeline ends."""
        path, position = self.path(state), self.position(state)
        return path[position] if position < len(path) else None

    def ended(self, state: State) -> bool:  # noqa: ARG002  # those that end override it
        """Return True if there is nothing more to choose."""
        return False

    def cursor(self, state: State) -> Cursor:
        """Return a cursor at `state`, from which many choices in a row are made."""
        return PlainCursor(self, state)

    # Answers that may come late

    def ready(self, state: State) -> bool:  # noqa: ARG002
        """Return True if `logits` answers at once; else it is asked in another thread."""
        return True

    def remember(self, state: State, values: Floats) -> None:  # noqa: B027  # nothing, unless it is late
        """Keep the values of logits that an equal source computed in another process."""

    # What is not known

    def partial(self, state: State) -> PartialKnowledge | None:  # noqa: ARG002
        """Return what is known where `logits` lists only some of the classes; None where it lists all."""
        return None

    # What the user changes

    @property
    def added(self) -> Added:
        """What the user added to logits, as pairs of a class's key and the amount; empty if nothing."""
        return ()

    def edited(self, state: State, logits: Logits) -> tuple[Source, State]:  # noqa: ARG002
        """Return the source whose logits are these, and its state; `InputError` if it cannot have them."""
        raise InputError(FIXED)

    def without_edits(self) -> Source:
        """Return the source as it is without what the user `added`; itself if nothing was."""
        return self

    # A source that lies elsewhere, in a folder or behind an address, and may be gone

    @property
    def unavailable(self) -> str:
        """Sentence on why this source cannot be had; empty if it can, as all but `UnavailableSource`."""
        return ""

    @classmethod
    def place_of(cls, entry: Mapping[str, Any]) -> str:  # noqa: ARG003
        """Return where an entry of `to_json` says that the source is; empty for one that is in the entry."""
        return ""

    @classmethod
    def entry_at(cls, entry: Mapping[str, Any], place: str) -> Mapping[str, Any]:  # noqa: ARG003
        """Return the entry of the same source at another place."""
        return entry

    @classmethod
    def stored_path(cls, entry: Any) -> StoredPath:  # noqa: ARG003
        """Return what the entry of a state tells without the source; `InputError` if it is wrong."""
        return StoredPath()

    # What a language model has and few others

    @property
    def prompt(self) -> str | None:
        """Text that the source continues; None where there is no such thing."""
        return None

    def keeping_prompt(self, prompt: str) -> tuple[Source, str]:  # noqa: ARG002
        """Return the source with the prompt of the one before, and a sentence where it cannot have it."""
        return self, ""

    @property
    def title(self) -> str:
        """What the source is called on screen."""
        return "The source"

    @property
    def recommended(self) -> SamplingDefaults:
        """Sampling settings that the source recommends; not `usable` where there are none."""
        return SamplingDefaults()


FIXED = "These logits cannot be changed here. Choose Source → Take as a Table first."
"""Why an edit of logits is refused, unless a source says it in words of its own."""


class Cursor(Protocol):
    """A state of a source, with what makes the next choice fast, such as a model's key/value cache."""

    @property
    def state(self) -> State:
        """The state."""
        ...

    @property
    def choice(self) -> Chosen | None:
        """The last choice that was made with this cursor; None where it began."""
        ...

    @property
    def added(self) -> Added:
        """As `Source.added`."""
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
        """Return the cursor of the state that a choice leads to."""
        ...


@dataclass(frozen=True)
class PlainCursor:
    """A cursor that keeps nothing and asks its source for everything.

    Attributes
    ----------
    source : Source
    state : State
    choice : Chosen or None
        The choice that led to the state.
    """

    source: Source
    state: State
    choice: Chosen | None = None

    @property
    def added(self) -> Added:
        """As `Source.added`."""
        return self.source.added

    @property
    def position(self) -> int:
        """How many choices led to the state."""
        return self.source.position(self.state)

    @property
    def ended(self) -> bool:
        """True if there is nothing more to choose."""
        return self.source.ended(self.state)

    @property
    def logits(self) -> Logits:
        """Logits in the state; `LateLogitsError` in a thread that does not wait for them."""
        if not may_wait() and not self.source.ready(self.state):
            raise LateLogitsError
        return self.source.logits(self.state)

    def after(self, choice: Chosen) -> PlainCursor:
        """Return the cursor of the state that a choice leads to."""
        return PlainCursor(self.source, self.source.advance(self.state, choice), choice)
