"""Rules by which a source goes on by itself where it does not draw from one chain at every step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tauscope.sources.running.stepping import onward

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.temperatures.schedules import Schedule
    from tauscope.sources.cursor import Cursor


class ChoiceRule(ABC):
    """Makes the next choice at a cursor; a frozen value that can be pickled."""

    @abstractmethod
    def onward(self, cursor: Cursor, chain: Chain, seed: int) -> Cursor:
        """Return the cursor after one choice.

        Parameters
        ----------
        cursor : Cursor
            A cursor that has not ended.
        chain : Chain
            Chain of the document.
        seed : int
            Seed of the draws.
        """

    def ending(self, position: int) -> str:  # noqa: ARG002  # those that end override it
        """Return a sentence that says why no choice follows the first `position` ones; empty if one does."""
        return ""


@dataclass(frozen=True)
class Limited(ChoiceRule):
    """Draws from the chain, for a limited number of steps.

    Attributes
    ----------
    steps : int
        Number of steps after which the run ends.
    """

    steps: int

    def onward(self, cursor: Cursor, chain: Chain, seed: int) -> Cursor:
        """Return the cursor after one draw from the chain."""
        return onward(cursor, chain, seed)

    def ending(self, position: int) -> str:
        """Say that all steps are made."""
        if position < self.steps:
            return ""
        made = "its one step" if self.steps == 1 else f"all its {self.steps:,} steps"
        return f"The run has made {made}. Restart, go back to an earlier step, or allow more steps."


@dataclass(frozen=True)
class Scheduled(Limited):
    """Draws from the chain at the temperature that a schedule has for each step.

    Attributes
    ----------
    steps : int
        Number of steps of the run, over which the schedule goes.
    schedule : Schedule
    """

    schedule: Schedule

    def temperature(self, position: int) -> float:
        """Return the temperature of the choice after the first `position` ones; after the end, the last."""
        return _temperatures(self.schedule, self.steps)[min(position, self.steps - 1)]

    @property
    def ends(self) -> tuple[float, float, float, float]:
        """First, last, lowest and highest temperature."""
        found = _temperatures(self.schedule, self.steps)
        return found[0], found[-1], min(found), max(found)

    def onward(self, cursor: Cursor, chain: Chain, seed: int) -> Cursor:
        """Return the cursor after one draw at the temperature of its step."""
        return onward(cursor, chain.with_temperature(self.temperature(cursor.position)), seed)


@lru_cache(maxsize=16)
def _temperatures(schedule: Schedule, steps: int) -> tuple[float, ...]:
    """Temperatures of all steps, with four digits, so that the dial shows what is drawn with."""
    return tuple(float(f"{temperature:.4g}") for temperature in schedule.temperatures(steps).tolist())
