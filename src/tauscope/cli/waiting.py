"""A sentence for whoever waits at a terminal for a model that may never answer."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 20.0


@contextmanager
def told_to_wait() -> Iterator[Callable[[], None]]:
    """Say once that the model has not answered, if nothing comes within `PATIENCE_SECONDS`.

    Yields
    ------
    function
        To be called when something has come.
    """
    terminal = _own_standard_error()
    if terminal is None:
        yield lambda: None
        return
    sentence = f"tauscope: The model has not answered for {PATIENCE_SECONDS:g} s; Ctrl+C ends the wait.\n"
    timer = threading.Timer(PATIENCE_SECONDS, _write, [terminal, sentence.encode()])
    timer.daemon = True
    timer.start()
    try:
        yield timer.cancel
    finally:
        timer.cancel()
        timer.join()
        os.close(terminal)


def _own_standard_error() -> int | None:
    """Return a descriptor of its own: while a library is at work the program's own leads to a file."""
    try:
        return None if sys.stderr is None else os.dup(sys.stderr.fileno())
    except (OSError, ValueError):  # closed, or no file
        return None


def _write(terminal: int, sentence: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(terminal, sentence)
