"""The button that opens the page on a plot, where its heading has room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolButton

from tauscope.ui.widgets.card import GAP

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class PageButton(QToolButton):
    """A ? beside another tool, which is shown whole first.

    Parameters
    ----------
    beside : QWidget
        The other tool.
    tip : str
        What the page says.
    act : callable
        Opens the page.
    """

    def __init__(self, beside: QWidget, tip: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._beside = beside
        self.setText("?")
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.clicked.connect(act)

    def fit(self, room: int) -> None:
        """Show the button if `room` pixels hold it and the other tool."""
        both = self._beside.sizeHint().width() + GAP + self.sizeHint().width()
        self.setVisible(not self._beside.isHidden() and both <= room)
