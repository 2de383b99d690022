"""A bar above the bench: a file refused, a session recovered, a preset's note."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from tauscope.ui.bubble import mark
from tauscope.ui.buttons import word_button


class Notice(QFrame):
    """One sentence, buttons that answer it, and a way to put it away. It never stops the work."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._answers: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 6, 6)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(word_button("×", "Put this notice away", self.hide))
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, sentence: str, answers: dict[str, Callable[[], object]] | None = None) -> None:
        """Say something good to know."""
        self._show(sentence, answers or {}, refused=False)

    def refuse(self, sentence: str) -> None:
        """Say why something was not done."""
        self._show(sentence, {}, refused=True)

    def withdraw(self) -> None:
        """Put a refusal away: what it was about has been done since."""
        if self.property("refused"):
            self.hide()

    def _show(self, sentence: str, answers: dict[str, Callable[[], object]], *, refused: bool) -> None:
        self._clear()
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        for place, (text, answer) in enumerate(answers.items(), 1):
            button = word_button(text, "", self._answering(answer))
            self._answers.append(button)
            self._row.insertWidget(place, button)
        mark(self, refused=refused)
        self.show()

    def _answering(self, answer: Callable[[], object]) -> Callable[[], None]:
        def act() -> None:
            self.hide()
            answer()

        return act

    def _clear(self) -> None:
        for button in self._answers:
            self._row.removeWidget(button)
            button.deleteLater()
        self._answers.clear()
