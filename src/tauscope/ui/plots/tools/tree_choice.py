"""The choice of what the colour of a tree's blocks says."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.document.edits import tree_edits
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.buttons import add_choices, give_menu

COLOURS = {"class": "Colour: first token", "surprise": "Colour: surprise"}
SHORT = {"class": "Colour", "surprise": "Surprise"}


class ColourChoice(QToolButton):
    """Button with a menu of what colours the blocks."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        menu = QMenu(self)
        self._choices = add_choices(menu, COLOURS, self._choose)
        give_menu(self, menu)
        self.setObjectName("treeColour")
        self.setAccessibleName("Colour of the blocks")
        self.setToolTip(
            "Colour of the blocks: that of the first token,\nor the surprise of each token in bits"
        )

    def show_colour(self, name: str) -> None:
        """Show the present choice; this edits nothing."""
        text = f"{SHORT[name]} ▾"
        if text != self.text():
            self.setText(text)
            self._choices[name].setChecked(True)

    def _choose(self, name: str) -> None:
        edit = partial(tree_edits.set_colour, colour=name)
        self._perform(EditRequest(f"colour blocks by {'first token' if name == 'class' else name}", edit))
