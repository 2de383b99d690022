"""Presets: prepared scenes with a note. A new one is one TOML file in `resources/presets`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tauscope.document.formulas import with_formulas
from tauscope.document.library.scene import Scene
from tauscope.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.document.document import Document


@dataclass(frozen=True)
class Preset:
    """A prepared scene.

    Attributes
    ----------
    id : str
        Name of the preset's file, without its ending.
    order : int
        Sort key in the menu.
    title : str
    note : str
        A sentence or two on what the scene shows.
    scene : Scene
    """

    id: str
    order: int
    title: str
    note: str
    scene: Scene

    @property
    def asks_engines(self) -> bool:
        """True if the scene sets a request to all engines."""
        return "request" in self.scene.entry

    def put_on(self, document: Document) -> Document:
        """Return the document with everything but its pins replaced by the scene."""
        return replace(self.scene.put_on(document), preset=self.id)


def presets() -> tuple[Preset, ...]:
    """Read every preset that ships, in the order of the menu."""
    files = resource("presets").glob("*.toml")
    return tuple(sorted(map(read_preset, files), key=lambda preset: (preset.order, preset.id)))


def read_preset(path: Path) -> Preset:
    """Read the TOML file of a preset.

    Raises
    ------
    KeyError, tomllib.TOMLDecodeError
        If the file is malformed; the tests read every file that ships.
    """
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    return Preset(
        path.stem, entry["order"], entry["title"], with_formulas(entry["note"]), Scene(entry["scene"])
    )
