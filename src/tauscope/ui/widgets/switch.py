"""A switch: on or off, with its name beside it; it looks like a switch and not like the colour of a class."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox

TRACK = 1.75
"""Width of the track, in its heights."""

GAP = 0.5
"""Between track and name, in heights of the track."""


class Switch(QCheckBox):
    """A check box that is painted as a track with a handle: at the right and filled where it is on."""

    @property
    def _height(self) -> float:
        """Height of the track in pixels."""
        return round(0.86 * QFontMetricsF(self.font()).height() - 2)

    @property
    def _indent(self) -> float:
        """Left end of the name, in pixels."""
        return 1 + (TRACK + GAP) * self._height

    def sizeHint(self) -> QSize:
        """Size of track and name."""
        metrics = QFontMetricsF(self.font())
        width = self._indent + metrics.horizontalAdvance(self.text()) + 2
        return QSize(round(width + 0.5), round(metrics.height() + 2))

    def minimumSizeHint(self) -> QSize:
        """Size of track and name."""
        return self.sizeHint()

    def hitButton(self, point: QPoint) -> bool:  # noqa: N802  # Qt's name
        """The name can be clicked as well as the track."""
        return self.rect().contains(point)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, handle and name."""
        del event
        colours, role, on = self.palette(), QPalette.ColorRole, self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            height = self._height
            track = QRectF(1.5, (self.height() - height) / 2 + 0.5, TRACK * height - 1, height - 1)
            accent, quiet = colours.color(role.Accent), colours.color(role.Dark)
            painter.setPen(QPen(accent if on else quiet, 1.2))
            painter.setBrush(accent if on else colours.color(role.Base))
            painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
            radius = track.height() / 2 - 2.2
            x = track.right() - track.height() / 2 if on else track.left() + track.height() / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(role.Base) if on else quiet)
            painter.drawEllipse(QPointF(x, track.center().y()), radius, radius)
            painter.setPen(accent if self.hasFocus() else colours.color(role.WindowText))
            painter.setFont(self.font())
            area = QRectF(self._indent, 0, self.width() - self._indent, self.height())
            alignment = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(area, alignment, self.text())
