"""Describe Plot: a plot in words beside the bench."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from tests.ui.hands import CTRL, tap

from tauscope.ui.bench.cards.plot_menu import fill_card_menu
from tauscope.ui.window.main_window import MainWindow


def page(window: MainWindow) -> str:
    return window.pages.reader.toPlainText()


def test_command_describes_the_plot_whose_heading_has_the_focus(window: MainWindow) -> None:
    window.plots.cards[1].heading.setFocus()
    window.actions_by_name["describe"].trigger()
    assert window.pages.isVisible()
    assert page(window).startswith(window.plots.cards[1].plot.title)  # type: ignore[union-attr]
    for heading in ("What is here", "What you can do", "What it shows now", "Try this"):
        assert heading in page(window)


def test_menu_of_a_plot_describes_it_and_the_page_follows_the_dial(window: MainWindow, qtbot: QtBot) -> None:
    menu = QMenu()
    fill_card_menu(menu, window.plots, 0)
    next(action for action in menu.actions() if action.text() == "&Describe").trigger()
    assert "τ = 1.00." in page(window)
    window.turn_to(0.25)
    qtbot.waitUntil(lambda: "τ = 0.25." in page(window))


def test_description_can_be_copied_with_keys(window: MainWindow) -> None:
    window.actions_by_name["describe"].trigger()
    reader = window.pages.reader
    assert reader.hasFocus()
    tap(reader, Qt.Key.Key_A, CTRL)
    tap(reader, Qt.Key.Key_C, CTRL)
    assert "What you can do" in QApplication.clipboard().text()
