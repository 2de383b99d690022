"""The trace of a document: its source, if that walks a recording."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.document.document import Document
    from tauscope.document.panel_settings.trace import OtherFile
    from tauscope.sources.trace.recording import Recording
    from tauscope.sources.trace.source import TraceSource


def trace_of(document: Document) -> TraceSource:
    """Return the source as the trace that it is; `InputError` if it is none."""
    if not document.source.abilities.recorded:
        raise InputError("There is no trace on the bench: open a file with logits or log-probabilities.")
    return cast("TraceSource", document.source)


def other_file_at(path: Path, tensor: str = "") -> OtherFile:
    """Open a recording with which a trace is to be compared, and return a reference to it.

    Raises
    ------
    InputError
        If the file is gone, cannot be read, or is no recording. The sentence names it.
    """
    from tauscope.document.panel_settings.trace import OtherFile  # noqa: PLC0415  # no circle at start

    try:
        recording, name = _opened(path, tensor)
    except OSError as error:
        raise InputError(f"{quoted(path.name)} cannot be read: {error.strerror or error}.") from None
    except InputError as error:
        raise InputError(f"{quoted(path.name)}: {error}") from error
    return OtherFile(str(path.absolute()), path.name, recording.fingerprint, name)


def _opened(path: Path, tensor: str) -> tuple[Recording, str]:
    """Open the array of a name, or where there is none the only one; return the recording and the name."""
    from tauscope.sources.trace.opening import open_recording  # noqa: PLC0415  # no circle at start

    if tensor:
        with suppress(InputError):
            return open_recording(path, tensor), tensor
    return open_recording(path), ""
