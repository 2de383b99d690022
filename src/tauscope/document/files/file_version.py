"""Versions of a file: whether another program has changed it since it was read or written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileVersion:
    """The content of a file at one time.

    Attributes
    ----------
    stamp : tuple of int or None
        Time of the last change in nanoseconds, size in bytes, and number of the file; None matches no file.
    digest : bytes
        SHA-256 of the content.
    """

    stamp: tuple[int, int, int] | None
    digest: bytes

    @classmethod
    def of(cls, path: Path) -> FileVersion | None:
        """Read a file's version; None where it cannot be read, or is no file."""
        stamp = _stamp(path)
        if stamp is None:
            return None
        try:
            with path.open("rb") as file:
                return cls(stamp, hashlib.file_digest(file, "sha256").digest())
        except OSError:
            return None

    @classmethod
    def written(cls, path: Path, data: bytes) -> FileVersion:
        """The version of a file into which `data` was written just now."""
        return cls(_stamp(path), hashlib.sha256(data).digest())

    @classmethod
    def under(cls, copy: Path, path: Path) -> FileVersion | None:
        """Read the version of a file that a recovery copy belongs to; `UNKNOWN` where the file is newer."""
        mine, its = _stamp(copy), _stamp(path)
        return UNKNOWN if mine is not None and its is not None and its > mine else cls.of(path)

    def differs_from(self, path: Path) -> bool:
        """Whether a file has another content by now; one that is gone or unreadable has none to be lost."""
        stamp = _stamp(path)
        if stamp is None or stamp == self.stamp:
            return False
        now = FileVersion.of(path)
        return now is not None and now.digest != self.digest


UNKNOWN = FileVersion(None, b"")
"""Differs from every file."""


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
        return (found.st_mtime_ns, found.st_size, found.st_ino) if path.is_file() else None
    except (OSError, ValueError):
        return None
