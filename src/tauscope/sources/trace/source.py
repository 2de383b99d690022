"""A trace: the source of a recording's logits, walked step by step along the tokens that were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.core.domain import Interval, Whole
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import one_line
from tauscope.sources.abilities import Abilities, RunWords
from tauscope.sources.protocol import Source, StoredPath
from tauscope.sources.token_text import label_of
from tauscope.sources.trace.recording import RecordedStep
from tauscope.sources.trace.seen import MOST_KNOWLEDGE, SeenSteps, StepFacts
from tauscope.sources.trace.state import TraceState
from tauscope.sources.trace.stored import Content, open_stored
from tauscope.sources.trace.values import ValueKind
from tauscope.sources.waiting import check_may_wait, waiting

if TYPE_CHECKING:
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.partial.knowledge import ListKnowledge
    from tauscope.core.values import Floats
    from tauscope.sources.trace.recording import Recording

SOURCE_TEMPERATURE = Interval("the source's temperature", 0.001, 1000.0)
VOCABULARY = Whole("the vocabulary", 1, 2**31)

END = "The file ends here: go back to an earlier step, or restart."


@dataclass(frozen=True)
class TraceSource(Source):
    """A recording as a source. States are of class `TraceState`.

    Attributes
    ----------
    recording : Recording
        The steps, compared by its fingerprint.
    tensor : str
        Name of the array in a file of several.
    temperature : float or None
        Temperature that was applied before the file was written, where the user corrects the file.
    vocabulary : int or None
        Number of classes of the model, where the user corrects the file.
    content : Content or None
        Content of the file, where the session is to hold that itself.
    labels : str
        Path of the file with the names of the classes, where the user chose one.
    values : str
        Name of the kind that the numbers in the file are taken as, where the user corrects the file.
    openings : int
        How often the file was opened again, so that the trace differs from the one before it.
    seen : SeenSteps
        What was read of the recording so far, shared by all traces of it.
    fingerprint : str
        Fingerprint of the recording, by which traces are compared.
    """

    recording: Recording = field(compare=False, repr=False)
    tensor: str = ""
    temperature: float | None = None
    vocabulary: int | None = None
    content: Content | None = field(default=None, repr=False)
    labels: str = ""
    values: str = ""
    openings: int = field(default=0, repr=False)
    seen: SeenSteps = field(default_factory=SeenSteps, compare=False, repr=False)
    fingerprint: str = field(init=False, default="")

    kind: ClassVar[str] = "trace"
    abilities: ClassVar[Abilities] = Abilities(
        steps=True,
        goes_on=False,
        panel="trace",
        ranked=True,
        late=True,
        ends=True,
        recorded=True,
        decimals=2,
        noun="file",
        asking="Reading the file",
        words=RunWords("walk", END, END),
        pace=4.0,
        plots=("distribution", "rank", "density"),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", self.recording.fingerprint)
        if self.temperature is not None:
            SOURCE_TEMPERATURE.check(self.temperature)
        if self.vocabulary is not None:
            VOCABULARY.check(self.vocabulary)

    def __reduce__(self) -> tuple[Any, ...]:
        """Unpickle by opening the file again."""
        return TraceSource.from_json, (self.to_json(),)

    @property
    def knows_applied(self) -> bool:
        """True if the user or the file says which temperature had been applied; else 1 is assumed."""
        return self.temperature is not None or self.recording.applied is not None

    @property
    def applied(self) -> float:
        """Temperature that was applied before the file was written: the user's, the file's, or else 1."""
        return self.temperature or self.recording.applied or 1.0

    @property
    def classes(self) -> int | None:
        """Number of classes of the model, as the user or the file has it; None if unknown."""
        return self.vocabulary or self.recording.vocabulary

    @property
    def steps(self) -> int:
        """Number of steps."""
        return self.recording.steps

    @property
    def has_tokens(self) -> bool:
        """True if the file says which tokens were chosen."""
        return bool(self.recording.pieces)

    # Logits

    def initial(self) -> TraceState:
        """Return the first step."""
        return TraceState()

    def logits(self, state: TraceState) -> Logits:
        """Return z = T₀ ln p, or T₀ times the logits that the file has, with T₀ the source's temperature."""
        key = (state.at, self.applied)
        logits = self.seen.memory.find(key)
        if logits is None:
            if not self.recording.quick(state.at):
                check_may_wait()
            logits = self.seen.memory.keep(key, self.step(state.at).logits)
        if not self.recording.lists_all:
            self._known(state.at, logits)  # refuses a vocabulary too small for what is not listed
        return logits

    def step(self, number: int) -> RecordedStep:
        """Read a step, with its temperature and its vocabulary corrected; errors are those of `Recording`.

        For a study, which walks all steps: nothing is kept in memory.
        """
        step = self.recording.step(number)
        self.seen.facts[number] = StepFacts(step.unlisted, step.chosen)
        unlisted = self._corrected(step.unlisted, step.logits, number)
        logits = step.logits
        if self.applied != 1:
            logits = Logits.of(logits.labels, self.applied * logits.values, logits.keys)
        return replace(step, logits=logits, unlisted=unlisted)

    def _corrected(self, unlisted: Any, logits: Logits, number: int) -> Any:
        """Return what is known of unlisted classes at the temperature and with the vocabulary of the user."""
        if unlisted is None:
            return None
        rest = None if self.classes is None else self.classes - len(logits)
        if rest is not None and rest < 0:
            raise InputError(
                f"Step {number + 1:,} lists {len(logits):,} classes, more than a vocabulary of"
                f" {self.classes:,} has."
            )
        return replace(unlisted, classes=rest, temperature=self.applied)

    def ready(self, state: TraceState) -> bool:
        """Return True if the logits are in memory, or are read in no time."""
        if not (self.recording.quick(state.at) or (state.at, self.applied) in self.seen.memory):
            return False
        if self.recording.lists_all:
            return True
        with waiting(allowed=False):
            try:
                self.logits(state)
            except InputError:  # to be shown as the reason why there are no numbers
                return False
        return True

    def following(self, before: TraceState | None, state: TraceState) -> TraceState | None:
        """Return the next step in the direction in which the trace is walked, if it has to be read."""
        number = state.at + (-1 if before is not None and before.at > state.at else 1)
        if not 0 <= number < self.steps or self.recording.quick(number):
            return None
        logits = self.seen.memory.find((number, self.applied))
        return None if logits is not None and logits.is_sorted else self.at(state, number)

    def remember(self, state: TraceState, values: Floats) -> None:  # noqa: ARG002  # of the file, as here
        """Read the step, which another process has read."""
        with waiting(allowed=True):
            self.logits(state)

    def partial(self, state: TraceState) -> PartialKnowledge | None:
        """Return bounds of what the file's list leaves open; None if all classes are listed."""
        if self.recording.lists_all:
            return None
        return self._known(state.at, self.logits(state))

    def _known(self, number: int, logits: Logits) -> ListKnowledge | None:
        """Return what is known of a step that was read; errors are those of `knowledge`."""
        facts = self.seen.facts[number]
        if facts.unlisted is None:
            return None
        known, key = self.seen.knowledge, (number, self.applied, self.classes)
        if key not in known:
            unlisted = self._corrected(facts.unlisted, logits, number)
            found = self.knowledge(RecordedStep(logits, unlisted, facts.chosen))
            if found is None:
                return None
            known[key] = found
            while len(known) > MOST_KNOWLEDGE:
                known.popitem(last=False)
        return known[key]

    def knowledge(self, step: RecordedStep) -> ListKnowledge | None:
        """Return bounds of what a step that `step` gave leaves open; None if it lists all classes.

        Raises
        ------
        InputError
            If the vocabulary is too small for what is not listed.
        """
        if step.unlisted is None:
            return None
        from tauscope.core.partial.knowledge import ListKnowledge  # noqa: PLC0415  # for lists alone

        return ListKnowledge.of(step.logits, step.unlisted)

    # The timeline

    def recorded(self, state: TraceState) -> int | None:
        """Return the key of the token that the file chose here; None if it does not say."""
        facts = self.seen.facts.get(state.at)
        return None if facts is None else facts.chosen

    def advance(self, state: TraceState, *choices: Chosen) -> TraceState:
        """Return the next step; where the file has a chosen token, no other can be chosen."""
        for choice in choices:
            state = self._after(state, choice)
        return state

    def _after(self, state: TraceState, choice: Chosen) -> TraceState:
        if self.ended(state):
            raise InputError(END)
        if not self.has_tokens:
            return state.after(choice)
        if state.at not in self.seen.facts:
            check_may_wait()
            self.logits(state)
        if choice.key != self.recorded(state):
            raise InputError(self._other_token(state, choice.key))
        return self.at(state, state.at + 1)

    def _other_token(self, state: TraceState, key: int) -> str:
        """Return a sentence on a choice that the file does not go on from."""
        logits = self.logits(state)
        names = [
            "another token" if row is None else quoted(logits.labels[row])
            for row in (None if one is None else logits.row_of(one) for one in (self.recorded(state), key))
        ]
        return f"The file holds what followed {names[0]}: what would follow {names[1]} is not in it."

    def path(self, state: TraceState) -> Sequence[Chosen]:
        """Return the choices that were made from the first step on; a file's tokens are none of them."""
        return state.choices

    def position(self, state: TraceState) -> int:
        """Return the number of steps before this one."""
        return state.at

    def at(self, state: TraceState, position: int) -> TraceState:
        """Return any step of the file, with the same choices."""
        if not 0 <= position < self.steps:
            raise InputError(f"The file has {self.steps:,} steps: there is no step {position + 1:,}.")
        return TraceState(position, state.choices)

    def ended(self, state: TraceState) -> bool:
        """Return True at the last step of the file."""
        return state.at >= self.steps - 1

    # Words

    @property
    def title(self) -> str:
        """Name of the file."""
        return quoted(self.recording.name)

    def provenance(self, state: TraceState) -> dict[str, str | float]:
        """Return the file, the step, and the temperature that had been applied."""
        return {
            "file": self.recording.name,
            "step": state.at + 1,
            "steps": self.steps,
            "source_temperature": self.applied,
        }

    @property
    def note(self) -> str:
        """What the file was recognised as, and what the user can add to it."""
        said = f"{self.recording.recognised}."
        if self.content is None and self.recording.path is None:
            said = f"{said} It is too large for a session: to keep it, open it from a file."
        if self.recording.lists_all or self.classes is not None:
            return said
        return f"{said} Type the size of its vocabulary: bounds at other τ get narrower."

    @property
    def value_symbol(self) -> str:
        """The symbol ln p where the table has logarithms of the file's probabilities, else z."""
        are_logarithms = self.recording.values in {ValueKind.P, ValueKind.LN_P}
        return ValueKind.LN_P.value if are_logarithms and self.applied == 1 else super().value_symbol

    def text_so_far(self, state: TraceState) -> str:
        """Return the text of the file's tokens before this step."""
        return "".join(self.recording.pieces[: state.at])

    def words_at(self, state: TraceState) -> str:
        """Return the step, and the token that the file chose."""
        where = f"step {state.at + 1:,} of {self.steps:,}"
        if not self.has_tokens:
            return where
        piece = self.recording.chosen_text(state.at)
        if not piece:  # a part of a character, or a token that ends the text
            return f"{where}, the file chose a token without text of its own"
        return f"{where}, the file chose {quoted(piece if one_line(piece) else label_of(piece.encode()))}"

    # Sessions

    def to_json(self) -> dict[str, Any]:
        """Return a reference to the file, or its content, and what the user corrected."""
        path = self.recording.path
        given = {
            "path": "" if path is None else str(path.absolute()),
            "tensor": self.tensor,
            "temperature": self.temperature,
            "vocabulary": self.vocabulary,
            "labels": self.labels,
            "values": self.values,
            "content": None if self.content is None else self.content.to_json(),
        }
        known = {key: value for key, value in given.items() if value not in {None, ""}}
        return {"name": self.recording.name, "fingerprint": self.fingerprint, **known}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Open the recording that a session names; errors are those of `Source`."""
        temperature, vocabulary = entry.get("temperature"), entry.get("vocabulary")
        if temperature is not None:
            temperature = SOURCE_TEMPERATURE.check(temperature)
        if vocabulary is not None:
            vocabulary = VOCABULARY.check(vocabulary)
        content = Content.from_json(entry["content"]) if entry.get("content") is not None else None
        recording = open_stored(entry, content).of_vocabulary(vocabulary)
        labels = entry.get("labels", "")
        values = recording.values.value if entry.get("values") else ""
        return cls(recording, entry.get("tensor", ""), temperature, vocabulary, content, labels, values)

    @classmethod
    def place_of(cls, entry: Mapping[str, Any]) -> str:
        """Return the path of the file in an entry."""
        return str(entry.get("path", ""))

    @classmethod
    def entry_at(cls, entry: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """Return the entry with another path of the file."""
        return {**entry, "path": place}

    @classmethod
    def stored_path(cls, entry: Any) -> StoredPath:
        """Return the choices along a trace whose file is missing."""
        state = TraceState.from_json(entry, 2**31)
        return StoredPath(state.choices, min(state.at, len(state.choices)))

    def state_to_json(self, state: TraceState) -> dict[str, Any] | None:
        """Return the step and the choices."""
        return state.to_json()

    def state_from_json(self, entry: Any) -> TraceState:
        """Read a step of this recording; `InputError` if there is none."""
        return TraceState.from_json(entry, self.steps)
