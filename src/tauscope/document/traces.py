"""The trace of a document: its source, if that walks a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.sources.trace.source import TraceSource


def trace_of(document: Document) -> TraceSource:
    """Return the source as the trace that it is; `InputError` if it is none."""
    if not document.source.abilities.recorded:
        raise InputError("There is no trace on the bench: open a file with logits or log-probabilities.")
    return cast("TraceSource", document.source)
