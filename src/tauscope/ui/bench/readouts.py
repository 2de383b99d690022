"""The readouts: the numbers of the present picture, each with its formula in a tooltip."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from tauscope.document.picture.answers import Late
from tauscope.document.picture.picture import Picture
from tauscope.ui.bench.pin_readout import PinCell
from tauscope.ui.bench.readout_board import ReadoutBoard
from tauscope.ui.bench.readout_cell import NARROW, SMALL, ReadoutCell
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.bench.readout_texts import READOUTS, Readout
from tauscope.ui.theme import Theme


class Readouts(QFrame):
    """Row of all readouts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.sizes = object()
        self._measured: object = None
        self._number_size, self._short_notes = theme.number, False
        self.setObjectName("readouts")
        self.board = ReadoutBoard()
        around = QHBoxLayout(self)
        around.setContentsMargins(4, 1, 4, 1)
        around.addWidget(self.board)
        self._row = QHBoxLayout(self.board)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        # The room of the pins is kept while there are none: a first pin then moves no other number.
        self.pins = PinCell(theme)
        self.pins.row = self
        self._row.addWidget(self.pins, self.pins.readout.share)
        self.cells: list[ReadoutCell] = []
        self._readouts: tuple[Readout, ...] = ()
        self._put(READOUTS)

    @property
    def shown(self) -> list[ReadoutCell]:
        """All cells of the row."""
        return [*self.cells, self.pins]

    def _put(self, readouts: tuple[Readout, ...]) -> None:
        """Put a cell for each readout before the cell of the pins, in place of the cells before."""
        if readouts == self._readouts:
            return
        for cell in self.cells:
            cell.hide()
            cell.deleteLater()
        self.forget_sizes()
        self._readouts, self.cells = readouts, [ReadoutCell(readout, self.theme) for readout in readouts]
        for place, cell in enumerate(self.cells):
            cell.row = self
            self._row.insertWidget(place, cell, cell.readout.share)
        self.board.cells = self.shown
        self.forget_ground()

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`."""
        self._put(readouts_for(picture.document))
        for cell in self.shown:
            cell.show_picture(picture)
        before = self._number_size, self._short_notes
        self._measure()
        if before != (self._number_size, self._short_notes):
            self.board.update()

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

    @property
    def narrow(self) -> bool:
        """Whether all notes go under the numbers."""
        # Layouts ask before anything is painted, so the width counts as it is now.
        return self.width() < NARROW * self.theme.base * (len(self.cells) + 1)

    def forget_sizes(self) -> None:
        """Measure the texts again: one of them, or its room, changed."""
        self.sizes = object()

    def forget_ground(self) -> None:
        """Paint all titles again: one of them, its place or the theme changed."""
        self.board.forget()

    def update_cell(self, cell: QWidget, top: int) -> None:
        """Paint a cell from `top` pixels down again with the next frame of the window."""
        self.board.update(cell.geometry().adjusted(0, top, 0, 0))

    def _measure(self) -> None:
        """Measure the texts once for all cells."""
        if self._measured is not self.sizes:
            self._measured, large = self.sizes, self.theme.number
            self._number_size = large if all(cell.fits(large) for cell in self.shown) else min(SMALL, large)
            self._short_notes = any(cell.short_note and not cell.note_fits() for cell in self.shown)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.theme = theme
        self.forget_sizes()
        for cell in self.shown:
            cell.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again in the new width."""
        super().resizeEvent(event)
        self.forget_sizes()
