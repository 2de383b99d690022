"""The choice of the scale that the bars have."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.core.bar_scale import SCALES
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.buttons import add_choices, give_menu, show_choice

SHORT = {"whole": "0–100%", "fitted": "Fitted", "logarithmic": "Log"}
"""Short names of the scales, for the button."""


class ScaleChoice(QToolButton):
    """Button with a menu of scales."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        menu = QMenu(self)
        self._choices = add_choices(menu, SCALES, self._choose)
        give_menu(self, menu)
        self.setObjectName("scaleChoice")
        self.setToolTip("Scale of the bars, here and in Compare and Stages")

    def show_scale(self, name: str) -> None:
        """Show the present scale; this edits nothing."""
        if show_choice(self, "Scale of the bars", SHORT[name]):
            self._choices[name].setChecked(True)

    def _choose(self, name: str) -> None:
        self._perform(scale_request(name))


def scale_request(name: str) -> EditRequest:
    """Edit request that sets the scale of the bars."""
    return EditRequest(f"scale of bars: {SCALES[name].lower()}", partial(table_edits.set_scale, scale=name))
