"""Legend of a text's colours: a scale of surprisal in bits."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from tauscope.document.formulas import with_formulas
from tauscope.ui.painting import marks
from tauscope.ui.painting.surprise import LEVELS, MOST_BITS, surprise_colour
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.painted_widget import PaintedWidget
from tauscope.ui.widgets.plain_text import tip_text


class SurpriseScale(PaintedWidget):
    """A strip of the colours, with bits at its ends."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setObjectName("surpriseScale")
        self.setAccessibleName("Colours of the text: surprise in bits")
        self.setToolTip(
            tip_text(
                with_formulas("Surprise of a token: $−log₂ p$ in bits. A token of $p = 1/8$ has 3 bits.")
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Height of two lines: the strip, and words under the strip."""
        return QSize(round(12 * self._theme.base), round(2.4 * self._theme.base))

    def minimumSizeHint(self) -> QSize:
        """Height of two lines."""
        return QSize(0, self.sizeHint().height())

    def paint(self, painter: QPainter) -> None:
        """Paint the strip and the numbers at its ends."""
        theme, base = self._theme, self._theme.base
        step, height = self.width() / LEVELS, 0.7 * base
        for level in range(LEVELS):
            painter.fillRect(
                QRectF(level * step, 0.3 * base, step, height), surprise_colour(theme, level / (LEVELS - 1))
            )
        font, colour, line = theme.font(0.87), theme.colours.muted, 2.1 * base
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        marks.write(painter, QPointF(0, line), "expected", font, colour, left)
        words = f"surprise: {MOST_BITS:.0f} bits"
        marks.write(painter, QPointF(self.width(), line), words, font, colour, right)
