"""A file that is read in parts, while other programs may cut it, change it or take it away."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A pipe that took the place of the file would keep `os.open` waiting without `O_NONBLOCK`.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_BLOCK = 4096
_BLOCKS = 64
_ENDS = 2**16
"""Bytes at either end that the fingerprint covers; headers and indexes stand there."""


class FileChangedError(InputError):
    """A file is no longer what it was when it was opened: it has to be opened again."""


def gone(path: Path) -> FileChangedError:
    """Return the error of a file that is no longer there."""
    return FileChangedError(f"{quoted(path.name)} is gone: it was moved, renamed or deleted.")


class StoredFile:
    """A file as it was when this object was made; every read checks that it still is.

    A file is opened and closed for each read, and never mapped: whoever reads a page of a mapped file that
    another program has cut short is killed by the system.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    path : Path
    size : int
        Bytes.

    Raises
    ------
    InputError
        If the file cannot be read, or is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        descriptor = self._opened()
        try:
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        self.size, self._changed = status.st_size, status.st_mtime_ns

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start` on.

        Raises
        ------
        InputError
            If the file is gone or has changed, or does not hold that many bytes.
        """
        return next(self._parts([(start, length)]))

    def _parts(self, places: Iterable[tuple[int, int]]) -> Iterator[bytes]:
        """Yield the bytes at each place, a pair of start and length; errors are those of `read`."""
        descriptor = self._opened()
        try:
            self._check(os.fstat(descriptor))
            for start, length in places:
                data = _part(descriptor, start, length)
                if len(data) < length:
                    end = start + len(data)
                    raise InputError(f"{self._name} ends after {end:,} bytes, in the middle of its data.")
                yield data
        except OSError as error:
            raise InputError(f"{self._name} cannot be read: {error.strerror or error}.") from None
        finally:
            os.close(descriptor)

    def fingerprint(self) -> str:
        """Return a hash of the file's size, both its ends, and blocks evenly spaced between.

        Raises
        ------
        InputError
            As `read`.
        """
        ends = min(_ENDS, self.size)
        places = [(0, ends), (self.size - ends, ends)]
        if self.size > 2 * _ENDS + _BLOCKS * _BLOCK:
            places += [(self.size * number // (_BLOCKS + 1), _BLOCK) for number in range(1, _BLOCKS + 1)]
        elif self.size > 2 * _ENDS:
            places.append((_ENDS, self.size - 2 * _ENDS))
        digest = hashlib.sha256(str(self.size).encode())
        for part in self._parts(places):
            digest.update(part)
        return digest.hexdigest()

    @property
    def _name(self) -> str:
        return quoted(self.path.name)

    def _opened(self) -> int:
        """Return a descriptor of the open file."""
        try:
            descriptor = os.open(self.path, _FLAGS)
        except FileNotFoundError:
            raise gone(self.path) from None
        except PermissionError:
            raise InputError(f"{self._name} may not be read: permission denied.") from None
        except OSError as error:
            raise InputError(f"{self._name} cannot be read: {error.strerror or error}.") from None
        except ValueError:  # a NUL in the name
            raise InputError(f"{self._name} cannot be read: no file can have this name.") from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise InputError(f"{self._name} is not a file{' any more' if hasattr(self, 'size') else ''}.")
        return descriptor

    def _check(self, status: os.stat_result) -> None:
        """Raise `InputError` if the file has another size or was written to."""
        if status.st_size < self.size:
            raise FileChangedError(
                f"{self._name} was cut from {self.size:,} to {status.st_size:,} bytes after it was opened."
            )
        if (status.st_size, status.st_mtime_ns) != (self.size, self._changed):
            raise FileChangedError(f"{self._name} was changed after it was opened: open it again.")


def _part(descriptor: int, start: int, length: int) -> bytes:
    """Read up to `length` bytes from `start` on; fewer only at the end of the file."""
    if not hasattr(os, "pread"):  # Windows
        os.lseek(descriptor, start, os.SEEK_SET)
    parts, have = list[bytes](), 0
    while have < length:
        if hasattr(os, "pread"):
            part = os.pread(descriptor, length - have, start + have)
        else:
            part = os.read(descriptor, length - have)
        if not part:
            break
        parts.append(part)
        have += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
