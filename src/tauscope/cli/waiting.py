"""A sentence on the terminal if a model does not answer for long, and may never."""

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
    """Within this block print once, after `PATIENCE_SECONDS`, that the model has not answered.

    Yields
    ------
    function
        Function to be called when the model has answered.
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
    """Return a copy of standard error's descriptor; None if that is closed."""
    # A copy, because the descriptor itself leads to a file while a library is at work.
    try:
        return None if sys.stderr is None else os.dup(sys.stderr.fileno())
    except (OSError, ValueError):  # closed, or no file
        return None


def _write(terminal: int, sentence: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(terminal, sentence)
