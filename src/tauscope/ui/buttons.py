"""Buttons that are words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QToolButton

PAGE = "page"
"""Property of a widget: the name of the page that explains it."""


def word_button(text: str, tip: str, act: Callable[[], object] | None = None) -> QToolButton:
    """A word that does something."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    if act is not None:
        button.clicked.connect(act)
    return button


def menu_button(text: str, tip: str, menu: QMenu) -> QToolButton:
    """A word that opens a menu."""
    button = word_button(text, tip)
    give_menu(button, menu)
    return button


def give_menu(button: QToolButton, menu: QMenu) -> None:
    """Let a button open a menu."""
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu.aboutToHide.connect(partial(QTimer.singleShot, 0, button, partial(_go_out, button)))


def _go_out(button: QToolButton) -> None:
    """Make a button look unhovered after its menu closed: Qt does not tell it that the mouse left."""
    if not button.rect().contains(button.mapFromGlobal(QCursor.pos())):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    button.setDown(False)
    button.update()


def choice_button(button: QToolButton, choices: Mapping[str, str], choose: Callable[[str], object]) -> None:
    """Give a button a menu in which one of several titles is ticked.

    Parameters
    ----------
    button : QToolButton
    choices : mapping
        Title of each choice by its name.
    choose : callable
        Called with the name that was chosen.
    """
    menu = QMenu(button)
    group = QActionGroup(menu)
    for name, title in choices.items():
        action = QAction(title, group, checkable=True)
        action.triggered.connect(lambda _=False, chosen=name: choose(chosen))
        menu.addAction(action)
    give_menu(button, menu)


def tick(menu: QMenu, title: str) -> None:
    """Tick the entry of this title, and no other."""
    for action in menu.actions():
        if action.isCheckable():
            action.setChecked(action.text() == title)
