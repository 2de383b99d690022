"""A thread that lets a source go on by itself; the newest settings win with the very next choice."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.walk import step

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.protocol import Source, State


@dataclass(frozen=True)
class Settings:
    """What holds from the next choice on.

    Attributes
    ----------
    source : Source
    chains : tuple of Chain
        One for each way that it goes.
    seed : int
    pace : float
        Choices a second, at most; inf for as fast as it can.
    """

    source: Source
    chains: tuple[Chain, ...]
    seed: int
    pace: float = math.inf


@dataclass(frozen=True)
class News:
    """Where it has come.

    Attributes
    ----------
    states : tuple of State
        One for each way.
    going : bool
        Whether it goes on.
    error : str
        Why it stopped by itself, in a sentence; empty at the end of a text.
    """

    states: tuple[State, ...]
    going: bool
    error: str = ""


class Scribe:
    """Chooses on and on, between `set_off` and `stop`, in a thread of its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._settings: Settings | None = None
        self._news = News((), going=False)
        self._left = 0.0
        self._due = 0.0
        self._journey = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def set_off(self, settings: Settings, states: tuple[State, ...], steps: float = math.inf) -> None:
        """Go on from these states, for so many steps."""
        with self._changed:
            self._settings, self._left, self._due = settings, steps, monotonic()
            self._news = News(states, going=True)
            self._journey += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="scribe", daemon=True)
                self._thread.start()
            self._changed.notify()

    def heed(self, settings: Settings) -> None:
        """Go on with other settings."""
        with self._changed:
            if self._settings is not None and settings.pace != self._settings.pace:
                self._due = monotonic()
            self._settings = settings
            self._changed.notify()

    def stop(self) -> News:
        """Go no further, and tell how far it came."""
        with self._changed:
            self._journey += 1
            self._end()
            return self._news

    def news(self) -> News:
        """How far it has come."""
        with self._changed:
            return self._news

    def close(self) -> None:
        """End the thread."""
        self.stop()
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _end(self, error: str = "") -> None:
        self._news = News(self._news.states, going=False, error=error)

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            settings, states, journey = errand
            try:
                ways = zip(states, settings.chains, strict=True)
                after = tuple([_moved(settings, state, chain) for state, chain in ways])
            except InputError as error:
                self._arrive(journey, states, str(error))
            else:
                self._arrive(journey, after)

    def _next(self) -> tuple[Settings, tuple[State, ...], int] | None:
        """Wait until the next choice is due; None when it is closed."""
        with self._changed:
            while not self._closed:
                if self._settings is None or not self._news.going:
                    self._changed.wait()
                elif (wait := self._due - monotonic()) > 0:
                    self._changed.wait(wait)
                else:
                    return self._settings, self._news.states, self._journey
            return None

    def _arrive(self, journey: int, states: tuple[State, ...], error: str = "") -> None:
        with self._changed:
            if journey != self._journey or self._settings is None:
                return  # it was called back meanwhile
            ended = all(self._settings.source.ended(state) for state in states)
            self._news = News(states, going=True)
            self._left -= 1
            self._due = max(self._due + 1 / self._settings.pace, monotonic())
            if error or ended or self._left <= 0:
                self._end(error)


def _moved(settings: Settings, state: State, chain: Chain) -> State:
    """The next state, whose logits are then at hand."""
    if settings.source.ended(state):
        return state
    after = step(settings.source, state, chain, settings.seed)
    settings.source.logits(after)
    return after
