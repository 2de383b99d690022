"""Redirection of the output of onnxruntime and tokenizers, so that it does not mix with the program's own.

Both are compiled and write to the file descriptors 1 and 2 directly, which no replacement of `sys.stdout`
catches. So the descriptors lead to a temporary file while a library works. Descriptors belong to the process:
threads that enter together share one redirection, and the last one to leave ends it.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import sys
import tempfile
from threading import Lock
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = logging.getLogger("tauscope.libraries")
"""Logger of the libraries' output, at level INFO; nothing is shown unless a handler was added."""

LONGEST = 20_000
"""Most bytes of one report; a backtrace has a few thousand."""

_DESCRIPTORS = (1, 2)


class _Redirection:
    """The redirection of this process, with the number of threads that are inside it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._own: dict[int, int] = {}
        self._caught: IO[bytes] | None = None

    def enter(self) -> None:
        with self._lock:
            if not self._inside:
                self._begin()
            self._inside += 1

    def leave(self) -> None:
        """Undo `enter`; the last thread to leave reports the output."""
        said = b""
        with self._lock:
            self._inside -= 1
            if not self._inside:
                said = self._end()
        if said:
            LOG.info(said.decode("utf-8", "replace").strip())

    def _begin(self) -> None:
        _flush()  # what the program itself has printed goes where it was meant to
        with contextlib.suppress(OSError):  # without a temporary file a library's words are let through
            if self._caught is None:
                self._caught = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # until the process ends
                atexit.register(self._caught.close)
            for descriptor in _DESCRIPTORS:
                with contextlib.suppress(OSError):  # closed, as in a program without a terminal
                    self._own[descriptor] = os.dup(descriptor)
                    os.dup2(self._caught.fileno(), descriptor)

    def _end(self) -> bytes:
        _flush()  # what a library printed through Python
        for descriptor, own in self._own.items():
            os.dup2(own, descriptor)
            os.close(own)
        self._own.clear()
        return b"" if self._caught is None else _taken(self._caught)


def _taken(file: IO[bytes]) -> bytes:
    """Return the beginning of a file's content, and empty the file; nothing of a closed one."""
    if file.closed or not os.lseek(file.fileno(), 0, os.SEEK_CUR):
        return b""
    file.seek(0)
    said = file.read(LONGEST)
    file.seek(0)
    file.truncate()
    return said


def _flush() -> None:
    """Write Python's buffers out to the descriptors as they are now."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


_REDIRECTION = _Redirection()  # descriptors belong to the process, and so does this


@contextlib.contextmanager
def library_output_caught() -> Iterator[None]:
    """Within this block everything that the process prints goes to `LOG`."""
    _REDIRECTION.enter()
    try:
        yield
    finally:
        _REDIRECTION.leave()
