"""Where preferences are kept between runs."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from tauscope.document.preferences import Preferences

_GROUP = "preferences"


def stored_settings() -> QSettings:
    """The user's settings file: plain text on every system."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Tauscope", "Tauscope")


def load_preferences() -> Preferences:
    """Read what was kept; what makes no sense is left at its default."""
    settings = stored_settings()
    settings.beginGroup(_GROUP)
    return Preferences.from_strings({key: settings.value(key, type=str) for key in settings.childKeys()})


def keep_preferences(preferences: Preferences) -> None:
    """Write them all."""
    settings = stored_settings()
    settings.beginGroup(_GROUP)
    for key, text in preferences.to_strings().items():
        settings.setValue(key, text)
    settings.sync()
