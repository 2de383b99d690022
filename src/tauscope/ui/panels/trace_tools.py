"""Tools of the panel of a trace, in its heading: the least needed ones go first in a narrow card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tauscope.ui.widgets.card import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE = 17.0
"""Room that the tools leave to the note beside them, in text heights."""


class TraceTools(QWidget):
    """Tools side by side.

    Parameters
    ----------
    parts : sequence of QWidget
        From left to right.
    folding : sequence of QWidget
        Those that are hidden where there is no room, the first ones first. Keys and menus do the same.
    for_note : int
        How many of them are hidden for the note as well.
    """

    def __init__(self, parts: Sequence[QWidget], folding: Sequence[QWidget], for_note: int) -> None:
        super().__init__()
        self._folding, self._unwanted = tuple(folding), frozenset[QWidget]()
        self._room, self._for_note = 0, for_note
        self._base = 14.0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part in parts:
            row.addWidget(part)

    def leave_out(self, unwanted: frozenset[QWidget]) -> None:
        """Hide these parts whatever room there is."""
        if unwanted != self._unwanted:
            self._unwanted = unwanted
            self.fit(self._room)

    def set_base(self, base: float) -> None:
        """Set the height of text in pixels."""
        self._base = base

    def fit(self, room: int) -> None:
        """Show what fits into `room` pixels beside a note."""
        self._room = room
        for part in self._folding:
            part.setVisible(part not in self._unwanted)
        note = round(NOTE * self._base)
        for place, part in enumerate(self._folding):
            if self.sizeHint().width() <= room - (note if place < self._for_note else 0):
                break
            part.hide()
