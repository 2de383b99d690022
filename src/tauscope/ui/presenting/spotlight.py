"""A light on the stage that follows the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from tauscope.ui.presenting.stage import Stage


class Spotlight(QObject):
    """Lights the stage where the mouse is, over whichever of its widgets.

    Parameters
    ----------
    stage : Stage
        The parent: the light goes out with it.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage, self._lit = stage, False

    def toggle(self) -> None:
        """Light the stage, or put the light out."""
        self._lit = not self._lit
        self._stage.setMouseTracking(self._lit)
        self._follow()
        application = QApplication.instance()
        assert application is not None  # noqa: S101  # a widget has one
        if self._lit:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the mouse."""
        del watched
        if event.type() == QEvent.Type.MouseMove:
            self._follow()
        return False

    def _follow(self) -> None:
        at = QPointF(self._stage.mapFromGlobal(QCursor.pos()))
        self._stage.shine(at if self._lit else None)
