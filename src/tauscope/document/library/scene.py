"""Scenes: what presets, articles and lessons set on the bench, in the words of a session file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits.table_edits import with_keys_of_pins
from tauscope.document.files.codec import FORMAT, VERSION, decode_entry, document_entry

_NOT_OF_A_SCENE = ("format", "version", "preset", "pins")
"""Keys of a session that no scene sets."""


@dataclass(frozen=True)
class Scene:
    """A change to the document: what it names is set, everything else is as in a new session, pins stay.

    So nothing of what was on the bench before shows through.

    Attributes
    ----------
    entry : mapping of str to value
        What the JSON of a session holds under the same keys: `source`, `chain`, `plots`, `request` …
    """

    entry: Mapping[str, Any]

    @classmethod
    def of(cls, document: Document) -> Scene:
        """Give the scene that sets up this document: what differs from a new session, without its pins."""
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
        """What a new session becomes.

        Raises
        ------
        InputError
            If a key is unknown or not for scenes, or a value cannot be read; a source may be unavailable.
        """
        if wrong := [key for key in self.entry if key in _NOT_OF_A_SCENE]:
            raise InputError(f"A scene does not set {', '.join(wrong)}.")
        new = {"source": document_entry(Document())["source"]}
        decoded = decode_entry({**new, **self.entry, "format": FORMAT, "version": VERSION})
        if decoded.warnings:
            raise InputError(" ".join(decoded.warnings))
        return decoded.document

    def put_on(self, document: Document) -> Document:
        """Set up the bench; the pins stay."""
        return with_keys_of_pins(replace(self.document, pins=document.pins))

    @property
    def text(self) -> str:
        """The scene as the TOML that presets, articles and lessons hold.

        Examples
        --------
        >>> from tauscope.document.edits.table_edits import set_temperature
        >>> print(Scene.of(set_temperature(Document(), 0.5)).text)
        [scene]
        chain = "temperature=0.5"
        """
        tables = {key: value for key, value in self.entry.items() if isinstance(value, dict)}
        values = {key: value for key, value in self.entry.items() if key not in tables}
        parts = ["\n".join(["[scene]", *_lines(values)])]
        parts += ["\n".join([f"[scene.{key}]", *_lines(table)]) for key, table in tables.items()]
        return "\n\n".join(parts)


def _lines(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_toml(value)}" for key, value in table.items()]


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else _toml(name)


def _toml(value: object) -> str:
    """Write a value of JSON as TOML, which writes texts, numbers and lists in the same way."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
