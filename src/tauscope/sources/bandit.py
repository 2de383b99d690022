"""A bandit as a source: each arm's estimated value is its logit, and the class drawn is the arm chosen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tauscope.core.bandit.run import LONGEST, BanditRun
from tauscope.core.bandit.testbed import ARMS, STEP_SIZE, VALUE, WALK, BanditTestbed
from tauscope.core.domain import Interval, Whole
from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.sampling import SEED
from tauscope.core.draws.sequences import Growing
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources.abilities import Abilities, RunWords
from tauscope.sources.language.choice_settings_json import settings_from_json, settings_to_json
from tauscope.sources.memory import Memory
from tauscope.sources.protocol import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers

_COLUMNS = ("arms", "probabilities", "entropies")
_WRONG = "The run of the bandit is not an object of step, arms, probabilities and entropies."
_REMEMBERED = 2**16
"""Bytes of the logits that are kept: their keys, the arms of a whole run, are larger than they are."""

_WORDS = RunWords(
    "play", f"A run of the bandit has at most {LONGEST:,} steps. Restart, or go back to an earlier step."
)
_PROBABILITY = Interval("a probability of the run", 0.0, 1.0)


@dataclass(frozen=True)
class Played:
    """The arms chosen in a run, and the step that is shown.

    Attributes
    ----------
    choices : sequence of Chosen
        All choices of the run; those after the shown step are kept until another choice is made there.
    step : int
        Number of choices before it.
    """

    choices: Growing[Chosen] = field(default_factory=Growing)
    step: int = 0

    def __hash__(self) -> int:
        # Hashing all choices at every step would take n² steps.
        return hash((self.choices[-1:], len(self.choices), self.step))

    @cached_property
    def arms(self) -> tuple[int, ...]:
        """Arms chosen before the shown step."""
        return tuple(choice.key for choice in self.choices[: self.step])


@dataclass(frozen=True)
class Bandit(Source):
    """Boltzmann exploration of the many-armed testbed: softmax(Q / τ), and Q moves with each reward.

    Attributes
    ----------
    run : BanditRun
        Arms and rewards.
    """

    run: BanditRun = field(default_factory=BanditRun)
    _memory: Memory = field(default_factory=lambda: Memory(_REMEMBERED), compare=False, repr=False)

    kind: ClassVar[str] = "bandit"
    abilities: ClassVar[Abilities] = Abilities(
        steps=True,
        goes_on=False,
        panel="bandit",
        plots=("arms", "schedule", "reward", "optimal", "regret"),
        plot_widths=(1.45, 1.0),
        ends=True,
        decimals=2,
        value_name="estimated value",
        value_symbol="Q",
        class_name="arm",
        counts_name="pulls",
        words=_WORDS,
        pace=40.0,
    )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the memory, which has a lock."""
        return Bandit, (self.run,)

    def initial(self) -> Played:
        """Return the beginning of a run, at which nothing is known of any arm."""
        return Played()

    def logits(self, state: Played) -> Logits:
        """Return the estimated values Q."""
        found = self._memory.find(state.arms)
        if found is None:
            names = [f"arm {number}" for number in range(1, self.run.testbed.arms + 1)]
            estimates = self.run.estimates(np.array(state.arms, dtype=np.int64))
            found = self._memory.keep(state.arms, Logits.of(names, estimates))
        return found

    def values(self, state: Played) -> Floats:
        """Return the true value of each arm at the shown step, which no policy knows; shape (arms,)."""
        return self.run.values(state.step)

    def counts(self, state: Played) -> Integers:
        """Return how often each arm was chosen before the shown step; shape (arms,)."""
        return self.run.counts(np.array(state.arms, dtype=np.int64))

    def rewards(self, state: Played) -> Floats:
        """Return the reward of each step before the shown one."""
        return self.run.rewards(np.array(state.arms, dtype=np.int64))

    # The timeline

    def advance(self, state: Played, *choices: Chosen) -> Played:
        """Return the state after these arms were chosen."""
        for choice in choices:
            if not 0 <= choice.key < self.run.testbed.arms:
                raise InputError(f"The bandit has {self.run.testbed.arms} arms, and none has this key.")
        if state.step + len(choices) > LONGEST:
            raise InputError(f"A run of the bandit ends after {LONGEST:,} steps.")
        before = state.choices
        if state.step < len(before):
            before = Growing(before[: state.step])
        return Played(before + choices, state.step + len(choices))

    def path(self, state: Played) -> Sequence[Chosen]:
        """Return all choices of the run."""
        return state.choices

    def position(self, state: Played) -> int:
        """Return the number of choices before the shown step."""
        return state.step

    def at(self, state: Played, position: int) -> Played:
        """Return the state after the first `position` choices."""
        if not 0 <= position <= len(state.choices):
            raise InputError(f"The run has {len(state.choices):,} steps, and none is number {position}.")
        return Played(state.choices, position)

    def ended(self, state: Played) -> bool:
        """Return True after `LONGEST` steps."""
        return state.step >= LONGEST

    @property
    def title(self) -> str:
        """Name of the source on screen."""
        return "The bandit"

    @property
    def note(self) -> str:
        """What is to be done with it."""
        return (
            "Press Play (F7): an arm is drawn from softmax(Q / τ), and Q learns from its reward."
            " The dial cools along the schedule; turn it to take over."
        )

    # In session files

    def to_json(self) -> dict[str, Any]:
        """Return what the arms and rewards depend on."""
        run = self.run
        entry = {"arms": run.testbed.arms, "walk": run.testbed.walk, "seed": run.seed}
        return {**entry, "step_size": run.step_size, "values": list(run.testbed.values)}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Make the bandit of values that `to_json` gave."""
        values, step_size = entry.get("values", []), entry.get("step_size")
        if not isinstance(values, list):
            raise InputError("The values of the bandit's arms are not a list of numbers.")
        testbed = BanditTestbed(
            ARMS.check(entry.get("arms")),
            WALK.check(entry.get("walk", 0.0)),
            tuple(map(VALUE.check, values)),
        )
        rate = None if step_size is None else STEP_SIZE.check(step_size)
        return cls(BanditRun(testbed, SEED.check(entry.get("seed", 1)), rate))

    def state_to_json(self, state: Played) -> dict[str, Any] | None:
        """Return columns of the choices, and their settings where these changed; None for the beginning."""
        if not state.choices:
            return None
        keys, probabilities, entropies, _ = zip(*state.choices, strict=True)
        columns = dict(zip(_COLUMNS, map(list, (keys, probabilities, entropies)), strict=True))
        settings = settings_to_json(state.choices)
        return {"step": state.step, **({"settings": settings} if settings else {}), **columns}

    def state_from_json(self, entry: Any) -> Played:
        """Read what `state_to_json` gave."""
        if entry is None:
            return self.initial()
        keys, probabilities, entropies = _columns(entry)
        arms = self.run.testbed.arms
        arm = Whole("an arm of the run", 0, arms - 1)
        entropy = Interval("an entropy of the run", 0.0, math.log(arms) + 1e-6)
        choices = map(
            Chosen,
            map(arm.check, keys),
            map(_PROBABILITY.check, probabilities),
            map(entropy.check, entropies),
            settings_from_json(entry.get("settings", []), len(keys), arms),
        )
        step = Whole("the step of the run", 0, len(keys)).check(entry.get("step"))
        return Played(Growing(tuple(choices)), step)


def _columns(entry: Any) -> list[list[Any]]:
    """Columns of a run in a session file, each as long as the others."""
    found = [entry.get(name) for name in _COLUMNS] if isinstance(entry, dict) else []
    columns = [column for column in found if isinstance(column, list)]
    if len(columns) != len(_COLUMNS) or {len(column) for column in columns} != {len(columns[0])}:
        raise InputError(_WRONG)
    if not 0 < len(columns[0]) <= LONGEST:
        raise InputError(_WRONG)
    return columns
