"""The card of the very first start: three ways to begin, each one click or key away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from tauscope.document.preferences import STARTS

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme

WIDTH = 30.0
"""Width of the card in text heights."""

WORDS = {
    "dial": "Four bars, one knob: turn it and look. The rest waits under View → Show Only.",
    "lessons": "Fourteen short walks from softmax to sampling, which ask before they show.",
    "bench": "Table, knobs, all plots and numbers, as they are behind this card.",
}
"""What each way to begin is like."""


class StartCard(QFrame):
    """Lies over the bench and asks how to begin; Esc takes the whole bench.

    Parameters
    ----------
    over : QWidget
        What it lies over, and stays in the middle of.
    theme : Theme
    """

    chosen = Signal(str)
    """Emitted with a name in `STARTS`."""

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("startCard")
        self.setAccessibleName("How to begin")
        title = QLabel("How would you like to begin?")
        title.setObjectName("startTitle")
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 18)
        layout.setSpacing(6)
        layout.addWidget(title)
        self.buttons: dict[str, QPushButton] = {}
        self._words = list[QLabel]()
        for name, text in STARTS.items():
            button = self.buttons[name] = QPushButton(text)
            button.setAccessibleDescription(WORDS[name])
            button.clicked.connect(partial(self._choose, name))
            words = QLabel(WORDS[name])
            words.setObjectName("cardNote")
            words.setWordWrap(True)
            self._words.append(words)
            layout.addWidget(button)
            layout.addWidget(words)
            layout.addSpacing(8)
        note = QLabel("You are asked once; Help → How to Begin asks again.")
        note.setObjectName("cardNote")
        layout.addWidget(note)
        title.setFont(theme.font(1.3, strong=True))
        self._width = round(WIDTH * theme.base)
        over.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.buttons["dial"].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, name: str) -> None:
        self._over.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self.chosen.emit(name)

    def leave(self) -> None:
        """Take the whole bench, unless a button was pressed already."""
        if not self.isHidden():
            self._choose("bench")

    def _place(self) -> None:
        width = min(self._width, self._over.width() - 24)
        self.setFixedWidth(width)
        height = max(self.sizeHint().height(), self._column.heightForWidth(width))
        self.resize(width, height)
        self.move((self._over.width() - width) // 2, max(0, (self._over.height() - height) // 2))

    def eventFilter(self, over: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(over, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the whole bench, ↑ and ↓ go to the next button, Enter presses it."""
        key, buttons = event.key(), list(self.buttons.values())
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        here = next((place for place, button in enumerate(buttons) if button.hasFocus()), 0)
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            buttons[here].click()
        elif step is not None:
            buttons[(here + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
