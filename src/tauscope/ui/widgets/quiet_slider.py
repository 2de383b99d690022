"""A slider that goes to where it is clicked, and leaves the wheel to the page."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QStylePainter

GROOVE = 4.0
"""Height of the groove in pixels."""

RING = 2.0
"""Width in pixels of the ring around the handle at the focus."""

CONTROL = QStyle.ComplexControl.CC_Slider


class QuietSlider(QSlider):
    """A horizontal slider that the wheel turns only while it has the focus."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a groove that is seen in every theme, and the style's handle.

        Fusion derives its groove from the window's colour: in a dark theme it is black on black.
        """
        del event
        option, handle, groove = self._parts()
        painter = QStylePainter(self)
        with painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            line = QRectF(groove.left(), groove.center().y() + 0.5 - GROOVE / 2, groove.width(), GROOVE)
            painter.setBrush(self.palette().brush(QPalette.ColorRole.Mid))
            painter.drawRoundedRect(line, GROOVE / 2, GROOVE / 2)
            if self.isEnabled():
                line.setRight(handle.center().x())
                painter.setBrush(self.palette().brush(QPalette.ColorRole.Dark))
                painter.drawRoundedRect(line, GROOVE / 2, GROOVE / 2)
            option.subControls = QStyle.SubControl.SC_SliderHandle
            painter.drawComplexControl(CONTROL, option)
            # The style's outline is hardly seen in a dark theme.
            focused, role = self.hasFocus(), QPalette.ColorRole
            width = RING if focused else 1.0
            painter.setPen(QPen(self.palette().color(role.Accent if focused else role.Dark), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = width / 2
            painter.drawRoundedRect(QRectF(handle).adjusted(inset, inset, -inset, -inset), GROOVE, GROOVE)

    def _parts(self) -> tuple[QStyleOptionSlider, QRect, QRect]:
        """Return the style's option, the handle and the groove."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        # A style sheet may have made this the colour of the card or not; the handle's outline comes from it.
        option.palette.setBrush(QPalette.ColorRole.Window, self.palette().brush(QPalette.ColorRole.Base))
        handle, groove = (
            self.style().subControlRect(CONTROL, option, part, self)
            for part in (QStyle.SubControl.SC_SliderHandle, QStyle.SubControl.SC_SliderGroove)
        )
        return option, handle, groove

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass the wheel on to the page, unless focused."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the handle to the mouse, and start a drag: the default would step by pages."""
        _, handle, groove = self._parts()
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            self.setSliderDown(True)
            place = round(event.position().x() - groove.left() - handle.width() / 2)
            room = groove.width() - handle.width()
            self.setSliderPosition(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)
            )
        super().mousePressEvent(event)
