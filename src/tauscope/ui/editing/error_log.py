"""The log of the program's own errors: a file that stays small."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime
from pathlib import Path

from tauscope import __version__

LARGEST_LOG = 2**20
"""Bytes after which the log is renamed to .1, over an older one, and a new log begins."""

LONGEST_ENTRY = 2**16
"""Characters of an entry that are written: the last ones, which name the error."""


class LibraryLog(logging.Handler):
    """Logging handler that writes warnings of libraries into the log."""

    def __init__(self, log: Path) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Append one record to the log."""
        append_to_log(self._log, f"{record.name}: {record.getMessage()}")


def keep_library_output(log: Path) -> None:
    """Write warnings of libraries into this log, and into no other, from now on."""
    logger = logging.getLogger("tauscope.libraries")
    for handler in [one for one in logger.handlers if isinstance(one, LibraryLog)]:
        logger.removeHandler(handler)
    logger.addHandler(LibraryLog(log))
    logger.setLevel(logging.INFO)


def append_to_log(log: Path, entry: str) -> None:
    """Append an entry with its time; ignore a disk that refuses."""
    heading = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} Tauscope {__version__}"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_name(f"{log.name}.1"))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{heading}\n{entry[-LONGEST_ENTRY:]}\n")
