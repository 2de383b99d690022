"""Threads that may wait for logits: all but that of the window.

A model or a server may take seconds, or never answer, and the window must respond meanwhile. So in its thread
`check_may_wait` raises an error, and code that needs logits uses the answers of the window's feed, or works
in another thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tauscope.core.errors import InputError


class LateLogitsError(InputError):
    """The logits are not at hand, and this thread must not wait for them."""

    def __init__(self) -> None:
        super().__init__("The logits are still being computed.")


class _WaitingAllowed(threading.local):
    """Whether the present thread may wait; no other thread sees or changes that."""

    waits = True


_patience = _WaitingAllowed()


def never_wait() -> None:
    """Forbid the present thread to wait for logits, for good."""
    _patience.waits = False


def may_wait() -> bool:
    """True if the present thread may wait for logits."""
    return _patience.waits


def check_may_wait() -> None:
    """Raise `LateLogitsError` in a thread that must not wait; to be called before anything slow."""
    if not _patience.waits:
        raise LateLogitsError


@contextmanager
def waiting(*, allowed: bool) -> Iterator[None]:
    """Within this block the present thread may wait, or must not."""
    before, _patience.waits = _patience.waits, allowed
    try:
        yield
    finally:
        _patience.waits = before
