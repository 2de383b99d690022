"""Where preferences are kept between runs: in JSON, for Qt's own settings can hold objects that run code."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from tauscope.core.errors import InputError
from tauscope.document.files.saving import replace_file
from tauscope.document.preferences import (
    LARGEST_FILE,
    Preferences,
    ReadPreferences,
    from_ini,
    from_json,
    to_json,
)


def settings_folder() -> Path:
    """Folder of the settings: `Tauscope` where this system keeps them for a user."""
    kind = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(kind)) / "Tauscope"


def settings_file() -> Path:
    """Path of the settings file."""
    return settings_folder() / "settings.json"


def earlier_settings_file() -> Path:
    """Path of the INI file of earlier versions; read once, and never changed."""
    if QStandardPaths.isTestModeEnabled():
        return settings_folder() / "Tauscope.ini"
    windows = os.environ.get("APPDATA", "") if sys.platform == "win32" else ""
    configuration = windows or os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(configuration, "Tauscope", "Tauscope.ini")


def is_first_start() -> bool:
    """Return True if no settings were ever kept, by this version or an earlier one."""
    return not settings_file().exists() and not earlier_settings_file().exists()


def load_preferences() -> ReadPreferences:
    """Read the preferences; invalid values keep their defaults, and the problem is reported."""
    file = settings_file()
    try:
        data = _start_of(file)
    except FileNotFoundError:
        return _earlier_preferences()
    except OSError as error:
        reason = error.strerror or str(error)
        return ReadPreferences(Preferences(), f"The settings in {file} could not be read: {reason}.")
    read = from_json(data)
    return _with_a_copy(read, file) if read.problem else read


def keep_preferences(preferences: Preferences) -> None:
    """Write all preferences; ignore a disk that refuses."""
    with contextlib.suppress(InputError, OSError):
        settings_folder().mkdir(parents=True, exist_ok=True)
        replace_file(settings_file(), to_json(preferences))


def _earlier_preferences() -> ReadPreferences:
    try:
        text = _start_of(earlier_settings_file()).decode("utf-8", "replace")
    except OSError:
        return ReadPreferences(Preferences())
    return from_ini(text)


def _start_of(file: Path) -> bytes:
    """First bytes of a file, one more than allowed if the file is too large. Refuses pipes and devices."""
    if file.exists() and not file.is_file():
        raise OSError(0, "it is not a file")
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _with_a_copy(read: ReadPreferences, file: Path) -> ReadPreferences:
    """Copy a damaged file to another name: the next change of a setting overwrites the file."""
    copy = file.with_name("settings-damaged.json")
    try:
        file.replace(copy)
    except OSError:
        return read
    keep_preferences(read.preferences)
    return read._replace(problem=f"{read.problem} The old file is kept as {copy}.")
