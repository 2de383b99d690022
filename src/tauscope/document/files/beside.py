"""Files that a session names and that were moved together with it: they stand beside the session."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.edits.source_finding import put_in_place, reopened, unavailable_sources
from tauscope.document.panel_settings.trace import TraceSettings

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.document.document import Document


def found_beside(document: Document, folder: Path) -> Document:
    """Return the document with those missing sources that are in the folder of its session.

    Parameters
    ----------
    document : Document
        With an `UnavailableSource` for each source that is not where the session says.
    folder : Path
        Where the session's file is.
    """
    missing = unavailable_sources(document)
    for one in missing:
        place = _beside(one.place, folder)
        if place is not None:
            with suppress(InputError):  # another file of that name: the missing one is still to be found
                document = put_in_place(document, reopened([one], str(place)))
    settings = document.settings(TraceSettings)
    place = None if settings.other is None else _beside(settings.other.path, folder)
    if settings.other is None or place is None:
        return document
    return document.with_settings(replace(settings, other=replace(settings.other, path=str(place))))


def _beside(place: str, folder: Path) -> Path | None:
    """Return the file or folder of this name beside a session, if the place itself is empty."""
    if not place or "://" in place:
        return None
    path = folder.absolute() / re.split(r"[/\\]", place.rstrip("/\\"))[-1]
    try:
        return path if path.exists() and not folder.joinpath(place).exists() else None
    except (OSError, ValueError):
        return None
