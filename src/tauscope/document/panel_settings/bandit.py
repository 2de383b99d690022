"""Settings of the panel of the bandit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from tauscope.document.panel_settings.panel_settings import PanelSettings


@dataclass(frozen=True)
class BanditSettings(PanelSettings):
    """Settings of the panel of the bandit."""

    name: ClassVar[str] = "bandit"

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        return {}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:  # noqa: ARG003  # there are no settings yet
        """Read settings from a session."""
        return cls()
