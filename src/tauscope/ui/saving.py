"""Saving whole or not at all: a failed write leaves the old file as it was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file in one step.

    Raises
    ------
    InputError
        If the folder is missing, the file may not be written, the disk is full: the sentence says which, and
        the file that was there before is untouched.
    """
    file = QSaveFile(str(path))
    opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
    if not opened or file.write(data) != len(data) or not file.commit():
        raise InputError(f"{quoted(path.name)} could not be saved: {file.errorString().rstrip('.')}.")
