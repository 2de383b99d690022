"""The Document: every intent of the user, as one frozen value. Nothing else is saved, undone or shared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

from tauscope.core.bar_scale import SCALES
from tauscope.core.chain import Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.domain import TEMPERATURE
from tauscope.core.draws.sampling import COUNT, SEED
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS
from tauscope.sources import Source, TypedTable
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.waiting import LateLogitsError, may_wait, waiting

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.sources.protocol import State

QUANTITIES = {
    "entropy": "S",
    "mean_energy": "U",
    "free_energy": "F",
    "heat_capacity": "C",
}
"""What the curves can show beside the probabilities: name of the array in a `Sweep`, and its symbol."""

AFTER_KNOBS = "after knobs"
CURVES = (AFTER_KNOBS, "softmax")
"""What the curves over τ are drawn of: the distribution after all knobs, or softmax(z/τ)."""

MOST_COMPARED = 6
MOST_PINS = 4
MOST_RUNS = 4


class InState:
    """What has a source, a state in it, and a chain over the logits there."""

    source: Source
    state: State
    chain: Chain

    @property
    def logits(self) -> Logits:
        """The logits in that state; `LateLogitsError` in a thread that does not wait for them."""
        late = not self.source.ready(self.state) and not self.source.unavailable
        if late and not may_wait():
            raise LateLogitsError
        return self.source.logits(self.state)

    @property
    def ready(self) -> bool:
        """Whether `logits` answers at once."""
        return self.source.ready(self.state)

    @property
    def logits_at_hand(self) -> Logits | None:
        """The logits in that state if they answer at once."""
        with waiting(allowed=False):
            try:
                return self.logits
            except (LateLogitsError, SourceUnavailableError):
                return None

    def is_where(self, other: InState) -> bool:
        """Whether `other` has these logits: the same source in the same state, whatever its chain."""
        one, two = (self.source, self.state), (other.source, other.state)
        return all(mine is theirs for mine, theirs in zip(one, two, strict=True)) or one == two

    @property
    def present_chain(self) -> Chain:
        """The chain with its coins as they fall there."""
        return self.chain.at(self.source.position(self.state))


@dataclass(frozen=True)
class Pin(InState):
    """A distribution that was kept to compare with: where its logits came from, and its chain."""

    source: Source
    state: State
    chain: Chain


@dataclass(frozen=True)
class Run:
    """One of the runs of a source that go side by side.

    Attributes
    ----------
    temperature : float
        τ of this run. Without a chain of its own it has the bench's chain, at this τ.
    state
        Where in the source this run is.
    chain : Chain or None
        A chain of its own; its temperature is `temperature`.
    engine : str
        Name of the engine whose chain that is; empty for another chain.
    """

    temperature: float
    state: State
    chain: Chain | None = None
    engine: str = ""

    def __post_init__(self) -> None:
        TEMPERATURE.check(self.temperature)

    @classmethod
    def of_chain(cls, chain: Chain, state: State, engine: str = "") -> Run:
        """A run with a chain of its own."""
        return cls(chain.temperature, state, chain, engine)

    def chain_on(self, bench: Chain) -> Chain:
        """The chain that this run draws with, where `bench` is that of the bench."""
        return bench.with_temperature(self.temperature) if self.chain is None else self.chain

    def draws_like(self, other: Run) -> bool:
        """Whether both draw with the same settings, wherever they are."""
        return (self.temperature, self.chain) == (other.temperature, other.chain)


@dataclass(frozen=True)
class Document(InState):
    """What is on the bench.

    Attributes
    ----------
    source, state
        Where the logits come from, and where in it we are.
    chain : Chain
        The knobs in order; the dial turns its temperature.
    quantity : str
        Which of `QUANTITIES` the curves show.
    curves : str
        Which of `CURVES` is drawn over τ.
    scale : str
        Which of `SCALES` the bars have.
    plots : tuple of str
        Names of the plots on the bench, from 1 to `MOST_PLOTS`: the large one first.
    plot_sizes : PlotSizes
        How the user changed the sizes of their cards.
    comparison : tuple of float
        Temperatures that are compared side by side, at most `MOST_COMPARED`.
    request : SamplingRequest
        Settings that are handed to all engines side by side.
    seed, draws : int
        Of the sample: where its random numbers come from, and how many there are.
    pins : tuple of Pin
        Distributions that are kept to compare with, at most `MOST_PINS`, none of them twice.
    preset : str
        Id of the preset whose table was put on the bench; empty for any other table.
    runs : tuple of Run
        Runs of the source that go side by side, at most `MOST_RUNS`; empty where it goes one way.

    Raises
    ------
    InputError
        If `quantity` is none of them, a plot or a pin is there twice, or a number cannot be.
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

    def __post_init__(self) -> None:
        if self.quantity not in QUANTITIES:
            raise InputError(f"The curves cannot show {quoted(self.quantity)}.")
        if self.curves not in CURVES:
            raise InputError(f"The curves cannot be of {quoted(self.curves)}; it is {' or '.join(CURVES)}.")
        if self.scale not in SCALES:
            raise InputError(f"Bars have no scale {quoted(self.scale)}; there are {', '.join(SCALES)}.")
        if not 1 <= len(self.plots) <= MOST_PLOTS or len(set(self.plots)) != len(self.plots):
            raise InputError(f"The bench holds from 1 to {MOST_PLOTS} plots, each of them once.")
        if not 1 <= len(self.comparison) <= MOST_COMPARED:
            raise InputError(f"From 1 to {MOST_COMPARED} temperatures can be compared.")
        for temperature in self.comparison:
            TEMPERATURE.check(temperature)
        SEED.check(self.seed)
        COUNT.check(self.draws)
        if len(self.pins) > MOST_PINS:
            raise InputError(f"At most {MOST_PINS} pins: clear one first.")
        # The chains first: to compare large tables takes time.
        if any(one.chain == other.chain and one == other for one, other in combinations(self.pins, 2)):
            raise InputError("This distribution is pinned already.")
        if len(self.runs) > MOST_RUNS:
            raise InputError(f"At most {MOST_RUNS} columns stand side by side.")

    @property
    def temperature(self) -> float:
        """τ, in [0, ∞]."""
        return self.chain.temperature

    def with_logits(self, logits: Logits) -> Document:
        """The same bench with other logits in the present state, as far as its source can have them."""
        source, state = self.source.edited(self.state, logits)
        return replace(self, source=source, state=state)
