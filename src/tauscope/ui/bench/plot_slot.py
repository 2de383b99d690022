"""A place on the bench that holds one plot, and a choice of which."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from tauscope.document.picture.picture import Picture
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.widgets.buttons import add_choices, menu_button
from tauscope.ui.widgets.card import Card


class PlotPlace(Card):
    """A card whose heading chooses the plot."""

    def __init__(self, titles: dict[str, str], choose: Callable[[str], object]) -> None:
        menu = QMenu()
        self._choices = add_choices(menu, titles, choose)
        self._choice = menu_button("", "Show another plot here", menu)
        self._choice.setObjectName("plotChoice")
        super().__init__(self._choice)
        menu.setParent(self, menu.windowFlags())
        self.plot: Plot | None = None

    def clear(self) -> None:
        """Hold no plot."""
        super().clear()
        self.plot = None

    def put(self, plot: Plot) -> None:
        """Hold this plot; the one that was here goes where the bench puts it."""
        if plot is not self.plot:
            self._choice.setText(f"{heading(plot.title)} ▾")
            self._choices[plot.name].setChecked(True)
            self.set_content(plot, plot.tools)
            self.plot = plot

    def show_picture(self, picture: Picture) -> None:
        """Show the plot these numbers."""
        if self.plot is not None:
            self.plot.show_picture(picture)
            self.plot.show_in_tools(picture)
            self.set_note(self.plot.caption(picture))


def heading(title: str) -> str:
    """A title in capitals; τ stays what it is."""
    return title.upper().replace("Τ", "τ")
