"""The dial with the exact field in the gap of its ring."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.temperature_field import TemperatureField


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
        self._field.raise_()
