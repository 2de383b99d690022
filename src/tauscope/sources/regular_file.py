"""Opening of a file that a user or a session names, which may be anything."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

DEVICE = "This is not a file but a device."


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises
    ------
    InputError
        If it is a pipe or a device: opening or reading it may never end.
    OSError
        If there is none, it may not be read, or it is a folder.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise InputError(DEVICE)
    return path.open("rb")
