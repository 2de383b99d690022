"""A presentation: the stage for the room, the presenter's window, and the keys of a clicker."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from tauscope.core.temperatures import scale
from tauscope.document.edits import bench_edits
from tauscope.document.library import lesson_walk
from tauscope.ui.editing.dial_turn import dial_turn
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.presenting.key_filter import KeyFilter
from tauscope.ui.presenting.presenter import PresenterWindow
from tauscope.ui.presenting.screens import Screens
from tauscope.ui.presenting.spotlight import Spotlight
from tauscope.ui.presenting.stage import SHOW, Stage
from tauscope.ui.presenting.stage_table import StageTable
from tauscope.ui.presenting.stage_words import BACK, BLACK, FORWARD, LEAVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.document import Document
    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.history import Edit, History
    from tauscope.ui.editing.player import Player
    from tauscope.ui.focus import Focus

ENLARGE = 1.1
"""Magnification by one step of Ctrl + and −."""


class Presentation(QObject):
    """Opens the stage and the presenter's window, and does what keys and buttons in both ask for.

    Parameters
    ----------
    history : History
    feed : Feed
    focus : Focus
    player : Player
        Plays τ.
    parent : QWidget
        The main window.
    """

    changed = Signal()
    """Emitted when the stage is opened, closed, covered, frozen or shown again."""

    arrived = Signal()
    """Emitted when a key or a button has led to a step of the lesson, or revealed its truth."""

    asked_to_run = Signal()
    """Emitted when the source is to go on by itself, or to pause."""

    asked_to_record = Signal()
    """Emitted when the bench is to be recorded as a step of a lesson."""

    asked_to_restart = Signal()
    """Emitted when the source is to go back to its start."""

    def __init__(self, history: History, feed: Feed, focus: Focus, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self._history, self._feed, self._focus, self._player = history, feed, focus, player
        self.stage: Stage | None = None
        self.presenter: PresenterWindow | None = None
        self._table: StageTable | None = None
        self._screens = Screens(self)
        self._spotlight: Spotlight | None = None
        self._keys = KeyFilter(self, self._commands_with_control(), self)
        self._scale = 1.0
        self.began = 0.0
        self.gliding: Callable[[], Document | None] | None = None
        """Returns the document that a glide shows now, or None without one."""

    @property
    def going(self) -> bool:
        """Whether the stage is open."""
        return self.stage is not None

    # The beginning and the end

    def start(
        self, vocabulary: Vocabulary, where: str = "full", *, presenter: bool = False, remote: str = "pages"
    ) -> None:
        """Open the stage.

        Parameters
        ----------
        vocabulary : Vocabulary
            Words under the dial.
        where : str
            "full" for full screen, on the second screen if there is one; one of `screens.WINDOWS`; or a
            screen's name as in the preferences.
        presenter : bool
            True opens the presenter's window also where there is one screen.
        remote : str
            What leads through a lesson: "pages" or "arrows". Arrows then do not turn τ.
        """
        if self.stage is not None:
            return
        self.began = monotonic()
        self.stage = stage = Stage(
            self._history.perform, self._feed, self._focus, vocabulary, "projector", self._scale
        )
        self._feed.changed.connect(stage.show_answer)
        stage.left.connect(self.stop)
        stage.asked.connect(self._do)
        stage.resized.connect(self.changed)
        self._history.changed.connect(self._follow)
        stage.show_document(self._history.document)
        self._spotlight = Spotlight(stage)
        self._keys.arrows_lead = remote == "arrows"
        self._screens.show_stage(stage, where)
        if self._feed.answer is not None:
            stage.show_answer(self._feed.answer)
        QApplication.instance().installEventFilter(self._keys)  # type: ignore[union-attr]  # there is one
        if presenter or len(QGuiApplication.screens()) > 1:
            self.open_presenter(vocabulary)
        stage.activateWindow()
        stage.setFocus()
        self.changed.emit()

    def open_presenter(self, vocabulary: Vocabulary) -> None:
        """Open the presenter's window."""
        if self.presenter is None and self.stage is not None:
            self.presenter = PresenterWindow(self, self._history, self._feed, vocabulary)
            self._screens.show_presenter(self.presenter)

    def forget_presenter(self) -> None:
        """The presenter's window was closed; the stage stays."""
        presenter, self.presenter = self.presenter, None
        self._screens.forget_presenter()
        if presenter is not None:
            presenter.deleteLater()

    def stop(self) -> None:
        """Close stage and presenter's window."""
        stage, self.stage = self.stage, None
        if stage is None:
            return
        QApplication.instance().removeEventFilter(self._keys)  # type: ignore[union-attr]
        self._history.changed.disconnect(self._follow)
        self._table = None
        self._screens.forget()
        self._scale = stage.scale
        if self.presenter is not None:
            self.presenter.close()
        self._feed.changed.disconnect(stage.show_answer)
        stage.close()
        stage.deleteLater()
        self._spotlight = None
        self.changed.emit()

    def _follow(self, before: Document, after: Document) -> None:
        del before
        if self.stage is not None:
            self.stage.show_document(after)
            if self.gliding is not None and (now := self.gliding()) is not None:
                self.stage.show_gliding(now)

    def follow_glide(self, document: Document) -> None:
        """Show a state between two steps."""
        if self.stage is not None:
            self.stage.show_gliding(document)

    def _commands_with_control(self) -> dict[Qt.Key, Callable[[], object]]:
        """What each key does with Ctrl."""
        return {
            Qt.Key.Key_Z: self._history.undo,
            Qt.Key.Key_Y: self._history.redo,
            Qt.Key.Key_D: self.pin,
            Qt.Key.Key_R: self.asked_to_record.emit,
            Qt.Key.Key_Plus: partial(self.magnify, 1),
            Qt.Key.Key_Equal: partial(self.magnify, 1),
            Qt.Key.Key_Minus: partial(self.magnify, -1),
        }

    # What the keys do

    def _perform(self, name: str, edit: Edit) -> None:
        self._history.perform(EditRequest(name, edit))

    def _walk(self, name: str, edit: Edit) -> None:
        before = self._history.document
        self._perform(name, edit)
        if self._history.document is not before:
            self.arrived.emit()

    def _do(self, name: str) -> None:
        """Do what a touch on the stage asks for."""
        acts: dict[str, Callable[[], object]] = {
            BACK: self.back,
            FORWARD: self.forward,
            BLACK: self.toggle_black,
            LEAVE: self.stop,
            SHOW: partial(self.cover, None),
        }
        acts[name]()

    def forward(self) -> None:
        """Reveal, or go to the next step."""
        if self._history.document.lesson is not None:
            self._walk("go on", lesson_walk.forward)

    def back(self) -> None:
        """Go to the step before."""
        if self._history.document.lesson is not None:
            self._walk("go back", lesson_walk.back)

    def go_to(self, step: int) -> None:
        """Go to a step of the lesson."""
        place = self._history.document.lesson
        if place is not None:
            self._walk("go to a step", partial(lesson_walk.go_to_step, place=place, step=step))

    def reveal(self) -> None:
        """Show what the prediction asks for."""
        if self._history.document.lesson is not None:
            self._walk("reveal", lesson_walk.reveal)

    def answer(self) -> None:
        """Choose an answer to the prediction for the room, or let its number be typed."""
        if self.stage is not None:
            self.stage.activateWindow()
            self.stage.answer()

    def step_temperature(self, steps: int) -> None:
        """Turn τ by steps of the dial; with Shift finer, with Ctrl coarser."""
        now = self._history.document.temperature
        wanted = scale.stepped(now, steps * self._keys.step)
        self._history.perform(dial_turn(wanted, self._keys.gesture()))

    def step_bar(self, steps: int) -> None:
        """Move the chosen outline of a prediction by steps, or turn τ where there is none."""
        by = steps * self._keys.step
        if self.stage is None or not self.stage.step_bar(by, self._keys.gesture):
            self.step_temperature(steps)

    def turn_to(self, temperature: float) -> None:
        """Set τ."""
        self._history.perform(dial_turn(temperature))

    def play(self) -> None:
        """Play the document's motion, which is that of a lesson's step where it has one, or pause."""
        self._player.toggle()

    def run(self) -> None:
        """Let the source go on by itself, or pause it."""
        self.asked_to_run.emit()

    def restart(self) -> None:
        """Let the source go back to its start."""
        self.asked_to_restart.emit()

    def pin(self) -> None:
        """Pin the present distribution."""
        self._perform("pin", bench_edits.pin)

    def toggle_whole(self) -> None:
        """Show one plot on the whole stage, or everything again."""
        if self.stage is not None:
            self.stage.toggle_whole()
            self.changed.emit()

    def toggle_frozen(self) -> None:
        """Hold what the room sees, or show the present state."""
        if self.stage is not None:
            self.stage.freeze(not self.stage.is_frozen)
            self.changed.emit()

    def toggle_light(self) -> None:
        """Let a spotlight follow the mouse, or end it."""
        if self._spotlight is not None:
            self._spotlight.toggle()

    def toggle_table(self) -> None:
        """Show the table over the stage, or hide it."""
        if self.stage is None:
            return
        if self._table is None:
            self._table = StageTable(self.stage, self._history.perform, self._focus, self._feed)
        self._table.toggle()

    def toggle_black(self) -> None:
        """Cover the stage with black, or show it."""
        self.cover(QColor(Qt.GlobalColor.black))

    def toggle_white(self) -> None:
        """Cover the stage with white, or show it."""
        self.cover(QColor(Qt.GlobalColor.white))

    def cover(self, colour: QColor | None) -> None:
        """Cover the stage with a colour; the same one again, or None, shows it."""
        if self.stage is not None:
            self.stage.cover(None if self.stage.covered == colour else colour)
            self.changed.emit()

    def magnify(self, steps: int) -> None:
        """Make everything on the stage larger or smaller."""
        if self.stage is not None:
            self.stage.set_scale(min(max(self.stage.scale * ENLARGE**steps, 0.8), 1.6))
