"""Paints the cells of the table by hand: through a delegate each one takes several times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QTableView

    from tauscope.ui.table.logit_model import LogitModel, Look
    from tauscope.ui.theme import Theme

PADDING = 6

INDENT = 1.4
"""Indentation of a class below the line of its group, in text heights."""


class CellPainter:
    """Paints ground, swatch, text and a line below; a frame around the focused cell."""

    def __init__(self, table: QTableView, model: LogitModel, theme: Theme) -> None:
        self._table, self._model, self.theme = table, model, theme

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        """Paint the ground and all cells of which some is exposed."""
        table, colours = self._table, self.theme.colours
        painter.fillRect(exposed, colours.card)
        columns = list(self._columns(exposed))
        first = table.rowAt(max(0, exposed.top()))
        if first < 0 or not columns:
            return
        left, right = columns[0][1], columns[-1][1] + columns[-1][2]
        height, top = table.rowHeight(first), table.rowViewportPosition(first)
        selection = table.selectionModel()
        any_selected, current = selection.hasSelection(), table.currentIndex()
        for row in range(first, self._model.rowCount()):
            if top > exposed.bottom():
                return
            looks = [self._model.look(row, column) for column, _, _ in columns]
            ground = looks[0].ground
            if any_selected and selection.isSelected(self._model.index(row, columns[0][0])):
                ground = colours.selection
            if ground is not None:
                painter.fillRect(QRect(left, top, right - left, height), ground)
            for look, (_, x, width) in zip(looks, columns, strict=True):
                self._paint_text(painter, x, x + width, top + height / 2, look)
            painter.fillRect(QRect(left, top + height - 1, right - left, 1), colours.border)
            if row == current.row() and table.hasFocus():
                self._paint_focus(painter, table.visualRect(current))
            top += height

    def _columns(self, exposed: QRect) -> Iterator[tuple[int, int, int]]:
        """Number, left end and width of each column of which some is exposed."""
        table = self._table
        for column in range(self._model.columnCount()):
            x, width = table.columnViewportPosition(column), table.columnWidth(column)
            if width and x <= exposed.right() and x + width > exposed.left():
                yield column, x, width

    def _paint_focus(self, painter: QPainter, cell: QRect) -> None:
        inner = QRectF(cell).adjusted(0.5, 0.5, -0.5, -1.5)
        marks.outline(painter, inner, self.theme.pen(self.theme.colours.accent, 1.0))

    def _paint_text(self, painter: QPainter, left: float, right: float, middle: float, look: Look) -> None:
        left, right = left + PADDING, right - PADDING
        if look.indented:
            left += INDENT * self.theme.base
        if look.swatch is not None:
            size = look.swatch.deviceIndependentSize()
            painter.drawPixmap(QPointF(left, middle - size.height() / 2), look.swatch)
            left += size.width() + PADDING
        text = marks.short(look.text, look.font, right - left)
        at = QPointF(right if look.at_right else left, middle + 0.36 * self.theme.base)
        align = Qt.AlignmentFlag.AlignRight if look.at_right else Qt.AlignmentFlag.AlignLeft
        marks.write(painter, at, text, look.font, look.colour or self.theme.colours.text, align)
