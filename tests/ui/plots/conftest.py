from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tauscope.document.document import Document
from tauscope.document.picture import Picture
from tauscope.ui.focus import Focus
from tauscope.ui.history import History
from tauscope.ui.plots.base import Plot
from tauscope.ui.theme import Theme


@pytest.fixture
def make_plot(
    history: History, focus: Focus, theme: Theme, show: Callable[[QWidget], None]
) -> Callable[[type[Plot]], Plot]:
    """A plot by itself that follows the document."""

    def make(kind: type[Plot]) -> Plot:
        plot = kind(history.perform, focus, theme)
        # pyqtgraph's own close() of a view that is a window takes its viewport away too early.
        desk = QWidget()
        desk.resize(700, 400)
        plot.setParent(desk)
        plot.resize(700, 400)
        show(desk)

        def show_document(_: object, after: Document) -> None:
            plot.show_picture(Picture.of(after, plot.picture))

        history.changed.connect(show_document)
        show_document(None, history.document)
        plot.grab()
        return plot

    return make
