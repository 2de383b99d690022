"""A field for one number with a domain: what cannot be is refused here, with the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from tauscope.core.domain import Interval
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, quoted
from tauscope.ui.widgets.bubble import hide_bubble, mark_refused, show_bubble


class NumberField(QLineEdit):
    """Field that accepts 160, 85.5 or 85,5; with `whole` only whole numbers."""

    def __init__(self, domain: Interval, *, whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._domain, self._whole = domain, whole
        self.setAccessibleName(domain.name)
        self.setToolTip(f"{domain.name.capitalize()}, {domain}")
        self.editingFinished.connect(self.check)

    def show_number(self, value: float) -> None:
        """Show a number."""
        self.setText(f"{value:g}")
        mark_refused(self, refused=False)

    def number(self) -> float:
        """Number that is typed.

        Raises
        ------
        InputError
            If it is no number, or none that can be.
        """
        number = self._domain.check(parse_number(self.text()))
        if self._whole and number != int(number):
            raise InputError(f"{quoted(self.text())} is not a whole number.")
        return number

    def check(self) -> bool:
        """Mark the field and show the reason if the typed text is invalid; return whether it is valid."""
        try:
            self.number()
        except InputError as refusal:
            self.refuse(str(refusal))
            return False
        mark_refused(self, refused=False)
        hide_bubble(self)
        return True

    def refuse(self, sentence: str) -> None:
        """Mark the field as refused, and show the reason."""
        mark_refused(self, refused=True)
        show_bubble(self, sentence)
