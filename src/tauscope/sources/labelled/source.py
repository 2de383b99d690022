"""Examples with known true classes as a source: a state is the number of the example that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted
from tauscope.sources.abilities import Abilities
from tauscope.sources.labelled.stored import from_entry, to_entry
from tauscope.sources.memory import Memory
from tauscope.sources.protocol import Source

if TYPE_CHECKING:
    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.draws.chosen import Chosen
    from tauscope.sources.labelled.labelled_set import LabelledSet


@dataclass(frozen=True)
class LabelledSource(Source):
    """Logits of one example at a time. States count examples from 0; no choice leads from one to another.

    Attributes
    ----------
    examples : LabelledSet
    file : str
        Path of the file; empty for content that came without one.
    """

    examples: LabelledSet
    file: str = field(default="", compare=False)
    _made: Memory = field(default_factory=Memory, compare=False, repr=False)

    kind: ClassVar[str] = "labelled"
    abilities: ClassVar[Abilities] = Abilities(
        panel="labelled",
        noun="file",
        recorded_word="true",
        decimals=2,
        plots=("reliability", "distribution", "nll", "confidence"),
    )

    def initial(self) -> int:
        """Return 0, the first example."""
        return 0

    def logits(self, state: int) -> Logits:
        """Return the logits of an example."""
        found = self._made.find(state)
        if found is None:
            values = self.examples.labelled.logits[state]
            found = self._made.keep(state, Logits.of(self.examples.names_of(state), values))
        return found

    def labelled(self, state: int) -> LabelledLogits:  # noqa: ARG002  # the protocol's signature
        """Return all examples, whichever is shown."""
        return self.examples.labelled

    def checked(self, row: int) -> int:
        """Return the number of an example, from 0; `InputError` if there is none with this number."""
        if not 0 <= row < len(self.examples):
            raise InputError(f"There is no row {row + 1:,}: the file has {self.examples.shape_in_words}.")
        return row

    def recorded(self, state: int) -> int:
        """Return the key of the true class of an example."""
        return self.true_class(state)

    def true_class(self, state: int) -> int:
        """Return the number of the true class of an example, from 0."""
        return int(self.examples.labelled.labels[state])

    def predicted_class(self, state: int) -> int:
        """Return the number of the likeliest class of an example, the first of those that tie."""
        return int(self.examples.labelled.logits[state].argmax())

    def words_at(self, state: int) -> str:
        """Return the number of the example, its true class, and the predicted one if that is another."""
        true, predicted = self.true_class(state), self.predicted_class(state)
        names = self.examples.names_of(state)
        wrong = "" if true == predicted else f", predicted: {names[predicted]}"
        return f"row {state + 1:,}, true class: {names[true]}{wrong}"

    @property
    def title(self) -> str:
        """Name of the file."""
        return quoted(Path(self.file).name) if self.file else "The set of examples"

    def provenance(self, state: int) -> dict[str, str | float]:
        """Return the file and the example."""
        file = {"file": Path(self.file).name} if self.file else {}
        return {**file, "row": state + 1, "rows": len(self.examples)}

    @property
    def note(self) -> str:
        """What the file holds, and what is to be known of it."""
        return " ".join(
            (f"{self.examples.shape_in_words}: {self.examples.recognised}.", *self.examples.notes)
        )

    def advance(self, state: int, *choices: Chosen) -> int:  # noqa: ARG002
        """Return the same state."""
        return state

    def path(self, state: int) -> Sequence[Chosen]:  # noqa: ARG002
        """Return no choices."""
        return ()

    def position(self, state: int) -> int:  # noqa: ARG002
        """Return 0."""
        return 0

    def at(self, state: int, position: int) -> int:
        """Return the same state; `InputError` for any position but 0."""
        if position:
            raise InputError(f"There is no step {position}: no choice leads from one example to another.")
        return state

    def to_json(self) -> dict[str, Any]:
        """Return the numbers of few examples, and a reference to the file of many."""
        return to_entry(self.examples, self.file)

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read examples from a session, or from the file that a session names."""
        return cls(*from_entry(entry))

    def state_to_json(self, state: int) -> int | None:
        """Return the number of the example; None for the first."""
        return state or None

    def state_from_json(self, entry: Any) -> int:
        """Return the number of an example."""
        if entry is None:
            return 0
        if isinstance(entry, bool) or not isinstance(entry, int):
            raise InputError("The number of the example is not a whole number.")
        return self.checked(entry)

    @classmethod
    def place_of(cls, entry: Mapping[str, Any]) -> str:
        """Return the path of the file; empty if the session holds the numbers."""
        return str(entry.get("file", ""))

    @classmethod
    def entry_at(cls, entry: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """Return the entry with another path of the file."""
        return {**entry, "file": place}
