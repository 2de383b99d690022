"""Sliders of the predicted bars: what is dragged on the plot can be set here with keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from tauscope.core.numbers import screen_percentage
from tauscope.ui.widgets.quiet_slider import QuietSlider

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 8
"""Most classes that have a slider: with more of them the bars are dragged on the plot alone."""

NOTCHES, PAGE = 1000, 50
"""Steps of a slider, and those of PgUp and PgDn."""


class BarSliders(QWidget):
    """A slider for each class, with its name and the probability that is predicted."""

    moved = Signal(int, float, object)
    """Emitted with a row, the probability that it is given, and the gesture that this is part of."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._names: list[QLabel] = []
        self.sliders: list[QuietSlider] = []
        self._numbers: list[QLabel] = []
        self._gesture = object()

    def show_bars(self, labels: Sequence[str], bars: Sequence[float]) -> None:
        """Show predicted probabilities by class; none where there are more than `MOST`."""
        count = len(labels) if len(labels) <= MOST else 0
        while len(self.sliders) < count:
            self._add()
        for row in range(len(self.sliders)):
            for part in (self._names[row], self.sliders[row], self._numbers[row]):
                part.setVisible(row < count)
        for row in range(count):
            self._show_bar(row, labels[row], bars[row])

    def _show_bar(self, row: int, label: str, p: float) -> None:
        self._names[row].setText(label)
        self._numbers[row].setText(screen_percentage(p))
        slider = self.sliders[row]
        slider.setAccessibleName(f"Your prediction for {label}, in tenths of a per cent")
        if round(NOTCHES * p) != slider.value():
            slider.blockSignals(True)  # Qt's own
            slider.setValue(round(NOTCHES * p))
            slider.blockSignals(False)

    def _add(self) -> None:
        row, slider = len(self.sliders), QuietSlider()
        slider.setRange(0, NOTCHES)
        slider.setSingleStep(NOTCHES // 100)
        slider.setPageStep(PAGE)
        slider.sliderPressed.connect(self._new_gesture)
        slider.valueChanged.connect(partial(self._move, row))
        name, number = QLabel(), QLabel()
        name.setBuddy(slider)
        for column, part in enumerate((name, slider, number)):
            self._grid.addWidget(part, row, column)
        self._names.append(name)
        self.sliders.append(slider)
        self._numbers.append(number)

    def _new_gesture(self) -> None:
        self._gesture = object()

    def _move(self, row: int, notch: int) -> None:
        self.moved.emit(row, notch / NOTCHES, self._gesture)
