"""Saving whole or not at all, without Qt."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step: another one beside it, which then takes its name.

    Raises
    ------
    InputError
        If the folder is missing, the file may not be written, the disk is full; what was there before is
        untouched.
    """
    target = _target(path)
    beside = target.with_name(f".{target.name[:80]}.{os.urandom(4).hex()}")
    try:
        _check(target)
        _write_through(beside, data)
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        reason = error.strerror or str(error)
        raise InputError(f"{quoted(path.name or str(path))} could not be saved: {reason}.") from None


def _target(path: Path) -> Path:
    """What a path stands for: a link stays a link, and what it leads to is replaced."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in it
        raise InputError(f"{quoted(str(path))} could not be saved: no file can have this name.") from None


def _check(target: Path) -> None:
    """Refuse what would be replaced though it is no file, or could not be written to."""
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if os.path.lexists(target) and not target.is_file():
        raise OSError(0, "it is a device, a pipe or a link to itself, not a file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(0, "it may not be written")


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
