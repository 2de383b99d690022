"""Registry of openers, which make a document of a location. A new one is a module and a line in `OPENERS`.

The first opener that takes a location opens it. Openers of paths are asked before openers of content, each in
the order of `OPENERS`. The opener of tables takes any text, so it is the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.registry import imported
from tauscope.document.files.openers.location import is_folder, open_location
from tauscope.document.files.openers.opener import Opener, PathOpener

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tauscope.document.files.openers.location import Location

__all__ = ["OPENERS", "Opener", "file_filters", "goes_on_bench", "kinds_in_words", "opener_for", "openers"]

OPENERS = {
    "model": "tauscope.document.files.openers.model.ModelOpener",
    "labelled_arrays": "tauscope.document.files.openers.labelled.LabelledArraysOpener",
    "labelled_table": "tauscope.document.files.openers.labelled.LabelledTableOpener",
    "samples": "tauscope.document.files.openers.labelled.SamplesOpener",
    "png": "tauscope.document.files.openers.pictures.PngOpener",
    "svg": "tauscope.document.files.openers.pictures.SvgOpener",
    "lesson": "tauscope.document.library.lesson_opener.LessonOpener",
    "tree": "tauscope.document.files.openers.tree.TreeOpener",
    "array": "tauscope.document.files.openers.traces.ArrayOpener",
    "answer": "tauscope.document.files.openers.traces.AnswerOpener",
    "json": "tauscope.document.files.openers.texts.JsonOpener",
    "list": "tauscope.document.files.openers.texts.ListOpener",
    "table": "tauscope.document.files.openers.texts.TableOpener",
}
"""Dotted paths of the openers' classes by name, imported when something is opened."""


def openers() -> list[Opener]:
    """Return every opener, in the order in which they are asked."""
    made = [_opener(path) for path in OPENERS.values()]
    return sorted(made, key=lambda one: not isinstance(one, PathOpener))


def opener_for(location: Location) -> Opener | None:
    """Return the first opener that takes `location`; None if none does."""
    return next((one for one in openers() if one.takes(location)), None)


def goes_on_bench(place: Path | str) -> bool:
    """Return True if opening this place replaces the document's source instead of beginning a session.

    That is so for folders, addresses and files of certain endings. A file is looked at only where openers of
    both kinds share its ending, or none has it, as that of a dump of llama-perplexity.
    """
    if isinstance(place, str) or is_folder(place):
        return True
    kinds = [one.on_bench for one in openers() if place.suffix.lower() in one.endings]
    if not kinds:
        return _looks_like_a_source(place, otherwise=False)
    if all(kind is False for kind in kinds):
        return False
    return all(kinds) or _looks_like_a_source(place, otherwise=bool(kinds[-1]))


def _looks_like_a_source(path: Path, *, otherwise: bool) -> bool:
    """Return True if the opener that takes a file replaces the source; `otherwise` if it cannot be read."""
    try:
        with open_location(path) as location:
            opener = opener_for(location)
            return opener is None or opener.replaces_source(location)
    except (InputError, OSError):
        return otherwise


def file_filters() -> list[str]:
    """Return filters for the file dialog in Qt's syntax: everything that opens, each kind, all files."""
    kinds = dict[str, list[str]]()
    for one in openers():
        if one.endings:
            kinds.setdefault(one.title, []).extend(one.endings)
    every = [ending for endings in kinds.values() for ending in endings]
    lines = [("Everything Tauscope opens", every), *kinds.items()]
    return [*(f"{title} ({_patterns(endings)})" for title, endings in lines), "All files (*)"]


def kinds_in_words() -> str:
    """Return the kinds of files, folders and addresses that can be opened, as README lists them."""
    whats = list(dict.fromkeys(one.what for one in openers()))
    return f"{', '.join(whats[:-1])} or {whats[-1]}"


def _patterns(endings: Iterable[str]) -> str:
    return " ".join(f"*{ending}" for ending in dict.fromkeys(endings))


def _opener(path: str) -> Opener:
    made: Opener = imported(path)()
    return made
