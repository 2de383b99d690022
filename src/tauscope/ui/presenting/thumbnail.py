"""The stage in small, as the presenter's window shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
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
        self._picture, self._small = QPixmap(), QPixmap()
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
            self._picture, self._small = stage.grab(), QPixmap()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture as large as there is room, dimmed while the room does not see it."""
        del event
        stage = self._presentation.stage
        if self._picture.isNull() or stage is None:
            return
        size = self._picture.deviceIndependentSize()
        factor = min(self.width() / size.width(), self.height() / size.height())
        ratio = self.devicePixelRatioF()
        wanted = (size * (factor * ratio)).toSize()
        if self._small.size() != wanted:
            # A painter that shrinks a picture to a third leaves out thin lines; this takes means.
            smooth = Qt.TransformationMode.SmoothTransformation
            self._small = self._picture.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._small.setDevicePixelRatio(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._small)
