"""Presets: tables worth showing. A new one is one TOML file in `resources/presets`: words and a scene."""

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
    """A prepared bench.

    Attributes
    ----------
    id : str
        The name of its file.
    order : int
        Its place in the menu.
    title : str
    note : str
        What to see in it, in a sentence or two.
    scene : Scene
        What it sets on the bench.
    """

    id: str
    order: int
    title: str
    note: str
    scene: Scene

    @property
    def asks_engines(self) -> bool:
        """Whether it hands settings to all engines."""
        return "request" in self.scene.entry

    def put_on(self, document: Document) -> Document:
        """Put it on the bench, in place of all but the pins."""
        return replace(self.scene.put_on(document), preset=self.id)


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
        path.stem, entry["order"], entry["title"], with_formulas(entry["note"]), Scene(entry["scene"])
    )
