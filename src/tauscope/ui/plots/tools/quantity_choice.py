"""The choice of the dotted curve's quantity, and of softmax or the whole chain for the other curves."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from tauscope.document.document import CURVES
from tauscope.document.edits import table_edits
from tauscope.document.formulas import one_line
from tauscope.document.temperature_words import SOFTMAX
from tauscope.ui.editing.history import Edit, EditRequest, Perform
from tauscope.ui.widgets.buttons import add_choices, give_menu
from tauscope.ui.widgets.card import PLENTY

QUANTITY_NAMES = {
    "entropy": "Entropy S",
    "mean_energy": "Mean energy U",
    "free_energy": "Free energy F",
    "heat_capacity": "Heat capacity C",
}

CURVES_NAMES = dict(zip(CURVES, ("Curves after all knobs", one_line(f"Curves of {SOFTMAX}")), strict=True))


class QuantityChoice(QToolButton):
    """Button with a menu of quantities, and of the subject of the curves."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform, self._name, self._room = perform, QUANTITY_NAMES["entropy"], PLENTY
        menu = QMenu(self)
        self._quantities = add_choices(menu, QUANTITY_NAMES, self._choose_quantity)
        menu.addSeparator()
        self._curves = add_choices(menu, CURVES_NAMES, self._choose_curves)
        give_menu(self, menu)
        self.setObjectName("quantityChoice")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "What the dotted curve shows over τ, on the right-hand axis,\n"
            "and whether the curves include what the knobs do"
        )

    def _choose_quantity(self, name: str) -> None:
        self._ask(QUANTITY_NAMES[name], partial(table_edits.set_quantity, quantity=name))

    def _choose_curves(self, name: str) -> None:
        self._ask(CURVES_NAMES[name], partial(table_edits.set_curves, curves=name))

    def _ask(self, title: str, edit: Edit) -> None:
        self._perform(EditRequest(f"show {title[0].lower()}{title[1:]}", edit))

    def show_choice(self, quantity: str, curves: str) -> None:
        """Show the present choice; this edits nothing."""
        for choice in (self._quantities[quantity], self._curves[curves]):
            if not choice.isChecked():
                choice.setChecked(True)
        if self._name != QUANTITY_NAMES[quantity] or not self.text():
            self._name = QUANTITY_NAMES[quantity]
            self._show_name()

    def _show_name(self) -> None:
        """Write the name of the quantity, or its symbol alone where the name has no room."""
        whole = f"{self._name} ▾"
        text = whole if self._width(whole) <= self._room else f"{self._name[-1]} ▾"
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(f"Quantity beside the curves: {self._name}")

    def _width(self, text: str) -> int:
        """Width in pixels of the button with another text."""
        new, old = (self.fontMetrics().horizontalAdvance(one) for one in (text, self.text()))
        return self.sizeHint().width() + new - old

    def fit(self, room: int) -> None:
        """Show the name or the symbol, whichever fits into `room` pixels."""
        self._room = room
        self._show_name()

    def minimumSizeHint(self) -> QSize:
        """Size with the symbol."""
        return QSize(self._width(f"{self._name[-1]} ▾"), super().minimumSizeHint().height())
