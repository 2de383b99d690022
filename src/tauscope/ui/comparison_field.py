"""The temperatures that are compared, in one line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from tauscope.core.numbers import parse_number, plain_number
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
        self.show_text("  ".join(map(_short, temperatures)))
        self.setCursorPosition(0)  # of many the first are seen

    def ask(self, text: str) -> str | None:
        """Compare these temperatures."""
        temperatures = [parse_number(word) for word in re.split(r"[\s;]+", text.strip(" ;"))]
        return self._perform(
            Request("compare", lambda document: edits.set_comparison(document, temperatures))
        )


def _short(temperature: float) -> str:
    """A temperature exactly as set, and no longer than it must be."""
    return "∞" if math.isinf(temperature) else plain_number(temperature)
