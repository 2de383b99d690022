"""A scribe in a process of its own: at full speed it and the window would wait for Python's lock in turn."""

from __future__ import annotations

import contextlib
import math
import sys
from multiprocessing import get_context
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tauscope.sources.scribe import News, Scribe, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from tauscope.core.logits import Floats
    from tauscope.sources.protocol import Source, State

TELL_SECONDS = 0.1
"""How often it tells how far it has come."""

PATIENCE_SECONDS = 20.0
"""How long an answer may take: the model is opened there first."""


class FarScribe:
    """What `Scribe` does, elsewhere: the same four verbs."""

    def __init__(self) -> None:
        self._news = News((), going=False)
        self._source: Source | None = None
        self._process: BaseProcess | None = None
        self._line: Connection[Any, Any] | None = None

    def set_off(self, settings: Settings, states: tuple[State, ...], steps: float = math.inf) -> None:
        """Go on from these states, for so many steps."""
        self._news, self._source = News(states, going=True), settings.source
        self._send("set_off", settings, states, steps)

    def heed(self, settings: Settings) -> None:
        """Go on with other settings."""
        self._source = settings.source
        self._send("heed", settings)

    def news(self) -> News:
        """How far it has come."""
        self._listen(0.0)
        return self._news

    def stop(self) -> News:
        """Go no further, and tell how far it came."""
        if self._line is not None and self._news.going:
            self._send("stop")
            while self._news.going and self._listen(PATIENCE_SECONDS):
                pass
        self._news = News(self._news.states, going=False, error=self._news.error)
        return self._news

    def close(self) -> None:
        """End the process."""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.join(1)
            self._process.kill()
            self._process = self._line = None

    def _send(self, *command: object) -> None:
        if self._line is None:
            context = get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs,), name="scribe", daemon=True)
            with _main_left_alone():
                self._process.start()
            theirs.close()
        with contextlib.suppress(OSError):  # it died: the next look says so
            self._line.send(command)

    def _listen(self, seconds: float) -> bool:
        """Take what it told meanwhile; False where nothing came."""
        line, heard = self._line, False
        try:
            while line is not None and line.poll(0.0 if heard else seconds):
                source, self._news, values = line.recv()
                heard = True
                if values is not None and self._source is not None and source == self._source:
                    self._source.learn(self._news.states[0], values)
        except (EOFError, OSError):
            self._news = News(self._news.states, going=False, error="What writes ended by itself; try again.")
            self.close()
        return heard


@contextlib.contextmanager
def _main_left_alone() -> Iterator[None]:
    """Keep a new process from running the main script again: it needs nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def serve(line: Connection[Any, Any]) -> None:
    """Do what the window says, until it hangs up."""
    scribe, source, told = Scribe(), None, News((), going=False)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            if line.poll(TELL_SECONDS):
                verb, *words = line.recv()
                getattr(scribe, verb)(*words)
                source = words[0].source if words else source
            news = scribe.news()
            if news is not told and source is not None:
                told = news
                line.send((source, news, _values(source, news)))
    scribe.close()


def _values(source: Source, news: News) -> Floats | None:
    """The logits of where it came: the window need not ask the model itself. Of columns it shows none."""
    if len(news.states) != 1 or not source.ready(news.states[0]):
        return None
    return source.logits(news.states[0]).values
