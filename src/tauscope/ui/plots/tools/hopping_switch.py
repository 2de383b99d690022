"""The button that lets particles hop between Boltzmann levels."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QToolButton

from tauscope.document.edits import bench_edits
from tauscope.ui.editing.history import EditRequest, Perform

TIP = (
    "Let the particles hop between levels as in a heat bath at this τ (detailed balance);\n"
    "outlines keep showing the exact populations"
)
WORD, SIGN = "Hop", "⇅"
"""What stands on the button, and where there is no room for the word."""

HELD = "\nView → Reduce Motion keeps them still"


class HoppingSwitch(QToolButton):
    """Checkable button; the choice is part of the document."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        self._held: bool | None = None
        self.setObjectName("hopping")
        self.setText(WORD)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Particles hop")
        self.setCheckable(True)
        self.clicked.connect(self._choose)

    def show_choice(self, *, hopping: bool, held: bool) -> None:
        """Show whether particles hop, and whether reduced motion holds them; this edits nothing."""
        self.setChecked(hopping)
        if held != self._held:
            self._held = held
            self.setToolTip(TIP + (HELD if held else ""))

    def fit(self, room: int) -> None:
        """Show the word or the sign, whichever fits into `room` pixels."""
        text = WORD if self._width(WORD) <= room else SIGN
        if text != self.text():
            self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Size with the sign."""
        return QSize(self._width(SIGN), super().minimumSizeHint().height())

    def _width(self, text: str) -> int:
        """Width in pixels of the button with another text."""
        new, old = (self.fontMetrics().horizontalAdvance(one) for one in (text, self.text()))
        return self.sizeHint().width() + new - old

    def _choose(self, hopping: bool) -> None:  # Qt's signal
        name = "let the particles hop" if hopping else "keep the particles still"
        self._perform(EditRequest(name, partial(bench_edits.set_hopping, hopping=hopping)))
