"""A line for one number of the document that need not be whole."""

from __future__ import annotations

from collections.abc import Callable

from tauscope.core.domain import Interval
from tauscope.core.numbers import plain_number
from tauscope.ui.widgets.entry import ValueEntry


class IntervalField(ValueEntry):
    """Field for a number of an interval.

    Parameters
    ----------
    domain : Interval
        What can be typed.
    accept : callable
        Takes a number, and returns the sentence of a refusal, or None.
    """

    def __init__(self, domain: Interval, accept: Callable[[float], str | None]) -> None:
        super().__init__()
        self._domain, self._accept = domain, accept
        self.setAccessibleName(domain.name.capitalize())

    def show_number(self, number: float) -> None:
        """Show a number; this edits nothing."""
        self.show_text(plain_number(number))

    def ask(self, text: str) -> str | None:
        """Ask for the number that was typed."""
        return self._accept(self._domain.parse(text))
