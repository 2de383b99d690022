"""Registry of the sources of logits. A new source is one module here and one line in `SOURCES`.

A module is imported when its source is first used, so that the program starts without language models.
"""

from __future__ import annotations

from tauscope.core.registry import imported
from tauscope.sources.protocol import Source
from tauscope.sources.table import TypedTable

__all__ = ["SOURCES", "Source", "TypedTable", "source_class"]

SOURCES = {
    "table": "tauscope.sources.table.TypedTable",
    "writer": "tauscope.sources.language.writer.Writer",
    "tree": "tauscope.sources.tree.source.TreeSource",
    "digits": "tauscope.sources.digits.TaughtDigit",
    "bandit": "tauscope.sources.bandit.Bandit",
    "trace": "tauscope.sources.trace.source.TraceSource",
    "labelled": "tauscope.sources.labelled.source.LabelledSource",
}
"""Dotted paths of the classes, by kind of source."""


def source_class(kind: str) -> type[Source]:
    """Return the class of the sources of this kind."""
    found: type[Source] = imported(SOURCES[kind])
    return found
