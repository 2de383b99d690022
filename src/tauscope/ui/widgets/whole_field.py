"""A line for one whole number of the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize

from tauscope.core.domain import Whole
from tauscope.ui.widgets.entry import ValueEntry

Accept = Callable[[int], "str | None"]
"""Takes a number, and answers with the sentence of a refusal, or None."""

FRAME = 18
"""What a line has around its text, in pixels."""


class WholeField(ValueEntry):
    """As wide as its largest number: digits that are cut say another one."""

    def __init__(self, domain: Whole, accept: Accept) -> None:
        super().__init__()
        self._domain, self._accept = domain, accept
        self.setAccessibleName(domain.name.capitalize())
        self.setToolTip(f"{domain.name.capitalize()}, {domain}")

    def show_number(self, number: int) -> None:
        """Show it; this edits nothing."""
        self.show_text(str(number))

    def ask(self, text: str) -> str | None:
        """Ask for the number that was typed."""
        return self._accept(self._domain.parse(text))

    def sizeHint(self) -> QSize:
        """Room for the largest number."""
        widest = self.fontMetrics().horizontalAdvance("8" * len(f"{self._domain.high:.0f}"))
        return QSize(widest + FRAME, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()
