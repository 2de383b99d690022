"""Base class of the settings of a panel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self


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
