"""What can be opened. A new kind is one module here and one line in `OPENERS`.

The first opener that takes a file, a folder or an address opens it: those that take a path are asked first,
then those that take bytes, each in the order written here. The table takes any text, so it is the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.registry import imported
from tauscope.document.files.openers.location import is_folder
from tauscope.document.files.openers.opener import Opener, PathOpener

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tauscope.document.files.openers.location import Location

__all__ = ["OPENERS", "Opener", "file_filters", "goes_on_bench", "kinds_in_words", "opener_for", "openers"]

OPENERS = {
    "model": "tauscope.document.files.openers.model.ModelOpener",
    "png": "tauscope.document.files.openers.pictures.PngOpener",
    "svg": "tauscope.document.files.openers.pictures.SvgOpener",
    "json": "tauscope.document.files.openers.texts.JsonOpener",
    "list": "tauscope.document.files.openers.texts.ListOpener",
    "table": "tauscope.document.files.openers.texts.TableOpener",
}
"""Classes of the openers by name; a module is imported when something is opened."""


def openers() -> list[Opener]:
    """Every opener, in the order in which they are asked."""
    made = [_opener(path) for path in OPENERS.values()]
    return sorted(made, key=lambda one: not isinstance(one, PathOpener))


def opener_for(location: Location) -> Opener | None:
    """Return the first opener that takes `location`; None if none does."""
    return next((one for one in openers() if one.takes(location)), None)


def goes_on_bench(place: Path | str) -> bool:
    """Return True if what is opened here replaces the source on the bench and begins no session.

    That is so for folders, addresses and files of certain endings; no file is opened to tell.
    """
    if isinstance(place, str) or is_folder(place):
        return True
    return any(place.suffix.lower() in one.endings for one in openers() if one.on_bench)


def file_filters() -> list[str]:
    """Lines of the dialog of files, as Qt reads them: everything, each kind, all files."""
    kinds = dict[str, list[str]]()
    for one in openers():
        if one.endings:
            kinds.setdefault(one.title, []).extend(one.endings)
    every = [ending for endings in kinds.values() for ending in endings]
    lines = [("Everything Tauscope opens", every), *kinds.items()]
    return [*(f"{title} ({_patterns(endings)})" for title, endings in lines), "All files (*)"]


def kinds_in_words() -> str:
    """What can be opened, as README lists it."""
    whats = list(dict.fromkeys(one.what for one in openers()))
    return f"{', '.join(whats[:-1])} or {whats[-1]}"


def _patterns(endings: Iterable[str]) -> str:
    return " ".join(f"*{ending}" for ending in dict.fromkeys(endings))


def _opener(path: str) -> Opener:
    made: Opener = imported(path)()
    return made
