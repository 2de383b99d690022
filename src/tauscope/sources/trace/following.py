"""The rule by which a trace goes on by itself: it follows the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.sources.cursor import PlainCursor
from tauscope.sources.running.rules import ChoiceRule
from tauscope.sources.running.stepping import onward
from tauscope.sources.trace.source import TraceSource

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.cursor import Cursor


@dataclass(frozen=True)
class Following(ChoiceRule):
    """Goes on with the tokens that the file chose; draws from the chain where the file says of none."""

    def onward(self, cursor: Cursor, chain: Chain, seed: int) -> Cursor:
        """Return the cursor of the next step."""
        # What a file chose is no draw: no row has to be read for it.
        if isinstance(cursor, PlainCursor) and isinstance(cursor.source, TraceSource):
            source = cursor.source
            if source.has_tokens:
                return PlainCursor(source, source.at(cursor.state, cursor.position + 1))
        return onward(cursor, chain, seed)
