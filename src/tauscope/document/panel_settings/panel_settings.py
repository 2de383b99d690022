"""Base class of the settings of a panel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from tauscope.sources.running.rules import ChoiceRule


class PanelSettings(ABC):
    """Settings of one panel, as a frozen, hashable value; called without arguments it has the defaults."""

    name: ClassVar[str]
    """Name of the panel in `PANEL_SETTINGS` and in session files."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """Return all settings as values of JSON."""

    @classmethod
    @abstractmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Make settings of values that `to_json` gave; those that are missing have their defaults.

        Raises
        ------
        InputError
            If a value in the file is wrong.
        """

    def rule(self) -> ChoiceRule | None:
        """Return the rule by which the source goes on; None if it draws from the chain."""
        return None

    def scheduled_temperature(self, position: int) -> float | None:  # noqa: ARG002  # most have no schedule
        """Return τ on the schedule after `position` choices; None if τ is what the user sets on the dial."""
        return None

    @property
    def schedule_ends(self) -> tuple[float, ...]:
        """First and last τ of the schedule and the lowest and highest on it; empty if τ follows none."""
        return ()

    def without_schedule(self) -> Self:
        """Return the settings with the schedule set aside, so that τ is what the user sets on the dial."""
        return self

    def at_start(self) -> Self:
        """Return the settings for a source that restarts: without what belongs to a place in the old one."""
        return self

    def for_another_source(self) -> Self:
        """Return the settings for another source: without what was asked of the one before."""
        return self

    @property
    def plots(self) -> tuple[str, ...]:
        """Names of the plots that show what these settings ask for, and go with it."""
        return ()
