from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import delete_closed, kept_preferences

from tauscope.document.preferences import Preferences, ReadPreferences
from tauscope.ui import application
from tauscope.ui.editing import settings
from tauscope.ui.editing.settings import keep_preferences, load_preferences, settings_file

KEPT = Preferences("dark", "bar", ("/a, b/ü.tauscope", "/c;d.csv", "/%41", "C:\\x"), bytes(range(256)), 1.15)


@pytest.fixture
def earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QSettings:
    """The settings file of an earlier Tauscope, as Qt writes it."""
    file = tmp_path / "settings" / "Tauscope.ini"
    monkeypatch.setattr(settings, "earlier_settings_file", lambda: file)
    written = QSettings(str(file), QSettings.Format.IniFormat)
    written.beginGroup("preferences")
    return written


def test_first_start_has_the_defaults() -> None:
    assert load_preferences() == ReadPreferences(Preferences())


def test_preferences_come_back_as_they_were() -> None:
    keep_preferences(KEPT)
    assert load_preferences() == ReadPreferences(KEPT)


def test_file_is_json_where_it_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "settings_folder", lambda: tmp_path)
    keep_preferences(Preferences(theme="dark"))
    assert settings_file().is_relative_to(tmp_path)
    assert json.loads(settings_file().read_text("utf-8"))["theme"] == "dark"


def test_settings_of_an_earlier_version_are_taken_over(earlier: QSettings) -> None:
    earlier.setValue("theme", KEPT.theme)
    earlier.setValue("vocabulary", KEPT.vocabulary)
    earlier.setValue("recent", json.dumps(KEPT.recent))
    earlier.setValue("geometry", base64.b64encode(KEPT.geometry).decode("ascii"))
    earlier.setValue("scale", "1.15")
    earlier.sync()
    assert load_preferences() == ReadPreferences(KEPT)
    keep_preferences(Preferences(theme="light"))
    assert load_preferences().preferences.theme == "light"
    assert Path(earlier.fileName()).exists()


class Trap:
    """Runs code where it is read back as an object."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.file),)


def test_an_object_in_the_file_runs_no_code(earlier: QSettings, tmp_path: Path) -> None:
    earlier.setValue("theme", Trap(tmp_path / "sprung"))
    earlier.setValue("scale", "2")
    earlier.sync()
    assert "PyObjectWrapper" in Path(earlier.fileName()).read_text("latin-1")
    read = load_preferences()
    assert not (tmp_path / "sprung").exists()
    assert read.preferences == Preferences(scale=2)
    assert "the theme" in read.problem


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b'{"theme": "mauve"}', b"[" * 100_000])
def test_a_damaged_file_is_told_once_and_kept_under_another_name(data: bytes) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_bytes(data)
    read = load_preferences()
    assert read.preferences == Preferences()
    copy = settings_file().with_name("settings-damaged.json")
    assert str(copy) in read.problem
    assert copy.read_bytes() == data
    assert load_preferences() == ReadPreferences(Preferences())


def test_a_folder_in_place_of_the_file_is_told() -> None:
    settings_file().mkdir(parents=True)
    assert load_preferences().preferences == Preferences()
    assert "it is not a file" in load_preferences().problem
    keep_preferences(KEPT)


@pytest.fixture
def _look_restored(qapp: QApplication) -> Iterator[None]:
    """The application gets its own look back after a window that the program itself made."""
    font = qapp.font()
    yield
    delete_closed()
    qapp.setFont(font)
    qapp.setPalette(QPalette())


@pytest.mark.usefixtures("_look_restored")
def test_a_theme_for_this_time_is_shown_and_not_kept() -> None:
    keep_preferences(Preferences(theme="light"))
    window = application.make_window("dark")
    window.magnify(1)
    assert window.appearance.theme.name == "dark"
    assert kept_preferences(window) == Preferences(theme="light", scale=window.preferences.scale)
    window.choose_theme("projector")
    assert window.appearance.theme.name == "projector"
    assert kept_preferences(window).theme == "projector"
    window.deleteLater()


@pytest.mark.usefixtures("_look_restored")
def test_the_window_says_what_could_not_be_read() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_bytes(b"{")
    window = application.make_window()
    assert "The settings file is damaged" in window.notice.text
    assert not window.notice.isHidden()
    window.deleteLater()
