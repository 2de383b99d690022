"""A runner in a thread: it makes one choice after another, each under the latest settings."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.cursor import PlainCursor
from tauscope.sources.running.stepping import onward
from tauscope.sources.stopping import Stop, StoppedError, stopped_by

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.cursor import Cursor
    from tauscope.sources.protocol import Source
    from tauscope.sources.running.rules import ChoiceRule
    from tauscope.sources.state import State

STUCK_SECONDS = 5.0
"""Seconds after which a choice is given up: the next run gets another thread."""


@dataclass(frozen=True)
class Settings:
    """Settings of a runner, which hold from its next choice on.

    Attributes
    ----------
    source : Source
    chains : tuple of Chain
        Chain of each run side by side.
    seed : int
        Seed of the draws, shared by all runs.
    pace : float
        Most choices per second; inf for as fast as possible.
    rule : ChoiceRule or None
        Rule of the choices; None draws from the chains.
    """

    source: Source
    chains: tuple[Chain, ...]
    seed: int
    pace: float = math.inf
    rule: ChoiceRule | None = None

    def ended(self, cursor: Cursor) -> bool:
        """True if no choice can be made at the cursor."""
        return cursor.ended or bool(self.rule is not None and self.rule.ending(cursor.position))

    def onward(self, cursor: Cursor, chain: Chain) -> Cursor:
        """Return the cursor after one choice at a cursor that has not ended."""
        if self.rule is None:
            return onward(cursor, chain, self.seed)
        return self.rule.onward(cursor, chain, self.seed)


@dataclass(frozen=True)
class RunProgress:
    """Progress of a runner.

    Attributes
    ----------
    states : tuple of State
        State that each run has reached.
    going : bool
        True while choices are being made.
    error : str
        Sentence on why the runner stopped by itself; empty if it did not, or reached the end of a text.
    """

    states: tuple[State, ...]
    going: bool
    error: str = ""


class Runner:
    """Makes one choice after another, between `start` and `stop`, in a thread of its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._settings: Settings | None = None
        self._cursors: tuple[Cursor, ...] = ()
        self._going = False
        self._error = ""
        self._left = 0.0
        self._due = 0.0
        self._run = 0
        self._closed = False
        self._thread: threading.Thread | None = None
        self._busy_since: float | None = None
        self._stop = Stop()

    def start(self, settings: Settings, states: tuple[State, ...], steps: float = math.inf) -> None:
        """Make choices from `states` on, at most `steps` of them."""
        with self._changed:
            self._settings, self._left, self._due = settings, steps, monotonic()
            self._cursors = _cursors(settings, states)
            self._going, self._error = True, ""
            self._run += 1
            if self._thread is None or self._stuck:
                self._busy_since = None
                self._stop.stop()
                self._stop = Stop()
                self._thread = threading.Thread(
                    target=self._work, args=(self._stop,), name="runner", daemon=True
                )
                self._thread.start()
            self._changed.notify()

    @property
    def _stuck(self) -> bool:
        """True if the thread has worked on one choice for longer than `STUCK_SECONDS`."""
        return self._busy_since is not None and monotonic() - self._busy_since > STUCK_SECONDS

    def update(self, settings: Settings) -> None:
        """Use other settings from the next choice on."""
        with self._changed:
            if self._settings is not None and settings.pace != self._settings.pace:
                self._due = monotonic()
            if self._settings is not None and settings.source is not self._settings.source:
                self._cursors = _cursors(settings, _states(self._cursors))
            self._settings = settings
            self._changed.notify()

    def stop(self) -> RunProgress:
        """Stop, and return the progress."""
        with self._changed:
            # A choice that the thread is at belongs to the run before, and `_arrive` will drop it.
            self._run += 1
            self._end("")
            return self._progress()

    def poll(self) -> RunProgress:
        """Return the progress of the runner."""
        with self._changed:
            return self._progress()

    def _progress(self) -> RunProgress:
        return RunProgress(_states(self._cursors), self._going, self._error)

    def _end(self, error: str) -> None:
        """Stop, and replace the cursors by plain ones, which hold no caches of a model."""
        self._going, self._error = False, error
        if self._settings is not None:
            self._cursors = _plain(self._settings, _states(self._cursors))

    def close(self) -> None:
        """End the thread and its present choice, without waiting for either."""
        self.stop()
        self._stop.stop()
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _work(self, stop: Stop) -> None:
        """Make choices until the runner is closed or another thread takes over: the thread's function."""
        # Logits are computed without the lock, so that the window's calls never wait for a model.
        while (job := self._next()) is not None:
            settings, cursors, run = job
            try:
                pairs = zip(cursors, settings.chains, strict=True)
                with stopped_by(stop):
                    after = tuple([_next_cursor(cursor, chain, settings) for cursor, chain in pairs])
            except StoppedError:
                continue  # closed, or another thread took over
            except InputError as error:
                self._arrive(settings, run, cursors, str(error))
            else:
                self._arrive(settings, run, after)

    def _next(self) -> tuple[Settings, tuple[Cursor, ...], int] | None:
        """Wait until the next choice is due; None if the runner was closed or another thread took over."""
        with self._changed:
            if self._thread is threading.current_thread():
                self._busy_since = None
            while not self._closed and self._thread is threading.current_thread():
                if self._settings is None or not self._going:
                    self._changed.wait()
                elif (wait := self._due - monotonic()) > 0:
                    self._changed.wait(wait)
                else:
                    self._busy_since = monotonic()
                    return self._settings, self._cursors, self._run
            return None

    def _arrive(self, settings: Settings, run: int, cursors: tuple[Cursor, ...], error: str = "") -> None:
        """Take over the cursors after a choice, unless the runner was stopped or restarted meanwhile."""
        with self._changed:
            if run != self._run or self._settings is None:
                return  # stopped, or started again, meanwhile
            if settings.source is not self._settings.source:  # `update` gave another one meanwhile
                cursors = _cursors(self._settings, _states(cursors))
            self._cursors = cursors
            self._left -= 1
            self._due = max(self._due + 1 / self._settings.pace, monotonic())
            if error or self._left <= 0 or all(map(self._settings.ended, cursors)):
                self._end(error)


def _cursors(settings: Settings, states: tuple[State, ...]) -> tuple[Cursor, ...]:
    """Return cursors at these states.

    At a limited pace every state is shown, so plain cursors are used, and the source keeps the logits of each
    state. At full speed few states are shown, and the source's own cursors keep nothing in between.
    """
    if math.isinf(settings.pace):
        return tuple(map(settings.source.cursor, states))
    return _plain(settings, states)


def _plain(settings: Settings, states: tuple[State, ...]) -> tuple[Cursor, ...]:
    """Return plain cursors at these states."""
    return tuple([PlainCursor(settings.source, state) for state in states])


def _states(cursors: tuple[Cursor, ...]) -> tuple[State, ...]:
    return tuple([cursor.state for cursor in cursors])


def _next_cursor(cursor: Cursor, chain: Chain, settings: Settings) -> Cursor:
    """Return the cursor after one choice, with its logits computed; `cursor` itself at the end of a run."""
    if settings.ended(cursor):
        return cursor
    after = settings.onward(cursor, chain)
    # Asked for here, in the runner's thread, so that the window finds the logits of the new state ready.
    after.logits  # noqa: B018
    return after
