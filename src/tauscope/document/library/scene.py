"""Scenes: changes to a document that presets, articles and lessons make, in the keys of a session file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.toml_text import toml_lines
from tauscope.document.document import Document
from tauscope.document.edits.table_edits import with_keys_of_pins
from tauscope.document.files.codec import FORMAT, VERSION, decode_entry, document_entry

_NOT_OF_A_SCENE = ("format", "version", "preset", "pins", "lesson")
"""Keys of a session file that a scene may not have."""


@dataclass(frozen=True)
class Scene:
    """A change to the document: its keys are set, everything else is as in a new session, and pins stay.

    So a scene looks the same whatever the document was before.

    Attributes
    ----------
    entry : mapping of str to value
        Keys and values as in the JSON of a session file: `source`, `chain`, `plots`, `request` …
    """

    entry: Mapping[str, Any]

    @classmethod
    def of(cls, document: Document) -> Scene:
        """Return the scene of a document: the settings that differ from a new session, without its pins."""
        new = document_entry(Document())
        entry = document_entry(document)
        return cls(
            {
                key: value
                for key, value in entry.items()
                if key not in _NOT_OF_A_SCENE and value != new.get(key)
            }
        )

    @cached_property
    def document(self) -> Document:
        """The document that the scene makes of a new session; its source may be unavailable.

        Raises
        ------
        InputError
            If a key is unknown or not for scenes, or a value cannot be read.
        """
        if wrong := [key for key in self.entry if key in _NOT_OF_A_SCENE]:
            raise InputError(f"A scene does not set {', '.join(wrong)}.")
        new = {"source": document_entry(Document())["source"]}
        decoded = decode_entry({**new, **self.entry, "format": FORMAT, "version": VERSION})
        if decoded.warnings:
            raise InputError(" ".join(decoded.warnings))
        return decoded.document

    def put_on(self, document: Document) -> Document:
        """Return the scene's document with the pins of `document`."""
        return with_keys_of_pins(replace(self.document, pins=document.pins))

    @property
    def text(self) -> str:
        """The scene in TOML, as the files of presets, articles and lessons hold it.

        Examples
        --------
        >>> from tauscope.document.edits.table_edits import set_temperature
        >>> print(Scene.of(set_temperature(Document(), 0.5)).text)
        [scene]
        chain = "temperature=0.5"
        """
        tables = {key: value for key, value in self.entry.items() if isinstance(value, dict)}
        values = {key: value for key, value in self.entry.items() if key not in tables}
        parts = ["\n".join(["[scene]", *toml_lines(values)])]
        parts += ["\n".join([f"[scene.{key}]", *toml_lines(table)]) for key, table in tables.items()]
        return "\n\n".join(parts)
