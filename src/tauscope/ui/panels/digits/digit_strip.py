"""A strip of small images of digits, each of which can be put on the bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip

from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import SIDE
from tauscope.ui.painting.pixel_images import paint_pixels, whole_pixels
from tauscope.ui.widgets.painted_widget import PaintedWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.ui.theme import Theme

HEIGHT = 2.0
"""Height of the strip, in text heights."""

FRAME = 3.0
"""Pixels around each image, in which the frame of the shown one is."""

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class DigitStrip(PaintedWidget):
    """Images side by side; a click or the arrow keys choose one."""

    chosen = Signal(int)
    """Emitted with the number of the image that the user chose."""

    def __init__(self, images: Sequence[int], theme: Theme) -> None:
        super().__init__(theme)
        self._digits = [TaughtDigit(image) for image in images]
        self._shown, self._smaller = -1, 0
        self.setObjectName("digitStrip")
        self.setAccessibleName("Images worth showing")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_image(self, image: int) -> None:
        """Frame this image, if it is in the strip; this edits nothing."""
        images = [digit.image for digit in self._digits]
        self._shown = images.index(image) if image in images else -1
        self.setAccessibleDescription(
            self._words(self._shown) if self._shown >= 0 else "none of them is shown"
        )
        self.update()

    @property
    def _side(self) -> float:
        """Side of an image in pixels."""
        return max(float(SIDE), whole_pixels(HEIGHT * self._theme.base, SIDE) - SIDE * self._smaller)

    def make_smaller(self, steps: int) -> None:
        """Make the images smaller than they are by themselves, by whole pixels of the digits."""
        if steps != self._smaller:
            self._smaller = steps
            self.updateGeometry()
            self.update()

    def area(self, place: int) -> QRectF:
        """Area of an image with its frame."""
        side = self._side + 2 * FRAME
        return QRectF(place * side, (self.height() - side) / 2, side, side)

    def place_at(self, point: QPointF) -> int:
        """Place of the image at a point; −1 if there is none."""
        return next((place for place in range(len(self._digits)) if self.area(place).contains(point)), -1)

    def sizeHint(self) -> QSize:
        """Size of all images with their frames."""
        side = self._side + 2 * FRAME
        return QSize(round(len(self._digits) * side), round(side))

    def minimumSizeHint(self) -> QSize:
        """Size of all images with their frames."""
        return self.sizeHint()

    def _words(self, place: int) -> str:
        digit = self._digits[place]
        return f"Image {digit.image}, labelled {digit.label}"

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the mouse."""
        place = self.place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.chosen.emit(self._digits[place].image)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the image before or after the shown one, the first or the last."""
        last = len(self._digits) - 1
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            place = 0 if self._shown < 0 else min(last, max(0, self._shown + step))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            place = 0 if event.key() == Qt.Key.Key_Home else last
        else:
            super().keyPressEvent(event)
            return
        self.chosen.emit(self._digits[place].image)

    def event(self, event: QEvent) -> bool:
        """Show the number and the label of the image under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.place_at(QPointF(event.pos()))
            words = f"{self._words(place)}. Click it, or use ← and →" if place >= 0 else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    # Painting

    def paint(self, painter: QPainter) -> None:
        """Paint the images, a frame around the shown one, and the focus around all."""
        colours = self._theme.colours
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, digit in enumerate(self._digits):
            area = self.area(place)
            paint_pixels(painter, area.adjusted(FRAME, FRAME, -FRAME, -FRAME), digit.pixels, colours.text)
            is_shown = place == self._shown
            painter.setPen(self._theme.pen(colours.accent if is_shown else colours.border, 1.0 + is_shown))
            painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))
        if self.hasFocus():
            painter.setPen(self._theme.pen(colours.accent, 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
