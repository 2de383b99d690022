"""How the process ends while threads may still be at work."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from time import monotonic, sleep

from tauscope.ui.editing.jobs import any_at_work

END_SECONDS = 0.2
"""Longest wait for threads that are about to end."""


def end_process(status: int) -> int:
    """Return the exit status, or end the process with it here and now if a thread is still at work.

    To shut down the interpreter under native code that still runs (a model that is asked) may hang or
    crash. All that is to be kept must lie on the disk already.
    """
    end = monotonic() + END_SECONDS
    while _is_working() and monotonic() < end:
        sleep(END_SECONDS / 50)
    if _is_working():
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
    return status


def _is_working() -> bool:
    return threading.active_count() > 1 or any_at_work()
