"""Settings of the panel of a trace: the trace goes on by itself as the file did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.document.panel_settings.panel_settings import PanelSettings
from tauscope.sources.trace.following import Following

if TYPE_CHECKING:
    from tauscope.sources.running.rules import ChoiceRule


@dataclass(frozen=True)
class TraceSettings(PanelSettings):
    """Settings of the panel of a trace."""

    name: ClassVar[str] = "trace"

    def rule(self) -> ChoiceRule:
        """Return the rule by which Play follows the file."""
        return Following()

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        return {}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:  # noqa: ARG003
        """Read settings from a session."""
        return cls()
