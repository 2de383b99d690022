"""Where logits come from. A new source is one module here and one line in `SOURCES`.

A module is imported when its source is first used: that of a language model costs nothing until then.
"""

from __future__ import annotations

from tauscope.core.registry import imported
from tauscope.sources.protocol import Source
from tauscope.sources.table import TypedTable

__all__ = ["SOURCES", "Source", "TypedTable", "source_class"]

SOURCES = {
    "table": "tauscope.sources.table.TypedTable",
    "writer": "tauscope.sources.language.writer.Writer",
}
"""Names of the classes, by the kind of source that they are."""


def source_class(kind: str) -> type[Source]:
    """Class of the source of this kind."""
    found: type[Source] = imported(SOURCES[kind])
    return found
