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
    """Writes into the log what libraries print, which nobody at the window would see."""

    def __init__(self, log: Path) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one report."""
        append_to_log(self._log, f"{record.name}: {record.getMessage()}")


def keep_library_output(log: Path) -> None:
    """From now on write into this log, and no other, what libraries print."""
    logger = logging.getLogger("tauscope.libraries")
    for handler in [one for one in logger.handlers if isinstance(one, LibraryLog)]:
        logger.removeHandler(handler)
    logger.addHandler(LibraryLog(log))
    logger.setLevel(logging.INFO)


def append_to_log(log: Path, entry: str) -> None:
    """Write an entry with its time; a disk that refuses is no reason to disturb anybody."""
    heading = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} Tauscope {__version__}"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_name(f"{log.name}.1"))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{heading}\n{entry[-LONGEST_ENTRY:]}\n")
