"""Rebuilding the window after an error of the program's own, so that screen and document agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.window.main_window import MainWindow


class Repair(QObject):
    """Rebuilds a window from its document, once for each document.

    An error that comes again with the same document, as one in painting or in the rebuilding itself does,
    would else rebuild the window for ever.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._rebuilt: Document | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._rebuild)

    def request(self) -> None:
        """Rebuild the window when the present event is dealt with, unless that was done for this document."""
        if self._window.history.document is not self._rebuilt and not self._timer.isActive():
            self._timer.start()

    def _rebuild(self) -> None:
        self._rebuilt = self._window.history.document
        self._window.rebuild()
