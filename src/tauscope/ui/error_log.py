"""The log of the program's own errors: a file that stays small."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from tauscope import __version__

LARGEST_LOG = 2**20
"""Bytes, after which the log is renamed and a new one begins; of the renamed ones the last is kept."""

LONGEST_ENTRY = 2**16
"""Characters of an entry that are written: the last ones, which name the error."""


def append_to_log(log: Path, entry: str) -> None:
    """Write an entry with its time; a disk that refuses is no reason to disturb anybody."""
    heading = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} Tauscope {__version__}"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_name(f"{log.name}.1"))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{heading}\n{entry[-LONGEST_ENTRY:]}\n")
