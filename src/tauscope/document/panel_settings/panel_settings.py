"""Base class of the settings of a panel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from tauscope.document.document import Document
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

    def followed(self, before: Document, after: Document) -> Document:  # noqa: ARG002  # most settings move nothing
        """Return the document after an edit, in which these settings moved what they move: τ on a schedule.

        Parameters
        ----------
        before, after : Document
            Documents before and after the edit; these settings are those of `after`.
        """
        return after
