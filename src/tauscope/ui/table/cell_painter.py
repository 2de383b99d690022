"""Paints a cell of the table by hand: a style sheet's cells take several times as long on every frame."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tauscope.ui.painting import marks
from tauscope.ui.table.logit_model import LogitModel, Look
from tauscope.ui.theme import Theme

PADDING = 6

INDENT = 1.4
"""Indentation of a class below the line of its group, in text heights."""


class CellPainter(QStyledItemDelegate):
    """Paints background, swatch, text and a line below; a frame around the focused cell."""

    theme: Theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        model, colours = index.model(), self.theme.colours
        look = model.look(index) if isinstance(model, LogitModel) else None
        if look is None:
            return
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, colours.selection)
        elif look.ground is not None:
            painter.fillRect(cell, look.ground)
        self._paint_text(painter, QRectF(cell), look)
        painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), colours.border)
        if state & QStyle.StateFlag.State_HasFocus:
            marks.outline(
                painter, QRectF(cell).adjusted(0.5, 0.5, -0.5, -1.5), self.theme.pen(colours.accent, 1.0)
            )

    def _paint_text(self, painter: QPainter, cell: QRectF, look: Look) -> None:
        left, right = cell.left() + PADDING, cell.right() - PADDING
        if look.indented:
            left += INDENT * self.theme.base
        if look.swatch is not None:
            size = look.swatch.deviceIndependentSize()
            painter.drawPixmap(QPointF(left, cell.center().y() - size.height() / 2), look.swatch)
            left += size.width() + PADDING
        text = marks.short(look.text, look.font, right - left)
        at = QPointF(right if look.at_right else left, cell.center().y() + 0.36 * self.theme.base)
        align = Qt.AlignmentFlag.AlignRight if look.at_right else Qt.AlignmentFlag.AlignLeft
        marks.write(painter, at, text, look.font, look.colour or self.theme.colours.text, align)
