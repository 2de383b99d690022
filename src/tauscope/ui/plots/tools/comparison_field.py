"""Field for the temperatures to compare."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tauscope.core.numbers import plain_number
from tauscope.document.edits import table_edits
from tauscope.document.library.temperature_list import parse_temperatures
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.bubble import mark_refused, show_bubble
from tauscope.ui.widgets.entry import ValueEntry


class ComparisonField(ValueEntry):
    """Field for several temperatures; a refused text stays to be corrected, Esc restores the old one."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        self.setObjectName("comparisonField")
        self.setAccessibleName("Temperatures to compare")
        self.setToolTip("Temperatures to compare, such as 0.5, 1, 2 or greedy 1/3 ∞")
        self.textChanged.connect(lambda: mark_refused(self, refused=False))

    def show_temperatures(self, temperatures: Sequence[float]) -> None:
        """Show these temperatures; this edits nothing."""
        self.show_text("  ".join(map(_short, temperatures)))
        self.setCursorPosition(0)  # of many the first are seen

    def ask(self, text: str) -> str | None:
        """Compare these temperatures."""
        temperatures = parse_temperatures(text)
        return self._perform(
            EditRequest("compare", lambda document: table_edits.set_comparison(document, temperatures))
        )

    def refuse(self, sentence: str) -> None:
        """Show the reason of a refusal; the text stays, marked, because a list is long to type again."""
        show_bubble(self, sentence)
        mark_refused(self, refused=True)


def _short(temperature: float) -> str:
    """A temperature exactly as set, and no longer than it must be."""
    return "∞" if math.isinf(temperature) else plain_number(temperature)
