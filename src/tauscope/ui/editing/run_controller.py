"""Lets the document go on by itself, as a text that is being written, while everything else stays in hand."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.sources.protocol import State
from tauscope.sources.running.process_runner import ProcessRunner
from tauscope.sources.running.runner import Runner, RunProgress, Settings
from tauscope.ui.editing.history import EditRequest, History

LOOK_MS = 40
"""How often the window looks how far it has come: what is written between two looks is shown together."""

LOOK_AT_FULL_SPEED_MS = 200
"""At full speed the eye does not follow single tokens."""

ENDED = "The text has ended. Click an earlier token to continue from there, or restart."
ALL_ENDED = "All texts have ended: restart, or change a temperature."
STANDS = "These logits have no next token. To write a text, choose Source → Story Writer."
"""Why there is nothing to write on."""

USUAL_PACE = 8.0
"""Choices a second."""


class RunController(QObject):
    """Starts and stops a runner, and keeps document and runner in step.

    One in a thread writes at a pace; at full speed, where window and thread would wait for Python's lock in
    turn, one in a process of its own.
    """

    changed = Signal()
    """It began, stopped, or goes at another pace."""
    begun = Signal()
    refused = Signal(str)

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._near, self._far = Runner(), ProcessRunner()
        self._runner: Runner | ProcessRunner = self._near
        self._pace = USUAL_PACE
        self._begun = False
        self._moving = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        history.changed.connect(self._follow)

    @property
    def going(self) -> bool:
        """Whether it writes."""
        return self._timer.isActive()

    @property
    def can_go(self) -> bool:
        """Whether there is something to write on."""
        document = self._history.document
        return document.source.abilities.steps and not all(
            map(document.source.ended, _states_that_run(document))
        )

    @property
    def why_not(self) -> str:
        """One sentence, where nothing can go."""
        if self.going or self.can_go:
            return ""
        document = self._history.document
        if not document.source.abilities.steps:
            return document.source.unavailable or STANDS
        return ALL_ENDED if document.runs else ENDED

    @property
    def pace(self) -> float:
        """Choices a second, at most; inf for as fast as it can."""
        return self._pace

    def set_pace(self, pace: float) -> None:
        """Go faster or slower from now on."""
        other = math.isinf(pace) != math.isinf(self._pace)
        self._pace = pace
        self._timer.setInterval(LOOK_AT_FULL_SPEED_MS if math.isinf(pace) else LOOK_MS)
        if self.going and other:
            self._move(self._runner.stop())
            self._set_off(math.inf)
        elif self.going:
            self._runner.update(self._settings())
        self.changed.emit()

    def toggle(self) -> None:
        """Write, or pause."""
        if self.going:
            self.pause()
        else:
            self.write()

    def write(self, steps: float = float("inf")) -> None:
        """Write on from the moment that is looked at."""
        if self.going or not self.can_go:
            return
        self._begun = False
        self._set_off(steps)
        self._timer.start()
        self.begun.emit()
        self.changed.emit()

    def _set_off(self, steps: float) -> None:
        self._runner = self._far if math.isinf(self._pace) and steps > 1 else self._near
        self._runner.start(self._settings(), _states_that_run(self._history.document), steps)

    def step(self) -> None:
        """Write one token and pause."""
        self.pause()
        self.write(steps=1)

    def pause(self) -> None:
        """Write no further; what is written stays."""
        if self.going:
            self._move(self._runner.stop())
            self._rest()

    def close(self) -> None:
        """End for good."""
        self.pause()
        self._near.close()
        self._far.close()

    def _rest(self) -> None:
        self._timer.stop()
        self.changed.emit()

    def look(self) -> None:
        """Bring the document to where the runner has come."""
        progress = self._runner.poll()
        self._move(progress)
        if self.going and not progress.going:
            self._rest()
            if progress.error:
                self.refused.emit(progress.error)

    def _move(self, progress: RunProgress) -> None:
        """The first look is a step of undo; what follows goes on within it."""

        def edit(document: Document) -> Document:
            return source_edits.move_on(document, progress.states)

        if progress.states == _states_that_run(self._history.document):
            return
        self._moving = True
        try:
            if self._begun:
                self._history.amend(edit)
            else:
                self._history.perform(EditRequest("write", edit))
        finally:
            self._begun, self._moving = True, False

    def _settings(self) -> Settings:
        document = self._history.document
        chains = tuple(one.chain_on(document.chain) for one in document.runs)
        return Settings(document.source, chains or (document.chain,), document.seed, self._pace)

    def _follow(self, before: Document, after: Document) -> None:
        """A knob that is turned counts from the next token on; another moment or text ends the writing."""
        if not self.going or self._moving:
            return
        if _states_that_run(before) == _states_that_run(after) and _same_text(before, after):
            self._runner.update(self._settings())
        else:
            self._runner.stop()
            self._rest()


def _states_that_run(document: Document) -> tuple[State, ...]:
    """The states that go on: of the columns, or the present one."""
    return tuple(column.state for column in document.runs) or (document.state,)


def _same_text(before: Document, after: Document) -> bool:
    """Return True if nothing but settings changed: knobs, or what the user added to logits."""
    same = before.source is after.source or before.source.without_edits() == after.source.without_edits()
    return same and len(before.runs) == len(after.runs)
