"""Covers over parts of the window whose numbers are awaited or failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from tauscope.document.picture.answers import ELLIPSIS, Failed, Late
from tauscope.ui.widgets.buttons import word_button


class LateCover(QWidget):
    """Covers a widget with “…”, or with a sentence and buttons; the widget keeps its place and its size."""

    def __init__(self, over: QWidget) -> None:
        # An item view raises its scroll bars over its children: the cover stands beside it, over both.
        beside = isinstance(over, QAbstractItemView)
        super().__init__((over.parentWidget() if beside else over) or over)
        self._over = over
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

    def say(self, text: str, ways: Mapping[str, Callable[[], object]], *, refused: bool) -> None:
        """Cover the widget with a text and these buttons."""
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
        for name, act in ways.items():
            self._buttons.addWidget(word_button(name, "", act))
        self._buttons.addStretch(1)
        self._fit()
        self.show()
        self.raise_()

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

    def show_late(self, over: QWidget, answer: Late, ways: Mapping[str, Callable[[], object]]) -> None:
        """Cover a widget with “…”, or with the sentence of a failure and what can be done about it."""
        if over not in self._covers:
            cover = self._covers[over] = LateCover(over)
            cover.destroyed.connect(lambda: self._drop(over, cover))  # as when a panel goes
        if isinstance(answer, Failed):
            self._covers[over].say(answer.sentence, ways, refused=True)
        else:
            self._covers[over].say(ELLIPSIS, {}, refused=False)

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
