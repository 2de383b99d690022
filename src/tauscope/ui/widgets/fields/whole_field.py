"""A line for one whole number of the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize

from tauscope.core.domain import Whole
from tauscope.ui.widgets.entry import ValueEntry

Accept = Callable[[int], "str | None"]
"""Takes a number, and returns the sentence of a refusal, or None."""

FRAME = 18
"""Width in pixels of a line edit's frame and margins."""


class WholeField(ValueEntry):
    """Field as wide as its largest number: a number with cut digits would look like another."""

    def __init__(self, domain: Whole, accept: Accept) -> None:
        super().__init__()
        self._domain, self._accept = domain, accept
        self.setAccessibleName(domain.name.capitalize())
        self.setToolTip(f"{domain.name.capitalize()}, {domain}")

    def show_number(self, number: int) -> None:
        """Show a number; this edits nothing."""
        self.show_text(str(number))

    def ask(self, text: str) -> str | None:
        """Ask for the number that was typed."""
        return self._accept(self._domain.parse(text))

    def sizeHint(self) -> QSize:
        """Size with the largest number."""
        widest = self.fontMetrics().horizontalAdvance("8" * len(f"{self._domain.high:.0f}"))
        return QSize(widest + FRAME, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Size with the largest number."""
        return self.sizeHint()
