"""Buttons of the most used commands under the table."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from tauscope.ui.widgets.buttons import menu_button, word_button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QBoxLayout, QMenu, QToolButton

    from tauscope.sources.abilities import Abilities

COMMANDS = (
    ("add", "+ Add", attrgetter("classes_editable")),
    ("remove", "− Remove", attrgetter("classes_editable")),
    ("paste", "Paste", attrgetter("editable")),
)
"""Name of each command, text of its button, and the ability without which a source gives it nothing to do."""


class TableButtons:
    """Buttons for commands of the table and for presets.

    Attributes
    ----------
    every : list of QToolButton
        All buttons from the left, for the order of tabs.
    """

    def __init__(self, actions: Mapping[str, QAction], presets: QMenu, row: QBoxLayout) -> None:
        """Make the buttons and add them to `row`."""
        self.every: list[QToolButton] = [
            word_button(text, actions[name].toolTip(), actions[name].trigger) for name, text, _ in COMMANDS
        ]
        self.every.append(menu_button("Preset ▾", "Ready-made examples", presets))
        for button in self.every:
            row.addWidget(button)
        row.addStretch()

    def show_for(self, abilities: Abilities) -> None:
        """Hide buttons whose command the source gives nothing to do: they take no room from the table."""
        for button, (_, _, has_use) in zip(self.every, COMMANDS, strict=False):
            button.setVisible(has_use(abilities))
