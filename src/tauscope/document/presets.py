"""Presets: tables worth showing. A new one is one TOML file in `resources/presets`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.document import edits
from tauscope.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.document.document import Document


@dataclass(frozen=True)
class Preset:
    """A prepared table.

    Attributes
    ----------
    id : str
        The name of its file.
    order : int
        Its place in the menu.
    title : str
    note : str
        What to see in it, in a sentence or two.
    labels : tuple of str, length V
    logits : tuple of float, length V
        −inf is a masked class.
    temperature : float or None
        τ to start from; None leaves the dial where it is.
    """

    id: str
    order: int
    title: str
    note: str
    labels: tuple[str, ...]
    logits: tuple[float, ...]
    temperature: float | None = None

    def put_on(self, document: Document) -> Document:
        """Put this table on the bench; the knobs stay, but for the temperature if the preset has one."""
        changed = edits.replace_classes(document, self.labels, self.logits)
        return changed if self.temperature is None else edits.set_temperature(changed, self.temperature)


def presets() -> tuple[Preset, ...]:
    """Read every preset that ships, in the order of the menu."""
    files = resource("presets").glob("*.toml")
    return tuple(sorted(map(read_preset, files), key=lambda preset: (preset.order, preset.id)))


def read_preset(path: Path) -> Preset:
    """Read one file.

    Raises
    ------
    KeyError, tomllib.TOMLDecodeError
        If it is not as it should be; the tests read every file that ships.
    """
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    return Preset(
        id=path.stem,
        order=entry["order"],
        title=entry["title"],
        note=entry["note"],
        labels=tuple(entry["labels"]),
        logits=tuple(float(logit) for logit in entry["logits"]),
        temperature=float(entry["temperature"]) if "temperature" in entry else None,
    )
