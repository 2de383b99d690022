"""The search space of a source from a cursor on, for `core.search`."""

from __future__ import annotations

from operator import attrgetter

from tauscope.core.search.space import SearchSpace
from tauscope.sources.cursor import Cursor


def search_space(cursor: Cursor) -> SearchSpace[Cursor]:
    """Return the search space after a cursor; its states are cursors, which keep a model's cache per beam."""
    return SearchSpace(
        cursor,
        attrgetter("logits"),
        lambda at, choice: at.after(choice),
        attrgetter("ended"),
        cursor.position,
    )
