"""What may lie over the stage."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QRadialGradient
from PySide6.QtWidgets import QWidget

LIGHT = 0.16
"""Radius of the spotlight, as a share of the stage's height."""


class StageCover(QWidget):
    """What lies over the stage: a frozen picture, black or white, a spotlight.

    The mouse goes through it, except through black and white: nothing unseen is moved.
    """

    pressed = Signal()
    """Emitted when the mouse or a finger presses on black or white."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._frozen: QPixmap | None = None
        self._colour: QColor | None = None
        self._light: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, frozen: QPixmap | None, colour: QColor | None, light: QPointF | None) -> None:
        """Show these over the stage; None for what is not there."""
        self._frozen, self._colour, self._light = frozen, colour, light
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, colour is None)
        self.setVisible(any(part is not None for part in (frozen, colour, light)))
        self.raise_()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the stage to be shown."""
        del event
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is there, from below."""
        del event
        with QPainter(self) as painter:
            if self._frozen is not None:
                painter.drawPixmap(0, 0, self._frozen)
            if self._colour is not None:
                painter.fillRect(self.rect(), self._colour)
            elif self._light is not None:
                radius = LIGHT * self.height()
                shade = QRadialGradient(self._light, radius)
                shade.setColorAt(0.0, QColor(0, 0, 0, 0))
                shade.setColorAt(0.85, QColor(0, 0, 0, 0))
                shade.setColorAt(1.0, QColor(0, 0, 0, 150))
                painter.fillRect(QRectF(self.rect()), shade)
