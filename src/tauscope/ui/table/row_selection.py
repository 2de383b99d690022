"""Selected rows of the table and the shared focus, in step by ranges: all of a vocabulary may be selected."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QTableView

from tauscope.core.logits import Integers
from tauscope.document.picture.picture import Picture
from tauscope.ui.focus import Focus
from tauscope.ui.table.row_order import RowOrder


class RowSelection(QObject):
    """Keeps the selection of the table and the shared focus equal, as long as there is the table."""

    def __init__(self, table: QTableView, focus: Focus, order: RowOrder) -> None:
        super().__init__(table)
        self._table, self._focus, self._order = table, focus, order
        self._picture: Picture | None = None
        self._followed: tuple[int, ...] = ()
        self._busy = False
        table.selectionModel().selectionChanged.connect(self._tell)
        focus.changed.connect(self._follow)

    def rows(self) -> list[int]:
        """Selected rows of the logits, as they stand from the top."""
        picture = self._picture
        return [] if picture is None else self._order.rows_at(picture, self._places())

    def _places(self) -> list[int]:
        ranges = self._table.selectionModel().selection().toList()
        return sorted({place for one in ranges for place in range(one.top(), one.bottom() + 1)})

    def lines(self) -> list[tuple[int | None, int]]:
        """Selected lines from the top: the number of a folded group or None, and the row of the class.

        An unfolded group is left out: its members are lines of their own.
        """
        picture, order = self._picture, self._order
        found = list[tuple[int | None, int]]()
        for place in self._places() if picture is not None else []:
            assert picture is not None  # noqa: S101  # so the loop asks
            number = order.group_at(picture, place)
            if number is None or not order.is_unfolded(picture, number):
                found.append((number, order.row_at(picture, place)))
        return found

    def show_picture(self, picture: Picture) -> None:
        """Select the same classes among other rows."""
        self._picture = picture
        self._select()

    def _tell(self) -> None:
        """Pass the selection of the table to the focus, in the order of selection."""
        if self._busy or self._picture is None:
            return
        keys = dict.fromkeys(self._picture.logits.keys[self.rows()].tolist())
        still = dict.fromkeys(key for key in self._focus.selected if key in keys)
        self._followed = (*still, *(key for key in keys if key not in still))
        self._focus.select(self._followed)
        if self._order.unfolded:
            # With the line of a group its members are selected, and with all of these its line.
            self._select()

    def _follow(self) -> None:
        if self._focus.selected is not self._followed:
            self._select()

    def _select(self) -> None:
        if self._picture is None:
            return
        self._followed = self._focus.selected
        chosen = np.isin(self._picture.logits.keys, np.array(self._followed, dtype=np.int64))
        places = self._order.places_of(self._picture, np.flatnonzero(chosen))
        if places.tolist() != self._places():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._busy = True
            try:
                self._table.selectionModel().select(self._ranges(places), flag)
            finally:
                self._busy = False

    def _ranges(self, places: Integers) -> QItemSelection:
        model, selection = self._table.model(), QItemSelection()
        last = model.columnCount() - 1
        for run in np.split(places, np.flatnonzero(np.diff(places) != 1) + 1):
            if run.size:
                selection.select(model.index(int(run[0]), 0), model.index(int(run[-1]), last))
        return selection
