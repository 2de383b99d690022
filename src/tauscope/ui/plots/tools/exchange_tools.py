"""Tools of the exchange of quanta: run, one round, and back to equal shares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from tauscope.core.particles.exchange import ROUNDS
from tauscope.document.edits import bench_edits
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.buttons import word_button

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

TICK_MS = 60
GROWTH = 25
"""Each tick of a run adds 1 / GROWTH of the rounds: one by one at first, where most happens."""


class ExchangeTools(QWidget):
    """Buttons that let the particles exchange quanta."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform, self._rounds, self._asking = perform, 0, False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setObjectName("exchangeTools")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.run = word_button(
            "Run", "Let the particles exchange quanta, round by round; press again to pause"
        )
        self.run.setCheckable(True)
        self.run.setObjectName("runExchange")
        self.run.clicked.connect(self._toggle)
        self.restart = word_button("Restart", "Share the quanta out evenly again", self._restart)
        self.restart.setObjectName("restartExchange")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.run)
        layout.addWidget(self.restart)

    def show_rounds(self, rounds: int) -> None:
        """Show how many rounds there were; end a run if anything else changed them, such as undo."""
        if rounds != self._rounds and not self._asking:
            self.pause()
        self._rounds = rounds

    @property
    def running(self) -> bool:
        """Whether a run is active."""
        return self._timer.isActive()

    def pause(self) -> None:
        """End a run."""
        self._timer.stop()
        self.run.setChecked(False)

    def _toggle(self) -> None:
        if self.running:
            self.pause()
            return
        if self._rounds >= ROUNDS.high:
            self._restart()
        self._timer.start()
        self.run.setChecked(True)
        self._go_on("exchange quanta")

    def _restart(self) -> None:
        self.pause()
        self._do("share the quanta out evenly", 0)

    def _tick(self) -> None:
        if QApplication.activeModalWidget() is None:  # else a question is asked about this document
            self._go_on()

    def _go_on(self, name: str = "") -> None:
        """Add rounds: as a new step of undo if `name` is given, else as part of the present one."""
        self._do(name, min(int(ROUNDS.high), self._rounds + max(1, self._rounds // GROWTH)))
        if self._rounds >= ROUNDS.high:
            self.pause()

    def _do(self, name: str, rounds: int) -> None:
        self._asking = True
        try:
            edit = partial(bench_edits.set_rounds, rounds=rounds)
            self._perform(EditRequest(name, edit, on=not name))
        finally:
            self._asking = False

    def hideEvent(self, event: QHideEvent) -> None:
        """End a run when the plot leaves the bench or the window closes."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.pause()
