"""Texts for screen readers, which are made when the hand rests: no frame of a turning dial waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakMethod

from PySide6.QtGui import QAccessible
from shiboken6 import isValid

Speak = Callable[[], None]
"""Method of a widget that sets its accessible texts from what the widget shows."""

_waiting: dict[WeakMethod[Speak], None] = {}
_is_turning = False


@contextmanager
def turning(*, on: bool) -> Iterator[None]:
    """Let `when_heard` wait for `catch_up` in here, unless a screen reader listens."""
    global _is_turning  # noqa: PLW0603  # of the window's thread alone
    before, _is_turning = _is_turning, on and not QAccessible.isActive()
    try:
        yield
    finally:
        _is_turning = before


def when_heard(speak: Speak) -> None:
    """Call a method of a widget that sets its accessible texts, as soon as they may be heard."""
    if _is_turning:
        _waiting[WeakMethod(speak)] = None
    else:
        speak()


def catch_up() -> None:
    """Set all accessible texts that wait."""
    while _waiting:
        speak = _waiting.popitem()[0]()
        if speak is not None and isValid(speak.__self__):  # type: ignore[attr-defined]
            speak()
