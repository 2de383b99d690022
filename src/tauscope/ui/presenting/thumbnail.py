"""The stage in small, as the presenter's window shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from tauscope.ui.presenting.controls import Controls

THUMBNAIL_MS = 120
"""Milliseconds after a change until the thumbnail follows."""


class Thumbnail(QWidget):
    """The stage, small and live."""

    def __init__(self, presentation: Controls) -> None:
        super().__init__()
        self._presentation = presentation
        self._picture = QPixmap()
        self._soon = QTimer(self, singleShot=True, interval=THUMBNAIL_MS)
        self._soon.timeout.connect(self._take)
        self.setMinimumSize(320, 180)
        self.setAccessibleName("What the room sees")

    def renew(self) -> None:
        """Take a new picture of the stage soon."""
        if not self._soon.isActive():
            self._soon.start()

    def _take(self) -> None:
        stage = self._presentation.stage
        if stage is not None:
            self._picture = stage.grab()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture as large as there is room, dimmed while the room does not see it."""
        del event
        stage = self._presentation.stage
        if self._picture.isNull() or stage is None:
            return
        size = self._picture.deviceIndependentSize()
        factor = min(self.width() / size.width(), self.height() / size.height())
        box = QRectF(0, 0, size.width() * factor, size.height() * factor)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, self._picture, QRectF(self._picture.rect()))
        painter.end()
