"""Preferences: settings of the user's installation, which belong to no document."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tauscope.core.numbers import parse_number
from tauscope.document.library.vocabularies import vocabularies
from tauscope.resources import theme_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

THEMES = ("system", *theme_names())
"""Themes to choose from; "system" follows the desktop."""

STAGES = {"full": "&Full Screen", "16:9": "&Window of 16:9", "4:3": "W&indow of 4:3"}
"""Titles of the stages by name; full screen is that of the second screen, if there is one."""

ON_SCREEN = "screen "
"""Beginning of the name of a stage on a certain screen."""

REMOTES = {"pages": "&Page Up and Page Down", "arrows": "&Arrows"}
"""Titles of what a remote may send for the step before and after."""

STARTS = {
    "dial": "One plot and the dial",
    "lessons": "A lesson",
    "bench": "The whole bench",
}
"""Titles of the ways to begin when no file is named."""

MOST_RECENT = 10
MOST_LESSONS = 1000
SMALLEST_SCALE, LARGEST_SCALE = 0.5, 4.0
LARGEST_FILE = 2**20
"""Most bytes of a settings file that is read; ten paths and a few words take far fewer."""


@dataclass(frozen=True)
class Preferences:
    """Settings that the program keeps between runs.

    Attributes
    ----------
    theme : str
        One of `THEMES`.
    vocabulary : str
        Id of the vocabulary of the words under the dial.
    recent : tuple of str
        Paths of the files last opened or saved, the newest first, at most `MOST_RECENT`.
    geometry : bytes
        Position and size of the window, in the format of Qt's `saveGeometry`.
    scale : float
        Magnification of text, lines and points together.
    lessons : tuple of str
        Ids of the lessons that were walked to their end.
    stage : str
        Where one presents: a name in `STAGES`, or "screen " and the name of a screen.
    remote : str
        What the keys of the remote send that lead through a lesson: a name in `REMOTES`.
    reduce_motion : bool
        True if nothing moves by itself but what the user plays.
    start : str
        How a session without a file begins: a name in `STARTS`; empty until the user was asked.
    theme_this_time : str
        Theme for this run of the program alone, which is not saved; empty for `theme`.
    """

    theme: str = "system"
    vocabulary: str = "physics"
    recent: tuple[str, ...] = ()
    geometry: bytes = b""
    scale: float = 1.0
    lessons: tuple[str, ...] = ()
    stage: str = "full"
    remote: str = "pages"
    reduce_motion: bool = False
    start: str = ""
    theme_this_time: str = ""

    @property
    def shown_theme(self) -> str:
        """Theme of the window."""
        return self.theme_this_time or self.theme

    @classmethod
    def from_entries(cls, entries: Mapping[str, object]) -> tuple[Preferences, tuple[str, ...]]:
        """Make preferences of the entries that `to_entries` gave; missing or illegal ones get their defaults.

        Returns
        -------
        Preferences, tuple of str
            The preferences, and the names of the entries with illegal values.

        Examples
        --------
        >>> Preferences.from_entries({"theme": "dark", "scale": "enormous"})[1]
        ('scale',)
        """
        read, wrong = {}, []
        for name, reader in _READERS.items():
            if name in entries:
                try:
                    read[name] = reader(entries[name])
                except ValueError:
                    wrong.append(name)
        return cls(**read), tuple(wrong)

    def to_entries(self) -> dict[str, object]:
        """Return the fields that are saved, as values for JSON."""
        return {
            "theme": self.theme,
            "vocabulary": self.vocabulary,
            "recent": list(self.recent),
            "geometry": base64.b64encode(self.geometry).decode("ascii"),
            "scale": self.scale,
            "lessons": list(self.lessons),
            "stage": self.stage,
            "remote": self.remote,
            "reduce_motion": self.reduce_motion,
            "start": self.start,
        }

    def with_recent(self, path: str) -> Preferences:
        """Return preferences with `path` as the first of the recent files."""
        others = (known for known in self.recent if known != path)
        return replace(self, recent=(path, *others)[:MOST_RECENT])

    def with_lesson(self, name: str) -> Preferences:
        """Return preferences with a lesson among those that were walked to their end."""
        return self if name in self.lessons else replace(self, lessons=(*self.lessons, name))

    def without_recent(self, path: str) -> Preferences:
        """Return preferences without `path` among the recent files."""
        return replace(self, recent=tuple(known for known in self.recent if known != path))


class ReadPreferences(NamedTuple):
    """Preferences that were read from a file.

    Attributes
    ----------
    preferences : Preferences
    problem : str
        Sentence on the settings that could not be read; empty if all could.
    """

    preferences: Preferences
    problem: str = ""


def to_json(preferences: Preferences) -> bytes:
    """Write the settings file."""
    return (json.dumps(preferences.to_entries(), indent=2) + "\n").encode("ascii")


def from_json(data: bytes) -> ReadPreferences:
    """Read a settings file; a damaged file gives default preferences and a sentence, never an error.

    Examples
    --------
    >>> from_json(b'{"theme": "dark"}').preferences.theme
    'dark'
    >>> from_json(b"[dark]").problem
    'The settings file is damaged: line 1, column 2 is not JSON.'
    """
    if len(data) > LARGEST_FILE:
        return ReadPreferences(Preferences(), f"The settings file is larger than {LARGEST_FILE:,} bytes.")
    try:
        entries = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        return ReadPreferences(Preferences(), f"The settings file is damaged: {place} is not JSON.")
    except (ValueError, RecursionError):
        return ReadPreferences(Preferences(), "The settings file is damaged: it is not JSON.")
    if not isinstance(entries, dict):
        return ReadPreferences(Preferences(), "The settings file is damaged: it holds no names with values.")
    return _checked(entries)


def from_ini(text: str) -> ReadPreferences:
    r"""Read the settings file of an earlier Tauscope, which Qt wrote as an INI file.

    The file is read without Qt, because QSettings would build objects from it, and so run code.

    Examples
    --------
    >>> from_ini("[preferences]\nscale=1.15\ntheme=dark").preferences.scale
    1.15
    """
    entries: dict[str, object] = {}
    for line in _ini_section(text[:LARGEST_FILE], "preferences"):
        name, _, value = line.partition("=")
        entries[name.strip()] = _from_ini_value(value.strip())
    for name, parse in (("recent", json.loads), ("scale", parse_number)):
        if isinstance(written := entries.get(name), str):
            with contextlib.suppress(ValueError, RecursionError):
                entries[name] = parse(written)
    return _checked(entries)


def _checked(entries: Mapping[str, object]) -> ReadPreferences:
    """Make preferences of entries, with a sentence that names the illegal ones."""
    preferences, wrong = Preferences.from_entries(entries)
    if not wrong:
        return ReadPreferences(preferences)
    names = ", ".join(_SHOWN_NAMES[name] for name in wrong)
    return ReadPreferences(
        preferences, f"Some settings could not be read and start at their defaults: {names}."
    )


def _ini_section(text: str, wanted: str) -> Iterator[str]:
    """Yield the lines with a value in the section called `wanted`."""
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip().strip("[]")
        elif section == wanted and "=" in line:
            yield line


def _from_ini_value(value: str) -> str | None:
    """Return the text of a value in Qt's quoting; None for an object, which Qt marks with @."""
    if value.startswith("@"):
        return None
    inside = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    return _INI_ESCAPE.sub(lambda escape: escape[1], inside)


# Readers of the entries: each returns the value of the field, or raises ValueError.


def _one_of(known: Callable[[], Collection[str]]) -> Callable[[object], str]:
    """Return a reader of one of the texts that `known` returns; it is called late, for it may read a file."""

    def read(entry: object) -> str:
        if not isinstance(entry, str) or entry not in known():
            raise ValueError(entry)
        return entry

    return read


def _read_recent(entry: object) -> tuple[str, ...]:
    if not isinstance(entry, list) or not all(isinstance(path, str) for path in entry):
        raise ValueError(entry)
    return tuple(dict.fromkeys(filter(None, entry)))[:MOST_RECENT]


def _read_bytes(entry: object) -> bytes:
    if not isinstance(entry, str):
        raise ValueError(entry)  # noqa: TRY004  # as the other readers
    return base64.b64decode(entry, validate=True)


def _read_scale(entry: object) -> float:
    if isinstance(entry, bool) or not isinstance(entry, int | float) or not abs(entry) < math.inf:
        raise ValueError(entry)
    return float(min(max(entry, SMALLEST_SCALE), LARGEST_SCALE))


def _read_stage(entry: object) -> str:
    if not isinstance(entry, str) or not (entry in STAGES or entry.startswith(ON_SCREEN)):
        raise ValueError(entry)
    return entry


def _read_lessons(entry: object) -> tuple[str, ...]:
    if not isinstance(entry, list) or not all(isinstance(name, str) for name in entry):
        raise ValueError(entry)
    return tuple(dict.fromkeys(entry))[:MOST_LESSONS]


def _read_truth(entry: object) -> bool:
    if not isinstance(entry, bool):
        raise ValueError(entry)  # noqa: TRY004  # as the other readers
    return entry


_INI_ESCAPE = re.compile(r"\\(.)")
_READERS: dict[str, Callable[[object], Any]] = {
    "theme": _one_of(lambda: THEMES),
    "vocabulary": _one_of(lambda: [vocabulary.id for vocabulary in vocabularies()]),
    "recent": _read_recent,
    "geometry": _read_bytes,
    "scale": _read_scale,
    "lessons": _read_lessons,
    "stage": _read_stage,
    "remote": _one_of(lambda: REMOTES),
    "reduce_motion": _read_truth,
    "start": _one_of(lambda: ("", *STARTS)),
}
_SHOWN_NAMES = {
    "theme": "the theme",
    "vocabulary": "the words under the dial",
    "recent": "the recent files",
    "geometry": "the window's place and size",
    "scale": "the size of text and lines",
    "lessons": "the lessons that were done",
    "stage": "where one presents",
    "remote": "what the remote sends",
    "reduce_motion": "whether motion is reduced",
    "start": "how to begin",
}
