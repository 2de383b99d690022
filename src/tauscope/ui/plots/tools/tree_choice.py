"""Choices of the plots of a tree: what the colour of its blocks says, and what τ acts on."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.document.edits import tree_edits
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.buttons import add_choices, give_menu, show_choice

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
        self.setToolTip(
            "Colour of the blocks: that of the first token,\nor the surprise of each token in bits"
        )

    def show_colour(self, name: str) -> None:
        """Show the present choice; this edits nothing."""
        if show_choice(self, "Colour of the blocks", SHORT[name]):
            self._choices[name].setChecked(True)

    def _choose(self, name: str) -> None:
        edit = partial(tree_edits.set_colour, colour=name)
        self._perform(EditRequest(f"colour blocks by {'first token' if name == 'class' else name}", edit))


HEATS = {"token": "τ per token", "sequence": "τ per sequence"}


class HeatChoice(QToolButton):
    """Button with a menu of what the τ of the curves acts on."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        menu = QMenu(self)
        self._choices = add_choices(menu, HEATS, self._choose)
        give_menu(self, menu)
        self.setObjectName("treeHeat")
        self.setToolTip(
            "τ per token: each token is drawn at τ, after all knobs, as samplers do\n"
            "τ per sequence: whole sequences have the odds that they would have at τ"
        )

    def show_heat(self, name: str) -> None:
        """Show the present choice; this edits nothing."""
        if show_choice(self, "What τ acts on", HEATS[name]):
            self._choices[name].setChecked(True)

    def _choose(self, name: str) -> None:
        self._perform(EditRequest(f"curves: {HEATS[name]}", partial(tree_edits.set_heat, heat=name)))
