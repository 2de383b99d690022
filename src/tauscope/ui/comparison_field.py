"""The temperatures that are compared, in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tauscope.core.numbers import parse_number, screen_temperature
from tauscope.document import edits
from tauscope.ui.entry import ValueEntry
from tauscope.ui.history import Perform, Request


class ComparisonField(ValueEntry):
    """Takes some τ's with spaces between them."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        self.setObjectName("comparisonField")
        self.setAccessibleName("Temperatures that are compared")
        self.setToolTip("The temperatures that are compared, with spaces between them: 0.5 1 2 ∞")

    def show_temperatures(self, temperatures: Sequence[float]) -> None:
        """Show them; this edits nothing."""
        self.show_text("  ".join(map(screen_temperature, temperatures)))

    def ask(self, text: str) -> str | None:
        """Compare these temperatures."""
        temperatures = [parse_number(word) for word in re.split(r"[\s;]+", text.strip(" ;"))]
        return self._perform(
            Request("compare", lambda document: edits.set_comparison(document, temperatures))
        )
