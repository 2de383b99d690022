"""A place for a table in which no row is cut: what is too little for one more row stays empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget


class WholeRows(QWidget):
    """Contains a table whose rows have one height, and shows whole rows only."""

    def __init__(self, table: QTableView) -> None:
        super().__init__()
        self._table = table
        table.setParent(self)
        self.setSizePolicy(table.sizePolicy())

    def minimumSizeHint(self) -> QSize:
        """Size of the table."""
        return self._table.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """Size of the table."""
        return self._table.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the table's height to whole rows."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit the table again when the height of its rows changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        table = self._table
        room = self.height() - table.height() + table.viewport().height()
        rest = room % table.verticalHeader().defaultSectionSize()
        table.setGeometry(0, 0, self.width(), self.height() - rest)
