"""Saving of files, whole or not at all, without Qt.

The new content is written to a file beside the old one, which is then renamed over it: at every moment there
is one whole file. If that is not possible (a mount point, a folder that may not be written) or would lose
something (hard links, an owner, attributes that cannot be copied), the file is overwritten in place, with a
backup beside it until that is done.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

PART, BACKUP = ".saving", ".backup"
"""Endings of the new file beside the target, and of the backup of a target that is overwritten in place."""

LONGEST_NAME = 80
"""Most bytes of the target's name in the name of a file beside it; some file systems allow 143 in all."""

PRIVATE = 0o600
CANNOT_REPLACE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV, errno.ENOTSUP}
"""Errors after which a file that cannot be replaced may still be overwritten in place."""


def replace_file(path: Path, data: bytes) -> None:
    """Write a file; an existing one keeps its owner, mode, links and attributes.

    Raises
    ------
    InputError
        If the folder is missing, the file may not be written, or the disk is full. The old content is
        untouched, or the sentence names its backup.
    """
    target = _target(path)
    try:
        _check(target)
        _clear(target, PART)
        try:
            _replace(target, data)
        except OSError as error:
            if error.errno not in CANNOT_REPLACE or not target.is_file():
                raise
            _write_in_place(target, data)
        _clear(target, BACKUP)
    except OSError as error:
        raise InputError(_refusal(path, error)) from None


def check_target(path: Path) -> None:
    """Raise `InputError` if a file cannot be written there, before its content is made at some length."""
    target = _target(path)
    try:
        _check(target)
        if not target.parent.is_dir():
            raise NotADirectoryError(0, "there is no such folder")
    except OSError as error:
        raise InputError(_refusal(path, error)) from None


def _refusal(path: Path, error: OSError) -> str:
    """Sentence that says why a file could not be saved."""
    return f"{quoted(path.name or str(path))} could not be saved: {error.strerror or error}."


def _target(path: Path) -> Path:
    """Return the file to which a path leads: a symbolic link stays, and its target is replaced."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in it
        raise InputError(f"{quoted(str(path))} could not be saved: no file can have this name.") from None


def _check(target: Path) -> None:
    """Raise `OSError` if the target is no file, or may not be written."""
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if os.path.lexists(target) and not target.is_file():
        raise OSError(0, "it is a device, a pipe or a link to itself, not a file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(0, "it may not be written")


# Another file takes the name


def _replace(target: Path, data: bytes) -> None:
    """Write a file beside the target and rename it over the target, which is untouched until then."""
    before = target.stat() if target.exists() else None
    # Renaming would part the target from its other hard links, so the caller overwrites it in place.
    if before is not None and before.st_nlink > 1:
        raise OSError(errno.EPERM, "it has several names")
    beside = _beside(target, PART)
    try:
        with _new_file(beside, None if before is None else PRIVATE) as file:
            _write_through(file, data)
            if before is not None:
                _make_alike(beside, target, before)
            if sys.platform == "win32":  # a file that is open cannot be renamed there
                file.close()
            beside.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _make_alike(beside: Path, target: Path, before: os.stat_result) -> None:
    """Give the new file the attributes, owner and mode of the target."""
    if sys.platform == "linux":
        with _attributes_where_known():
            for name in os.listxattr(target):
                os.setxattr(beside, name, os.getxattr(target, name))
    if sys.platform != "win32":
        now = beside.stat()
        if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
            os.chown(beside, before.st_uid, before.st_gid)
    # Last, for changing the owner clears bits of the mode. Until here the new file is private.
    beside.chmod(before.st_mode & 0o7777)


@contextlib.contextmanager
def _attributes_where_known() -> Iterator[None]:
    """Ignore the error of a file system without attributes, on which none can be lost."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOTSUP:
            raise


@contextlib.contextmanager
def _new_file(path: Path, mode: int | None) -> Iterator[IO[bytes]]:
    """Create a file with this mode, and lock it, so that `_clear` does not take it for a leftover."""
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode or 0o666
    )
    with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # there are file systems without locks
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file


def _write_through(file: IO[bytes], data: bytes) -> None:
    """Write data and wait until they are on the disk."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


# In place


def _write_in_place(target: Path, data: bytes) -> None:
    """Overwrite the file itself; if that fails, write its old content back."""
    old = target.read_bytes()
    backup = _back_up(target, old)
    try:
        _overwrite(target, data)
    except OSError as error:
        reason = error.strerror or str(error)
        try:
            _overwrite(target, old)
        except OSError:
            told = f"{reason}; what was in it before is in {one_line(str(backup))}"
            raise OSError(error.errno, told) from None
        backup.unlink()
        raise
    backup.unlink()


def _back_up(target: Path, old: bytes) -> Path:
    """Write the old content to a file beside the target, or if that fails to the temporary folder."""
    backup = _beside(target, BACKUP)
    try:
        with _new_file(backup, PRIVATE) as file:
            _write_through(file, old)
    except OSError as error:
        with contextlib.suppress(OSError):
            backup.unlink()
        if error.errno not in CANNOT_REPLACE:
            raise
        descriptor, name = tempfile.mkstemp(BACKUP, f"{_short(target.name)}.")
        backup = Path(name)
        with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor
            _write_through(file, old)
    return backup


def _overwrite(target: Path, data: bytes) -> None:
    """Replace the content of an existing file."""
    # Truncated after writing: opened with "w", the file would be empty while a full disk refuses the new
    # data.
    with target.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


# Names beside it, and what was left there


def _beside(target: Path, ending: str) -> Path:
    """Return a hidden, random name in the folder of the target."""
    return target.with_name(f".{_short(target.name)}.{os.urandom(4).hex()}{ending}")


def _short(name: str) -> str:
    """Return the first `LONGEST_NAME` bytes of a name, without a split character at the end."""
    return os.fsencode(name)[:LONGEST_NAME].decode("utf-8", "ignore")


def _clear(target: Path, ending: str) -> None:
    """Remove files that a killed program left beside the target; those of a running one are locked."""
    ours = re.compile(rf"\.{re.escape(_short(target.name))}\.[0-9a-f]{{8}}{re.escape(ending)}")
    with contextlib.suppress(OSError):
        for name in os.listdir(target.parent):  # noqa: PTH208  # names alone
            if ours.fullmatch(name):
                _remove_left(target.parent / name)


def _remove_left(path: Path) -> None:
    """Remove a leftover file unless a running program has it open."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":  # a file that is open cannot be removed there
            path.unlink()
            return
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
