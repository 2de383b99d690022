"""A radio button whose text breaks into lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QStyle

from tauscope.document.formulas import NO_BREAK
from tauscope.document.library.lesson_words import unbroken

GAP = 8
"""Pixels between the circle and the text, and air at the right."""


class WrappedRadio(QRadioButton):
    """Shows a text in as many lines as its width asks for; Qt's own asks for the width of one line."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self._text = self._whole = unbroken(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_sign(self, sign: str, *, said: str = "", strong: bool = False) -> None:
        """Write a sign before the text, which screen readers are told as `said`; "" for none."""
        self._whole = f"{sign} {self._text}".lstrip()
        self.setAccessibleName((f"{self._text}, {said}" if said else self._text).replace(NO_BREAK, " "))
        if self.property("strong") != strong:
            self.setProperty("strong", strong)
            self.style().unpolish(self)
            self.style().polish(self)
        self.wrap()

    def wrap(self) -> None:
        """Break the text into lines of the present width."""
        circle = self.style().pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth)
        room, metrics = self.width() - circle - 2 * GAP, self.fontMetrics()
        lines = [""]
        for word in self._whole.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        text = "\n".join(lines).replace("&", "&&")
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the text again for the new width."""
        super().resizeEvent(event)
        self.wrap()

    def changeEvent(self, event: QEvent) -> None:
        """Wrap the text again for another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.wrap()

    def minimumSizeHint(self) -> QSize:
        """Height of the lines; any width will do."""
        return QSize(0, self.sizeHint().height())
