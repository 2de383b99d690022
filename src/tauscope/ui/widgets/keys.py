"""Texts of keys in the style of the user's system."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence


def with_key(tip: str, keys: Sequence[str]) -> str:
    """A tip, and the first key that does the same; the tip alone where there is none."""
    return f"{tip} ({shown_key(keys[0])})" if keys else tip


def shown_key(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
