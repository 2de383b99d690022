"""The readouts: the numbers of the present picture, each with its formula in a tooltip."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from tauscope.document.picture.answers import Late
from tauscope.document.picture.picture import Picture
from tauscope.ui.bench.pin_readout import PinCell
from tauscope.ui.bench.readout_cell import SMALL, ReadoutCell
from tauscope.ui.bench.readout_texts import READOUTS
from tauscope.ui.theme import Theme


class Readouts(QFrame):
    """Row of all readouts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._measured: object = None
        self._number_size, self._short_notes = theme.number, False
        self.setObjectName("readouts")
        self.cells = [ReadoutCell(readout, theme) for readout in READOUTS]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 1, 4, 1)
        self._row.setSpacing(0)
        for cell in self.cells:
            self._row.addWidget(cell, cell.readout.share)
        # The room of the pins is kept while there are none: a first pin then moves no other number.
        self.pins = PinCell(theme)
        self._row.addWidget(self.pins, self.pins.readout.share)
        for cell in self.shown:
            cell.row = self

    @property
    def shown(self) -> list[ReadoutCell]:
        """All cells of the row."""
        return [*self.cells, self.pins]

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`."""
        for cell in self.shown:
            cell.show_picture(picture)

    def show_late(self, answer: Late) -> None:
        """Show that all numbers are awaited or failed."""
        for cell in self.shown:
            cell.show_late(answer)

    @property
    def number_size(self) -> float:
        """Size of every number in the row: the theme's, or `SMALL` where one of them would be cut."""
        self._measure()
        return self._number_size

    @property
    def has_short_notes(self) -> bool:
        """Whether all notes use their short form: True if one of them would be cut."""
        self._measure()
        return self._short_notes

    def _measure(self) -> None:
        """Measure the texts once for all cells."""
        texts = tuple((cell.value, cell.note, cell.width()) for cell in self.shown)
        measured = (id(self.theme), self.width(), texts)
        if measured != self._measured:
            self._measured, large = measured, self.theme.number
            self._number_size = large if all(cell.fits(large) for cell in self.shown) else min(SMALL, large)
            self._short_notes = any(cell.short_note and not cell.note_fits() for cell in self.shown)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.theme = theme
        for cell in self.shown:
            cell.apply_theme(theme)
