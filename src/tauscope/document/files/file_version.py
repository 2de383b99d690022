"""Versions of a file, which tell whether another program changed it since it was read or written."""

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
        Time of the last change in nanoseconds, size in bytes, and inode number; None matches no file.
    digest : bytes
        SHA-256 of the content.
    """

    stamp: tuple[int, int, int] | None
    digest: bytes

    @classmethod
    def of(cls, path: Path) -> FileVersion | None:
        """Return the version of a file; None if it cannot be read or is no file."""
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
        """Return the version of a file into which `data` was just written."""
        return cls(_stamp(path), hashlib.sha256(data).digest())

    @classmethod
    def under(cls, copy: Path, path: Path) -> FileVersion | None:
        """Return the version of the file to which a recovery copy belongs; `UNKNOWN` if it is newer."""
        mine, its = _stamp(copy), _stamp(path)
        return UNKNOWN if mine is not None and its is not None and its > mine else cls.of(path)

    def differs_from(self, path: Path) -> bool:
        """True if the file at `path` has another content than this version; False if it cannot be read.

        A file that is gone or unreadable has no content that saving could destroy.
        """
        # The stamp spares reading the file. If it differs the content decides: a copy of the file, or a
        # touch, changes the stamp alone.
        stamp = _stamp(path)
        if stamp is None or stamp == self.stamp:
            return False
        now = FileVersion.of(path)
        return now is not None and now.digest != self.digest


UNKNOWN = FileVersion(None, b"")
"""A version that differs from every file."""


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return the stamp of a file; None if it cannot be looked at or is no file."""
    try:
        found = path.stat()
        return (found.st_mtime_ns, found.st_size, found.st_ino) if path.is_file() else None
    except (OSError, ValueError):
        return None
