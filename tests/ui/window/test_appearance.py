from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers

from tauscope.document.preferences import Preferences
from tauscope.ui.theme import FAMILY, Theme, load_theme
from tauscope.ui.window.appearance import SMALLEST_TEXT, Appearance
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def _own_look_afterwards(qapp: QApplication) -> Iterator[None]:
    font = qapp.font()
    yield
    qapp.setFont(font)
    qapp.setPalette(QPalette())


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_dresses_its_window_and_what_belongs_to_none(qapp: QApplication, qtbot: QtBot, name: str) -> None:
    appearance, window = Appearance(name), QWidget()
    qtbot.addWidget(window)
    appearance.apply_to(window)
    assert appearance.theme.name == name
    for dressed in (qapp, window):
        assert dressed.palette().window().color() == appearance.theme.colours.window
        assert dressed.font().family() == FAMILY
    assert appearance.theme.colours.accent.name() in window.styleSheet()
    assert not qapp.styleSheet()


def test_two_windows_wear_two_themes(make_window: Callable[..., MainWindow], answers: Answers) -> None:
    first = make_window(Preferences(theme="light"))
    other = MainWindow(Appearance("projector", of_program=False), Preferences(theme="projector"), answers)
    other.show()
    other.choose_theme("dark")
    QApplication.processEvents()
    for window, name in ((first, "light"), (other, "dark")):
        colours = load_theme(name, 14.0).colours
        assert window.bench.grab().toImage().pixelColor(3, 3) == colours.window
        assert window.bench.field.palette().text().color() == colours.text
    other.close()
    other.deleteLater()


def test_a_second_window_leaves_what_belongs_to_none_as_it_is(qapp: QApplication, qtbot: QtBot) -> None:
    first = Appearance("light")
    window = QWidget()
    qtbot.addWidget(window)
    second = Appearance("dark", of_program=False)
    second.apply_to(window)
    assert qapp.palette().window().color() == first.theme.colours.window
    assert window.palette().window().color() == second.theme.colours.window


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
