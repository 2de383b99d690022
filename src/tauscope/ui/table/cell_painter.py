"""Paints a cell of the table by hand: a style sheet's cells take several times as long on every frame."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tauscope.ui.painting import marks
from tauscope.ui.theme import Theme

PADDING = 6


class CellPainter(QStyledItemDelegate):
    """Paints background, swatch, text and a line below; a frame around the focused cell."""

    theme: Theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        colours = self.theme.colours
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, colours.selection)
        elif isinstance(ground, QColor):
            painter.fillRect(cell, ground)
        self._paint_text(painter, QRectF(cell), index)
        painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), colours.border)
        if state & QStyle.StateFlag.State_HasFocus:
            marks.outline(
                painter, QRectF(cell).adjusted(0.5, 0.5, -0.5, -1.5), self.theme.pen(colours.accent, 1.0)
            )

    def _paint_text(
        self, painter: QPainter, cell: QRectF, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        font, swatch = index.data(Qt.ItemDataRole.FontRole), index.data(Qt.ItemDataRole.DecorationRole)
        left = cell.left() + PADDING
        if isinstance(swatch, QPixmap):
            size = swatch.deviceIndependentSize()
            painter.drawPixmap(QPointF(left, cell.center().y() - size.height() / 2), swatch)
            left += size.width() + PADDING
        if isinstance(font, QFont):
            room = cell.right() - PADDING - left
            text = marks.short(str(index.data(Qt.ItemDataRole.DisplayRole)), font, room)
            right = (
                Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)) & Qt.AlignmentFlag.AlignRight
            )
            at = QPointF(
                cell.right() - PADDING if right else left, cell.center().y() + 0.36 * self.theme.base
            )
            align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            marks.write(painter, at, text, font, self.theme.colours.text, align)
