"""A thread that lets a source go on by itself; the newest settings win with the very next choice."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.protocol import PlainCursor
from tauscope.sources.running.stepping import onward
from tauscope.sources.stopping import Stop, StoppedError, stopped_by

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.protocol import Cursor, Source, State

STUCK_SECONDS = 5.0
"""A choice that takes longer is left alone: the next text is written by another thread."""


@dataclass(frozen=True)
class Settings:
    """What a runner goes by from the next choice on.

    Attributes
    ----------
    source : Source
    chains : tuple of Chain
        One for each of the runs that go side by side.
    seed : int
    pace : float
        Choices a second, at most; inf for as fast as it can.
    """

    source: Source
    chains: tuple[Chain, ...]
    seed: int
    pace: float = math.inf


@dataclass(frozen=True)
class RunProgress:
    """How far a runner has come.

    Attributes
    ----------
    states : tuple of State
        One for each run.
    going : bool
        Whether it goes on.
    error : str
        Why it stopped by itself, in a sentence; empty at the end of a text.
    """

    states: tuple[State, ...]
    going: bool
    error: str = ""


class Runner:
    """Makes one choice after another, between `start` and `stop`, in a thread of its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._settings: Settings | None = None
        self._places: tuple[Cursor, ...] = ()
        self._going = False
        self._error = ""
        self._left = 0.0
        self._due = 0.0
        self._journey = 0
        self._closed = False
        self._thread: threading.Thread | None = None
        self._busy_since: float | None = None
        self._stop = Stop()

    def start(self, settings: Settings, states: tuple[State, ...], steps: float = math.inf) -> None:
        """Go on from `states`, for at most `steps` choices."""
        with self._changed:
            self._settings, self._left, self._due = settings, steps, monotonic()
            self._places = _places(settings, states)
            self._going, self._error = True, ""
            self._journey += 1
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
        """Whether the thread has been at one choice for so long that it may never end."""
        return self._busy_since is not None and monotonic() - self._busy_since > STUCK_SECONDS

    def update(self, settings: Settings) -> None:
        """Go on with other settings."""
        with self._changed:
            if self._settings is not None and settings.pace != self._settings.pace:
                self._due = monotonic()
            if self._settings is not None and settings.source is not self._settings.source:
                self._places = _places(settings, _states(self._places))
            self._settings = settings
            self._changed.notify()

    def stop(self) -> RunProgress:
        """Go no further, and tell how far it came."""
        with self._changed:
            self._journey += 1
            self._rest("")
            return self._told()

    def poll(self) -> RunProgress:
        """How far it has come."""
        with self._changed:
            return self._told()

    def _told(self) -> RunProgress:
        return RunProgress(_states(self._places), self._going, self._error)

    def _rest(self, error: str) -> None:
        """Hold on to nothing but the states."""
        self._going, self._error = False, error
        if self._settings is not None:
            self._places = _plain(self._settings, _states(self._places))

    def close(self) -> None:
        """End the thread and the choice that it is at, without waiting for them."""
        self.stop()
        self._stop.stop()
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _work(self, stop: Stop) -> None:
        while (errand := self._next()) is not None:
            settings, places, journey = errand
            try:
                ways = zip(places, settings.chains, strict=True)
                with stopped_by(stop):
                    after = tuple([_moved(cursor, chain, settings.seed) for cursor, chain in ways])
            except StoppedError:
                continue  # it is closed, or another thread has taken over
            except InputError as error:
                self._arrive(settings, journey, places, str(error))
            else:
                self._arrive(settings, journey, after)

    def _next(self) -> tuple[Settings, tuple[Cursor, ...], int] | None:
        """Wait until the next choice is due; None when it is closed or another thread has taken over."""
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
                    return self._settings, self._places, self._journey
            return None

    def _arrive(self, settings: Settings, journey: int, places: tuple[Cursor, ...], error: str = "") -> None:
        with self._changed:
            if journey != self._journey or self._settings is None:
                return  # it was called back meanwhile
            if settings.source is not self._settings.source:  # another one was heeded meanwhile
                places = _places(self._settings, _states(places))
            self._places = places
            self._left -= 1
            self._due = max(self._due + 1 / self._settings.pace, monotonic())
            if error or self._left <= 0 or all(cursor.ended for cursor in places):
                self._rest(error)


def _places(settings: Settings, states: tuple[State, ...]) -> tuple[Cursor, ...]:
    """At a pace every moment is kept and found again; at full speed only those that somebody looks at."""
    if math.isinf(settings.pace):
        return tuple(map(settings.source.cursor, states))
    return _plain(settings, states)


def _plain(settings: Settings, states: tuple[State, ...]) -> tuple[Cursor, ...]:
    return tuple([PlainCursor(settings.source, state) for state in states])


def _states(places: tuple[Cursor, ...]) -> tuple[State, ...]:
    return tuple([cursor.state for cursor in places])


def _moved(cursor: Cursor, chain: Chain, seed: int) -> Cursor:
    """The next place, whose logits are then at hand."""
    if cursor.ended:
        return cursor
    after = onward(cursor, chain, seed)
    after.logits  # noqa: B018  # asked for here, beside the window
    return after
