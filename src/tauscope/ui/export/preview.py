"""Preview of the file that will be exported."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tauscope.document.commands.requests import MM_PER_INCH
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import image_of

_SQUARE = 8
_TEXT_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_SQUARES = (QColor("#ffffff"), QColor("#d8dbe0"))


class Preview(QWidget):
    """Shows a figure, on a chequered ground where it is transparent, or the first lines of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("exportPreview")
        self.setAccessibleName("Preview")
        self.setMinimumSize(380, 260)
        self.image = QImage()
        self.text = ""

    def sizeHint(self) -> QSize:
        """Size of a small preview."""
        return QSize(440, 300)

    def show_figure(self, figure: Figure) -> None:
        """Paint a figure as large as there is room for."""
        self.show_image(image_of(figure, self.resolution(figure.size_mm)))

    def resolution(self, size_mm: tuple[float, float]) -> float:
        """Dots per inch at which a figure of this size fills the room."""
        width, height = size_mm
        scale = min((self.width() - 16) / width, (self.height() - 16) / height)
        return scale * MM_PER_INCH * self.devicePixelRatioF()

    def show_image(self, image: QImage) -> None:
        """Show a figure that was painted at `resolution`."""
        self.image, self.text = image, ""
        self.image.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    def show_text(self, text: str) -> None:
        """Show the first lines of a table."""
        self.image, self.text = QImage(), text
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is shown, with a shadow of an edge around a figure."""
        del event
        with QPainter(self) as painter:
            painter.setPen(self.palette().mid().color())
            if self.image.isNull():
                painter.setPen(self.palette().text().color())
                painter.drawText(self.rect(), _TEXT_FLAGS, self.text)
            else:
                size = self.image.deviceIndependentSize()
                box = QRectF(
                    QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2), size
                )
                if self.image.pixelColor(0, 0).alpha() == 0:
                    _chequer(painter, box)
                painter.drawImage(box.topLeft(), self.image)
                painter.drawRect(box.adjusted(-1, -1, 0, 0))


def _chequer(painter: QPainter, box: QRectF) -> None:
    painter.save()
    painter.setClipRect(box)
    for row in range(int(box.height() / _SQUARE) + 1):
        for column in range(int(box.width() / _SQUARE) + 1):
            at = box.topLeft() + QPointF(column * _SQUARE, row * _SQUARE)
            painter.fillRect(QRectF(at.x(), at.y(), _SQUARE, _SQUARE), _SQUARES[(row + column) % 2])
    painter.restore()
