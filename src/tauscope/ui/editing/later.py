"""Calls that are made later, unless what they belong to is deleted before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def call_later(owner: QObject, milliseconds: int, action: Callable[[], object]) -> None:
    """Call `action` after so many milliseconds, unless `owner` is deleted before.

    Where the owner is deleted first, `QTimer.singleShot(milliseconds, owner, action)` never lets go of the
    action (PySide 6.11): all that it refers to, such as a window that was closed, stays in memory.
    """
    timer = QTimer(owner, singleShot=True, interval=milliseconds)
    timer.timeout.connect(action)
    timer.timeout.connect(timer.deleteLater)
    timer.start()
