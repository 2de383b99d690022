from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from tauscope.ui.theme import FAMILY, Theme
from tauscope.ui.window.appearance import SMALLEST_TEXT, Appearance


@pytest.fixture(autouse=True)
def _own_look_afterwards(qapp: QApplication) -> Iterator[None]:
    font, style_sheet = qapp.font(), qapp.styleSheet()
    yield
    qapp.setStyleSheet(style_sheet)
    qapp.setFont(font)
    qapp.setPalette(QPalette())


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_dresses_the_application(qapp: QApplication, name: str) -> None:
    appearance = Appearance(name)
    appearance.dress()
    assert appearance.theme.name == name
    assert qapp.palette().window().color() == appearance.theme.colours.window
    assert qapp.font().family() == FAMILY
    assert appearance.theme.colours.accent.name() in qapp.styleSheet()


def test_change_is_told_once(qapp: QApplication) -> None:
    appearance = Appearance("light")
    told: list[Theme] = []
    appearance.changed.connect(told.append)
    appearance.choose("light", 1.0)
    appearance.choose("dark", 1.0)
    appearance.choose("dark", 1.5)
    assert [theme.name for theme in told] == ["dark", "dark"]
    assert told[1].base == pytest.approx(1.5 * told[0].base)
    assert qapp.palette().window().color() == told[1].colours.window


@pytest.mark.parametrize(
    ("scheme", "name"),
    [(Qt.ColorScheme.Dark, "dark"), (Qt.ColorScheme.Light, "light"), (Qt.ColorScheme.Unknown, "light")],
)
def test_system_is_followed(monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, name: str) -> None:
    appearance = Appearance("system")

    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802  # Qt's name
            return scheme

    monkeypatch.setattr(QGuiApplication, "styleHints", Hints)
    appearance._follow_system()
    assert appearance.theme.name == name


def test_system_is_not_followed_where_a_theme_was_chosen() -> None:
    appearance = Appearance("projector")
    told: list[Theme] = []
    appearance.changed.connect(told.append)
    appearance._follow_system()
    assert told == []


@pytest.mark.parametrize("points", [6, 10, 14, 20])
def test_text_is_as_large_as_the_systems_and_never_tiny(qapp: QApplication, points: int) -> None:
    font = qapp.font()
    font.setPointSize(points)
    qapp.setFont(font)
    pixels = round(points * 96 / 72)
    assert Appearance("light").theme.base == pytest.approx(max(SMALLEST_TEXT, pixels), abs=1)
