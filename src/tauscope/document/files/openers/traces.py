"""Openers of recordings: arrays of logits, and answers of language-model servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.files.openers.location import HEAD
from tauscope.document.files.openers.opener import ContentOpener, PathOpener
from tauscope.sources.trace.arrays import ENDINGS, check_names, looks_like, open_array
from tauscope.sources.trace.opening import recording_of
from tauscope.sources.trace.shapes import looks_like_answer, open_answer

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location
    from tauscope.sources.trace.recording import Recording
    from tauscope.sources.trace.source import TraceSource

_TITLE = "Logits and log-probabilities"
NAMELESS = "standard input"
"""Name of a recording that came without a file."""


class ArrayOpener(PathOpener):
    """A file with an array of logits, of which rows are read when they are asked for.

    Parameters
    ----------
    tensor : str
        Name of the array, for a file of several.
    """

    title, what, endings = _TITLE, "a file of logits (NumPy, safetensors, llama-perplexity)", ENDINGS
    on_bench = True
    most_read = HEAD

    def __init__(self, tensor: str = "") -> None:
        self.tensor = tensor

    def takes(self, location: Location) -> bool:
        """Return True by the first bytes, and by the ending of a name."""
        if location.is_folder or location.address:
            return False
        return looks_like(location.head, location.ending)

    def open(self, location: Location) -> Decoded:
        """Open the array; nothing but its header is read."""
        if self.tensor:
            check_names(self.tensor, location.head, location.ending)
        if location.path is not None:
            return trace_document(open_array(location.path, self.tensor or None), self.tensor)
        data = location.content
        return trace_document(recording_of(data, NAMELESS, self.tensor), self.tensor, data)


class AnswerOpener(ContentOpener):
    """An answer of a server with log-probabilities, as JSON, JSON lines or a stream."""

    title, what = _TITLE, "a server's answer with log-probabilities (JSON)"
    endings = (".json", ".jsonl", ".ndjson")
    on_bench = True

    def takes(self, location: Location) -> bool:
        """Return True if the text begins like an answer."""
        return looks_like_answer(location.head)

    def open(self, location: Location) -> Decoded:
        """Read the answer."""
        data, path = location.content, location.path
        if path is not None:
            return trace_document(open_answer(data, path.name, path))
        return trace_document(open_answer(data, NAMELESS), content=data)


def trace_of_content(recording: Recording, data: bytes) -> tuple[TraceSource, tuple[str, ...]]:
    """Return the trace of a recording that was not opened from a file, with its content, and warnings."""
    return _trace(recording, content=data)


def trace_document(recording: Recording, tensor: str = "", content: bytes | None = None) -> Decoded:
    """Return a document with a trace."""
    source, warnings = _trace(recording, tensor, content)
    return Decoded(source_edits.use_source(Document(), source), warnings)


def _trace(
    recording: Recording, tensor: str = "", content: bytes | None = None
) -> tuple[TraceSource, tuple[str, ...]]:
    """Return a trace, and warnings; one without a file has its content in the session, if it is small."""
    from tauscope.sources.trace.source import TraceSource  # noqa: PLC0415  # when a trace is opened
    from tauscope.sources.trace.stored import Content  # noqa: PLC0415

    warnings: tuple[str, ...] = (recording.missing,) if recording.missing else ()
    kept = None
    if content is not None:
        try:
            kept = Content.of(content)
        except InputError:
            warnings += (f"It is too large for a session: save {recording.name} as a file, and open that.",)
    return TraceSource(recording, tensor, content=kept), warnings
