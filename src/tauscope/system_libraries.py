"""System libraries that Qt loads on Linux, and the packages that bring them.

Qt ends the program if a library is missing. So the program, and its launcher, which installs the packages,
look for the libraries first. The launcher runs before anything is installed, hence this module imports only
the standard library.
"""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Library(NamedTuple):
    """A shared library, and the name of its package for each package manager."""

    name: str
    apt: str
    dnf: str
    pacman: str
    zypper: str


# Other libraries that Qt needs come with these packages, as their dependencies.
PAINTING = (
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd", "libglvnd"),
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd", "libglvnd"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    Library("libfreetype.so.6", "libfreetype6", "freetype", "freetype2", "libfreetype6"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
)
"""Libraries that Qt loads in any case, also without a display."""

X11 = (
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    Library(
        "libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"
    ),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    Library(
        "libxkbcommon-x11.so.0",
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
        "libxkbcommon-x11",
        "libxkbcommon-x11-0",
    ),
)
"""Libraries that Qt loads for a window on an X server."""

WAYLAND = (
    Library(
        "libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland", "libwayland-client0"
    ),
    Library(
        "libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland", "libwayland-cursor0"
    ),
)
"""Libraries that Qt loads for a window on a Wayland compositor."""

PLATFORMS = {"xcb": X11, "wayland": WAYLAND}
"""Libraries, beside `PAINTING`, by the name of Qt's platform that needs them."""

_MOST_NAMED = 3


def missing_libraries(platforms: Iterable[str]) -> tuple[Library, ...]:
    """Return the libraries that Qt needs and that cannot be loaded; none on other systems than Linux.

    Parameters
    ----------
    platforms : iterable of str
        Names in `PLATFORMS` on any of which Qt may show a window; empty if Qt paints without a display.

    Returns
    -------
    tuple of Library
        Of several platforms, the libraries of the one that lacks fewest: Qt uses the first that works.
    """
    if not sys.platform.startswith("linux"):
        return ()
    lacking = [_missing(PLATFORMS[name]) for name in platforms]
    return _missing(PAINTING) + min(lacking, key=len, default=())


def chosen_platforms(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names in `PLATFORMS` that Qt will try; none if QT_QPA_PLATFORM names any other one."""
    chosen = environment.get("QT_QPA_PLATFORM")
    if not chosen:
        return tuple(PLATFORMS)
    # Qt's syntax: platforms by preference, each perhaps with options, as in "wayland-egl;xcb:key=value".
    names = [name.partition(":")[0].partition("-")[0] for name in chosen.split(";")]
    return tuple(names) if all(name in PLATFORMS for name in names) else ()


def platforms_with_display(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the platforms that Qt will try and for which the environment names a display."""
    variables = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
    return tuple(name for name in chosen_platforms(environment) if environment.get(variables[name]))


def _missing(libraries: Iterable[Library]) -> tuple[Library, ...]:
    """Return the libraries that cannot be loaded."""
    return tuple(library for library in libraries if not loads(library.name))


def loads(name: str) -> bool:
    """True if the system's loader finds a library and everything on which the library depends."""
    # Loaded, not only found: a library that is there but lacks a dependency of its own would end Qt as well.
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def how_to_install(missing: Iterable[Library]) -> str:
    """Return one line that names the missing libraries and the commands that install their packages.

    Examples
    --------
    >>> how_to_install(X11[:1]).partition("; or")[0]
    'Qt needs libxcb-cursor.so.0, which this system lacks. Install it: apt install libxcb-cursor0'
    """
    found = tuple(missing)
    names = [library.name for library in found]
    shown = (
        names if len(names) <= _MOST_NAMED + 1 else [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
    )
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)
    ways = {
        "apt install": [library.apt for library in found],
        "dnf install": [library.dnf for library in found],
        "pacman -S": [library.pacman for library in found],
        "zypper install": [library.zypper for library in found],
    }
    lines = "; or ".join(
        f"{command} {' '.join(dict.fromkeys(packages))}" for command, packages in ways.items()
    )
    what = "it" if len(found) == 1 else "them"
    return f"Qt needs {listed}, which this system lacks. Install {what}: {lines}."
