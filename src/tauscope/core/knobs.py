"""Knobs: what reshapes a distribution. A new one is one frozen class here and its name in `KNOBS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from tauscope.core.domain import TEMPERATURE, Interval
from tauscope.core.softmax import log_softmax

if TYPE_CHECKING:
    from tauscope.core.logits import Floats


class Knob(Protocol):
    """One step of a chain.

    `name` is its word on the command line and in files, `domain` holds the check, the error text and the
    limits of its setting, and `explanation` is one line for the window.
    """

    name: ClassVar[str]
    domain: ClassVar[Interval]
    explanation: ClassVar[str]

    def __init__(self, value: float) -> None: ...

    @property
    def value(self) -> float:
        """Its setting."""
        ...

    def apply(self, log_probabilities: Floats) -> Floats:
        """(V,) log-probabilities in, (V,) normalised log-probabilities out; −inf is a cut class."""
        ...


@dataclass(frozen=True)
class Temperature:
    """p ∝ p^(1/τ): divide the logits by τ (Ackley, Hinton & Sejnowski 1985)."""

    value: float = 1.0

    name: ClassVar[str] = "temperature"
    domain: ClassVar[Interval] = TEMPERATURE
    explanation: ClassVar[str] = "divides every logit by τ: below 1 sharpens, above 1 flattens, order stays"

    def __post_init__(self) -> None:
        self.domain.check(self.value)

    def apply(self, log_probabilities: Floats) -> Floats:
        """Divide by τ and normalise."""
        return log_softmax(log_probabilities, self.value)


KNOBS: dict[str, type[Knob]] = {Temperature.name: Temperature}
