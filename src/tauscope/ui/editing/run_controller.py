"""Runs a source step by step, as a text that is being written, while the window stays responsive."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.running import choice_rule, why_ended
from tauscope.sources.running.process_runner import ProcessRunner
from tauscope.sources.running.runner import Runner, RunProgress, Settings
from tauscope.sources.state import State
from tauscope.ui.editing.clock import Clock
from tauscope.ui.editing.history import History

LOOK_MS = 40
"""Milliseconds between two looks at the runner: steps between two looks are shown together."""

LOOK_AT_FULL_SPEED_MS = 200
"""The same at full speed, where the eye does not follow single tokens."""

STANDS = "These logits have no next token. To write a text, choose Source → Story Writer."
"""Says why a table cannot run."""


class RunController(QObject):
    """Starts and stops a runner, and keeps the document in step with the runner.

    One in a thread writes at a pace; at full speed, where window and thread would wait for Python's lock in
    turn, one in a process of its own.
    """

    changed = Signal()
    """Emitted when a run starts, stops or changes its pace."""
    begun = Signal()
    refused = Signal(str)

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._near, self._far = Runner(), ProcessRunner()
        self._runner: Runner | ProcessRunner = self._near
        self._paces: dict[str, float] = {}
        self._clock = Clock(history, self)
        self._clock.ticked.connect(self.look)
        self._clock.edited.connect(self._follow)

    @property
    def going(self) -> bool:
        """Whether a run is active."""
        return self._clock.going

    @property
    def can_go(self) -> bool:
        """Whether a step is possible."""
        document = self._history.document
        return document.source.abilities.steps and not why_ended(document)

    @property
    def why_not(self) -> str:
        """Sentence that says why no step is possible; empty if one is."""
        if self.going or self.can_go:
            return ""
        document = self._history.document
        if not document.source.abilities.steps:
            return document.source.unavailable or STANDS
        return why_ended(document)

    @property
    def pace(self) -> float:
        """Highest number of steps per second, which each kind of panel has for itself; inf for full speed."""
        abilities = self._history.document.source.abilities
        return self._paces.get(abilities.panel, abilities.pace)

    def set_pace(self, pace: float) -> None:
        """Set the pace; a run continues at the new pace."""
        other = math.isinf(pace) != math.isinf(self.pace)
        self._paces[self._history.document.source.abilities.panel] = pace
        self._clock.set_interval(self._interval)
        if self.going and other:
            self._move(self._runner.stop())
            self._set_off(math.inf)
        elif self.going:
            self._runner.update(self._settings())
        self.changed.emit()

    def toggle(self) -> None:
        """Start a run, or pause it."""
        if self.going:
            self.pause()
        else:
            self.write()

    def write(self, steps: float = float("inf")) -> None:
        """Start a run at the present moment."""
        if self.going or not self.can_go:
            return
        self._set_off(steps)
        self._clock.start(self._history.document.source.abilities.words.run, self._interval)
        self.begun.emit()
        self.changed.emit()

    @property
    def _interval(self) -> int:
        """Milliseconds between two looks at the runner."""
        return LOOK_AT_FULL_SPEED_MS if math.isinf(self.pace) else LOOK_MS

    def _set_off(self, steps: float) -> None:
        self._runner = self._far if math.isinf(self.pace) and steps > 1 else self._near
        self._runner.start(self._settings(), _states_that_run(self._history.document), steps)

    def step(self) -> None:
        """Write one token and pause."""
        self.pause()
        self.write(steps=1)

    def pause(self) -> None:
        """Pause the run; the document stays as it is."""
        if self.going:
            self._move(self._runner.stop())
            self._rest()

    def close(self) -> None:
        """End the run, and the thread or process of each runner."""
        self.pause()
        self._near.close()
        self._far.close()

    def _rest(self) -> None:
        self._clock.stop()
        self.changed.emit()

    def look(self) -> None:
        """Move the document to the state that the runner has reached."""
        progress = self._runner.poll()
        self._move(progress)
        # It ended by itself: the text is complete, or the source has failed.
        if self.going and not progress.going:
            self._rest()
            if progress.error:
                self.refused.emit(progress.error)

    def _move(self, progress: RunProgress) -> None:
        """Move the document to these states."""

        def edit(document: Document) -> Document:
            return source_edits.move_on(document, progress.states)

        if progress.states != _states_that_run(self._history.document):
            self._clock.move(edit)

    def _settings(self) -> Settings:
        document = self._history.document
        chains = tuple(one.chain_on(document.chain) for one in document.runs)
        rule = choice_rule(document)
        return Settings(document.source, chains or (document.chain,), document.seed, self.pace, rule)

    def _follow(self, before: Document, after: Document) -> None:
        """Pass new settings to the run from the next token on; end it at another moment or text."""
        if _states_that_run(before) == _states_that_run(after) and _same_text(before, after):
            self._runner.update(self._settings())
        else:
            self._runner.stop()
            self._rest()


def _states_that_run(document: Document) -> tuple[State, ...]:
    """States that a run advances: those of the columns, or the present state."""
    return tuple(column.state for column in document.runs) or (document.state,)


def _same_text(before: Document, after: Document) -> bool:
    """Return True if nothing but settings changed: knobs, or what the user added to logits."""
    same = before.source is after.source or before.source.without_edits() == after.source.without_edits()
    return same and len(before.runs) == len(after.runs)
