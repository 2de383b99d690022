"""The Document: everything that the user has set, as one frozen value, which is saved, undone and shared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar, cast

from tauscope.core.bar_scale import SCALES
from tauscope.core.chain import Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.domain import TEMPERATURE
from tauscope.core.draws.sampling import COUNT, SEED
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.particles.exchange import ROUNDS
from tauscope.document.groups import NO_GROUPS, ClassGroups
from tauscope.document.motion import Motion
from tauscope.document.panel_settings import PANEL_SETTINGS, PanelSettings
from tauscope.document.parts import check_hidden
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS
from tauscope.sources import Source, TypedTable
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.waiting import LateLogitsError, may_wait, waiting

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.document.lessons.lesson import LessonPlace
    from tauscope.sources.state import State

QUANTITIES = {
    "entropy": "S",
    "mean_energy": "U",
    "free_energy": "F",
    "heat_capacity": "C",
}
"""Quantities that the curves can show beside probabilities: name of the array in a `Sweep`, and symbol."""

AFTER_KNOBS = "after knobs"
CURVES = (AFTER_KNOBS, "softmax")
"""Distributions whose curves over τ can be drawn: after all knobs, or softmax(z/τ)."""

RANK_VIEWS = ("probability", "cumulative")
"""What can be drawn over ranks: the probability of each class, or of all classes up to each rank."""

MOST_COMPARED = 6
MOST_PINS = 4
MOST_RUNS = 4

AnySettings = TypeVar("AnySettings", bound=PanelSettings)


@cache
def _defaults(kind: type[PanelSettings]) -> PanelSettings:
    """Return the defaults of a panel: made once, because they are asked for at each turn of the dial."""
    return kind()


class InState:
    """Base of documents and pins: a source, a state in it, and a chain over the logits of that state."""

    source: Source
    state: State
    chain: Chain

    @property
    def logits(self) -> Logits:
        """Logits in the state.

        Raises
        ------
        LateLogitsError
            If the logits take time, in a thread that must not wait for them, as that of the window.
        """
        late = not self.source.ready(self.state) and not self.source.unavailable
        if late and not may_wait():
            raise LateLogitsError
        return self.source.logits(self.state)

    @property
    def ready(self) -> bool:
        """True if `logits` answers at once."""
        return self.source.ready(self.state)

    @property
    def logits_at_hand(self) -> Logits | None:
        """Logits in the state if they answer at once, else None."""
        with waiting(allowed=False):
            try:
                return self.logits
            except (LateLogitsError, SourceUnavailableError):
                return None

    def is_where(self, other: InState) -> bool:
        """True if `other` has the same source in the same state, whatever its chain."""
        # Identity first, because comparing two large tables takes time.
        one, two = (self.source, self.state), (other.source, other.state)
        return all(mine is theirs for mine, theirs in zip(one, two, strict=True)) or one == two

    @property
    def present_chain(self) -> Chain:
        """The chain, with its coins as tossed for the choice that follows the state."""
        return self.chain.at(self.source.position(self.state))


@dataclass(frozen=True)
class Pin(InState):
    """A distribution kept for comparison, stored as the source and state of its logits and its chain."""

    source: Source
    state: State
    chain: Chain


@dataclass(frozen=True)
class Run:
    """One of several runs of a source, whose texts stand side by side.

    Attributes
    ----------
    temperature : float
        Temperature τ of the run.
    state
        State of the source that the run has reached.
    chain : Chain or None
        Chain of the run, whose temperature is `temperature`; None for the document's chain at this τ.
    engine : str
        Name of the engine whose chain `chain` is; empty for any other chain.
    """

    temperature: float
    state: State
    chain: Chain | None = None
    engine: str = ""

    def __post_init__(self) -> None:
        TEMPERATURE.check(self.temperature)

    @classmethod
    def of_chain(cls, chain: Chain, state: State, engine: str = "") -> Run:
        """Return a run with a chain of its own."""
        return cls(chain.temperature, state, chain, engine)

    def chain_on(self, bench: Chain) -> Chain:
        """Return the chain with which the run draws, given the document's chain `bench`."""
        return bench.with_temperature(self.temperature) if self.chain is None else self.chain

    def draws_like(self, other: Run) -> bool:
        """True if two runs draw with the same settings, whatever their states."""
        return (self.temperature, self.chain) == (other.temperature, other.chain)


@dataclass(frozen=True)
class Document(InState):
    """Everything that the user has set: the contents of a session file.

    Attributes
    ----------
    source, state
        Source of the logits, and the present state in it.
    chain : Chain
        Knobs in order; the dial turns the temperature of the chain.
    quantity : str
        Quantity that the curves show: one of `QUANTITIES`.
    curves : str
        Distribution that is drawn over τ: one of `CURVES`.
    scale : str
        Scale of the bars: one of `SCALES`.
    plots : tuple of str
        Names of the plots on the bench, from 1 to `MOST_PLOTS`, the large one first.
    plot_sizes : PlotSizes
        Factors by which the user changed the sizes of the plots' cards.
    comparison : tuple of float
        Temperatures that are compared side by side, at most `MOST_COMPARED`.
    request : SamplingRequest
        Settings sent to all engines for their comparison.
    seed, draws : int
        Seed and number of draws of the sample.
    pins : tuple of Pin
        Distributions kept for comparison, at most `MOST_PINS`, all different.
    preset : str
        Id of the preset that the table is; empty for any other table.
    runs : tuple of Run
        Runs of the source side by side, at most `MOST_RUNS`; empty if the document has one state only.
    panel_settings : tuple of PanelSettings
        Settings of panels that differ from their defaults, in the order of `PANEL_SETTINGS`.
    hidden : tuple of str
        Names in `PARTS` of the parts of the window that are not shown, in their order there.
    lesson : LessonPlace or None
        Where in a lesson the document is.
    motion : Motion
        How τ goes when it is played.
    hopping : bool
        True if particles hop between the Boltzmann levels.
    ranks : str
        What is drawn over the rank of a class: one of `RANK_VIEWS`.
    rounds : int
        Number of rounds in which particles have exchanged quanta.
    groups : ClassGroups
        Groups of classes that count as one in table and plots; the chain acts on the single classes.

    Raises
    ------
    InputError
        If a name is unknown, a plot or a pin is there twice, there are too many of anything, or a number is
        outside its domain.
    """

    source: Source = field(
        default_factory=lambda: TypedTable.of(["cat", "dog", "fox", "owl"], [2.0, 1.0, 0.5, 0.1])
    )
    state: State = None
    chain: Chain = field(default_factory=Chain)
    quantity: str = "entropy"
    curves: str = AFTER_KNOBS
    scale: str = "whole"
    plots: tuple[str, ...] = ("distribution", "curves", "levels")
    plot_sizes: PlotSizes = field(default_factory=PlotSizes)
    comparison: tuple[float, ...] = (0.5, 1.0, 2.0)
    request: SamplingRequest = field(default_factory=SamplingRequest)
    seed: int = 1
    draws: int = 100
    pins: tuple[Pin, ...] = ()
    preset: str = ""
    runs: tuple[Run, ...] = ()
    panel_settings: tuple[PanelSettings, ...] = ()
    hidden: tuple[str, ...] = ()
    lesson: LessonPlace | None = None
    motion: Motion = field(default_factory=Motion)
    hopping: bool = False
    ranks: str = "probability"
    rounds: int = 0
    groups: ClassGroups = NO_GROUPS

    def __post_init__(self) -> None:
        self._check_names()
        if not 1 <= len(self.plots) <= MOST_PLOTS or len(set(self.plots)) != len(self.plots):
            raise InputError(f"The bench holds from 1 to {MOST_PLOTS} plots, each of them once.")
        if not 1 <= len(self.comparison) <= MOST_COMPARED:
            raise InputError(f"From 1 to {MOST_COMPARED} temperatures can be compared.")
        for temperature in self.comparison:
            TEMPERATURE.check(temperature)
        SEED.check(self.seed)
        COUNT.check(self.draws)
        ROUNDS.check(self.rounds)
        if len(self.pins) > MOST_PINS:
            raise InputError(f"At most {MOST_PINS} pins: clear one first.")
        # Chains are compared first, because comparing large tables takes time.
        if any(one.chain == other.chain and one == other for one, other in combinations(self.pins, 2)):
            raise InputError("This distribution is pinned already.")
        check_hidden(self.hidden)
        if len(self.runs) > MOST_RUNS:
            raise InputError(f"At most {MOST_RUNS} columns stand side by side.")

    def _check_names(self) -> None:
        """Raise `InputError` if something unknown is to be drawn."""
        if self.quantity not in QUANTITIES:
            raise InputError(f"The curves cannot show {quoted(self.quantity)}.")
        if self.curves not in CURVES:
            raise InputError(f"The curves cannot be of {quoted(self.curves)}; it is {' or '.join(CURVES)}.")
        if self.scale not in SCALES:
            raise InputError(f"Bars have no scale {quoted(self.scale)}; there are {', '.join(SCALES)}.")
        if self.ranks not in RANK_VIEWS:
            known = " or ".join(RANK_VIEWS)
            raise InputError(f"Over ranks there is no {quoted(self.ranks)} to draw; it is {known}.")

    @property
    def temperature(self) -> float:
        """Temperature τ of the dial, in [0, ∞]."""
        return self.chain.temperature

    def with_chain(self, chain: Chain) -> Document:
        """Return the document with another chain, as a turn of the dial does; all else is checked already."""
        other = object.__new__(type(self))
        vars(other).update(vars(self), chain=chain)
        return other

    def settings(self, kind: type[AnySettings]) -> AnySettings:
        """Return the settings of a panel: those that were set, or else the defaults."""
        found = next((one for one in self.panel_settings if isinstance(one, kind)), None)
        return cast("AnySettings", _defaults(kind)) if found is None else found

    def with_settings(self, settings: PanelSettings) -> Document:
        """Return the document with other settings of the panel that they belong to."""
        kept = [one for one in self.panel_settings if one.name != settings.name]
        if settings != type(settings)():
            kept.append(settings)
        order = list(PANEL_SETTINGS)
        return replace(self, panel_settings=tuple(sorted(kept, key=lambda one: order.index(one.name))))

    def with_logits(self, logits: Logits) -> Document:
        """Return the document with other logits in the present state.

        Raises
        ------
        InputError
            If the source does not allow that change of its logits.
        """
        source, state = self.source.edited(self.state, logits)
        return replace(self, source=source, state=state)
