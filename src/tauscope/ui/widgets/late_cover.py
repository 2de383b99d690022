"""Covers over parts of the window whose numbers are awaited or failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from tauscope.document.picture.answers import ELLIPSIS, Failed, Late
from tauscope.ui.widgets.buttons import word_button


class LateCover(QWidget):
    """Covers a widget with “…”, or with a sentence and buttons; the widget keeps its place and its size."""

    def __init__(self, over: QWidget) -> None:
        # An item view raises its scroll bars over its children: the cover stands beside it, over both.
        beside = isinstance(over, QAbstractItemView)
        super().__init__((over.parentWidget() if beside else over) or over)
        self._over, self._hatched = over, False
        self.setObjectName("lateCover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = QLabel()
        self._text.setObjectName("lateText")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons = QHBoxLayout()
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._text)
        layout.addLayout(self._buttons)
        layout.addStretch(1)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """Text on the cover."""
        return self._text.text()

    def say(
        self, text: str, buttons: Mapping[str, Callable[[], object]], *, refused: bool, hatched: bool = False
    ) -> None:
        """Cover the widget with a text and these buttons; hatch it where it is hidden on purpose."""
        self._hatched = hatched
        self._text.setText(text)
        self._text.setProperty("refused", refused)
        # A style sheet looks at a property only when the widget is polished.
        self._text.style().polish(self._text)
        self.setAccessibleName(text)
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                # It is deleted when control is back in the event loop, and would be seen until then.
                old.hide()
                old.deleteLater()
        self._buttons.addStretch(1)
        for name, act in buttons.items():
            self._buttons.addWidget(word_button(name, "", act))
        self._buttons.addStretch(1)
        self._fit()
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and, where something is hidden on purpose, a hatch with room for the text."""
        del event
        option = QStyleOption()
        option.initFrom(self)
        ground = QStyle.PrimitiveElement.PE_Widget
        with QPainter(self) as painter:
            self.style().drawPrimitive(ground, option, painter, self)
            if self._hatched:
                metrics, height = self._text.fontMetrics(), self.height()
                gap = 2 * metrics.height()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), max(1.0, 0.05 * gap)))
                for x in range(-height, self.width(), gap):
                    painter.drawLine(x, height, x + height, 0)
                wide = metrics.horizontalAdvance(self.text) + gap
                box = QRect(0, 0, wide, gap)
                box.moveCenter(self._text.geometry().center())
                painter.setClipRect(box)
                self.style().drawPrimitive(ground, option, painter, self)

    def _fit(self) -> None:
        self.setGeometry(self._over.rect() if self.parentWidget() is self._over else self._over.geometry())

    def eventFilter(self, over: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Follow the size of the covered widget."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._fit()
        return super().eventFilter(over, event)


class Covers:
    """Covers widgets while their numbers are late; a cover is made when it is first needed."""

    def __init__(self) -> None:
        self._covers: dict[QWidget, LateCover] = {}

    def show_late(self, over: QWidget, answer: Late, buttons: Mapping[str, Callable[[], object]]) -> None:
        """Cover a widget with “…”, or with the sentence of a failure and what can be done about it."""
        cover = self._cover(over)
        if isinstance(answer, Failed):
            cover.say(answer.sentence, buttons, refused=True)
        else:
            cover.say(ELLIPSIS, {}, refused=False)

    def hide_on_purpose(self, over: QWidget, text: str) -> None:
        """Cover a widget with a hatch and a text that says when it is shown."""
        self._cover(over).say(text, {}, refused=False, hatched=True)

    def _cover(self, over: QWidget) -> LateCover:
        if over not in self._covers:
            cover = self._covers[over] = LateCover(over)
            cover.destroyed.connect(lambda: self._drop(over, cover))  # as when a panel goes
        return self._covers[over]

    def _drop(self, over: QWidget, cover: LateCover) -> None:
        if self._covers.get(over) is cover:
            del self._covers[over]

    def on(self, over: QWidget) -> LateCover | None:
        """Visible cover of a widget; None if there is none."""
        cover = self._covers.get(over)
        return None if cover is None or cover.isHidden() else cover

    def lift(self) -> None:
        """Show all widgets again."""
        for cover in self._covers.values():
            cover.hide()

    def clear(self) -> None:
        """Remove all covers: the widgets under them may go."""
        for cover in self._covers.values():
            cover.hide()
            cover.deleteLater()
        self._covers.clear()
