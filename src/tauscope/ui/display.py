"""Whether a window can be shown. Qt ends the whole program where it finds no display: it is asked before."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from pathlib import Path


def has_display() -> bool:
    """Whether a window can be shown: everywhere but on a Unix where neither X nor Wayland answers."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _wayland_is_there() or (bool(os.environ.get("DISPLAY")) and _x_answers())


def _wayland_is_there() -> bool:
    """Whether the socket that Wayland's variables name exists."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), name)
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
