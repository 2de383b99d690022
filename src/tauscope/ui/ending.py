"""How the process ends while threads may still be at work."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from time import monotonic, sleep

END_SECONDS = 0.2
"""Longest wait for threads that are about to end."""


def end_process(status: int) -> int:
    """Return the exit status, or end the process with it here and now if a thread is still at work.

    To shut down the interpreter under native code that still runs (a model that is asked) may hang or
    crash. All that is to be kept must lie on the disk already.
    """
    end = monotonic() + END_SECONDS
    while threading.active_count() > 1 and monotonic() < end:
        sleep(END_SECONDS / 50)
    if threading.active_count() > 1:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
    return status
