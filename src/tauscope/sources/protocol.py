"""Base class of all sources of logits: a state gives logits, and a choice leads to the next state.

A source of one table derives from `sources.still.StillSource`, one that steps from `Source`. Code outside
`sources` asks for a source's `abilities` and calls the methods below; it never asks for the class of a
source.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.core.errors import InputError
from tauscope.sources.abilities import Abilities
from tauscope.sources.cursor import PlainCursor
from tauscope.sources.recommended import SamplingDefaults

if TYPE_CHECKING:
    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.draws.chosen import Added, Chosen
    from tauscope.core.logits import Floats, Logits
    from tauscope.core.search.decoding_tree import DecodingTree
    from tauscope.core.values import Integers
    from tauscope.sources.cursor import Cursor
    from tauscope.sources.state import State


class SourceUnavailableError(InputError):
    """A source cannot be opened where the session says that it is; the message is a sentence that says why.

    `from_json` raises this error for an entry that is well formed. The session then opens with a
    `sources.unavailable.UnavailableSource`, which keeps the entry until the source is found.
    """


class SourceChangedError(SourceUnavailableError):
    """The file of a source is there, but is not the one of the session; the user may take it as it is."""


@dataclass(frozen=True)
class StoredPath:
    """The timeline of a state, read from a session without the source.

    Attributes
    ----------
    path : sequence of Chosen
        Choices on the timeline.
    position : int
        Number of choices that led to the state.
    labels : mapping of int to str
        Labels of the chosen classes by key; sessions of older versions have none.
    """

    path: Sequence[Chosen] = ()
    position: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)


class Source(ABC):
    """A source of logits, as a frozen, hashable value; its states are values too.

    So rewinding, undo and search work with every source. Methods with a body are defaults for a source whose
    logits are at hand and cannot be edited, and that never ends.
    """

    kind: ClassVar[str]
    """Name of the source in `SOURCES` and in session files."""

    abilities: ClassVar[Abilities] = Abilities()

    # What every source says

    @abstractmethod
    def initial(self) -> State:
        """Return the state at the start."""

    @abstractmethod
    def logits(self, state: State) -> Logits:
        """Return the logits in `state`.

        As long as anyone holds the returned object, another call for the state returns the same object, since
        pictures compare logits by identity.

        Raises
        ------
        InputError
            If the logits cannot be had.
        """

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Return values for JSON from which `from_json` makes the source again."""

    @classmethod
    @abstractmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Make the source of values that `to_json` gave.

        Raises
        ------
        InputError
            If a value in the file is wrong.
        SourceUnavailableError
            If the values are right and the source cannot be opened.
        """

    @abstractmethod
    def state_to_json(self, state: State) -> Any:
        """Return a state as values of JSON; None for the initial one."""

    @abstractmethod
    def state_from_json(self, entry: Any) -> State:
        """Make a state of values that `state_to_json` gave; `InputError` if a value in the file is wrong."""

    # The timeline

    @abstractmethod
    def advance(self, state: State, *choices: Chosen) -> State:
        """Return the state after these choices; `InputError` if one of them cannot be made there."""

    @abstractmethod
    def path(self, state: State) -> Sequence[Chosen]:
        """Return the choices on the timeline of `state`, from the start on.

        The first `position(state)` choices led to `state`. The others were made later, and are kept until
        another choice is made there, so that one can go back and forth. A source whose steps lie in a file
        can also be at a step to which no choices led; then there are fewer.
        """

    @abstractmethod
    def position(self, state: State) -> int:
        """Return the number of choices that led to `state`, which selects the next draw's random number."""

    @abstractmethod
    def at(self, state: State, position: int) -> State:
        """Return the state after the first `position` choices of `path(state)`, on the same timeline."""

    def recorded(self, state: State) -> int | None:  # noqa: ARG002
        """Return the key of the class that a file marks in `state`: the chosen one, or the true one.

        None if a file does not say, or the step was not read yet. What a recording chose is no choice of
        `path`: its probability under the user's chain is not known before the row is read.
        """
        return None

    def choice_at(self, state: State) -> Chosen | None:
        """Return the choice that was made in `state`; None at the end of the timeline."""
        path, position = self.path(state), self.position(state)
        return path[position] if position < len(path) else None

    def ended(self, state: State) -> bool:  # noqa: ARG002  # those that end override it
        """Return True if no choice can be made in `state`."""
        return False

    def cursor(self, state: State) -> Cursor:
        """Return a cursor at `state`, for many choices in a row."""
        return PlainCursor(self, state)

    # Answers that may come late

    def ready(self, state: State) -> bool:  # noqa: ARG002
        """Return True if `logits` answers at once; if not, it must be called in another thread."""
        return True

    def following(self, before: State | None, state: State) -> State | None:  # noqa: ARG002
        """Return the state that is probably asked for next, where its logits can be read ahead.

        Parameters
        ----------
        before : State or None
            The state before `state`, in which the source was shown; None if it was in none.
        state : State

        Returns
        -------
        State or None
            None if there is none, or its logits are at hand.
        """
        return None

    def remember(self, state: State, values: Floats) -> None:  # noqa: B027  # nothing, unless it is late
        """Keep the logits, shape (V,), that an equal source computed for `state` in another process."""

    # What is not known

    def partial(self, state: State) -> PartialKnowledge | None:  # noqa: ARG002
        """Return what is known of the distribution if `logits` lists only some classes; None if all."""
        return None

    def labelled(self, state: State) -> LabelledLogits | None:  # noqa: ARG002
        """Return logits with true classes on which a temperature can be fitted; None for most sources."""
        return None

    @property
    def decoding_tree(self) -> DecodingTree | None:
        """The sequences that the source may give, as a tree, if they are at hand; None for most sources."""
        return None

    # What the user changes

    @property
    def added(self) -> Added:
        """Bias: pairs of a class's key and the number that the user added to its logit."""
        return ()

    def edited(self, state: State, logits: Logits) -> tuple[Source, State]:  # noqa: ARG002
        """Return the source and the state that have `logits`; `InputError` if the source cannot have them."""
        raise InputError(FIXED)

    def without_edits(self) -> Source:
        """Return the source without the bias in `added`; the source itself if there is none."""
        return self

    # A source that lies elsewhere, in a folder or behind an address, and may be gone

    @property
    def unavailable(self) -> str:
        """Sentence on why this source is unavailable; empty for all but `UnavailableSource`."""
        return ""

    @classmethod
    def place_of(cls, entry: Mapping[str, Any]) -> str:  # noqa: ARG003
        """Return the path or address of the source in an entry of `to_json`; empty if it has none."""
        return ""

    @classmethod
    def entry_at(cls, entry: Mapping[str, Any], place: str) -> Mapping[str, Any]:  # noqa: ARG003
        """Return the entry with another path or address of the source."""
        return entry

    @classmethod
    def stored_path(cls, entry: Any) -> StoredPath:  # noqa: ARG003
        """Return the timeline that can be read from a state's entry without the source.

        Raises
        ------
        InputError
            If a value in the file is wrong.
        """
        return StoredPath()

    # What a language model has and few others

    @property
    def prompt(self) -> str | None:
        """Text that the source continues; None for a source without a prompt."""
        return None

    def keeping_prompt(self, prompt: str) -> tuple[Source, str]:  # noqa: ARG002
        """Return the source with this prompt, and a sentence if it cannot have the prompt."""
        return self, ""

    def text_so_far(self, state: State) -> str:  # noqa: ARG002
        """Return the text before `state`, its prompt included; empty for a source without texts."""
        return ""

    def texts_after(self, state: State, keys: Sequence[int]) -> Sequence[str] | None:  # noqa: ARG002
        """Return the text that each of these classes adds after `state`; None if that is its label."""
        return None

    def class_images(self, state: State) -> Floats | None:  # noqa: ARG002
        """Return small grey images of the classes, which plots draw at their names; None if there are none.

        Returns
        -------
        (V, rows, columns) float64 or None
            0 is the paper, 1 is the ink.
        """
        return None

    @property
    def title(self) -> str:
        """Name of the source on screen."""
        return "The source"

    @property
    def note(self) -> str:
        """What is to be seen in the source, in a sentence or two; empty where nothing is said of it."""
        return ""

    @property
    def value_symbol(self) -> str:
        """Symbol of the table's numbers: that of the abilities, or what the numbers of a file are."""
        return self.abilities.value_symbol

    def counts(self, state: State) -> Integers:
        """Return how often each class was chosen, shape (V,), for a source whose abilities name counts."""
        raise NotImplementedError

    def words_at(self, state: State) -> str:  # noqa: ARG002
        """Return a line on where `state` is, for a place under the table; empty where there is no such line.

        It is asked for in the window's thread, so it must not wait.
        """
        return ""

    def provenance(self, state: State) -> Mapping[str, str | float]:  # noqa: ARG002
        """Return where the numbers in `state` come from, for figures and tables; empty without a file.

        Keys are `file`, a name without its folder; `step` and `steps`, or `row` and `rows`, counted from 1;
        and `source_temperature`, which was applied before the file was written.
        """
        return {}

    @property
    def recommended(self) -> SamplingDefaults:
        """Sampling settings that the source recommends; they are not `usable` if there are none."""
        return SamplingDefaults()


FIXED = "These logits cannot be changed here. Choose Source → Take as a Table first."
"""Refusal of an edit of logits, unless a source has a sentence of its own."""
