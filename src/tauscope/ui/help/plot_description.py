"""The page that describes a plot in words, kept up to date while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from tauscope.document.description import unavailable_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.help.page_panel import PagePanel
    from tauscope.ui.plots.base.plot import Plot

REST_MS = 100
"""Milliseconds between a change of the numbers and the new text: a drag of the dial sets the page once."""


class PlotDescription(QObject):
    """Writes the description of one plot on a page beside the bench.

    Parameters
    ----------
    panel : PagePanel
    plot : callable
        Returns the plot of a name.
    picture : callable
        Returns the numbers on the bench, or None while there are none.
    """

    def __init__(
        self, panel: PagePanel, plot: Callable[[str], Plot], picture: Callable[[], Picture | None]
    ) -> None:
        super().__init__(panel)
        self._panel, self._plot, self._picture, self.name = panel, plot, picture, ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.update)

    def show(self, name: str) -> None:
        """Set the page to the plot of this name."""
        self.name = name
        self.update()

    def follow(self) -> None:
        """Update the page soon, if it is shown: the numbers have changed."""
        if self._panel.describes:
            self._rest.start()

    def update(self) -> None:
        """Write the description of the plot as it is now."""
        picture, plot = self._picture(), self._plot(self.name)
        if picture is None:
            return
        reason = plot.unsuited(picture.document)
        text = unavailable_page(plot.title, reason) if reason else plot.description(picture).markdown
        self._panel.describe(text)
