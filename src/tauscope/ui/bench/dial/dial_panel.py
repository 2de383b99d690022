"""The dial with the exact field in the gap of its ring."""

from __future__ import annotations

import math

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.temperature_field import TemperatureField

WIDEST, SIDES, MOST_ASIDE = "8.88", 20, 5
"""A usual τ, the pixels at the sides of a field's text, and how many of each side the text may take."""


class DialPanel(QWidget):
    """The dial, with the exact field in the gap of its ring."""

    def __init__(self, dial: TemperatureDial, field: TemperatureField) -> None:
        super().__init__()
        self._dial, self._field = dial, field
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(dial)
        field.setParent(self)
        self.setTabOrder(dial, field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field centred at the bottom."""
        super().resizeEvent(event)
        self.place_field()

    def place_field(self) -> None:
        """Put the field where the ring is open."""
        height, width = self._field.sizeHint().height(), min(self._field.maximumWidth(), self._dial.gap)
        self._field.setGeometry((self.width() - width) // 2, self.height() - height, width, height)
        # In a narrow gap the number takes the room at its sides, or its first digit would be cut.
        lacking = math.ceil((self._field.fontMetrics().horizontalAdvance(WIDEST) + SIDES - width) / 2)
        aside = min(max(0, lacking), MOST_ASIDE)
        self._field.setTextMargins(-aside, 0, -aside, 0)
        self._field.raise_()
