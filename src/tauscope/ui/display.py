"""Whether a window can be shown, found out without Qt: where none can, Qt would end the whole program."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from pathlib import Path

from tauscope.core.errors import InputError
from tauscope.system_libraries import (
    chosen_platforms,
    how_to_install,
    missing_libraries,
    platforms_with_display,
)


def has_display() -> bool:
    """Whether a window can be shown: everywhere but on a Unix where neither X nor Wayland answers."""
    if sys.platform in ("win32", "darwin") or not chosen_platforms(os.environ):
        return True
    return bool(_answering_platforms())


def _answering_platforms() -> list[str]:
    """Qt's platforms whose display server answers."""
    answers = {"xcb": _x_answers, "wayland": _wayland_is_there}
    return [name for name in platforms_with_display(os.environ) if answers[name]()]


def check_libraries(*, window: bool, otherwise: str = "") -> None:
    """Raise `InputError` if a system library that Qt loads is missing.

    Parameters
    ----------
    window : bool
        Whether a window is wanted; it is shown only where there is a display.
    otherwise : str
        A sentence on what works without Qt.

    Raises
    ------
    InputError
        Names the libraries and their packages.
    """
    if missing := missing_libraries(_answering_platforms() if window else ()):
        raise InputError(" ".join(filter(None, (how_to_install(missing), otherwise))))


def _wayland_is_there() -> bool:
    """Whether the socket that Wayland's variables name exists."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), os.environ.get("WAYLAND_DISPLAY", ""))
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False


def _x_answers() -> bool:
    """Whether the X server of DISPLAY lets us in, asked of the library that Qt itself asks."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused: int = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused
