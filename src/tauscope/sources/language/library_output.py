"""Keeps what onnxruntime and tokenizers print away from the terminal and from the program's own output.

Both are C++ and Rust: they write to the file descriptors 1 and 2 themselves, which no replacement of
`sys.stdout` catches. So the descriptors are pointed at a temporary file while a library is at work. That is a
matter of the whole process: threads that enter together share one redirection, and the last one to leave ends
it.
"""

from __future__ import annotations

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
"""Gets what was caught, at level INFO: nothing is shown unless a handler was added."""

LONGEST = 20_000
"""Bytes of one report that are passed on: a backtrace has a few thousand."""

_DESCRIPTORS = (1, 2)


class _Redirection:
    """The one redirection of this process, and how many threads are inside it."""

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
        """Undo `enter`; the last one to leave reports what was printed meanwhile."""
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
                self._caught = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # open as long as the process
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
    """Return the beginning of what a file holds, and empty the file."""
    if not os.lseek(file.fileno(), 0, os.SEEK_CUR):
        return b""
    file.seek(0)
    said = file.read(LONGEST)
    file.seek(0)
    file.truncate()
    return said


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


_REDIRECTION = _Redirection()  # descriptors belong to the process, and so does this


@contextlib.contextmanager
def library_output_caught() -> Iterator[None]:
    """Send what is printed meanwhile, by whatever language, to `LOG`."""
    _REDIRECTION.enter()
    try:
        yield
    finally:
        _REDIRECTION.leave()
