"""Settings of the panel of a trace, which by itself continues with the tokens of its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.core.errors import InputError
from tauscope.document.panel_settings.panel_settings import PanelSettings
from tauscope.sources.trace.following import Following

if TYPE_CHECKING:
    from tauscope.sources.running.rules import ChoiceRule

COMPARING = ("file_steps", "file_curves")
"""Plots that compare two files."""


@dataclass(frozen=True)
class OtherFile:
    """Another recording of the same text, with which a trace is compared.

    Attributes
    ----------
    path : str
        Absolute path.
    name : str
        Name on screen.
    fingerprint : str
        `Recording.fingerprint`.
    tensor : str
        Name of the array in a file of several.
    """

    path: str
    name: str
    fingerprint: str
    tensor: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the reference as values of JSON."""
        given = {"path": self.path, "name": self.name, "fingerprint": self.fingerprint, "tensor": self.tensor}
        return {key: value for key, value in given.items() if value}

    @classmethod
    def from_json(cls, entry: object) -> Self:
        """Read a reference; `InputError` if a value in it is no text."""
        values = entry if isinstance(entry, dict) else {}
        texts = [values.get(key, "") for key in ("path", "name", "fingerprint", "tensor")]
        if not all(isinstance(text, str) for text in texts) or not texts[0]:
            raise InputError("The file with which the trace is compared is not named by texts.")
        return cls(*texts)


@dataclass(frozen=True)
class TraceSettings(PanelSettings):
    """Settings of the panel of a trace.

    Attributes
    ----------
    other : OtherFile or None
        The recording with which the trace is compared.
    """

    other: OtherFile | None = None

    name: ClassVar[str] = "trace"

    def rule(self) -> ChoiceRule:
        """Return the rule by which Play follows the file."""
        return Following()

    def for_another_source(self) -> Self:
        """Return the settings without the comparison: the file was one of the text before."""
        return replace(self, other=None)

    @property
    def plots(self) -> tuple[str, ...]:
        """Names of the plots that compare two files."""
        return () if self.other is None else COMPARING

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        return {} if self.other is None else {"other": self.other.to_json()}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read settings from a session; `InputError` if a value is wrong."""
        return cls(None if entry.get("other") is None else OtherFile.from_json(entry["other"]))
