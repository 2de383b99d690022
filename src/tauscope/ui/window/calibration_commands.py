"""Commands of the calibration: the dial goes to τ*, and a bootstrap that was stopped begins again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.document.studies.calibration_words import bootstrap_report, go_to_best, is_fit_stopped
from tauscope.ui.editing.dial_turn import fitted_turn

if TYPE_CHECKING:
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.history import History


class CalibrationCommands(QObject):
    """Acts on the calibration of the document, or says why there is nothing to do.

    Parameters
    ----------
    history : History
    feed : Feed
    parent : QObject, optional
    """

    said = Signal(str)

    def __init__(self, history: History, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._feed = history, feed

    def turn_to_best(self) -> None:
        """Set the dial to τ*, the temperature that calibrates; say why if there is none.

        A fit that was stopped begins again.
        """
        picture = self._feed.shown
        if picture is not None and is_fit_stopped(picture):
            self._feed.try_again()
            return
        best, why = (None, "τ* is still being fitted.") if picture is None else go_to_best(picture)
        if best is None:
            self.said.emit(why)
        else:
            self._history.perform(fitted_turn(best))

    def restart_bootstrap(self) -> None:
        """Begin a bootstrap again that was stopped; say how far it is if it was not."""
        picture = self._feed.shown
        stopped, report = (
            (False, "τ* is still being fitted.") if picture is None else bootstrap_report(picture)
        )
        if stopped:
            self._feed.try_again()
        else:
            self.said.emit(report)
