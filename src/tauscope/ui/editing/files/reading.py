"""Reads what a session opens: a file, or the recovery copy of one. Done in another thread."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.files.codec import Decoded
    from tauscope.document.files.file_version import FileVersion

SESSIONS = (".tauscope", ".json")
"""Endings of files that are saved to again; figures and tables are opened as new sessions."""


class Found(NamedTuple):
    """What was read from a file, a folder or an address.

    Attributes
    ----------
    decoded : Decoded
    version : FileVersion or None
        Version that the session's file had then.
    saved_again : bool
        True for a file that Save writes to again, and False for a figure, a table, a folder or an address.
    """

    decoded: Decoded
    version: FileVersion | None
    saved_again: bool


def read(path: Path | str) -> Found:
    """Read a file, a folder or an address; `InputError` if it cannot be read."""
    from tauscope.document.files.file_version import FileVersion  # noqa: PLC0415  # the window opens without it
    from tauscope.document.files.openers.location import is_folder  # noqa: PLC0415
    from tauscope.document.files.opening import read_document  # noqa: PLC0415

    saved_again = isinstance(path, Path) and path.suffix.lower() in SESSIONS and not is_folder(path)
    version = FileVersion.of(Path(path)) if saved_again else None
    decoded = read_document(path)
    if not decoded.is_session:  # numbers as JSON are not to be replaced by a session
        return Found(decoded, None, saved_again=False)
    return Found(decoded, version, saved_again)


def read_copy(copy: Path, path: Path | None) -> Found:
    """Read a recovery copy; the version is that of the file that it belongs to."""
    from tauscope.document.files.file_version import FileVersion  # noqa: PLC0415  # the window opens without it

    version = FileVersion.under(copy, path) if path is not None else None
    return read_ready(copy)._replace(version=version)


def read_ready(path: Path) -> Found:
    """Read a file and ask for the logits that it shows: the window finds them at hand."""
    found = read(path)
    ask_for_logits(found.decoded.document)
    return found


def ask_for_logits(document: Document) -> None:
    """Ask for the logits that a document shows, so that the window finds them at hand."""
    with suppress(InputError):  # a model that fails says so when it is on the bench
        for one in (document, *document.pins):
            one.source.logits(one.state)
