"""The search space of a source, from a cursor on: `core.search` goes through it."""

from __future__ import annotations

from operator import attrgetter

from tauscope.core.search_space import SearchSpace
from tauscope.sources.protocol import Cursor


def search_space(cursor: Cursor) -> SearchSpace[Cursor]:
    """Return what follows a cursor. Its states are cursors: a model keeps what it has read for each beam."""
    return SearchSpace(
        cursor,
        attrgetter("logits"),
        lambda at, choice: at.after(choice),
        attrgetter("ended"),
        cursor.position,
    )
