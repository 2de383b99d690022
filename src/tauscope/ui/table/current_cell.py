"""The current cell of the table, which stays at its class while the lines move."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QTableView

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.table.row_order import RowOrder


class Remembered(NamedTuple):
    """A cell before the lines move.

    Attributes
    ----------
    key : int or None
        Key of the class in its line; None if there was no current cell.
    line : int
        Number of the line from the top.
    column : int
    """

    key: int | None
    line: int
    column: int


class CurrentCell:
    """Current cell of a view whose lines a `RowOrder` tells.

    Parameters
    ----------
    view : QTableView
    order : RowOrder
    """

    def __init__(self, view: QTableView, order: RowOrder) -> None:
        self._view, self._order = view, order

    @property
    def column(self) -> int:
        """Column of the current cell; the first where there is none."""
        return max(0, self._view.currentIndex().column())

    @property
    def _lines(self) -> int:
        return self._view.model().rowCount()

    def row(self, picture: Picture | None) -> int | None:
        """Return the row of the logits in the current line; None where there is none."""
        line = self._view.currentIndex().row()
        return self._order.row_at(picture, line) if picture is not None and 0 <= line < self._lines else None

    def remember(self, picture: Picture | None) -> Remembered:
        """Return what `restore` needs after the lines have moved."""
        row = self.row(picture)
        key = None if row is None or picture is None else int(picture.logits.keys[row])
        return Remembered(key, self._view.currentIndex().row(), self.column)

    def restore(self, cell: Remembered, picture: Picture | None) -> None:
        """Make the class of a remembered cell current, or the class that is now in its line."""
        if self._view.currentIndex().isValid() or cell.key is None or picture is None:
            return
        row = picture.logits.row_of(cell.key)
        line = None if row is None else self._order.place_of(picture, row)
        self.make_current(min(self._lines - 1, cell.line) if line is None else line, cell.column)

    def begin_at_top(self, cell: Remembered) -> None:
        """Show the first lines: the class of a remembered cell belongs to another source."""
        if cell.key is not None:
            self.make_current(0, cell.column)
        self._view.scrollToTop()

    def make_current(self, line: int, column: int) -> None:
        """Make a cell the current one; the selection stays."""
        flag = QItemSelectionModel.SelectionFlag.NoUpdate
        self._view.selectionModel().setCurrentIndex(self._view.model().index(line, column), flag)

    def show_row(self, picture: Picture | None, row: int, column: int) -> None:
        """Make a cell in a row of the logits current, and scroll to it."""
        line = None if picture is None else self._order.place_of(picture, row)
        if line is not None:
            self.make_current(line, column)
            self._view.scrollTo(self._view.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
