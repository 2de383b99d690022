from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from tauscope.document.preferences import Preferences
from tauscope.ui.settings import keep_preferences, load_preferences, stored_settings


def test_first_start_has_the_defaults() -> None:
    assert load_preferences() == Preferences()


def test_preferences_come_back_as_they_were() -> None:
    kept = Preferences("dark", "bar", ("/a, b/ü.tauscope", "/c;d.csv", "/%41"), bytes(range(256)), 1.15)
    keep_preferences(kept)
    assert load_preferences() == kept


def test_file_is_plain_text_where_it_was_told(tmp_path: Path) -> None:
    keep_preferences(Preferences(theme="dark"))
    assert stored_settings().format() == QSettings.Format.IniFormat
    assert Path(stored_settings().fileName()).is_relative_to(tmp_path)
    assert "theme=dark" in Path(stored_settings().fileName()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0\0",
        "[preferences",
        "[preferences]\ntheme=@Invalid()\nscale=@ByteArray(x)\n",
        "[preferences]\nrecent=5, 6\n",
    ],
)
def test_damaged_file_does_no_harm(text: str) -> None:
    path = Path(stored_settings().fileName())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert load_preferences() == Preferences()
