"""Who may wait for logits: any thread but that of the window.

A model or a server may take seconds, or never answer. The window's thread therefore refuses to ask: there
`check_may_wait` raises, and whoever wanted the logits takes the answer of the window's feed instead, or has
its work done in another thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tauscope.core.errors import InputError


class LateLogitsError(InputError):
    """The logits are not at hand, and this thread does not wait for them."""

    def __init__(self) -> None:
        super().__init__("The logits are still being computed.")


class _Patience(threading.local):
    """Whether the present thread waits. A thread's own: no other thread sees it or changes it."""

    waits = True


_patience = _Patience()


def never_wait() -> None:
    """Make the present thread one that does not wait for logits, for good."""
    _patience.waits = False


def may_wait() -> bool:
    """Whether the present thread may wait for logits."""
    return _patience.waits


def check_may_wait() -> None:
    """Call this before anything slow; it raises `LateLogitsError` in a thread that does not wait."""
    if not _patience.waits:
        raise LateLogitsError


@contextmanager
def waiting(*, allowed: bool) -> Iterator[None]:
    """Within this block the present thread waits, or does not."""
    before, _patience.waits = _patience.waits, allowed
    try:
        yield
    finally:
        _patience.waits = before
