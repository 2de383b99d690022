"""Paints the cells of the readouts: one widget for all, since each widget that is painted costs a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.ui.bench.readout_cell import ReadoutCell


class ReadoutBoard(QWidget):
    """Holds the cells and paints them, over a pixmap of all that no turn of the dial changes.

    Attributes
    ----------
    cells : sequence of ReadoutCell
        Cells from left to right, which cover the whole widget.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cells: Sequence[ReadoutCell] = ()
        self._ground: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def forget(self) -> None:
        """Paint everything again with the next frame of the window."""
        self._ground = None
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Drop the pixmap."""
        super().hideEvent(event)
        self._ground = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed cells."""
        exposed, ratio = event.rect(), self.devicePixelRatioF()
        places = [(cell, cell.geometry()) for cell in self.cells]
        seen = [(cell, place.left()) for cell, place in places if place.intersects(exposed)]
        if self._ground is None or self._ground.devicePixelRatio() != ratio:
            self._ground = self._new_ground(ratio)
        self._paint_grounds(self._ground, [one for one in seen if one[0].follow_note()])
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            for cell, left in seen:
                painter.translate(left, 0)
                cell.paint(painter)
                painter.translate(-left, 0)

    def _new_ground(self, ratio: float) -> QPixmap:
        """Titles and lines of all cells."""
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        for cell in self.cells:
            cell.forget_note()
        self._paint_grounds(ground, [(cell, cell.x()) for cell in self.cells])
        return ground

    def _paint_grounds(self, ground: QPixmap, cells: Sequence[tuple[ReadoutCell, int]]) -> None:
        """Paint the ground of some cells, given with their left ends."""
        if not cells:
            return
        with QPainter(ground) as painter:
            for cell, left in cells:
                painter.translate(left, 0)
                cell.paint_ground(painter)
                painter.translate(-left, 0)
