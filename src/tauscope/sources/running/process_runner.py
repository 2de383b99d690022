"""A runner in a process of its own, for full speed.

A thread at full speed and the window would hold Python's global lock in turn, and the window would stutter.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import sys
import threading
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process
from queue import SimpleQueue
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from tauscope.sources.running.runner import Runner, RunProgress, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from tauscope.core.draws.chosen import Chosen
    from tauscope.core.logits import Floats
    from tauscope.sources.protocol import Source
    from tauscope.sources.state import State

TELL_SECONDS = 0.1
"""Seconds between two messages of the process on its progress."""

STOP_SECONDS = 0.05
"""Seconds that `stop` waits for the last choices; the window does not respond meanwhile."""

STUCK_SECONDS = 10.0
"""Seconds without an answer after which the process is ended before the next run."""


class Message(NamedTuple):
    """Message from the process, with the choices since the message before.

    Attributes
    ----------
    number : int
        Number of the last order that the process had carried out.
    choices : tuple of tuple of Chosen
        New choices of each run.
    going : bool
        True while choices are being made.
    error : str
        `RunProgress.error`.
    values : (V,) float64 or None
        Logits of the present state, so that the window need not ask the model itself.
    """

    number: int
    choices: tuple[tuple[Chosen, ...], ...]
    going: bool
    error: str
    values: Floats | None


class ProcessRunner:
    """Runs a `Runner` in another process; it has the same methods."""

    def __init__(self) -> None:
        self._progress = RunProgress((), going=False)
        self._settings: Settings | None = None
        self._number = self._run = self._change = 0
        self._unanswered: float | None = None
        self._process: BaseProcess | None = None
        self._line: Connection[Any, Any] | None = None
        self._orders: SimpleQueue[tuple[int, str, tuple[object, ...]] | None] = SimpleQueue()

    def start(self, settings: Settings, states: tuple[State, ...], steps: float = math.inf) -> None:
        """Make choices from `states` on, at most `steps` of them."""
        self._listen(0.0)
        if self._unanswered is not None and monotonic() - self._unanswered > STUCK_SECONDS:
            self.close()
        self._progress, self._settings = RunProgress(states, going=True), settings
        self._run = self._change = self._number + 1
        self._send("start", settings, states, steps)

    def update(self, settings: Settings) -> None:
        """Use other settings from the next choice on."""
        # Logits in messages from before this order belong to the source before, and must not be remembered.
        if self._settings is None or settings.source != self._settings.source:
            self._change = self._number + 1
        self._settings = settings
        self._send("update", settings)

    def poll(self) -> RunProgress:
        """Return the progress of the process."""
        self._listen(0.0)
        return self._progress

    def stop(self) -> RunProgress:
        """Stop, and return the progress; choices that arrive after `STOP_SECONDS` are dropped."""
        if self._line is not None and self._progress.going:
            self._send("stop")
            self._unanswered = monotonic()
            end = self._unanswered + STOP_SECONDS
            while self._progress.going and self._listen(max(0.0, end - monotonic())):
                pass
            self._run = self._change = self._number + 1
        self._progress = RunProgress(self._progress.states, going=False, error=self._progress.error)
        return self._progress

    def close(self) -> None:
        """End the process at once; choices that it has not sent yet are lost."""
        if self._line is not None and self._process is not None:
            self._process.kill()
            self._orders.put(None)
            # Joined in a thread of its own: the kernel does not end a process that waits for a disk, and the
            # window must not wait with it.
            threading.Thread(target=self._process.join, name="runner's end", daemon=True).start()
            self._line.close()
            self._process = self._line = self._unanswered = None

    def _send(self, verb: str, *words: object) -> None:
        """Queue the order to call a method of the runner in the process, which is started if need be."""
        if self._line is None:
            self._begin()
        self._number += 1
        self._orders.put((self._number, verb, words))

    def _begin(self) -> None:
        """Start the process, and a thread that sends orders to it."""
        # Spawned, not forked: a fork of a process with threads may inherit locks that nobody will release.
        # Orders are sent by a thread, because a process that opens a model does not read, and a full pipe
        # blocks.
        context = get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_main, args=(theirs,), name="runner", daemon=True)
        with _main_left_alone(), _interrupts_ignored():
            self._process.start()
        theirs.close()
        self._orders = SimpleQueue()
        sender = partial(_send_all, self._line, self._orders)
        threading.Thread(target=sender, name="runner's orders", daemon=True).start()

    def _listen(self, seconds: float) -> bool:
        """Take the messages that arrive within `seconds`; return False if there are none."""
        line, heard = self._line, False
        try:
            while line is not None and line.poll(0.0 if heard else seconds):
                self._take(line.recv())
                heard = True
        except (EOFError, OSError):
            self._progress = RunProgress(
                self._progress.states, going=False, error="What writes ended by itself; try again."
            )
            self.close()
        return heard

    def _take(self, message: Message) -> None:
        """Apply a message to the progress, unless the message is of an earlier run."""
        if not message.going:
            self._unanswered = None
        if self._settings is None or message.number < self._run:
            return
        source = self._settings.source
        runs = zip(self._progress.states, message.choices, strict=True)
        states = tuple(source.advance(state, *choices) for state, choices in runs)
        self._progress = RunProgress(states, message.going, message.error)
        if message.values is not None and message.number >= self._change:  # else of another source
            source.remember(states[0], message.values)


@contextlib.contextmanager
def _main_left_alone() -> Iterator[None]:
    """Keep a spawned process from importing the main script, which it does not need."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let a new process ignore Ctrl+C, which a terminal sends to all processes; it ends with the window."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _send_all(
    line: Connection[Any, Any], orders: SimpleQueue[tuple[int, str, tuple[object, ...]] | None]
) -> None:
    """Send orders until one is None; `_listen` notices a process that has died."""
    with contextlib.suppress(OSError):
        while (order := orders.get()) is not None:
            line.send(order)


def _main(line: Connection[Any, Any]) -> NoReturn:
    """Entry point of the process: carry out orders until the window closes the connection or ends."""
    threading.Thread(target=_end_with_parent, name="watch", daemon=True).start()
    serve(line)
    os._exit(0)


def _end_with_parent() -> None:
    """End this process when that of the window ends, even if a model never answers."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def serve(line: Connection[Any, Any]) -> None:
    """Carry out the orders of the window until it closes the connection."""
    server = _Server()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            if line.poll(max(0.0, server.due - monotonic())):
                server.carry_out(*line.recv())
            progress = server.runner.poll()
            if not progress.going or monotonic() >= server.due:
                server.tell(line, progress)
    server.runner.close()


class _Server:
    """The runner in the process, its last order, and its last message."""

    def __init__(self) -> None:
        self.runner = Runner()
        self.due = 0.0
        self._number = 0
        self._source: Source | None = None
        self._told = RunProgress((), going=False)

    def carry_out(self, number: int, verb: str, words: tuple[Any, ...]) -> None:
        """Call the method `verb` of the runner with the arguments `words`."""
        self._number = number
        if words:
            settings: Settings = words[0]
            if settings.source != self._source:
                self._source = settings.source
            # Unpickling made a new source with an empty memory; the equal one that is here has its logits.
            words = (replace(settings, source=self._source), *words[1:])
        getattr(self.runner, verb)(*words)
        if verb == "start":
            self._told = RunProgress(words[1], going=True)

    def tell(self, line: Connection[Any, Any], progress: RunProgress) -> None:
        """Send the progress, if it changed since the last message."""
        if self._source is not None and progress != self._told:
            line.send(_message(self._number, self._source, progress, self._told))
            self._told = progress
        self.due = monotonic() + TELL_SECONDS


def _message(number: int, source: Source, progress: RunProgress, told: RunProgress) -> Message:
    choices = tuple(_choices(source, *pair) for pair in zip(told.states, progress.states, strict=True))
    return Message(number, choices, progress.going, progress.error, _values(source, progress))


def _choices(source: Source, before: State, after: State) -> tuple[Chosen, ...]:
    """Return the choices that led from one state to a later one."""
    return tuple(source.path(after)[source.position(before) : source.position(after)])


def _values(source: Source, progress: RunProgress) -> Floats | None:
    """Return the logits of the present state; None for several runs side by side, of which none is shown."""
    if len(progress.states) != 1 or not source.ready(progress.states[0]):
        return None
    return source.logits(progress.states[0]).values
