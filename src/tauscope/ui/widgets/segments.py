"""A choice of a few words side by side, of which one is chosen or none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton

from tauscope.ui.widgets.buttons import word_button


class Segment(NamedTuple):
    """Text and tooltip of one choice."""

    text: str
    tip: str


class Segments(QFrame):
    """Buttons in one frame; Tab reaches the chosen one, and the arrow keys choose another."""

    chosen = Signal(str)
    """Emitted with the name of the choice that the user made, chosen before or not."""

    def __init__(self, name: str, choices: Mapping[str, Segment]) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAccessibleName(name)
        self._shown = ""
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.buttons: dict[str, QToolButton] = {}
        for choice, (text, tip) in choices.items():
            button = self.buttons[choice] = word_button(text, tip, partial(self._choose, choice))
            button.setCheckable(True)
            self._group.addButton(button)
            row.addWidget(button)

    def show_choice(self, choice: str) -> None:
        """Show the present choice, or none for ""; this edits nothing."""
        self._shown = choice
        # Of an exclusive group Qt lets no button go that is down.
        self._group.setExclusive(False)
        for name, button in self.buttons.items():
            button.setChecked(name == choice)
        self._group.setExclusive(True)

    def _choose(self, choice: str) -> None:
        before = self._shown
        self.chosen.emit(choice)
        if self._shown == before:
            self.show_choice(before)  # refused, or chosen before
