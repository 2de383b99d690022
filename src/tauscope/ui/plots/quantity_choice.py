"""The choice of what the curves show beside the probabilities."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.document import edits
from tauscope.ui.history import Perform, Request

QUANTITY_NAMES = {
    "entropy": "Entropy S",
    "mean_energy": "Mean energy U",
    "free_energy": "Free energy F",
    "heat_capacity": "Heat capacity C",
}


class QuantityChoice(QToolButton):
    """A word that opens a menu of quantities."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        menu = QMenu(self)
        for name, title in QUANTITY_NAMES.items():
            menu.addAction(title).triggered.connect(lambda _=False, chosen=name: self._choose(chosen))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setObjectName("quantityChoice")
        self.setToolTip("What the dotted curve shows over τ, on the right-hand axis")

    def show_quantity(self, name: str) -> None:
        """Show what is chosen; this edits nothing."""
        text = f"{QUANTITY_NAMES[name]} ▾"
        if text != self.text():
            self.setText(text)

    def _choose(self, name: str) -> None:
        title = QUANTITY_NAMES[name]
        self._perform(Request(f"show {title}", lambda document: edits.set_quantity(document, name)))
