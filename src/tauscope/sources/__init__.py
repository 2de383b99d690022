"""Where logits come from. A new source is one module here and one line in `SOURCES`."""

from tauscope.sources.protocol import Source
from tauscope.sources.table import TypedTable

SOURCES: dict[str, type[Source]] = {TypedTable.kind: TypedTable}

__all__ = ["SOURCES", "Source", "TypedTable"]
