"""Preferences: what a person's installation remembers, apart from any document."""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number
from tauscope.document.vocabularies import vocabularies
from tauscope.resources import theme_names

if TYPE_CHECKING:
    from collections.abc import Mapping

THEMES = ("system", *theme_names())
"""The looks to choose from; "system" follows the desktop."""

MOST_RECENT = 10
SMALLEST_SCALE, LARGEST_SCALE = 0.5, 4.0


@dataclass(frozen=True)
class Preferences:
    """What is remembered.

    Attributes
    ----------
    theme : str
        One of `THEMES`.
    vocabulary : str
        The id of the words under the dial.
    recent : tuple of str
        Paths of the files last opened or saved, the newest first, at most `MOST_RECENT`.
    geometry : bytes
        The window's place and size, as the toolkit wrote it.
    scale : float
        Magnification of text, lines and points together.
    """

    theme: str = "system"
    vocabulary: str = "physics"
    recent: tuple[str, ...] = ()
    geometry: bytes = b""
    scale: float = 1.0

    @classmethod
    def from_strings(cls, stored: Mapping[str, object]) -> Preferences:
        """Read what `to_strings` wrote; whatever is missing or makes no sense is left at its default.

        Examples
        --------
        >>> Preferences.from_strings({"theme": "dark", "scale": "enormous"})
        Preferences(theme='dark', vocabulary='physics', recent=(), geometry=b'', scale=1.0)
        """
        text = {key: value for key, value in stored.items() if isinstance(value, str)}
        standard = cls()
        known = [vocabulary.id for vocabulary in vocabularies()]
        return cls(
            theme=text["theme"] if text.get("theme") in THEMES else standard.theme,
            vocabulary=text["vocabulary"] if text.get("vocabulary") in known else standard.vocabulary,
            recent=_read_recent(text.get("recent", "")),
            geometry=_read_bytes(text.get("geometry", "")),
            scale=_read_scale(text.get("scale", ""), standard.scale),
        )

    def to_strings(self) -> dict[str, str]:
        """Every field as a text in ASCII, for a settings file that knows nothing else."""
        return {
            "theme": self.theme,
            "vocabulary": self.vocabulary,
            "recent": json.dumps(self.recent),
            "geometry": base64.b64encode(self.geometry).decode("ascii"),
            "scale": plain_number(self.scale),
        }

    def with_recent(self, path: str) -> Preferences:
        """Put `path` first among the recent files."""
        others = (known for known in self.recent if known != path)
        return replace(self, recent=(path, *others)[:MOST_RECENT])

    def without_recent(self, path: str) -> Preferences:
        """Forget a file, as one that is gone."""
        return replace(self, recent=tuple(known for known in self.recent if known != path))


def _read_recent(text: str) -> tuple[str, ...]:
    try:
        paths = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(paths, list):
        return ()
    strings = [path for path in paths if isinstance(path, str) and path]
    return tuple(dict.fromkeys(strings))[:MOST_RECENT]


def _read_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _read_scale(text: str, standard: float) -> float:
    try:
        scale = parse_number(text)
    except InputError:
        return standard
    return min(max(scale, SMALLEST_SCALE), LARGEST_SCALE) if math.isfinite(scale) else standard
